"""Datasets in a list under a heading for each model project (design 08)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, TypedDict

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.projects import presenter, store
from ckanext.modellregion_owl.projects.counts import FIRST
from ckanext.modellregion_owl.region import load_region

ORDER = f"{FIRST} asc, title_string asc"


class Group(TypedDict):
    """Datasets of one project; `project` is None for those of none, `count` None when unknown.

    `project`: name, title, german (bool), url, municipality (presenter.Place or None), field
    (presenter.FieldChip or None).
    """

    project: dict[str, Any] | None
    count: int | None
    datasets: list[dict[str, Any]]


def by_project(
    packages: Iterable[dict[str, Any]], counts: Mapping[str, int], url_of: Any
) -> list[Group]:
    """Return the datasets in groups, in the order in which they come (sorted by `ORDER`).

    :param counts: datasets by project name, as the facet of the same search gives them.
    :param url_of: address of a project's page by name.
    """
    records = {record["name"]: record for record in store.all_projects()}
    return [
        {
            "project": _head(records[name], url_of) if name else None,
            "count": counts.get(name) if name else None,
            "datasets": list(rows),
        }
        for name, rows in groupby(packages, lambda package: _first(package, records))
    ]


def _first(package: Mapping[str, Any], records: Mapping[str, Any]) -> str:
    """Return the project that the index sorts the dataset by, "" when it has none."""
    names = (str(group.get("name")) for group in package.get("groups") or ())
    return min((name for name in names if name in records), default="")


def _head(record: store.Record, url_of: Any) -> dict[str, Any]:
    region, language = load_region(), tk.h.lang()
    title, spoken = presenter.text(record, "title", language)
    fields = presenter.chips(record.get("action_fields") or (), region, language)
    return {
        "name": record["name"],
        "title": title,
        "german": spoken != language,
        "url": url_of(record["name"]),
        "municipality": presenter.place(record.get("municipality"), region, language),
        "field": fields[0] if fields else None,
    }
