"""What a stored dataset lacks, in words and with links: for its page, its form and the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import form
from ckanext.modellregion_owl.logic import obligations
from ckanext.modellregion_owl.rdf.profile import theirs
from ckanext.modellregion_owl.rdf.rows import load_rows
from ckanext.modellregion_owl.texts import language, translate

Entry = dict[str, str]
SHOWN = 3  # files that are named for one and the same gap


def entries(package: Mapping[str, Any]) -> list[Entry]:
    """Return the gaps of a dataset as `package_show` gives it, in the order of its fields.

    [{rule, severity, field, label, message, dataset_id, resource_id, resource, id, url}]:
    `resource` is the file's name, "" for the dataset itself, `id` that of the form's element, `url`
    leads there.
    """
    package = theirs().ours(package)
    resources = package.get("resources") or ()
    found = zip(obligations.breaches(package), obligations.findings(package), strict=True)
    return [
        {
            **{k: v for k, v in asdict(finding).items() if k in _KEPT},
            "severity": finding.severity.value,
            "label": _label(breach),
            "message": translate(obligations.MESSAGES[breach.rule]),
            "resource": "" if breach.resource is None else _name(resources[breach.resource]),
            "id": form.element_id(breach),
            "url": _address(package, finding.resource_id, form.element_id(breach)),
        }
        for breach, finding in found
    ]


_KEPT = ("rule", "field", "dataset_id", "resource_id")


def grouped(found: Iterable[Entry]) -> list[dict[str, Any]]:
    """Return the entries with the files of one and the same gap together.

    [{label, message, places: [entry], more}]: `places` are the first ones, `more` is the number of
    files beyond. A hundred files without a licence are one gap to read, not a hundred.
    """
    groups: dict[tuple[Any, ...], list[Entry]] = {}
    for entry in found:
        own = entry["id"] if not entry["resource"] else ""
        groups.setdefault((entry["rule"], entry["field"], own), []).append(entry)
    return [
        {
            "label": places[0]["label"],
            "message": places[0]["message"],
            "places": places[:SHOWN],
            "more": len(places[SHOWN:]),
        }
        for places in groups.values()
    ]


def _label(breach: obligations.Breach) -> str:
    entity = "dataset" if breach.resource is None else "resource"
    labels = {row.field: row.label(language()) for row in getattr(load_rows(), entity)}
    return labels.get(breach.field) or translate("Organisation")


def _name(resource: Mapping[str, Any]) -> str:
    return str(resource.get("name") or resource.get("url") or resource.get("id") or "")


def _address(package: Mapping[str, Any], resource_id: str, element: str) -> str:
    kind = package.get("type") or "dataset"
    if resource_id:
        page = tk.url_for(f"{kind}_resource.edit", id=package["name"], resource_id=resource_id)
    else:
        page = tk.url_for(f"{kind}.edit", id=package["name"])
    return f"{page}#{element}"
