"""Which revision our tables have, and which one this version needs; reads only."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

import ckan.model as model

VERSION_TABLE = "modellregion_owl_alembic_version"


def newest() -> str:
    """Return the newest revision that this version of the extension brings."""
    config = Config()
    folder = resources.files("ckanext.modellregion_owl") / "migration" / "modellregion_owl"
    config.set_main_option("script_location", str(Path(str(folder))))
    return str(ScriptDirectory.from_config(config).get_current_head() or "")


def stored() -> str:
    """Return the revision of the database, "" without any.

    :raises sqlalchemy.exc.SQLAlchemyError: the database does not answer.
    """
    with model.meta.engine.connect() as connection:
        if not sa.inspect(connection).has_table(VERSION_TABLE):
            return ""
        query: sa.Select = sa.select(sa.column("version_num")).select_from(sa.table(VERSION_TABLE))
        return str(connection.execute(query).scalar() or "")
