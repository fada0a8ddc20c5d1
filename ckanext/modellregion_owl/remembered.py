"""Small values of the site that outlast restarts, in CKAN's table of such (`system_info`)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

import ckan.model as model
from ckan.model.system_info import system_info_table as table


def get(key: str) -> str:
    """Return a value, "" when there is none; on a connection of its own."""
    with model.meta.engine.connect() as connection:
        return read(connection, key)


def put(key: str, value: str) -> None:
    """Keep a value, in a transaction of its own."""
    with model.meta.engine.begin() as connection:
        write(connection, key, value)


def put_first(key: str, value: str) -> tuple[str, bool]:
    """Keep a value unless there is one; return the one that holds, and whether it is new."""
    statement = insert(table).values(key=key, value=value, state="active")
    with model.meta.engine.begin() as connection:
        done = connection.execute(statement.on_conflict_do_nothing(index_elements=["key"]))
        return read(connection, key), done.rowcount == 1


def read(connection: sa.Connection, key: str) -> str:
    """Return a value in the connection's transaction, "" when there is none."""
    query = sa.select(table.c.value).where(table.c.key == key)
    return str(connection.execute(query).scalar() or "")


def write(connection: sa.Connection, key: str, value: str) -> None:
    """Keep a value in the connection's transaction."""
    statement = insert(table).values(key=key, value=value, state="active")
    changed = {"value": statement.excluded.value}
    connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=changed))
