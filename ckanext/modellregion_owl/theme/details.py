"""The details of a dataset, derived from the rows of schemas/dataset.yaml: labels, order, values.

Works on a portal with another schema too: fields that are free extras there are found, fields that
it lacks are left out.
"""

from __future__ import annotations

import re
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.rdf.rows import LAST, Row, load_rows
from ckanext.modellregion_owl.rdf.stored import items, texts, with_extras
from ckanext.modellregion_owl.theme.dataset import Package, municipality
from ckanext.modellregion_owl.theme.detail_values import Value, line, marked, plain, values

# What ckanext-harvest adds to a dataset when it is shown, and what harvesters keep for themselves.
SOURCE = "harvest_source_title"
_MACHINE = re.compile(
    r"harvest_\w+|guid|uri|other_values|kept_statements|metadata_(created|modified)|\w+_uri"
)
_CODE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}", re.I)


def details(package: Package, lang: str) -> list[dict[str, Any]]:
    """Return the rows [{label, values: [{text, url}]}] of a dataset, empty ones left out."""
    whole = _whole(package)
    shown = sorted((row for row in load_rows().dataset if row.page), key=lambda row: row.page)
    first = [_entry(row, whole, lang) for row in shown if row.page < LAST]
    rest = [_entry(row, whole, lang) for row in shown if row.page >= LAST]
    name = marked(plain(str(whole.get(SOURCE) or "")), "" if lang == "de" else "de")
    source = {"label": tk._("Source"), "values": [name]}
    return [row for row in [*first, source, *rest] if any(v["text"] for v in row["values"])]


def further(package: Package) -> list[dict[str, Any]]:
    """Return the free extras that no row claims and that people can read, as `details` does."""
    ours = {row.field for row in load_rows().dataset}
    found = {
        str(extra["key"]): line(extra.get("value"))
        for extra in package.get("extras") or []
        if extra.get("key") and extra["key"] not in ours and not _MACHINE.fullmatch(extra["key"])
    }
    return [{"label": key, "values": [value]} for key, value in found.items() if _readable(value)]


def _readable(value: Value) -> bool:
    return bool(value["text"]) and not value["url"] and not _CODE.fullmatch(value["text"])


def _entry(row: Row, whole: Package, lang: str) -> dict[str, Any]:
    return {"label": row.label(lang), "values": values(row, whole, lang)}


def _whole(package: Package) -> Package:
    """Return the dataset with CKAN's own fields in place of rows that are empty."""
    whole = with_extras(package)
    tags = [str(t.get("display_name") or t.get("name")) for t in items(package.get("tags"))]
    keyword = load_rows().find("dataset", "keyword")
    words = dict.fromkeys([*tags, *texts(keyword, whole.get("keyword"))])
    whole["keyword"] = sorted(words, key=str.lower)
    place = municipality(package)
    if not any(agent.get("name") for agent in items(whole.get("publisher"))):
        whole["publisher"] = [{"name": place["name"]}] if place else []
    for role in ("maintainer", "author"):
        if not items(whole.get("contact")) and (whole.get(role) or whole.get(f"{role}_email")):
            whole["contact"] = [{"name": whole.get(role), "email": whole.get(f"{role}_email")}]
    return whole
