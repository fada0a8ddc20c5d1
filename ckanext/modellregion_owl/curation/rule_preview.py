"""What a rule would change, before anybody decides: asked of the tables, nothing is mapped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

import ckan.model as model

from ckanext.modellregion_owl.curation.rule_values import LICENCE, of_files
from ckanext.modellregion_owl.curation.rules import RIGHTS
from ckanext.modellregion_owl.model import curation_choice, overlay, record

_package, _resource = model.Package.__table__, model.Resource.__table__
_of_file = sa.cast(sa.cast(_resource.c.extras, sa.Text), JSONB)
BY_HAND, IN_WORDS = "by_hand", "in_words"


@dataclass(frozen=True)
class File:
    """A file, or a dataset (`resource_key` ""), that a rule meets.

    `differs`: "" or why a person has to decide; `choice`: what was decided.
    """

    dataset_id: str
    resource_key: str
    name: str
    title: str
    file: str
    differs: str
    choice: bool | None
    value: str


def files(source_id: str, field: str, matches: str, rule_id: int = 0) -> sa.Subquery:
    """Return the question for the files, or datasets, of a source whose own value is that one.

    :param rule_id: of a rule that has set values already; they count as the source's.
    """
    at_files = of_files(field)
    key: Any = sa.literal("")
    file: Any = sa.literal("")
    if at_files:
        key = sa.func.coalesce(sa.func.nullif(_of_file["uri"].astext, ""), _resource.c.id)
        file = sa.func.coalesce(sa.func.nullif(_resource.c.name, ""), _resource.c.url)
    said = _said(field)
    mine = (
        (overlay.c.dataset_id == _package.c.id)
        & (overlay.c.resource_key == key)
        & (overlay.c.field == field)
    )
    chosen = (
        (curation_choice.c.rule_id == rule_id)
        & (curation_choice.c.dataset_id == _package.c.id)
        & (curation_choice.c.resource_key == key)
    )
    own = _plain(
        sa.case(
            (overlay.c.dataset_id.is_not(None), overlay.c.base.op("#>>")(sa.text("'{}'"))),
            else_=said,
        )
    )
    in_words = sa.func.coalesce(_of_file[RIGHTS].astext, "")
    words = in_words != "" if field == LICENCE else sa.false()
    differs = sa.case(
        (overlay.c.dataset_id.is_not(None) & overlay.c.rule_id.is_(None), BY_HAND),
        (words, IN_WORDS),
        else_="",
    )
    value = sa.case((differs == IN_WORDS, in_words), else_=said) if field == LICENCE else said
    return (
        sa.select(
            _package.c.id.label("dataset_id"),
            key.label("resource_key"),
            _package.c.name,
            _package.c.title,
            file.label("file"),
            differs.label("differs"),
            curation_choice.c.applies.label("choice"),
            sa.func.coalesce(value, "").label("value"),
        )
        .select_from(_tables(at_files).outerjoin(overlay, mine).outerjoin(curation_choice, chosen))
        .where(
            *_of_source(source_id, at_files),
            own == matches,
            sa.or_(overlay.c.rule_id.is_(None), overlay.c.rule_id == rule_id),
        )
        .subquery()
    )


def counts(found: sa.Subquery) -> dict[str, int]:
    """Return how many files and datasets a rule meets, and how many differ; one query."""
    query = sa.select(
        sa.func.count().label("files"),
        sa.func.count(sa.distinct(found.c.dataset_id)).label("datasets"),
        sa.func.count().filter(found.c.differs != "").label("differ"),
        sa.func.count().filter((found.c.differs != "") & found.c.choice.is_(None)).label("open"),
    )
    return dict(model.Session.execute(query).one()._mapping)


def listed(found: sa.Subquery, *, differ: bool, limit: int, offset: int = 0) -> list[File]:
    """Return some of the files, by title: those that differ, or the others."""
    wanted = found.c.differs != "" if differ else found.c.differs == ""
    query = sa.select(found).where(wanted).order_by(found.c.title, found.c.resource_key)
    return [File(*row) for row in model.Session.execute(query.limit(limit).offset(offset))]


def to_write(found: sa.Subquery) -> list[str]:
    """Return the ids of the datasets in which the rule has to set something."""
    applies = sa.or_(found.c.choice.is_(True), (found.c.differs == "") & found.c.choice.is_(None))
    return sorted(model.Session.scalars(sa.select(found.c.dataset_id).where(applies).distinct()))


def values(source_id: str, field: str) -> list[tuple[str, int]]:
    """Return what files, or datasets, of a source say of a field, and how many; one query."""
    said = _plain(_said(field))
    query = (
        sa.select(said.label("said"), sa.func.count().label("files"))
        .select_from(_tables(of_files(field)))
        .where(*_of_source(source_id, of_files(field)))
        .group_by(said)
        .order_by(sa.func.count().desc())
    )
    return [(row.said, row.files) for row in model.Session.execute(query.limit(50))]


def _said(field: str) -> Any:
    """Return a field's text in the tables: a list is JSON."""
    return (_of_file if of_files(field) else _package.c.extras)[field].astext


def _plain(text: Any) -> Any:
    """Return "" for what is no value."""
    return sa.case((text.in_(("[]", "{}")), ""), else_=sa.func.coalesce(text, ""))


def _tables(at_files: bool) -> Any:
    datasets = record.join(_package, _package.c.id == record.c.package_id)
    return (
        datasets.join(_resource, _resource.c.package_id == _package.c.id) if at_files else datasets
    )


def _of_source(source_id: str, at_files: bool) -> list[Any]:
    there = [
        record.c.source_id == source_id,
        record.c.duplicate_of.is_(None),
        _package.c.state == "active",
    ]
    return [*there, _resource.c.state == "active"] if at_files else there
