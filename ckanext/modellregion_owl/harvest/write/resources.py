"""Keeps the ids of resources over the runs: links, views and the data store hang on them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import sqlalchemy as sa

import ckan.model as model

Resource = Mapping[str, Any]


def stored_resources(package_ids: Collection[str]) -> dict[str, list[Resource]]:
    """Return the active resources of datasets, {package id: [row]}, in one query."""
    table = model.Resource
    query = (
        sa.select(table.package_id, table.id, table.url, table.name, table.format, table.extras)
        .where(table.package_id.in_(package_ids), table.state == "active")
        .order_by(table.position)
    )
    found: dict[str, list[Resource]] = defaultdict(list)
    for row in model.Session.execute(query):
        values = {**(row.extras or {}), **row._asdict()}
        found[row.package_id].append(values)
    return found


def keep_ids(
    resources: Iterable[Mapping[str, Any]], stored: Iterable[Resource]
) -> list[dict[str, Any]]:
    """Return the resources, each with the id of the stored one that it continues.

    Matched by the distribution's URI, else by address, title and format (ckanext-dcat#115:
    data.json knows no id of a distribution), else by an address that only one of them has on both
    sides: another harvester has named it otherwise. Of equal ones the first takes the first.
    """
    left = list(stored)
    found = [dict(resource) for resource in resources]
    waiting = list(found)
    for key in (_by_uri, _by_content, _alone(waiting, left)):
        unmatched = []
        for resource in waiting:
            match = next((s for s in left if key(s) and key(s) == key(resource)), None)
            if match is None:
                unmatched.append(resource)
                continue
            resource["id"] = match["id"]
            left.remove(match)
        waiting = unmatched
    return found


def _by_uri(resource: Resource) -> str:
    return str(resource.get("uri") or "")


def _alone(*sides: Iterable[Resource]) -> Callable[[Resource], str]:
    """Return the address as a key, "" for one that stands more than once on a side."""
    often = {
        url
        for side in sides
        for url, number in Counter(str(r.get("url") or "") for r in side).items()
        if number > 1
    }
    return lambda resource: "" if resource.get("url") in often else str(resource.get("url") or "")


def _by_content(resource: Resource) -> tuple[str, ...]:
    return tuple(str(resource.get(key) or "") for key in ("url", "name", "format"))
