"""Emptying a database between two tests."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa


def empty(engine: sa.Engine) -> None:
    """Delete every row of every table except the marks of migrations.

    Only tables that hold rows are touched, those that refer to others first: TRUNCATE of all 47
    makes new files for each table and each index, every time (0.1 s and more). As with TRUNCATE,
    a request of the test before that is still writing is waited for.
    """
    names = frozenset(n for n in sa.inspect(engine).get_table_names() if "alembic_version" not in n)
    order = _order(engine, names)  # asked before the lock: it takes another connection
    with engine.begin() as connection:
        listed = ", ".join(f'"{name}"' for name in sorted(names))
        connection.execute(sa.text(f"LOCK TABLE {listed} IN ACCESS EXCLUSIVE MODE"))
        filled = _filled(connection, names)
        for name in order:
            if name in filled:
                connection.execute(sa.text(f'DELETE FROM "{name}"'))  # noqa: S608


def content(engine: sa.Engine, *names: str) -> dict[str, list[str]]:
    """Return every row of the tables (of all, without names), as sorted JSON: a dump to compare."""
    wanted = names or sa.inspect(engine).get_table_names()
    rows = 'SELECT row_to_json(t)::text FROM "{}" t'
    with engine.connect() as connection:
        return {
            name: sorted(connection.execute(sa.text(rows.format(name))).scalars())
            for name in wanted
        }


def _filled(connection: Any, names: frozenset[str]) -> set[str]:
    questions = (f"SELECT '{n}' WHERE EXISTS (SELECT FROM \"{n}\")" for n in sorted(names))  # noqa: S608
    return set(connection.execute(sa.text(" UNION ALL ".join(questions))).scalars())


_orders: dict[frozenset[str], list[str]] = {}


def _order(engine: sa.Engine, names: frozenset[str]) -> list[str]:
    """Return the tables so that each comes before those that it refers to.

    :raises LookupError: two tables refer to each other, so that no order will do.
    """
    if names in _orders:
        return _orders[names]
    *tables, (_none, circles) = sa.inspect(engine).get_sorted_table_and_fkc_names()
    if circles:
        raise LookupError(f"Tables refer to each other: {circles}")
    _orders[names] = [name for name, _keys in reversed(tables) if name in names]
    return _orders[names]
