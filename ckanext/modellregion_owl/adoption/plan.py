"""What a dataset of before our schema says, field by field, and where each of it will stand.

The reading is the harvester's: a portal's own dataset is read as another CKAN's would be. Nothing
is dropped: a further field goes only when each of its texts is found again in a field of ours.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ckanext.modellregion_owl.adoption.explain import Fate, explained, text_of, texts
from ckanext.modellregion_owl.adoption.images import Image
from ckanext.modellregion_owl.adoption.reading import NODE, read
from ckanext.modellregion_owl.findings import Finding
from ckanext.modellregion_owl.harvest.adapters.ckan_fields import Fields, fields_of
from ckanext.modellregion_owl.rdf.rows import Row, load_rows

# Fields that CKAN keeps in columns of its own, and those that hold no value of a source.
_COLUMNS = frozenset(("title", "notes", "name", "keyword", "owner_org"))
_MOVABLE = frozenset(("url", "version"))
_FILE_COLUMNS = frozenset(("url", "name", "description", "format", "mimetype", "size", "hash"))
# Not fields of a form: kept where they are.
_BESIDE = frozenset(("uri", "other_values", "kept_statements"))
_EMPTY: tuple[Any, ...] = (None, "", [], {}, "[]", "{}")


@dataclass
class Plan:
    """The image after it, and of each value its name ("licence", an extra's key) and fate."""

    after: Image
    fates: list[tuple[str, Fate, str]] = field(default_factory=list)


def planned(package: Mapping[str, Any], before: Image) -> Plan:
    """Return what will become of a dataset.

    :param package: as adoption/reading.py makes it: columns, `extras`, `groups`, `resources`.
    """
    after = Image(
        columns=dict(before["columns"]),
        extras=dict(before["extras"]),
        resources=dict(before["resources"]),
    )
    plan = Plan(after)
    fields, dataset, findings = read(package)
    rows = {row.field: row for row in load_rows().dataset}
    set_ = _set_fields(after["extras"], dataset, rows, findings)
    _move_to_columns(after, dataset, set_)
    _settle_extras(plan, before["extras"], fields, set_, findings)
    _settle_rest(plan, package, set_, findings)
    by_iri = {r.get("uri"): r for r in dataset["resources"]}
    for resource in package["resources"]:
        _settle_resource(plan, resource, by_iri.get(f"{NODE}/{resource['id']}", {}), findings)
    return plan


def _set_fields(
    extras: dict[str, str],
    dataset: Mapping[str, Any],
    rows: Mapping[str, Row],
    findings: Iterable[Finding],
) -> dict[str, Any]:
    """Put the fields that are empty, or not in their form yet, in place; return their values."""
    found: dict[str, Any] = {}
    for name, row in rows.items():
        value = dataset.get(name)
        if value in _EMPTY or name in _COLUMNS | _MOVABLE | _BESIDE:
            continue
        stored = extras.get(name)
        if stored not in _EMPTY and not _improves(row, str(stored), value, findings):
            continue
        text = value if isinstance(value, str) else json.dumps(value)
        if text != stored:
            extras[name] = text
            found[name] = value
    return found


def _improves(row: Row, stored: str, value: Any, findings: Iterable[Finding]) -> bool:
    """Tell whether a value says all that the stored text says, in the field's form."""
    is_form = stored.lstrip()[:1] in "[{" if row.many else True
    if row.kind == "node" and is_form:
        return False
    if row.kind in ("text", "literal", "date") and is_form and not row.many:
        return row.kind == "date" and explained([stored], value, findings) is not None
    return explained(texts(stored), value, findings) is not None


def _move_to_columns(after: Image, dataset: Mapping[str, Any], set_: dict[str, Any]) -> None:
    for name in _MOVABLE:
        value = dataset.get(name)
        if isinstance(value, str) and value and not after["columns"][name]:
            after["columns"][name] = set_[name] = value


def _settle_extras(
    plan: Plan,
    before: Mapping[str, str],
    fields: Fields,
    set_: Mapping[str, Any],
    findings: list[Finding],
) -> None:
    """Say of each further field what becomes of it; take out those that stand in a field now."""
    known = {row.field for row in load_rows().dataset}
    for key, text in before.items():
        if text in _EMPTY or key in _BESIDE:
            continue
        if key in known:
            if key in set_:
                plan.fates.append((key, Fate.NORMALISED, text))
            continue
        if key in fields.extras or not _is_mapped(key, fields):
            plan.fates.append((key, Fate.KEPT, text))
            continue
        fate = explained(texts(text), list(set_.values()), findings)
        plan.fates.append((key, fate or Fate.OPEN, text))
        if fate:
            del plan.after["extras"][key]


def _is_mapped(key: str, fields: Fields) -> bool:
    """Tell whether the reading has a place for a further field at all."""
    probe = fields_of({"extras": [{"key": key, "value": "x"}]})
    return bool(probe.values or probe.properties)


def _settle_rest(
    plan: Plan, package: Mapping[str, Any], set_: Mapping[str, Any], findings: list[Finding]
) -> None:
    """Say of CKAN's own fields and groups what becomes of them; all of them stay, too."""
    for name in ("maintainer", "author"):
        text = str(package.get(name) or package.get(f"{name}_email") or "")
        if text:
            fate = explained([text], list(set_.values()), findings)
            plan.fates.append((name, fate or Fate.KEPT, text))
    for group in package.get("groups") or ():
        name = str(group["name"])
        fate = _group_fate(name, set_.get("theme"), findings)
        plan.fates.append(("groups", fate, name))
    if package.get("tags"):
        plan.fates.extend(("tags", Fate.KEPT, str(tag["name"])) for tag in package["tags"])


def _group_fate(name: str, themes: Any, findings: Iterable[Finding]) -> Fate:
    if not themes:
        return Fate.KEPT
    known = any(f.field == "theme" and f.before == name and f.after for f in findings)
    return Fate.NORMALISED if known else Fate.KEPT


def _settle_resource(
    plan: Plan, resource: Mapping[str, Any], read: Mapping[str, Any], findings: list[Finding]
) -> None:
    id_ = str(resource["id"])
    stored = plan.after["resources"][id_]
    extras = dict(json.loads(stored or "{}") or {})
    rows = {row.field: row for row in load_rows().resource}
    set_: dict[str, Any] = {}
    for name, row in rows.items():
        value = read.get(name)
        if value in _EMPTY or name in _FILE_COLUMNS | _BESIDE:
            continue
        before = extras.get(name)
        if before not in _EMPTY and not _improves(row, text_of(before), value, findings):
            continue
        if (new := value if isinstance(value, str) else json.dumps(value)) != before:
            extras[name] = set_[name] = new
            if before not in _EMPTY:
                plan.fates.append((name, Fate.NORMALISED, text_of(before)))
    _settle_licence(plan, resource, set_, findings)
    if set_:
        plan.after["resources"][id_] = json.dumps(extras)


def _settle_licence(
    plan: Plan, resource: Mapping[str, Any], set_: Mapping[str, Any], findings: Iterable[Finding]
) -> None:
    if "license" not in set_ or resource.get("license"):
        return
    said = set_["license"]
    unknown = any(f.rule == "licence.unknown" for f in findings)
    plan.fates.append(("license_id", Fate.OPEN if unknown else Fate.NORMALISED, str(said)))
