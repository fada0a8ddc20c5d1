"""Which links fail, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.links.places import READ
from ckanext.modellregion_owl.links.store import State, state_of
from ckanext.modellregion_owl.model import link, link_use

ROWS = 100  # links in one answer, unless less is asked for
FAILED = (State.FAILING, State.DEAD)


def listed(
    organisations: tuple[str, ...] | None,
    states: tuple[State, ...] = FAILED,
    limit: int = ROWS,
    offset: int = 0,
    host: str = "",
) -> tuple[int, list[dict[str, Any]]]:
    """Return the number of places with such links, and some of them, the longest failing first.

    :param organisations: ids of the organisations whose datasets count; None: all, and projects.
    :param host: only links to this server.
    """
    query = _places(organisations, states, host)
    total = model.Session.scalar(sa.select(sa.func.count()).select_from(query.subquery()))
    rows = model.Session.execute(_ordered(query).limit(limit).offset(offset))
    return int(total or 0), [_row(row) for row in rows.mappings()]


def summary(organisations: tuple[str, ...] | None) -> dict[str, Any]:
    """Return what is known of the links: `states`, {state: links}; `checked`, the newest answer.

    :param organisations: see `listed`.
    """
    number = sa.func.count(sa.distinct(link.c.digest))
    columns = (state_of().label("state"), number.label("links"), sa.func.max(link.c.checked))
    query = _within(sa.select(*columns).select_from(_joined()), organisations)
    rows = model.Session.execute(query.group_by(sa.text("1"))).all()
    moments = [moment for _state, _links, moment in rows if moment]
    return {
        "states": {state: links for state, links, _moment in rows},
        "checked": max(moments).isoformat() if moments else None,
    }


def servers(organisations: tuple[str, ...] | None) -> list[dict[str, Any]]:
    """Return the servers with most links that fail, at most `ROWS`: `host`, `links`, `dead`.

    :param organisations: see `listed`.
    """
    number = sa.func.count(sa.distinct(link.c.digest))
    dead = number.filter(state_of() == State.DEAD.value)
    query = sa.select(link.c.host, number.label("links"), dead.label("dead"))
    query = _within(query.select_from(_joined()), organisations)
    query = query.where(state_of().in_([state.value for state in FAILED]))
    query = query.group_by(link.c.host).order_by(dead.desc(), number.desc(), link.c.host)
    return [dict(row) for row in model.Session.execute(query.limit(ROWS)).mappings()]


def all_places(
    organisations: tuple[str, ...] | None = None,
    states: tuple[State, ...] = FAILED,
    host: str = "",
) -> Iterator[dict[str, Any]]:
    """Yield every place with such links, in the same order, as they come from the database.

    The parameters are those of `listed`.
    """
    query = _ordered(_places(organisations, states, host)).execution_options(yield_per=READ)
    for row in model.Session.execute(query).mappings():
        yield _row(row)


def _ordered(query: sa.Select) -> sa.Select:
    return query.order_by(link.c.failing_since, link.c.url, link_use.c.owner_id, link_use.c.field)


def _places(
    organisations: tuple[str, ...] | None, states: tuple[State, ...], host: str
) -> sa.Select:
    package, group = model.Package.__table__, model.Group.__table__
    query = (
        sa.select(
            link.c.url,
            state_of().label("state"),
            link.c.fault,
            link.c.status,
            link.c.failures,
            link.c.failing_since,
            link.c.checked,
            link_use.c.owner_id,
            link_use.c.resource_id,
            link_use.c.field,
            sa.func.coalesce(package.c.name, group.c.name).label("name"),
            sa.func.coalesce(package.c.title, group.c.title).label("title"),
            sa.case((package.c.id.is_(None), "project"), else_="dataset").label("kind"),
        )
        .select_from(_joined().outerjoin(group, group.c.id == link_use.c.owner_id))
        .where(state_of().in_([state.value for state in states]))
    )
    if host:
        query = query.where(link.c.host == host)
    return _within(query, organisations)


def _joined() -> sa.Join:
    """Return links with their places and, of a dataset's, the dataset."""
    package = model.Package.__table__
    uses = link.join(link_use, link_use.c.digest == link.c.digest)
    return uses.outerjoin(package, package.c.id == link_use.c.owner_id)


def _within(query: sa.Select, organisations: tuple[str, ...] | None) -> sa.Select:
    if organisations is None:
        return query
    return query.where(model.Package.__table__.c.owner_org.in_(organisations))


def _row(row: Any) -> dict[str, Any]:
    moments = {
        name: row[name].isoformat() if row[name] else None for name in ("failing_since", "checked")
    }
    return {**row, **moments}
