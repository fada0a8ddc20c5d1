"""How many datasets a model project and a municipality have: one facet query per request."""

from __future__ import annotations

import logging
from typing import Any, NamedTuple

import flask

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ckanext.modellregion_owl import facets

log = logging.getLogger(__name__)

PROJECT = facets.PROJECT.index
FIELD = facets.ACTION_FIELD.index
# Single-valued, to sort by: the first project's name (CKAN's dynamic field `*`).
FIRST = "modellprojekt_first"


class Counts(NamedTuple):
    """Datasets in all, by project name and by organisation name; absent means none.

    `known` is False while the search does not answer: then nobody can tell, and all are empty.
    """

    total: int
    projects: dict[str, int]
    organisations: dict[str, int]
    known: bool = True

    def of_project(self, name: str) -> int | None:
        """Return a project's number of datasets, None when it is not known."""
        return self.projects.get(name, 0) if self.known else None

    def of_organisation(self, name: str) -> int | None:
        """Return an organisation's number of datasets, None when it is not known."""
        return self.organisations.get(name, 0) if self.known else None


def dataset_counts() -> Counts:
    """Return the counts of public datasets."""
    if not flask.has_request_context():
        return _load()
    found: Counts | None = getattr(flask.g, "modellregion_counts", None)
    if found is None:
        found = flask.g.modellregion_counts = _load()
    return found


def _load() -> Counts:
    query = {
        "rows": 0,
        "fq": "dataset_type:dataset",
        "facet.field": [PROJECT, "organization"],
        "facet.limit": -1,
    }
    try:
        search = tk.get_action("package_search")({}, query)
    except SearchError:
        # As on CKAN's own home page: a page of projects does not need the index.
        log.exception("the search does not answer")
        return Counts(0, {}, {}, known=False)
    found: dict[str, Any] = search["facets"]
    return Counts(
        search["count"], dict(found.get(PROJECT, {})), dict(found.get("organization", {}))
    )
