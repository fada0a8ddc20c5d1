"""What is kept of the checks; nothing here commits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

import ckan.model as model

from ckanext.modellregion_owl.feed.tables import PUBLIC, TABLES, package
from ckanext.modellregion_owl.model import check, check_finding, piece
from ckanext.modellregion_owl.quality.score import Score
from ckanext.modellregion_owl.validation import shapes
from ckanext.modellregion_owl.validation.result import INFO, VIOLATION, WARNING, Result

SCORING = "1"  # to be changed with the metrics
COUNTS = {"errors": VIOLATION, "warnings": WARNING, "hints": INFO}
_FIELDS = ("focus", "path", "component", "severity", "value", "shape")


@dataclass(frozen=True)
class Checked:
    """What a check has found: of which text, with which files (address → id)."""

    dataset_id: str
    digest: str
    results: Sequence[Result]
    score: Score
    links: dict[str, list[str]]
    govdata: Sequence[str]
    files: dict[str, str]


def version() -> str:
    """Return what stands for the rules: the shapes, configured ones too, and the metrics.

    :raises ValueError: a configured file can't be read.
    """
    return _version(shapes.official(), shapes.background())


@lru_cache(maxsize=4)
def _version(*configured: str) -> str:
    parts = (SCORING, shapes.own(), *configured)
    return blake2b("\0".join(parts).encode(), digest_size=8).hexdigest()


def stale(after: str, limit: int) -> list[str]:
    """Return ids, above `after`, of public datasets whose check is missing or of something else."""
    query = sa.select(package.c.id).where(_is_stale(), package.c.id > after)
    return list(_of(query.order_by(package.c.id).limit(limit)))


def count_stale() -> int:
    """Return how many datasets are to be checked."""
    query = _joined(sa.select(sa.func.count())).where(_is_stale())
    return int(model.Session.scalar(query) or 0)


def forget() -> int:
    """Delete the checks of datasets that are no longer public; return their number."""
    public = sa.select(package.c.id).where(package.c.id == check.c.dataset_id, PUBLIC).exists()
    return int(model.Session.execute(sa.delete(check).where(~public)).rowcount)


def forget_one(dataset_id: str) -> None:
    """Delete the check of a dataset, if there is one."""
    model.Session.execute(sa.delete(check).where(check.c.dataset_id == dataset_id))


def save(found: Sequence[Checked]) -> None:
    """Write checks in place of those before; three statements."""
    if not found:
        return
    statement = insert(check).values([_row(one) for one in found])
    columns = [c.name for c in check.c if c.name != "dataset_id"]
    model.Session.execute(
        statement.on_conflict_do_update(
            index_elements=["dataset_id"], set_={c: statement.excluded[c] for c in columns}
        )
    )
    ids = [one.dataset_id for one in found]
    model.Session.execute(sa.delete(check_finding).where(check_finding.c.dataset_id.in_(ids)))
    rows = [_finding(one, result) for one in found for result in one.results]
    if rows:
        model.Session.execute(sa.insert(check_finding), rows)


def results(dataset_ids: Sequence[str]) -> dict[str, list[Result]]:
    """Return id → what is wrong, the hardest first; one query."""
    found: dict[str, list[Result]] = {id_: [] for id_ in dataset_ids}
    query = sa.select(check_finding).where(check_finding.c.dataset_id.in_(list(dataset_ids)))
    for row in model.Session.execute(query.order_by(check_finding.c.id)).mappings():
        found[row["dataset_id"]].append(result_of(row))
    return found


def result_of(row: Any) -> Result:
    """Return the result that a row keeps."""
    return Result(**{name: row[name] for name in _FIELDS}, messages=row["messages"])


def score_columns(points: Score) -> dict[str, Any]:
    """Return the columns of a score."""
    return {
        **points.dimensions,
        "points": points.points,
        "unknown": points.unknown,
        "missing": list(points.missing),
        "open": list(points.open),
    }


def _row(one: Checked) -> dict[str, Any]:
    severities = [result.severity for result in one.results]
    return {
        "dataset_id": one.dataset_id,
        "digest": one.digest,
        "version": version(),
        "checked": datetime.now(timezone.utc),
        "links": one.links,
        "govdata": list(one.govdata),
        **{column: severities.count(severity) for column, severity in COUNTS.items()},
        **score_columns(one.score),
    }


def _finding(one: Checked, result: Result) -> dict[str, Any]:
    values = {name: getattr(result, name) for name in _FIELDS}
    file = one.files.get(result.focus, "")
    return {
        "dataset_id": one.dataset_id,
        **values,
        "resource_id": file,
        "messages": result.messages,
    }


def _is_stale() -> sa.ColumnElement[bool]:
    # A dataset that could never be written has a piece without a text: there is nothing to check.
    written = sa.func.coalesce(piece.c.digest, "?") != ""
    same = sa.and_(check.c.digest == piece.c.digest, check.c.version == version())
    return sa.and_(PUBLIC, written, sa.not_(sa.func.coalesce(same, False)))


def _joined(query: sa.Select) -> sa.Select:
    return query.select_from(TABLES.outerjoin(check, check.c.dataset_id == package.c.id))


def _of(query: sa.Select) -> Iterator[str]:
    return (row[0] for row in model.Session.execute(_joined(query)))
