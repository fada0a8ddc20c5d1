"""How many datasets a model project and a municipality have: one facet query per request."""

from __future__ import annotations

from typing import Any, NamedTuple

import flask

import ckan.plugins.toolkit as tk

PROJECT = "vocab_modellprojekt"
FIELD = "vocab_handlungsfeld"


class Counts(NamedTuple):
    """Datasets in all, by project name and by organisation name; absent means none."""

    total: int
    projects: dict[str, int]
    organisations: dict[str, int]


def dataset_counts() -> Counts:
    """Return the counts of public datasets."""
    if not flask.has_request_context():
        return _load()
    found: Counts | None = getattr(flask.g, "modellregion_counts", None)
    if found is None:
        found = flask.g.modellregion_counts = _load()
    return found


def _load() -> Counts:
    search = tk.get_action("package_search")(
        {},
        {
            "rows": 0,
            "fq": "dataset_type:dataset",
            "facet.field": [PROJECT, "organization"],
            "facet.limit": -1,
        },
    )
    facets: dict[str, Any] = search["facets"]
    return Counts(
        search["count"], dict(facets.get(PROJECT, {})), dict(facets.get("organization", {}))
    )
