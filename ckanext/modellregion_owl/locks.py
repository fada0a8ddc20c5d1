"""Locks between processes: PostgreSQL's advisory locks, named by a text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b

import sqlalchemy as sa

import ckan.model as model


def key_of(name: str) -> int:
    """Return the lock's number, a signed one of 64 bits."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


@contextmanager
def held(name: str, *, wait: bool = False) -> Iterator[sa.Connection | None]:
    """Hold a lock for the block; gives its connection, None when another process has it.

    The connection is of its own: the lock outlasts the commits of the work and ends with the
    process, however that ends.

    :param wait: for as long as another process has it.
    """
    key = key_of(name)
    take = sa.func.pg_advisory_lock if wait else sa.func.pg_try_advisory_lock
    with model.meta.engine.connect() as connection:
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        # The waiting function returns nothing at all, the other one whether it has it.
        mine = connection.scalar(sa.select(take(key))) is not False
        try:
            yield connection if mine else None
        finally:
            if mine:
                connection.execute(sa.select(sa.func.pg_advisory_unlock(key)))
