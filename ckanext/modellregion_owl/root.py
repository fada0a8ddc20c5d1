"""The root of our permanent addresses: written down once in the database, at `init`.

Harvesters know a dataset by its address. One that followed `ckan.site_url` would delete and
re-create every dataset at GovData when the site moves or gets https (spec govdata.md 2).
"""

from __future__ import annotations

import logging
import time

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

import ckan.model as model
from ckan.model.system_info import system_info_table

log = logging.getLogger(__name__)

KEY = "modellregion_owl.base_iri"
ASK_SECONDS = 60.0  # a process that found none asks again so often

_known = ""
_asked = float("-inf")


def fixed() -> str:
    """Return the root that was fixed, "" before `init` or while the database does not answer."""
    global _known, _asked
    if not _known and time.monotonic() - _asked > ASK_SECONDS and model.meta.engine is not None:
        _asked = time.monotonic()
        try:
            with model.meta.engine.connect() as connection:
                _known = _read(connection)
        except sa.exc.SQLAlchemyError:
            log.warning("the root of permanent addresses can't be read")
    return _known


def fix(wanted: str) -> tuple[str, bool]:
    """Write the root down unless there is one; return the one that holds, and whether it is new."""
    values = {"key": KEY, "value": wanted, "state": "active"}
    statement = insert(system_info_table).values(values)
    with model.meta.engine.begin() as connection:
        done = connection.execute(statement.on_conflict_do_nothing(index_elements=["key"]))
        found = _read(connection)
    forget()
    return found, done.rowcount == 1


def forget() -> None:
    """Ask the database again at the next question; for tests and for who has just written it."""
    global _known, _asked
    _known, _asked = "", float("-inf")


def _read(connection: sa.Connection) -> str:
    query = sa.select(system_info_table.c.value).where(system_info_table.c.key == KEY)
    return str(connection.execute(query).scalar() or "")
