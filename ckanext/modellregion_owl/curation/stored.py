"""Keeps a person's changes as values that stand before the source's. Nothing here commits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.curation import log
from ckanext.modellregion_owl.curation.difference import Edit, Fields, clean
from ckanext.modellregion_owl.harvest.frame.hand_made import PROJECT_TYPE
from ckanext.modellregion_owl.harvest.steward import Harvested
from ckanext.modellregion_owl.harvest.store import overlay
from ckanext.modellregion_owl.harvest.store.overlay import ADDED, PROJECT, REMOVED, Entry
from ckanext.modellregion_owl.harvest.web.overlay import FIXED, FIXED_IN_FILES
from ckanext.modellregion_owl.harvest.write.merge import target
from ckanext.modellregion_owl.model import finding, record

CONFLICT = "overlay.conflict"
# Fields of the form that stand for others; what the source has said in words that no field has.
_NO_VALUES = {"tag_string", "free_extras", "kept_statements", "catalog_record"}


def fields(type_: str) -> Fields:
    """Return the fields that people may change in a dataset of a type."""
    schema = tk.h.scheming_get_dataset_schema(type_) or {}
    names = {f["field_name"] for f in schema.get("dataset_fields", ())}
    files = {f["field_name"] for f in schema.get("resource_fields", ())}
    return Fields(
        frozenset((names - FIXED - _NO_VALUES) | {"owner_org"}),
        frozenset(files - FIXED_IN_FILES - _NO_VALUES),
    )


def keep(
    dataset_id: str, found: Sequence[Edit], before: Mapping[str, Any], who: str, why: str
) -> None:
    """Store the changes; one that says again what the source says is no change any more.

    :param before: the dataset as it was, for a source whose original is not stored.
    """
    entries = overlay.of_datasets([dataset_id]).get(dataset_id, [])
    known = {(e.resource_key, e.field): e for e in entries}
    source = _source(dataset_id, before)
    lines: list[log.Line] = []
    new: list[Entry] = []
    for edit in _kept(found):
        entry = _entry(dataset_id, edit, known, source, who, why)
        act = log.Act.EDIT
        if entry is None:
            act = log.Act.UNDO
            gone = ADDED if edit.field == REMOVED else edit.field
            overlay.take_away(dataset_id, edit.resource_key, gone)
        else:
            new.append(entry)
        lines.append(
            log.Line(
                dataset_id, act, edit.field, edit.resource_key, edit.before, edit.after, why, who
            )
        )
    overlay.put_all({(e.resource_key, e.field): e for e in new}.values())
    log.write(lines)
    settled(dataset_id, found)


def settled(dataset_id: str, found: Sequence[Edit] = ()) -> None:
    """Note that the dataset shows its values already, and that these fields are decided."""
    entries = overlay.of_datasets([dataset_id]).get(dataset_id, [])
    version = overlay.version(entries)
    common = sa.func.split_part(record.c.version, "+", 1)
    mine = (record.c.package_id == dataset_id) & record.c.duplicate_of.is_(None)
    values = {"version": common + (f"+{version}" if version else "")}
    model.Session.execute(sa.update(record).where(mine).values(**values))
    names = {edit.field for edit in found}
    if names:
        decided = (finding.c.dataset_id == dataset_id) & (finding.c.rule == CONFLICT)
        query = sa.delete(finding).where(decided, finding.c.field.in_(names))
        model.Session.execute(query)


def _source(dataset_id: str, before: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what the source says, with the ids that its files have here."""
    try:
        return Harvested(dataset_id).whole(before.get("resources") or [])
    except tk.ObjectNotFound:
        return before


def _kept(found: Sequence[Edit]) -> list[Edit]:
    """Leave out groups that are no model projects: no rule assigns them."""
    names = [e.field.removeprefix(PROJECT) for e in found if e.field.startswith(PROJECT)]
    if not names:
        return list(found)
    query = sa.select(model.Group.name).where(
        model.Group.name.in_(names), model.Group.type == PROJECT_TYPE
    )
    ours = {PROJECT + name for name in model.Session.scalars(query)}
    return [e for e in found if not e.field.startswith(PROJECT) or e.field in ours]


def _entry(
    dataset_id: str,
    edit: Edit,
    known: Mapping[tuple[str, str], Entry],
    source: Mapping[str, Any],
    who: str,
    why: str,
) -> Entry | None:
    """Return the value to store, None when the source's own stands again."""
    key, field = edit.resource_key, edit.field
    added = known.get((key, ADDED))
    if field.startswith(PROJECT):
        return Entry(dataset_id, "", field, not edit.after, edit.after, who, why)
    if field == REMOVED:
        return None if added else Entry(dataset_id, key, REMOVED, None, None, who, why)
    if field == ADDED:
        return Entry(dataset_id, key, ADDED, None, edit.after, who, why)
    if added:  # of a person's own file: a part of it
        value = {**added.value, field: edit.after}
        return Entry(dataset_id, key, ADDED, None, clean(value), who, why)
    base = (target(dict(source), key) or {}).get(field) or None
    if clean(base) == edit.after:
        return None
    return Entry(dataset_id, key, field, base, edit.after, who, why)
