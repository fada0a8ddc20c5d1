"""Points by municipality (organisation) and by source: averages, and what would bring the most."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.feed.tables import PUBLIC, package
from ckanext.modellregion_owl.model import check, record
from ckanext.modellregion_owl.model.quality import DIMENSIONS
from ckanext.modellregion_owl.quality.metrics import BY_NAME

STEPS = 3  # that are shown of an organisation
_source = sa.alias(package, "source")
_group = model.Group.__table__


@dataclass(frozen=True)
class Step:
    """A metric that `datasets` miss; `points`: what all would gain on average."""

    metric: str
    datasets: int
    points: float


@dataclass(frozen=True)
class Line:
    """Averages of an organisation or a source: `name` and `title` are its own, "" for none.

    `points`, `unknown` and `dimensions` are averages of the datasets; `wrong`: how many datasets
    have errors.
    """

    id: str
    name: str
    title: str
    datasets: int
    points: float
    unknown: float
    wrong: int
    dimensions: dict[str, float]
    steps: tuple[Step, ...] = ()


def by_organisation() -> list[Line]:
    """Return a line for each organisation with public datasets, by title; two queries."""
    joined = _checked().outerjoin(_group, _group.c.id == package.c.owner_org)
    return _lines(joined, (package.c.owner_org, _group.c.name, _group.c.title))


def by_source() -> list[Line]:
    """Return a line for each harvest source with public datasets, by title; two queries."""
    shown = sa.and_(
        record.c.package_id == package.c.id,
        record.c.duplicate_of.is_(None),
        record.c.removed.is_(None),
        record.c.skipped == "",
    )
    joined = _checked().join(record, shown).join(_source, _source.c.id == record.c.source_id)
    return _lines(joined, (_source.c.id, _source.c.name, _source.c.title))


def _checked() -> Any:
    return check.join(package, package.c.id == check.c.dataset_id)


def _lines(joined: Any, group: tuple[Any, Any, Any]) -> list[Line]:
    steps = _steps(joined, group[0])
    columns = [
        sa.func.sum(check.c[name]).label(name) for name in (*DIMENSIONS, "points", "unknown")
    ]
    wrong = sa.func.count().filter(check.c.errors > 0).label("wrong")
    query = sa.select(*group, sa.func.count().label("datasets"), wrong, *columns)
    rows = model.Session.execute(query.select_from(joined).where(PUBLIC).group_by(*group))
    found = [_line(row, steps) for row in rows]
    return sorted(found, key=lambda line: line.title.casefold())


def _line(row: Any, steps: dict[str, list[tuple[str, int]]]) -> Line:
    number = row.datasets
    id_, name, title = row[0] or "", row[1] or "", row[2] or row[1] or ""
    ways = (Step(m, n, n * BY_NAME[m].points / number) for m, n in steps[id_] if m in BY_NAME)
    return Line(
        id_,
        name,
        title,
        number,
        row.points / number,
        row.unknown / number,
        row.wrong,
        {dimension: getattr(row, dimension) / number for dimension in DIMENSIONS},
        tuple(sorted(ways, key=lambda way: (-way.points, way.metric)))[:STEPS],
    )


def _steps(joined: Any, owner: Any) -> dict[str, list[tuple[str, int]]]:
    each = sa.select(owner.label("owner"), sa.func.unnest(check.c.missing).label("metric"))
    rows = each.select_from(joined).where(PUBLIC).subquery()
    query = sa.select(rows.c.owner, rows.c.metric, sa.func.count()).group_by(*rows.c)
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for id_, name, number in model.Session.execute(query):
        found[id_ or ""].append((name, number))
    return found
