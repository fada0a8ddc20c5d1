"""What a rule would change, before anybody decides: asked of the tables, nothing is mapped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

import ckan.model as model

from ckanext.modellregion_owl.curation.rules import LICENCE, RIGHTS
from ckanext.modellregion_owl.model import curation_choice, overlay, record

_package, _resource = model.Package.__table__, model.Resource.__table__
_extras = sa.cast(sa.cast(_resource.c.extras, sa.Text), JSONB)
BY_HAND, IN_WORDS = "by_hand", "in_words"


@dataclass(frozen=True)
class File:
    """A file that a rule meets; `differs`: "" or why a person has to decide; `choice`: what was."""

    dataset_id: str
    resource_key: str
    name: str
    title: str
    file: str
    differs: str
    choice: bool | None
    value: str


def files(source_id: str, field: str, matches: str, rule_id: int = 0) -> sa.Subquery:
    """Return the question for the files of a source whose own value of a field is that one.

    :param rule_id: of a rule that has set values already; they count as the source's.
    """
    key = sa.func.coalesce(sa.func.nullif(_extras["uri"].astext, ""), _resource.c.id)
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
    own = sa.func.coalesce(
        sa.case(
            (overlay.c.dataset_id.is_not(None), overlay.c.base.op("#>>")(sa.text("'{}'"))),
            else_=_extras[field].astext,
        ),
        "",
    )
    words = sa.func.coalesce(_extras[RIGHTS].astext, "") != "" if field == LICENCE else sa.false()
    differs = sa.case(
        (overlay.c.dataset_id.is_not(None) & overlay.c.rule_id.is_(None), BY_HAND),
        (words, IN_WORDS),
        else_="",
    )
    value = sa.case((differs == IN_WORDS, _extras[RIGHTS].astext), else_=_extras[field].astext)
    return (
        sa.select(
            _package.c.id.label("dataset_id"),
            key.label("resource_key"),
            _package.c.name,
            _package.c.title,
            sa.func.coalesce(sa.func.nullif(_resource.c.name, ""), _resource.c.url).label("file"),
            differs.label("differs"),
            curation_choice.c.applies.label("choice"),
            sa.func.coalesce(value, "").label("value"),
        )
        .select_from(
            record.join(_package, _package.c.id == record.c.package_id)
            .join(_resource, _resource.c.package_id == _package.c.id)
            .outerjoin(overlay, mine)
            .outerjoin(curation_choice, chosen)
        )
        .where(
            record.c.source_id == source_id,
            record.c.duplicate_of.is_(None),
            _package.c.state == "active",
            _resource.c.state == "active",
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
    """Return what the files of a source say of a field, with how many say it; one query."""
    said: Any = sa.func.coalesce(_extras[field].astext, "")
    query = (
        sa.select(said.label("said"), sa.func.count().label("files"))
        .select_from(
            record.join(_package, _package.c.id == record.c.package_id).join(
                _resource, _resource.c.package_id == _package.c.id
            )
        )
        .where(
            record.c.source_id == source_id,
            record.c.duplicate_of.is_(None),
            _package.c.state == "active",
            _resource.c.state == "active",
        )
        .group_by(said)
        .order_by(sa.func.count().desc())
    )
    return [(row.said, row.files) for row in model.Session.execute(query.limit(50))]
