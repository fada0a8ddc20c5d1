"""One transaction around actions of CKAN that commit by themselves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import ckan.model as model

_here = threading.local()


@contextmanager
def one_transaction(keep: bool) -> Iterator[None]:
    """Let every commit inside the block count only with the whole block.

    CKAN's actions commit (package_delete does each time). Here a session of our own stands in this
    thread's place of CKAN's, bound to one connection, where a commit ends a savepoint only. Inside
    of another such block this one is a part of that.

    :param keep: commit at the end; otherwise, and after an exception, nothing has happened.
    """
    if getattr(_here, "inside", False):
        yield
        model.Session.commit()
        return
    registry = model.Session.registry
    before = registry() if registry.has() else None
    with model.meta.engine.connect() as connection:
        outer = connection.begin()
        session = model.Session.session_factory(
            bind=connection, join_transaction_mode="create_savepoint"
        )
        session.info["modellregion_undone"] = not keep  # told to feed/refresh.py
        registry.set(session)
        _here.inside = True
        try:
            yield
            if keep:
                session.commit()
                outer.commit()
        finally:
            _here.inside = False
            session.close()
            if outer.is_active:
                outer.rollback()
            if before is None:
                registry.clear()
            else:
                registry.set(before)
                # CKAN's session keeps what it has loaded, commit or not: it must look anew.
                before.expire_all()
