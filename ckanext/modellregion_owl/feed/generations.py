"""Generations: what the catalogue says on which page, the same for a whole crawl.

A page is asked for by generation and number: what is added, edited or deleted during a crawl moves
no dataset to a page that has been read already (spec govdata.md 1.8). Who makes them: build.py.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import sqlalchemy as sa
from flask import has_request_context, request

import ckan.model as model
import ckan.plugins as p

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.model import generation, generation_page

NOTED_SECONDS = 60  # a generation's readers are noted at most so often by each process
CHECK_AGENT = "ckanext-modellregion-owl (pre-flight)"  # how govdata/ names itself
_noted: dict[int, float] = {}


@dataclass(frozen=True)
class Generation:
    """A catalogue: `count` datasets, `size` on a page; `newest`: change of one of them.

    `checked`: when it was last found to be what CKAN has; `fetched`: when a client last read it.
    """

    id: int
    digest: str
    size: int
    count: int
    newest: datetime | None
    created: datetime
    checked: datetime
    fetched: datetime | None


@dataclass(frozen=True)
class Listed:
    """What stands on a page: ids of its datasets and then of their series, and their texts."""

    ids: tuple[str, ...]
    digests: tuple[str, ...]


def usable() -> bool:
    """Tell whether CKAN's own rule says who may see a dataset.

    With labels of an operator's plugin only the index can tell what is public.
    """
    return not list(p.PluginImplementations(p.IPermissionLabels))


def newest(connection: sa.Connection | None = None) -> Generation | None:
    """Return the newest generation, None when there is none."""
    query = sa.select(generation).order_by(generation.c.id.desc()).limit(1)
    row = (connection or model.Session.connection()).execute(query).first()
    return Generation(*row) if row else None


def is_due(known: Generation) -> bool:
    """Tell whether a generation is to be compared with CKAN's tables."""
    return known.size != config.feed_page_size() or next_check(known) <= _now()


def next_check(known: Generation) -> datetime:
    """Return from when on a request finds what has been changed since the last comparison.

    At once where that lies in the future: the clock was wrong then, and the feed would stand still
    until it is late enough.
    """
    now = _now()
    if known.checked > now:
        return now
    return known.checked + timedelta(seconds=config.feed_refresh_seconds())


def find(number: int) -> Generation | None:
    """Return the generation of that number, None when it is no longer kept."""
    query = sa.select(generation).where(generation.c.id == number)
    row = model.Session.execute(query).first()
    return Generation(*row) if row else None


def kept() -> list[int]:
    """Return the numbers of the generations that can be read, newest first."""
    query = sa.select(generation.c.id).order_by(generation.c.id.desc())
    return list(model.Session.execute(query).scalars())


def page_of(found: Generation, number: int) -> Listed | None:
    """Return a page from 1, None behind the last one."""
    query = sa.select(generation_page.c.ids, generation_page.c.digests).where(
        generation_page.c.generation_id == found.id, generation_page.c.number == number
    )
    row = model.Session.execute(query).first() if number <= found.count else None
    return Listed(tuple(row[0]), tuple(row[1])) if row else None


def members(found: Generation, connection: sa.Connection | None = None) -> list[tuple[str, str]]:
    """Return id and text (digest) of every dataset of a generation, in its order."""
    columns = (generation_page.c.number, generation_page.c.ids, generation_page.c.digests)
    query = (
        sa.select(*columns)
        .where(generation_page.c.generation_id == found.id)
        .order_by(generation_page.c.number)
    )
    listed: list[tuple[str, str]] = []
    for number, ids, digests in (connection or model.Session.connection()).execute(query):
        own = min(found.size, found.count - (number - 1) * found.size)
        listed += zip(ids[:own], digests[:own], strict=True)
    return listed


def note_reader(number: int) -> None:
    """Note that a client reads a generation: it stays readable for a day. Our own check is none."""
    if has_request_context() and request.user_agent.string == CHECK_AGENT:
        return
    now = time.monotonic()
    if now - _noted.get(number, -NOTED_SECONDS) < NOTED_SECONDS:
        return
    _noted.clear()
    _noted[number] = now
    changed = sa.update(generation).where(generation.c.id == number)
    with model.meta.engine.begin() as connection:
        connection.execute(changed.values(fetched=sa.func.clock_timestamp()))


def last_read() -> Generation | None:
    """Return the generation that a client read last, None before the first one."""
    query = sa.select(generation).where(generation.c.fetched.isnot(None))
    row = model.Session.execute(query.order_by(generation.c.fetched.desc()).limit(1)).first()
    return Generation(*row) if row else None


def last_reader() -> datetime | None:
    """Return when a client last read any generation, None before the first."""
    found: datetime | None = model.Session.execute(
        sa.select(sa.func.max(generation.c.fetched))
    ).scalar()
    return found


def _now() -> datetime:
    return datetime.now(timezone.utc)
