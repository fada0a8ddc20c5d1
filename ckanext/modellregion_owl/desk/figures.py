"""How many causes there were on each day: a row is written every night."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

import ckan.model as model

from ckanext.modellregion_owl.desk import listing
from ckanext.modellregion_owl.desk.cause import Scope
from ckanext.modellregion_owl.desk.today import today
from ckanext.modellregion_owl.findings import Severity
from ckanext.modellregion_owl.model.desk import desk_figure as table

DAYS = 90


@dataclass(frozen=True)
class Day:
    """The number of open causes of a day, by effect."""

    day: str
    blocks: int = 0
    wrong: int = 0
    improve: int = 0

    @property
    def total(self) -> int:
        """Return all of them."""
        return self.blocks + self.wrong + self.improve


def write(on: date | None = None) -> int:
    """Write the rows of a day, in place of those it has already; return how many causes are open.

    Commits.
    """
    day = on or today()
    causes, numbers = Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
    for cause in listing.open_causes(Scope("")):
        group = (cause.organisation, cause.source, cause.effect.value)
        causes[group] += 1
        numbers[group] += cause.count
    # A day without causes is one with a row of 0: else it would look as if nobody had counted.
    causes.setdefault(("", "", Severity.IMPROVE.value), 0)
    model.Session.execute(sa.delete(table).where(table.c.day == day))
    names = ("organisation_id", "source_id", "effect")
    rows = [
        {"day": day, **dict(zip(names, group, strict=True)), "causes": n, "number": numbers[group]}
        for group, n in causes.items()
    ]
    model.Session.execute(insert(table).values(rows))
    model.Session.commit()
    return sum(causes.values())


def days(scope: Scope, number: int = DAYS) -> list[Day]:
    """Return the days that were counted, the oldest first; one query."""
    count = sa.func.sum(table.c.causes)
    columns = [
        count.filter(table.c.effect == effect.value).label(effect.value) for effect in Severity
    ]
    query = (
        sa.select(table.c.day, *columns)
        .where(table.c.day > today() - timedelta(days=number))
        .group_by(table.c.day)
        .order_by(table.c.day)
    )
    wanted = scope.wanted()
    if wanted is not None:
        query = query.where(table.c.organisation_id.in_(wanted))
    if scope.source:
        query = query.where(table.c.source_id == scope.source)
    return [
        Day(row.day.isoformat(), *(int(getattr(row, e.value) or 0) for e in Severity))
        for row in model.Session.execute(query)
    ]
