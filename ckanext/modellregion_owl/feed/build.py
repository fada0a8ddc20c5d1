"""Makes generations: compares the newest one with CKAN's tables and switches in one transaction.

Done by the request that comes first, at most once in `feed.refresh_seconds`: no cron job can be
forgotten, no way of editing can be missed, and a harvest of 4,000 datasets makes one generation.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.feed import generations, guard, prune
from ckanext.modellregion_owl.feed.generations import Generation
from ckanext.modellregion_owl.feed.refresh import refresh
from ckanext.modellregion_owl.feed.tables import BODIES, PUBLIC, is_fresh, package
from ckanext.modellregion_owl.feed.version import writing_version
from ckanext.modellregion_owl.model import generation, generation_page, piece

# A request writes stale pieces for so long (seconds); the next one goes on. Meanwhile the newest
# generation is served as it is: after an upgrade all pieces are stale at once.
BUDGET = 10.0
MAX_DEPTH = 5  # series of series
_LOCK = 6_006_001  # of PostgreSQL's advisory locks


class NotBuilt(LookupError):
    """There is no generation yet, and a request has no time to write all of its pieces."""


@dataclass(frozen=True)
class Member:
    """A dataset as the next generation has it; `digest`: "" when it never could be written."""

    id: str
    digest: str
    fresh: bool
    public: bool
    iri: str
    is_series: bool
    series: tuple[str, ...]
    described: tuple[str, ...]
    modified: datetime | None


def current() -> Generation | None:
    """Return the newest generation, compared lately; None when there is nothing to list.

    :raises NotBuilt: a request made the first one and is not done yet.
    """
    known = generations.newest()
    return known if known and not generations.is_due(known) else compare()


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
        return _switch(connection, known)


def _switch(connection: sa.Connection, known: Generation | None) -> Generation | None:
    guard.welcome_back(connection)
    before = dict(generations.members(known, connection)) if known else {}
    rows = _read(connection, before)
    texts = _texts(rows, before)
    held = guard.let_go(connection, before.keys() - texts.keys(), len(before))
    texts |= {id_: before[id_] for id_ in held if id_ in before}
    if not texts:
        return None
    ids = sorted(texts)
    size = config.feed_page_size()
    said = " ".join(f"{id_}:{texts[id_]}" for id_ in ids)
    digest = blake2b(f"{size} {said}".encode(), digest_size=8).hexdigest()
    if known and known.digest == digest:
        return _still(connection, known)
    changed = max((m.modified for m in rows if m.modified and m.public), default=None)
    values = {"digest": digest, "size": size, "count": len(ids), "newest": changed}
    return _add(connection, values, texts, rows)


def _texts(rows: Sequence[Member], before: Mapping[str, str]) -> dict[str, str]:
    """Return id → text of the public datasets; who can't be written keeps its last one."""
    found = {m.id: m.digest or before.get(m.id, "") for m in rows if m.public}
    return {id_: digest for id_, digest in found.items() if digest}


def _write(connection: sa.Connection, deadline: float | None) -> bool:
    """Write the pieces that are stale; False when time is up before all are."""
    rows = _read(connection)
    stale: dict[str, frozenset[str] | None] = {m.id: None for m in rows if not m.fresh}
    if not _refresh(stale, deadline):
        return False
    rows = _read(connection) if stale else rows
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


def _read(connection: sa.Connection, more: Iterable[str] = ()) -> list[Member]:
    """Return all public datasets, and those of `more` (ids)."""
    texts = sa.cast(list(more), sa.ARRAY(sa.UnicodeText))
    names = ("digest", "iri", "is_series", "series", "described")
    columns = (is_fresh(writing_version()), PUBLIC, package.c.metadata_modified)
    query = (
        sa.select(package.c.id, *columns, *(piece.c[name] for name in names))
        .select_from(BODIES)
        .where(sa.or_(PUBLIC, package.c.id == sa.any_(texts)))
    )
    return [
        Member(
            id=id_,
            digest=digest or "",
            fresh=bool(fresh),
            public=bool(public),
            iri=iri or "",
            is_series=bool(is_series),
            series=tuple(series or ()),
            described=tuple(described or ()),
            modified=modified,
        )
        for id_, fresh, public, modified, digest, iri, is_series, series, described in (
            connection.execute(query)
        )
    ]


def _still(connection: sa.Connection, known: Generation) -> Generation:
    changed = (
        sa.update(generation)
        .where(generation.c.id == known.id)
        .values(checked=sa.func.clock_timestamp())
        .returning(generation)
    )
    return Generation(*connection.execute(changed).one())


def _add(
    connection: sa.Connection,
    values: dict[str, object],
    texts: Mapping[str, str],
    rows: Sequence[Member],
) -> Generation:
    inserted = sa.insert(generation).values(values).returning(generation)
    added = Generation(*connection.execute(inserted).one())
    ids = sorted(texts)
    named = {m.id: m.series for m in rows}
    known = {m.iri: m.id for m in rows if m.is_series and m.id in texts}
    pages = []
    for start in range(0, len(ids), added.size):
        listed = _with_series(ids[start : start + added.size], named, known)
        digests = [texts[id_] for id_ in listed]
        number = start // added.size + 1
        pages.append(
            {"generation_id": added.id, "number": number, "ids": listed, "digests": digests}
        )
    connection.execute(sa.insert(generation_page), pages)
    prune.forget(connection)
    return added


def _with_series(
    ids: Sequence[str], named: Mapping[str, tuple[str, ...]], known: Mapping[str, str]
) -> list[str]:
    """Return a page's ids and those of their series, which it describes in full."""
    found = list(ids)
    fresh = found
    for _ in range(MAX_DEPTH):
        wanted = {known[name] for id_ in fresh for name in named.get(id_, ()) if name in known}
        fresh = sorted(wanted.difference(found))
        if not fresh:
            break
        found = found + fresh
    return found
