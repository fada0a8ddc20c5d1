"""Caps on what one record may bring: a mistake at the source must not become a dataset of it."""

from __future__ import annotations

from typing import Any

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.findings import Finding, Severity, note

Package = dict[str, Any]


def apply_limits(package: Package) -> None:
    """Leave out what is too much, in place; each kind is a finding `record.…`."""
    _cut_list(package, "resources", config.harvest_max_resources(), "record.too_many_resources")
    _cut_list(package, "tags", config.harvest_max_tags(), "record.too_many_tags")
    most = config.harvest_max_text()
    _cut_texts(package, most, "")
    for resource in package.get("resources") or []:
        _cut_texts(resource, most, "resources.")


def _cut_list(package: Package, field: str, most: int, rule: str) -> None:
    values = package.get(field) or []
    if len(values) > most:
        package[field] = values[:most]
        before, after = str(len(values)), str(most)
        note(Finding(rule, Severity.WRONG, field=field, before=before, after=after))


def _cut_texts(values: Package, most: int, prefix: str) -> None:
    # `kept_statements` has a limit of its own (rdf/kept.py): cut, it would be no RDF any more.
    for field, value in values.items():
        if isinstance(value, str) and len(value) > most and field != "kept_statements":
            values[field] = value[:most].rstrip() + " …"
            before, after = str(len(value)), str(most)
            found = Finding(
                "record.text_cut", Severity.WRONG, field=prefix + field, before=before, after=after
            )
            note(found)
