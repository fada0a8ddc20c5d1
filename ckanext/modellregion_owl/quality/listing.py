"""Findings of many datasets, by page: whose, of which source, how bad, which rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.feed.tables import PUBLIC, package
from ckanext.modellregion_owl.model import check_finding, record
from ckanext.modellregion_owl.quality.store import result_of
from ckanext.modellregion_owl.validation.told import told

ROWS = 100
_file = model.Resource.__table__


@dataclass(frozen=True)
class Wanted:
    """Filters, "" for none; `organisations`: ids of those that the user may edit, None for all."""

    organisations: tuple[str, ...] | None = None
    dataset: str = ""  # name or id
    organisation: str = ""
    source: str = ""
    severity: str = ""
    rule: str = ""  # IRI of the shape


def count(wanted: Wanted) -> int:
    """Return the number of findings; one query."""
    return int(model.Session.scalar(_filtered(sa.select(sa.func.count()), wanted)) or 0)


def rows(wanted: Wanted, limit: int | None = ROWS, offset: int = 0) -> Iterator[dict[str, Any]]:
    """Yield findings, streamed; one query.

    Each has the fields of validation.told.Told, `dataset`, `title`, `resource_id` and `file` (name
    or address of the file).
    """
    file = sa.func.coalesce(sa.func.nullif(_file.c.name, ""), _file.c.url, "").label("file")
    columns = (check_finding, package.c.name.label("dataset"), package.c.title, file)
    query = _filtered(sa.select(*columns), wanted).order_by(check_finding.c.id)
    query = query.limit(limit).offset(offset).execution_options(yield_per=1_000)
    for row in model.Session.execute(query).mappings():
        shown = asdict(told(result_of(row), row["dataset"], row["resource_id"]))
        title = row["title"] or row["dataset"]
        which = {"resource_id": row["resource_id"], "file": row["file"]}
        yield {"dataset": row["dataset"], "title": title, **which, **shown}


def _filtered(query: sa.Select, wanted: Wanted) -> sa.Select:
    joined = check_finding.join(package, package.c.id == check_finding.c.dataset_id).outerjoin(
        _file, _file.c.id == check_finding.c.resource_id
    )
    query = query.select_from(joined).where(PUBLIC)
    if wanted.organisations is not None:
        query = query.where(package.c.owner_org.in_(wanted.organisations))
    if wanted.organisation:
        query = query.where(package.c.owner_org == wanted.organisation)
    if wanted.dataset:
        query = query.where(
            sa.or_(package.c.name == wanted.dataset, package.c.id == wanted.dataset)
        )
    if wanted.source:
        query = query.where(of_source(wanted.source))
    if wanted.severity:
        query = query.where(check_finding.c.severity == wanted.severity)
    if wanted.rule:
        query = query.where(check_finding.c.shape == wanted.rule)
    return query


def of_source(source_id: str) -> sa.ColumnElement[bool]:
    """Return the condition that a dataset comes from a source."""
    mine = sa.and_(record.c.package_id == package.c.id, record.c.source_id == source_id)
    return sa.select(record.c.guid).where(mine, record.c.duplicate_of.is_(None)).exists()
