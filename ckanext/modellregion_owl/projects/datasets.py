"""Searches of the project pages: one function, one search, and a page that stands without it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

log = logging.getLogger(__name__)

NEWEST = "modified desc, metadata_modified desc"


@dataclass(frozen=True)
class Found:
    """The first datasets, the number of all (None = the search does not answer), facet counts."""

    results: list[dict[str, Any]]
    count: int | None
    facets: dict[str, dict[str, int]] = field(default_factory=dict)


def find(fq: str, rows: int, sort: str = NEWEST, facets: Sequence[str] = ()) -> Found:
    """Return the public datasets that fit a filter query.

    :param fq: Solr filter query; whoever calls has made sure that values in it are safe.
    :param facets: fields whose values are counted.
    """
    query = {
        "fq": f"dataset_type:dataset {fq}",
        "rows": rows,
        "sort": sort,
        "facet.field": list(facets),
        "facet.limit": -1,
    }
    try:
        found = tk.get_action("package_search")({}, query)
    except SearchError:
        # As on CKAN's own home page: a page of projects does not need the index.
        log.exception("the search does not answer")
        return Found([], None)
    return Found(found["results"], found["count"], found["facets"])
