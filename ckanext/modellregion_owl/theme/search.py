"""Searches of pages: ticked values of one filter are alternatives; what the home page finds."""

from __future__ import annotations

import re
from typing import Any

from flask import has_request_context

import ckan.plugins.toolkit as tk

NEWEST = "modified desc, metadata_modified desc"
FEED = "feeds.custom"  # CKAN's Atom feed of a search
_NO_FILTERS = ("q", "page", "sort")
STOCK_HOME = "view_recent desc"  # order of the search of CKAN's home page
# A group in brackets (of some plugin) is one piece and stays; else a field with its quoted value.
TERM = re.compile(
    r"""\((?:[^()"]|"[^"]*"|\((?:[^()"]|"[^"]*")*\))*\)|(?<![\w+:-])(\w+):"([^"]*)\""""
)


def any_of(fq: str) -> str:
    """Return a filter query in which several values of one field are alternatives.

    CKAN joins them with AND: two ticked municipalities would find nothing.
    """
    values: dict[str, list[str]] = {}
    for name, value in TERM.findall(fq):
        if name:
            values.setdefault(name, []).append(value)
    several = {name: found for name, found in values.items() if len(found) > 1}
    if not several:
        return fq
    rest = TERM.sub(lambda found: "" if found[1] in several else found[0], fq)
    return " ".join([*rest.split(), *(clause(name, found) for name, found in several.items())])


def for_pages(search_params: dict[str, Any]) -> dict[str, Any]:
    """Apply `any_of` to the search of a list page or its feed; leave every other one as it is."""
    endpoint = str(tk.request.endpoint or "") if has_request_context() else ""
    if endpoint == FEED:
        search_params["fq"] = any_of(f"{search_params.get('fq') or ''} {_others()}".strip())
    elif endpoint.endswith((".search", ".read")) and search_params.get("fq"):
        search_params["fq"] = any_of(str(search_params["fq"]))
    return search_params


def _others() -> str:
    """Return what CKAN's feed leaves out: of several values of a filter it takes the first."""
    given = [
        (n, v) for n, v in tk.request.args.lists() if n not in _NO_FILTERS and n.isidentifier()
    ]
    return " ".join(f'{name}:"{plain(v)}"' for name, found in given for v in found[1:] if v)


def plain(value: str) -> str:
    """Return a value without what would end its quotation."""
    return re.sub(r'["\\]', "", value)


def clause(name: str, values: list[str]) -> str:
    """Return the filter "one of these values", safe against quotation marks and backslashes."""
    quoted = " OR ".join(f'"{plain(value)}"' for value in values)
    return f"{name}:({quoted})"


def for_home(params: dict[str, Any]) -> dict[str, Any]:
    """Let the search of CKAN's home page find the datasets that changed last.

    Its own order needs CKAN's tracking of visitors; so our home page needs no search of its own.
    """
    home = has_request_context() and tk.request.endpoint == "home.index"
    if not home or params.get("sort") != STOCK_HOME:
        return params
    return {**params, "sort": NEWEST, "fq": f"{params.get('fq') or ''} +dataset_type:dataset"}
