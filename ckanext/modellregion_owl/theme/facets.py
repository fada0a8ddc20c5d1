"""Filters and sorting of the dataset list, for a plain GET form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.theme import licences
from ckanext.modellregion_owl.theme.facts import USE
from ckanext.modellregion_owl.theme.presentation import format_name
from ckanext.modellregion_owl.theme.search import clause
from ckanext.modellregion_owl.theme.terms import TERMS

SHOWN = 6  # options of a group above "show all"
MAX_EXTRA = 2  # with the page's own search: at most three
# What people ask first; an operator's other facets follow in their own order.
ORDER = (
    "organization",
    "vocab_modellprojekt",
    "vocab_handlungsfeld",
    "vocab_nutzung",
    "res_format",
)

# The projects plugin sorts by the first project of a dataset and groups the list (grouping.py).
BY_PROJECT = "modellprojekt_first asc, title_string asc"

# The same once more, in the words of CKAN: another filter says it.
TWICE = {"groups": "vocab_modellprojekt", "license_id": USE}


def groups(
    titles: Mapping[str, str],
    search_facets: Mapping[str, Any],
    chosen: Mapping[str, list[str]],
    query: str,
    searches: int = MAX_EXTRA,
) -> list[dict[str, Any]]:
    """Return the groups [{name, title, options, more, active}] of the filter form, in order.

    :param chosen: field → ticked values, of the page's address.
    :param searches: how many more searches it may make.
    An option is {value, label, count, active}; `more` are those beyond the first ones. A group with
    a ticked value shows what its other values would find (one more search for each of the first two
    groups; CKAN refuses Solr's tagged filters).
    """
    shown = []
    extra = 0
    for name, title in sorted(titles.items(), key=_rank):
        if TWICE.get(name) in titles:
            continue
        items = list(search_facets.get(name, {}).get("items") or [])
        if chosen.get(name) and extra < searches:
            extra += 1
            items = _alternatives(name, chosen, query) or items
        options = _options(name, items, chosen.get(name, []))
        if options:
            shown.append(_group(name, _title(name, title), options))
    return shown


def active(all_groups: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return the ticked options as [{name, value, label}]."""
    return [
        {"name": group["name"], "value": option["value"], "label": option["label"]}
        for group in all_groups
        for option in [*group["options"], *group["more"]]
        if option["active"]
    ]


def sorting(selected: str) -> list[dict[str, Any]]:
    """Return the sort links [{label, value, current}] of the list."""
    choices = [
        (tk._("Best match"), "score desc, metadata_modified desc"),
        (tk._("Newest"), "metadata_modified desc"),
        (tk._("By title"), "title_string asc"),
    ]
    if tk.h.get("modellregion_grouped"):
        choices.append((tk._("By model project"), BY_PROJECT))
    return [
        {"label": label, "value": value, "current": value == selected} for label, value in choices
    ]


def _rank(facet: tuple[str, str]) -> int:
    return ORDER.index(facet[0]) if facet[0] in ORDER else len(ORDER)


def _group(name: str, title: str, options: list[dict[str, Any]]) -> dict[str, Any]:
    first = [o for n, o in enumerate(options) if n < SHOWN or o["active"]]
    return {
        "name": name,
        "title": title,
        "options": first,
        "more": [option for option in options if option not in first],
        "active": any(option["active"] for option in options),
    }


def _options(name: str, items: list[dict[str, Any]], chosen: list[str]) -> list[dict[str, Any]]:
    there = {item["name"] for item in items}
    # A ticked value without hits must stay visible, or nobody could take it off.
    gone = [
        {"name": value, "display_name": _name_of(name, value), "count": 0}
        for value in chosen
        if value not in there
    ]
    options = [
        {
            "value": item["name"],
            "label": _label(name, item),
            "count": item["count"],
            "active": item["name"] in chosen,
        }
        for item in [*items, *gone]
        if item["name"]
    ]
    return sorted(options, key=lambda option: (-option["count"], option["label"].lower()))


def _label(name: str, item: Mapping[str, Any]) -> str:
    shown = str(item.get("display_name") or item["name"])
    if name == "res_format":
        return format_name(shown) or shown
    if name == USE:
        return str(tk._(TERMS[shown].short)) if shown in TERMS else shown
    if name == "license_id":
        return licences.code_of(item["name"], tk.h.lang()) or shown
    return shown


def _name_of(name: str, value: str) -> str:
    """Return the title of a value that no dataset of the list has, so that nobody named it."""
    region, lang = load_region(), tk.h.lang()
    titles = {
        "organization": {row.slug: row.title["de"] for row in region.municipalities},
        "vocab_modellprojekt": {
            p.slug: p.title.get(lang) or p.title["de"] for p in region.projects
        },
        "vocab_handlungsfeld": {
            field.slug: field.label.get(lang) or field.label["de"] for field in region.action_fields
        },
    }
    return titles.get(name, {}).get(value, value)


def _title(name: str, title: str) -> str:
    own = {
        "organization": tk._("Municipality"),
        "res_format": tk._("Format"),
        "license_id": tk._("Licence"),
    }
    return own.get(name, title)


def _alternatives(name: str, chosen: Mapping[str, list[str]], query: str) -> list[dict[str, Any]]:
    others = [clause(field, values) for field, values in chosen.items() if field != name]
    try:
        found = tk.get_action("package_search")(
            {},
            {
                "q": query,
                "fq": " ".join([*others, "+dataset_type:dataset"]),
                "facet.field": [name],
                "rows": 0,
            },
        )
    except (tk.ValidationError, SearchError):
        return []  # the page's own search has failed as well, and says so
    return list(found["search_facets"].get(name, {}).get("items") or [])
