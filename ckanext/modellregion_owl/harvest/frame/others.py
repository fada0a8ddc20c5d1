"""What ckanext-harvest knows of others: our sources' order, other harvesters' datasets."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import sqlalchemy as sa

import ckan.model as model
from ckanext.harvest.model import HarvestObject, HarvestSource

from ckanext.modellregion_owl.harvest.records.identity_keys import is_unique
from ckanext.modellregion_owl.harvest.source import TYPE
from ckanext.modellregion_owl.harvest.store.sql import any_of


@dataclass(frozen=True)
class OtherSource:
    """One of our active sources and its precedence: the higher number wins."""

    id: str
    title: str
    precedence: int


def active_sources() -> dict[str, OtherSource]:
    """Return our active sources by id, by one query."""
    query = (
        sa.select(HarvestSource.id, HarvestSource.config, model.Package.title)
        .join(model.Package, model.Package.id == HarvestSource.id)
        .where(
            HarvestSource.type == TYPE,
            HarvestSource.active.is_(True),
            model.Package.state == "active",
        )
    )
    return {
        row.id: OtherSource(row.id, row.title, _precedence(row.config))
        for row in model.Session.execute(query)
    }


def objects_of_guids(guids: Sequence[str], host: str) -> dict[str, set[str]]:
    """Return {GUID: dataset ids} of what other harvesters have harvested.

    A GUID that is not unique in the world ("12") counts only for a source of the same host.
    """
    query = (
        sa.select(HarvestObject.guid, HarvestObject.package_id, HarvestSource.url)
        .join(HarvestSource, HarvestSource.id == HarvestObject.harvest_source_id)
        .where(
            HarvestObject.guid == any_of(guids),
            HarvestObject.current.is_(True),
            HarvestObject.package_id.is_not(None),
        )
    )
    found: dict[str, set[str]] = defaultdict(set)
    for guid, package_id, url in model.Session.execute(query):
        if is_unique(guid) or urlsplit(url).hostname == host:
            found[guid].add(package_id)
    return found


def _precedence(config: str | None) -> int:
    try:
        value = json.loads(config or "{}").get("precedence", 0)
    except (ValueError, AttributeError):
        return 0
    return value if isinstance(value, int) else 0
