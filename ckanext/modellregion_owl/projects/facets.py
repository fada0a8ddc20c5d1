"""Model project and action field in the search index and among the filters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import facets
from ckanext.modellregion_owl.projects import presenter, store
from ckanext.modellregion_owl.projects.counts import FIELD, FIRST, PROJECT
from ckanext.modellregion_owl.region import load_region


def index(document: dict[str, Any]) -> dict[str, Any]:
    """Add the dataset's projects and their action fields to its document.

    `FIRST` is what lists are sorted by; datasets without a project lack it, so that they come last.
    Only `vocab_*` is a multi-valued string among CKAN's dynamic fields (spec ckan-2.12 a).
    """
    found = store.names_among(list(document.get("groups") or ()))
    document[PROJECT] = sorted(found)
    if found:
        document[FIRST] = min(found)
    document[FIELD] = sorted({slug for fields in found.values() for slug in fields})
    return document


def add_titles(titles: dict[str, str]) -> dict[str, str]:
    """Add both filters, first; the groups' own filter stays for an operator's other groups."""
    lang = tk.h.lang()
    own = {f.index: f.title(lang) for f in (facets.PROJECT, facets.ACTION_FIELD)}
    for name in reversed(own):
        titles[name] = own[name]
        move = getattr(titles, "move_to_end", None)
        if move:  # CKAN hands over an OrderedDict
            move(name, last=False)
    return titles


def name_items(results: dict[str, Any], language: str) -> dict[str, Any]:
    """Give the filters' options the titles of projects and action fields."""
    found = results.get("search_facets") or {}
    if found.get(PROJECT, {}).get("items"):
        _name(
            found[PROJECT],
            {p["name"]: presenter.text(p, "title", language)[0] for p in store.all_projects()},
        )
    if found.get(FIELD, {}).get("items"):
        _name(
            found[FIELD],
            {f.slug: presenter.label(f.label, language) for f in load_region().action_fields},
        )
    return results


def _name(facet: dict[str, Any], titles: Mapping[str, str]) -> None:
    for item in facet["items"]:
        item["display_name"] = titles.get(item["name"], item["name"])
