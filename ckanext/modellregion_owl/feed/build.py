"""Makes generations: compares the newest one with CKAN's tables and switches in one transaction.

Done by the request that comes first, at most once in `feed.refresh_seconds`: no cron job can be
forgotten, no way of editing can be missed, and a harvest of 4,000 datasets makes one generation.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from hashlib import blake2b

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl import config, readonly
from ckanext.modellregion_owl.feed import generations, guard, members, notice, switch
from ckanext.modellregion_owl.feed.generations import Generation
from ckanext.modellregion_owl.feed.refresh import refresh

# A request writes stale pieces for so long (seconds); the next one goes on. Meanwhile the newest
# generation is served as it is: after an upgrade all pieces are stale at once.
BUDGET = 10.0
_LOCK = 6_006_001  # of PostgreSQL's advisory locks


class NotBuilt(LookupError):
    """There is no generation yet, and a request has no time to write all of its pieces."""


def current() -> Generation | None:
    """Return the newest generation, compared lately; None when there is nothing to list.

    During an upgrade (`readonly`) it is served as it is.

    :raises NotBuilt: a request made the first one and is not done yet.
    """
    known = generations.newest()
    if known and (not generations.is_due(known) or readonly.on()):
        return known
    return compare()


def compare(budget: float | None = BUDGET, wait: bool = False) -> Generation | None:
    """Make the next generation if CKAN has something else than the newest says.

    :param budget: seconds after which pieces are left to the next call; None: all are written.
    :param wait: compare also when another process does it at this moment.
    :returns: the newest generation; None when there is nothing to list.
    :raises NotBuilt: there is none, and the time was not enough.
    """
    with model.meta.engine.begin() as connection:
        lock = sa.func.pg_try_advisory_xact_lock(_LOCK)
        if not connection.execute(sa.select(lock)).scalar():
            known = generations.newest(connection)
            if known and not wait:
                return known  # another process compares at this moment
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        known = generations.newest(connection)
        deadline = None if budget is None else time.monotonic() + budget
        if not _write(connection, deadline):
            if known is None:
                raise NotBuilt
            return known
        found = _switch(connection, known)
    notice.tell()
    return found


def _switch(connection: sa.Connection, known: Generation | None) -> Generation | None:
    guard.welcome_back(connection)
    before = dict(generations.members(known, connection)) if known else {}
    rows = members.read(connection, before)
    texts = members.texts(rows, before)
    held = guard.let_go(connection, before.keys() - texts.keys(), len(before))
    texts |= {id_: before[id_] for id_ in held if id_ in before}
    if not texts:
        return None
    ids = sorted(texts)
    size = config.feed_page_size()
    said = " ".join(f"{id_}:{texts[id_]}" for id_ in ids)
    digest = blake2b(f"{size} {said}".encode(), digest_size=8).hexdigest()
    if known and known.digest == digest:
        return switch.still(connection, known)
    changed = max((m.modified for m in rows if m.modified and m.public), default=None)
    values = {"digest": digest, "size": size, "count": len(ids), "newest": changed}
    return switch.add(connection, values, texts, rows)


def _write(connection: sa.Connection, deadline: float | None) -> bool:
    """Write the pieces that are stale; False when time is up before all are."""
    rows = members.read(connection)
    stale: dict[str, frozenset[str] | None] = {m.id: None for m in rows if not m.fresh}
    if not _refresh(stale, deadline):
        return False
    rows = members.read(connection) if stale else rows
    known = frozenset(m.iri for m in rows if m.is_series)
    # A series came or went: its datasets call it one, or no longer.
    wrong = {m.id: known for m in rows if set(m.described) != known & set(m.series)}
    return _refresh(wrong, deadline)


def _refresh(ids: Mapping[str, frozenset[str] | None], deadline: float | None) -> bool:
    for id_, described in ids.items():
        if deadline is not None and time.monotonic() > deadline:
            return False
        refresh(id_, described)
    return True
