"""The root of our permanent addresses: written down once in the database, at `init`.

Harvesters know a dataset by its address. One that followed `ckan.site_url` would delete and
re-create every dataset at GovData when the site moves or gets https (spec govdata.md 2).
"""

from __future__ import annotations

import logging
import time

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl import remembered

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
            _known = remembered.get(KEY)
        except sa.exc.SQLAlchemyError:
            log.warning("the root of permanent addresses can't be read")
    return _known


def fix(wanted: str) -> tuple[str, bool]:
    """Write the root down unless there is one; return the one that holds, and whether it is new."""
    found = remembered.put_first(KEY, wanted)
    forget()
    return found


def forget() -> None:
    """Ask the database again at the next question; for tests and for who has just written it."""
    global _known, _asked
    _known, _asked = "", float("-inf")
