"""One transaction around actions of CKAN that commit by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import ckan.model as model


@contextmanager
def one_transaction(keep: bool) -> Iterator[None]:
    """Let every commit inside the block count only with the whole block.

    CKAN's actions commit (package_delete does each time). Here a session of our own stands in this
    thread's place of CKAN's, bound to one connection, where a commit ends a savepoint only.

    :param keep: commit at the end; otherwise, and after an exception, nothing has happened.
    """
    registry = model.Session.registry
    before = registry() if registry.has() else None
    with model.meta.engine.connect() as connection:
        outer = connection.begin()
        session = model.Session.session_factory(
            bind=connection, join_transaction_mode="create_savepoint"
        )
        registry.set(session)
        try:
            yield
            if keep:
                session.commit()
                outer.commit()
        finally:
            session.close()
            if outer.is_active:
                outer.rollback()
            if before is None:
                registry.clear()
            else:
                registry.set(before)
                # CKAN's session keeps what it has loaded, commit or not: it must look anew.
                before.expire_all()
