"""Finds dataset series and their members by IRI, with one search each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.rdf import iris
from ckanext.modellregion_owl.rdf.complete import SERIES, SERIES_TYPE
from ckanext.modellregion_owl.rdf.rows import load_rows
from ckanext.modellregion_owl.rdf.stored import texts, with_extras

MAX_SERIES = 200  # of one page; a dataset is in one or two
MAX_MEMBERS = 100  # that a series' page lists

Package = dict[str, Any]


def is_series(dataset: Package) -> bool:
    """Tell whether a dataset is a series: by its field, or by the type that ckanext-dcat knows."""
    kind = with_extras(dataset).get("rdf_type")
    return kind == str(SERIES) or dataset.get("type") == SERIES_TYPE


def series_iris(dataset: Package) -> list[str]:
    """Return the IRIs of the series to which a dataset says that it belongs."""
    row = load_rows().find("dataset", "in_series")
    return texts(row, with_extras(dataset).get(row.field))


def find_series(wanted: Iterable[str]) -> dict[str, Package]:
    """Return IRI → dataset of those wanted series that are public here; no search for none.

    :raises ckan.lib.search.SearchError: the index does not answer.
    """
    names = sorted(set(wanted))[:MAX_SERIES]
    if not names:
        return {}
    base = config.base_iri()
    own = f"{base}/dataset/"
    ids = [name.removeprefix(own) for name in names if name.startswith(own)]
    clauses = [f"extras_uri:({_any(names)})"] + ([f"id:({_any(ids)})"] if ids else [])
    found = _search(" OR ".join(clauses), len(names))
    by_iri = {str(iris.dataset_iri(d, base)): d for d in found if is_series(d)}
    return {name: by_iri[name] for name in names if name in by_iri}


def members(series: Package) -> list[Package]:
    """Return the public datasets of a series, by title; [] when the index does not answer."""
    name = str(iris.dataset_iri(series, config.base_iri()))
    try:
        found = _search(f"extras_in_series:({_any([name])})", MAX_MEMBERS)
    except SearchError:
        return []
    # The index compares words, not addresses.
    real = [d for d in found if name in series_iris(d)]
    return sorted(real, key=lambda d: str(d.get("title") or "").casefold())


def _any(words: Iterable[str]) -> str:
    escaped = (word.replace("\\", "\\\\").replace('"', '\\"') for word in words)
    return " OR ".join(f'"{word}"' for word in escaped)


def _search(clause: str, rows: int) -> list[Package]:
    # Nobody's view, as the feed's: what is public is so for everyone.
    context = {"user": "", "ignore_auth": False}
    query = {"fq_list": [f"+({clause})"], "rows": rows, "facet": "false"}
    found: list[Package] = tk.get_action("package_search")(context, query)["results"]
    return found
