"""Filters and sorting of the dataset list, for a plain GET form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ckanext.modellregion_owl.facets import LICENCE, PROJECT
from ckanext.modellregion_owl.theme import facet_labels
from ckanext.modellregion_owl.theme.facts import USE
from ckanext.modellregion_owl.theme.search import clause

SHOWN = 6  # options of a group above "show all"
MAX_EXTRA = 2  # with the page's own search: at most three

# The projects plugin sorts by the first project of a dataset and groups the list (grouping.py).
BY_PROJECT = "modellprojekt_first asc, title_string asc"

# The same once more, in the words of CKAN: another filter says it.
TWICE = {"groups": PROJECT.index, LICENCE.index: USE}


def groups(
    titles: Mapping[str, str],
    search_facets: Mapping[str, Any],
    chosen: Mapping[str, list[str]],
    query: str,
    searches: int = MAX_EXTRA,
    lang: str = "de",
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
    for name, title in sorted(titles.items(), key=lambda item: facet_labels.order(item[0])):
        if TWICE.get(name) in titles:
            continue
        items = list(search_facets.get(name, {}).get("items") or [])
        if chosen.get(name) and extra < searches:
            extra += 1
            items = _alternatives(name, chosen, query) or items
        options = _options(name, items, chosen.get(name, []), lang)
        if options:
            shown.append(_group(name, facet_labels.title(name, title, lang), options))
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


def _group(name: str, title: str, options: list[dict[str, Any]]) -> dict[str, Any]:
    first = [o for n, o in enumerate(options) if n < SHOWN or o["active"]]
    return {
        "name": name,
        "title": title,
        "options": first,
        "more": [option for option in options if option not in first],
        "active": any(option["active"] for option in options),
    }


def _options(
    name: str, items: list[dict[str, Any]], chosen: list[str], lang: str
) -> list[dict[str, Any]]:
    there = {item["name"] for item in items}
    # A ticked value without hits must stay visible, or nobody could take it off.
    gone = [
        {"name": value, "display_name": value, "count": 0} for value in chosen if value not in there
    ]
    options = [
        {
            "value": item["name"],
            "label": facet_labels.label(
                name, item["name"], str(item.get("display_name") or item["name"]), lang
            ),
            "count": item["count"],
            "active": item["name"] in chosen,
        }
        for item in [*items, *gone]
        if item["name"]
    ]
    return sorted(options, key=lambda option: (-option["count"], option["label"].lower()))


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
