"""Keeps the ids of resources over the runs: links, views and the data store hang on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import sqlalchemy as sa

import ckan.model as model

Stored = Mapping[str, Any]


def stored_resources(package_ids: Collection[str]) -> dict[str, list[Stored]]:
    """Return the active resources of datasets, {package id: [row]}, in one query."""
    table = model.Resource
    query = (
        sa.select(table.package_id, table.id, table.url, table.name, table.format, table.extras)
        .where(table.package_id.in_(package_ids), table.state == "active")
        .order_by(table.position)
    )
    found: dict[str, list[Stored]] = defaultdict(list)
    for row in model.Session.execute(query):
        values = {**(row.extras or {}), **row._asdict()}
        found[row.package_id].append(values)
    return found


def keep_ids(resources: Iterable[dict[str, Any]], stored: Iterable[Stored]) -> None:
    """Give each resource the id of the stored one that it continues, in place.

    Matched by the distribution's URI, else by address, title and format (ckanext-dcat#115:
    data.json knows no id of a distribution). Of equal ones the first takes the first.
    """
    left = list(stored)
    waiting = list(resources)
    for key in (_by_uri, _by_content):
        unmatched = []
        for resource in waiting:
            match = next((s for s in left if key(s) and key(s) == key(resource)), None)
            if match is None:
                unmatched.append(resource)
                continue
            resource["id"] = match["id"]
            left.remove(match)
        waiting = unmatched


def _by_uri(resource: Stored) -> str:
    return str(resource.get("uri") or "")


def _by_content(resource: Stored) -> tuple[str, ...]:
    return tuple(str(resource.get(key) or "") for key in ("url", "name", "format"))
