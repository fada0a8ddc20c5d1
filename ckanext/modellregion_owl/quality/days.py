"""Points day by day: a row for each organisation every night, so that then and now can be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

import ckan.model as model

from ckanext.modellregion_owl.feed.tables import PUBLIC, package
from ckanext.modellregion_owl.model import check, quality_day
from ckanext.modellregion_owl.model.quality import DIMENSIONS

SUMS = ("unknown", "points", *DIMENSIONS)
YEAR = timedelta(days=366)
_group = model.Group.__table__


@dataclass(frozen=True)
class Average:
    """The average of an organisation's datasets on a day; `title` is "" for none."""

    day: date
    title: str
    points: int
    datasets: int


def write(day: date) -> int:
    """Write the rows of a day, in place of those it has; return the number of datasets. Commits."""
    owner = sa.func.coalesce(package.c.owner_org, "").label("organisation_id")
    wrong = sa.func.count().filter(check.c.errors > 0).label("errors")
    sums = [sa.func.sum(check.c[name]).label(name) for name in SUMS]
    query = (
        sa.select(owner, sa.func.count().label("datasets"), wrong, *sums)
        .select_from(check.join(package, package.c.id == check.c.dataset_id))
        .where(PUBLIC)
        .group_by(owner)
    )
    rows = [{**row, "day": day} for row in model.Session.execute(query).mappings()]
    model.Session.execute(sa.delete(quality_day).where(quality_day.c.day == day))
    if rows:
        model.Session.execute(insert(quality_day).values(rows))
    model.Session.commit()
    return sum(row["datasets"] for row in rows)


def then_and_now(today: date) -> list[Average]:
    """Return the averages of the oldest day of the last twelve months, then of the newest one.

    By organisation, and for all together (title ""), which comes first; one query. Only one day
    when only one was counted.
    """
    since = quality_day.c.day >= today - YEAR
    days = sa.select(
        sa.func.min(quality_day.c.day).label("first"), sa.func.max(quality_day.c.day).label("last")
    ).where(since)
    ends = days.subquery()
    either = quality_day.c.day.in_([ends.c.first, ends.c.last])
    title = sa.func.coalesce(_group.c.title, _group.c.name, "").label("title")
    joined = quality_day.join(ends, either).outerjoin(
        _group, _group.c.id == quality_day.c.organisation_id
    )
    query = (
        sa.select(quality_day.c.day, title, quality_day.c.points, quality_day.c.datasets)
        .select_from(joined)
        .where(quality_day.c.datasets > 0)
        .order_by(quality_day.c.day, title)
    )
    rows = model.Session.execute(query).all()
    return [one for day in sorted({row.day for row in rows}) for one in _of_day(day, rows)]


def _of_day(day: date, rows: Sequence[Any]) -> list[Average]:
    mine = [row for row in rows if row.day == day]
    points, datasets = sum(r.points for r in mine), sum(r.datasets for r in mine)
    found = [
        Average(day, r.title, round(r.points / r.datasets), r.datasets) for r in mine if r.title
    ]
    return [Average(day, "", round(points / datasets), datasets), *found]
