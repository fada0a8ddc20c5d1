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
) -> tuple[int, list[dict[str, Any]]]:
    """Return the number of places with such links, and some of them, the longest failing first.

    :param organisations: ids of the organisations whose datasets count; None: all, and projects.
    """
    query = _places(organisations, states)
    total = model.Session.scalar(sa.select(sa.func.count()).select_from(query.subquery()))
    rows = model.Session.execute(_ordered(query).limit(limit).offset(offset))
    return int(total or 0), [_row(row) for row in rows.mappings()]


def all_places(states: tuple[State, ...] = FAILED) -> Iterator[dict[str, Any]]:
    """Yield every place with such links, in the same order, as they come from the database."""
    query = _ordered(_places(None, states)).execution_options(yield_per=READ)
    for row in model.Session.execute(query).mappings():
        yield _row(row)


def _ordered(query: sa.Select) -> sa.Select:
    return query.order_by(link.c.failing_since, link.c.url, link_use.c.owner_id, link_use.c.field)


def _places(organisations: tuple[str, ...] | None, states: tuple[State, ...]) -> sa.Select:
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
        .select_from(link)
        .join(link_use, link_use.c.digest == link.c.digest)
        .outerjoin(package, package.c.id == link_use.c.owner_id)
        .outerjoin(group, group.c.id == link_use.c.owner_id)
        .where(state_of().in_([state.value for state in states]))
    )
    if organisations is not None:
        return query.where(package.c.owner_org.in_(organisations))
    return query


def _row(row: Any) -> dict[str, Any]:
    moments = {
        name: row[name].isoformat() if row[name] else None for name in ("failing_since", "checked")
    }
    return {**row, **moments}
