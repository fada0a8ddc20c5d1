"""Our tables at another revision than the newest, and back again."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

NAME = "modellregion_owl"
VERSION_TABLE = f"{NAME}_alembic_version"
_IDLE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state LIKE 'idle in%'
"""


def nobody_reads() -> None:
    """End every transaction of this process: dropping a table waits for each that has read it."""
    from sqlalchemy.orm import close_all_sessions

    from ckan import model

    close_all_sessions()
    model.Session.remove()
    model.meta.engine.dispose()
    with model.meta.engine.begin() as connection:  # also those of threads of earlier tests
        connection.execute(sa.text(_IDLE))


def ours(engine: sa.Engine) -> list[str]:
    """Return the names of our tables, without the mark of the revision."""
    names = sa.inspect(engine).get_table_names()
    return sorted(n for n in names if n.startswith("modellregion_") and n != VERSION_TABLE)


def drop(engine: sa.Engine) -> None:
    """Drop our tables and the mark, whatever revision they have."""
    with engine.begin() as connection:
        for name in (*ours(engine), VERSION_TABLE):
            connection.execute(sa.text(f'DROP TABLE IF EXISTS "{name}" CASCADE'))


def shape(engine: sa.Engine) -> dict[str, list[str]]:
    """Return columns, indexes and constraints of our tables as sorted texts, to be compared."""
    return {name: sorted(_parts(engine, name)) for name in ours(engine)}


def _parts(engine: sa.Engine, table: str) -> list[str]:
    questions = (
        "SELECT concat_ws(' ', column_name, data_type, is_nullable, column_default)"
        " FROM information_schema.columns WHERE table_name = :table",
        "SELECT indexdef FROM pg_indexes WHERE tablename = :table",
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = CAST(:table AS regclass)",
        "SELECT array_to_string(reloptions, ',') FROM pg_class"
        " WHERE oid = CAST(:table AS regclass) AND reloptions IS NOT NULL",
    )
    with engine.connect() as connection:
        found: list[Any] = []
        for question in questions:
            found += connection.execute(sa.text(question), {"table": table}).scalars()
    return [str(part) for part in found]
