"""What is kept of links: registered from the catalogue, marked with answers, read in bulk.

Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import Enum
from hashlib import blake2b
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

import ckan.model as model

from ckanext.modellregion_owl.harvest.store.journal import now
from ckanext.modellregion_owl.harvest.store.known import chunks
from ckanext.modellregion_owl.links.ask import Told
from ckanext.modellregion_owl.links.places import Place
from ckanext.modellregion_owl.model import link, link_use

CHUNK = 1_000
SHORTEST = timedelta(minutes=1)  # that a busy server is left alone
AGAIN = timedelta(days=30)  # a link that answers is asked again
# A link that fails is asked again after so many days, the last again and again.
RETRIES = tuple(timedelta(days=days) for days in (0.25, 1, 1, 2, 7))
# Dead is what has failed so often and for so long: a server may be down over a weekend.
DEAD_FAILURES = 3
DEAD_AFTER = timedelta(days=3)


class State(str, Enum):
    """What is known of a link."""

    UNKNOWN = "unknown"  # never asked
    OK = "ok"
    FAILING = "failing"  # asked again before it counts as dead
    DEAD = "dead"


def digest(url: str) -> str:
    """Return the key of an address."""
    return blake2b(url.encode(), digest_size=16).hexdigest()


def register(places: Iterable[Place]) -> int:
    """Replace the places by these, forget links that stand nowhere; return the number of links."""
    model.Session.execute(sa.delete(link_use))
    for chunk in chunks(places, CHUNK):
        urls = {digest(place.url): place.url for place in chunk}
        rows = [{"digest": k, "url": u, "host": host(u)} for k, u in urls.items()]
        model.Session.execute(insert(link).values(rows).on_conflict_do_nothing())
        uses = [
            {
                "digest": digest(place.url),
                "owner_id": place.owner_id,
                "resource_id": place.resource_id,
                "field": place.field,
            }
            for place in chunk
        ]
        model.Session.execute(insert(link_use).values(uses).on_conflict_do_nothing())
    used = sa.select(link_use.c.digest).where(link_use.c.digest == link.c.digest).exists()
    model.Session.execute(sa.delete(link).where(~used))
    return int(model.Session.scalar(sa.select(sa.func.count()).select_from(link)) or 0)


def due(limit: int) -> list[tuple[str, str]]:
    """Return up to `limit` links that are to be asked now, (address, host), the oldest first."""
    query = sa.select(link.c.url, link.c.host).where(link.c.due <= now())
    rows = model.Session.execute(query.order_by(link.c.due, link.c.digest).limit(limit))
    return [(row.url, row.host) for row in rows]


def count_due() -> int:
    """Return how many links are to be asked now."""
    query = sa.select(sa.func.count()).where(link.c.due <= now())
    return int(model.Session.scalar(query) or 0)


def save(answers: Mapping[str, Told]) -> None:
    """Note what links have answered, {address: told}, in one statement.

    Of one whose server is busy nothing is said; see `postpone`.
    """
    if not answers:
        return
    keys = {digest(url): told for url, told in answers.items()}
    query = sa.select(link).where(link.c.digest.in_(keys))
    rows = [_answered(row, keys[row.digest]) for row in model.Session.execute(query).mappings()]
    if not rows:
        return
    statement = insert(link).values(rows)
    names = ("fault", "status", "failures", "failing_since", "checked", "due")
    model.Session.execute(
        statement.on_conflict_do_update(
            index_elements=["digest"], set_={n: statement.excluded[n] for n in names}
        )
    )


def postpone(url: str, wait: timedelta) -> None:
    """Ask nothing of this address's server until it wants to be asked again."""
    until = now() + max(wait, SHORTEST)
    waiting = sa.and_(link.c.host == host(url), link.c.due < until)
    model.Session.execute(sa.update(link).where(waiting).values(due=until))


def _answered(row: Mapping[str, Any], told: Told) -> dict[str, Any]:
    if told.wait is not None:
        return dict(row)  # see postpone
    moment = now()
    failures = row["failures"] + 1 if told.fault else 0
    wait = RETRIES[min(failures, len(RETRIES)) - 1] if failures else AGAIN
    return {
        **row,
        "fault": told.fault.value,
        "status": told.status,
        "failures": failures,
        "failing_since": (row["failing_since"] or moment) if failures else None,
        "checked": moment,
        "due": moment + wait,
    }


def state_of() -> sa.ColumnElement[str]:
    """Return SQL for a row's state, a value of `State`."""
    long = link.c.failing_since <= now() - DEAD_AFTER
    return sa.case(
        (link.c.checked.is_(None), State.UNKNOWN.value),
        (link.c.failures == 0, State.OK.value),
        (sa.and_(link.c.failures >= DEAD_FAILURES, long), State.DEAD.value),
        else_=State.FAILING.value,
    )


def states(urls: Iterable[str]) -> dict[str, State]:
    """Return what is known of addresses; one query for each thousand."""
    wanted = list(dict.fromkeys(urls))
    found: dict[str, State] = dict.fromkeys(wanted, State.UNKNOWN)
    for chunk in chunks(wanted, CHUNK):
        keys = [digest(url) for url in chunk]
        query = sa.select(link.c.url, state_of().label("state")).where(link.c.digest.in_(keys))
        found |= {row.url: State(row.state) for row in model.Session.execute(query)}
    return found


def host(url: str) -> str:
    """Return the name of the server, "" when the address is none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:  # "http://[": no host is asked; the link fails when its turn comes
        return ""
