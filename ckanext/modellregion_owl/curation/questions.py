"""Values that a source has changed beneath a person's: keep mine or take theirs?"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.curation import log
from ckanext.modellregion_owl.curation.stored import CONFLICT
from ckanext.modellregion_owl.harvest import steward
from ckanext.modellregion_owl.harvest.store.sql import any_of
from ckanext.modellregion_owl.model import finding, overlay

ROWS = 20
KEEP, TAKE = "keep", "take"

_package = model.Package.__table__
_key = sa.func.coalesce(finding.c.params["key"].astext, "")


def listed(
    organisations: Collection[str] | None, dataset_id: str = "", offset: int = 0
) -> tuple[int, list[dict[str, Any]]]:
    """Return how many questions there are, and some of them, by title; one query.

    :param organisations: ids of those whose datasets are meant; None: all.
    :param dataset_id: of this dataset only.
    """
    source = _package.alias("source")
    query = (
        sa.select(
            finding.c.dataset_id,
            finding.c.field,
            finding.c.params,
            finding.c.created.label("since"),
            overlay.c.resource_key,
            overlay.c.value,
            overlay.c.changed,
            overlay.c.why,
            overlay.c.rule_id,
            _package.c.name,
            _package.c.title,
            source.c.title.label("source"),
            sa.func.count().over().label("number"),
        )
        .select_from(asked().outerjoin(source, source.c.id == finding.c.source_id))
        .where(*_wanted(organisations))
        .order_by(_package.c.title, finding.c.id)
    )
    if dataset_id:
        query = query.where(finding.c.dataset_id == dataset_id)
    rows = model.Session.execute(query.limit(ROWS).offset(offset)).all()
    return (rows[0].number if rows else 0), [_question(row) for row in rows]


def asked() -> sa.Join:
    """Return the tables of all questions, joined: finding, the person's value, dataset."""
    mine = (
        (overlay.c.dataset_id == finding.c.dataset_id)
        & (overlay.c.field == finding.c.field)
        & (overlay.c.resource_key == _key)
        & (finding.c.rule == CONFLICT)
    )
    return finding.join(overlay, mine).join(_package, _package.c.id == finding.c.dataset_id)


def _wanted(organisations: Collection[str] | None) -> list[Any]:
    active = [_package.c.state == "active"]
    if organisations is None:
        return active
    return [*active, _package.c.owner_org == any_of(organisations)]


def _question(row: Any) -> dict[str, Any]:
    return {
        "dataset_id": row.dataset_id,
        "name": row.name,
        "title": row.title,
        "source": row.source or "",
        "field": row.field,
        "resource_key": row.resource_key,
        "mine": row.value,
        "theirs": json.loads(row.params.get("theirs") or "null"),
        "changed": row.changed.isoformat(),
        "since": row.since.isoformat(),
        "why": row.why,
        "rule": row.rule_id,
    }


def answer(
    dataset_id: str, resource_key: str, field: str, answered: str, user_id: str, why: str
) -> bool:
    """Keep a person's value or take the source's; tell whether the dataset shows it already.

    :raises tk.ObjectNotFound: there is no such value, or the source's original is not stored.
    """
    if answered == KEEP:
        written = steward.keep_value(dataset_id, resource_key, field, user_id, why)
    else:
        taken = log.Act.TAKE
        written = steward.remove_value(dataset_id, resource_key, field, user_id, why, taken)
    if not written:  # a run has the source: the question is answered all the same
        decided = (finding.c.dataset_id == dataset_id) & (finding.c.rule == CONFLICT)
        query = sa.delete(finding).where(decided, finding.c.field == field, _key == resource_key)
        model.Session.execute(query)
        model.Session.commit()
    return written
