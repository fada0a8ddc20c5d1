"""What people have said about single files that a rule for a source meets; who is not carried.

A choice waits as a correction does: where the dataset is not harvested yet, put the file in again.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

import ckan.model as model

from ckanext.modellregion_owl.carry import datasets
from ckanext.modellregion_owl.curation import rules
from ckanext.modellregion_owl.model import curation_choice, curation_rule, record
from ckanext.modellregion_owl.region.setup import CHOICE, SetupReport
from ckanext.modellregion_owl.texts import translate as _

NAME = "choices"
_package = model.Package.__table__


def export() -> list[dict[str, Any]]:
    """Return the choices on rules in force, in a fixed order."""
    rule, choice = curation_rule, curation_choice
    query = (
        sa.select(
            _package.c.name.label("source"), rule.c.field, rule.c.matches, record.c.guid, choice
        )
        .join(rule, rule.c.id == choice.c.rule_id)
        .join(_package, _package.c.id == rule.c.source_id)
        .join(
            record,
            sa.and_(
                record.c.package_id == choice.c.dataset_id, record.c.source_id == rule.c.source_id
            ),
        )
        .where(rule.c.state.in_(rules.IN_FORCE))
        .order_by("source", rule.c.field, rule.c.matches, record.c.guid, choice.c.resource_key)
    )
    return [
        {
            "source": row.source,
            "field": row.field,
            "matches": row.matches,
            "dataset": row.guid,
            "file": row.resource_key,
            "applies": row.applies,
        }
        for row in model.Session.execute(query)
    ]


def put(row: dict[str, Any], overwrite: bool, report: SetupReport) -> None:
    """Keep a choice; it is shown after the next harvest or `remap`."""
    name = " ".join(filter(None, (row["dataset"], row["file"], row["field"])))
    rule_id = _rule(row)
    dataset_id = datasets.find(row["source"], row["dataset"])
    if rule_id is None:
        report.failed(CHOICE, name, _("There is no such rule."))
        return
    if dataset_id is None:
        why = _("The dataset is not there yet: harvest its source, then put the file in again.")
        report.failed(CHOICE, name, why)
        return
    keys = {"rule_id": rule_id, "dataset_id": dataset_id, "resource_key": row["file"]}
    stored = _stored(keys)
    if stored is not None and stored == row["applies"]:
        report.kept(CHOICE, name)
    elif stored is not None and not overwrite:
        report.differs(CHOICE, name, ["applies"])
    else:
        new = {"applies": bool(row["applies"]), "user_id": ""}
        query = insert(curation_choice).values({**keys, **new})
        model.Session.execute(query.on_conflict_do_update(index_elements=list(keys), set_=new))
        if not row["applies"]:
            rules.take_away(rule_id, [dataset_id])
        model.Session.commit()
        report.created(CHOICE, name)


def _rule(row: dict[str, Any]) -> int | None:
    query = (
        sa.select(curation_rule.c.id)
        .join(_package, _package.c.id == curation_rule.c.source_id)
        .where(
            _package.c.name == row["source"],
            curation_rule.c.field == row["field"],
            curation_rule.c.matches == row["matches"],
            curation_rule.c.state.in_(rules.IN_FORCE),
        )
    )
    found = model.Session.execute(query).scalar()
    return None if found is None else int(found)


def _stored(keys: dict[str, Any]) -> bool | None:
    where = [curation_choice.c[name] == value for name, value in keys.items()]
    found: bool | None = model.Session.execute(
        sa.select(curation_choice.c.applies).where(*where)
    ).scalar()
    return found
