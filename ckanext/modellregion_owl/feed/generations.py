"""Generations: which datasets the catalogue lists on which page, the same for a whole crawl.

A page is asked for by generation and number: what is added or deleted during a crawl moves no
dataset to a page that has been read already (spec govdata.md 1.8). A generation fixes which
datasets are listed, not what is said of them: that is always what CKAN has now, and a dataset that
is taken down is out of every generation at once (store.PUBLIC).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from hashlib import blake2b

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins as p
from ckan.model.package import package_table

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.feed.store import PUBLIC
from ckanext.modellregion_owl.model import generation, generation_page

KEPT = 5  # generations that stay readable at least
KEPT_HOURS = 24  # younger ones stay too: a crawl takes as long as GovData's validator needs
KEPT_MOST = 100
_LOCK = 6_006_001  # of PostgreSQL's advisory locks


@dataclass(frozen=True)
class Generation:
    """A list of datasets: `count` of them, `size` on a page; `newest`: change of one of them."""

    id: int
    digest: str
    size: int
    count: int
    newest: datetime | None
    created: datetime
    checked: datetime

    @property
    def since(self) -> datetime:
        """Return since when list and newest change are what they are."""
        newest = self.newest.replace(tzinfo=timezone.utc) if self.newest else self.created
        return max(self.created, newest)


class Held(Exception):
    """Too many datasets have left the list at once; `lost`: their ids, `of`: how many there were.

    An error to a client, not the old list: what was taken down must not be shown again, and on a
    list without it GovData deletes it. At 503 it deletes nothing (spec govdata.md 1.1, 1.6).
    """

    def __init__(self, lost: Sequence[str], of: int) -> None:
        super().__init__(f"{len(lost)} of {of} datasets have left the feed at once")
        self.lost = tuple(lost)
        self.of = of


def usable() -> bool:
    """Tell whether CKAN's own rule says who may see a dataset.

    With labels of an operator's plugin only the index can tell what is public.
    """
    return not list(p.PluginImplementations(p.IPermissionLabels))


def current() -> Generation | None:
    """Return the newest generation; None when there is nothing to list.

    Compared with CKAN's table at most once in `feed.refresh_seconds`, by the request that comes
    first: no cron job can be forgotten, and no edit, of whatever kind, can be missed.

    :raises Held: too many datasets have left the list since the newest generation.
    """
    known = _newest(model.Session.connection())
    if known and known.size == config.feed_page_size() and _age(known) < _interval():
        return known
    return _compare()


def release() -> Generation | None:
    """Make a generation of today's list, whatever is missing in it; None when it is empty."""
    return _compare(guarded=False)


def status() -> dict[str, int | str | bool | None]:
    """Return how the feed stands: number of the list, since when, how many, held back or not.

    `lost`: how many datasets the list that is held back would lose.
    """
    lost = 0
    try:
        found = current()
    except Held as err:
        lost = len(err.lost)
        found = _newest(model.Session.connection())
    return {
        "generation": found.id if found else None,
        "since": found.created.isoformat() if found else None,
        "count": found.count if found else 0,
        "held": lost > 0,
        "lost": lost,
    }


def find(number: int) -> Generation | None:
    """Return the generation of that number, None when it is no longer kept."""
    query = sa.select(generation).where(generation.c.id == number)
    row = model.Session.execute(query).first()
    return Generation(*row) if row else None


def ids_of(found: Generation, number: int) -> tuple[str, ...] | None:
    """Return the ids on a page from 1, None behind the last one."""
    query = sa.select(generation_page.c.ids).where(
        generation_page.c.generation_id == found.id, generation_page.c.number == number
    )
    row = model.Session.execute(query).first() if number <= found.count else None
    return tuple(row[0]) if row else None


def _age(known: Generation) -> timedelta:
    return datetime.now(timezone.utc) - known.checked


def _interval() -> timedelta:
    return timedelta(seconds=config.feed_refresh_seconds())


def _newest(connection: sa.Connection) -> Generation | None:
    query = sa.select(generation).order_by(generation.c.id.desc()).limit(1)
    row = connection.execute(query).first()
    return Generation(*row) if row else None


def _compare(guarded: bool = True) -> Generation | None:
    with model.meta.engine.begin() as connection:
        lock = sa.func.pg_try_advisory_xact_lock(_LOCK)
        if not connection.execute(sa.select(lock)).scalar():
            known = _newest(connection)
            if known and guarded:
                return known  # another process compares at this moment
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        known = _newest(connection)
        ids, newest = _listed(connection)
        if not ids:
            return None
        size = config.feed_page_size()
        digest = blake2b(f"{size} {' '.join(ids)}".encode(), digest_size=8).hexdigest()
        if known and known.digest == digest:
            return _still(connection, known, newest)
        if known and guarded:
            _guard(connection, known, ids)
        return _add(connection, ids, digest, newest)


def _guard(connection: sa.Connection, known: Generation, ids: Sequence[str]) -> None:
    pages = sa.select(generation_page.c.ids).where(generation_page.c.generation_id == known.id)
    before = {id_ for row in connection.execute(pages) for id_ in row[0]}
    lost = sorted(before.difference(ids))
    many = len(lost) * 100 > config.feed_shrink_share() * len(before)
    if many and len(lost) >= config.feed_shrink_least():
        raise Held(lost, len(before))


def _listed(connection: sa.Connection) -> tuple[list[str], datetime | None]:
    columns = (package_table.c.id, package_table.c.metadata_modified)
    rows = connection.execute(sa.select(*columns).where(PUBLIC)).all()
    return sorted(r[0] for r in rows), max((r[1] for r in rows if r[1]), default=None)


def _still(connection: sa.Connection, known: Generation, newest: datetime | None) -> Generation:
    changed = (
        sa.update(generation)
        .where(generation.c.id == known.id)
        .values(newest=newest, checked=sa.func.clock_timestamp())
        .returning(generation)
    )
    return Generation(*connection.execute(changed).one())


def _add(
    connection: sa.Connection, ids: Sequence[str], digest: str, newest: datetime | None
) -> Generation:
    size = config.feed_page_size()
    values = {"digest": digest, "size": size, "count": len(ids), "newest": newest}
    added = Generation(
        *connection.execute(sa.insert(generation).values(values).returning(generation)).one()
    )
    pages = [
        {"generation_id": added.id, "number": start // size + 1, "ids": ids[start : start + size]}
        for start in range(0, len(ids), size)
    ]
    connection.execute(sa.insert(generation_page), pages)
    _forget(connection)
    return added


def _forget(connection: sa.Connection) -> None:
    """Delete generations that no crawl can still be reading."""
    rows = connection.execute(
        sa.select(generation.c.id, generation.c.checked).order_by(generation.c.id.desc())
    ).all()
    limit = datetime.now(timezone.utc) - timedelta(hours=KEPT_HOURS)
    gone = [id_ for place, (id_, at) in enumerate(rows) if place >= KEPT and at < limit]
    gone += [id_ for id_, _ in rows[KEPT_MOST:]]
    if gone:
        connection.execute(sa.delete(generation).where(generation.c.id.in_(gone)))
