"""Creates the region's harvest sources on `ckan modellregion init`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import ckan.model as model
from ckanext.harvest.model import HarvestSource

from ckanext.modellregion_owl.harvest.source import TYPE
from ckanext.modellregion_owl.region import Region, SourceRow
from ckanext.modellregion_owl.region.setup import SOURCE, SetupReport, create_group


def init_sources(region: Region, report: SetupReport, options: Mapping[str, Any]) -> None:
    """Create the sources that are missing; those that exist stay as they are.

    :param options: `demo_url`: root of the demo server; then only rows with a sample are created,
        with the sample's address.
    """
    demo_url = str(options.get("demo_url") or "").rstrip("/")
    for row in region.sources:
        if demo_url and not row.demo:
            continue
        wanted = _wanted(row, demo_url)
        stored = _stored(row.slug)
        if stored is None:
            data = {**wanted, "name": row.slug, "source_type": TYPE, "owner_org": row.municipality}
            create_group("harvest_source_create", SOURCE, data, report)
        else:
            report.existing(SOURCE, row.slug, wanted, stored)


def source_config(row: SourceRow, demo: bool) -> dict[str, Any]:
    """Return the JSON configuration of a row; the sample's where it needs another one."""
    config = dict(row.demo_config) if demo and row.demo_config else dict(row.config)
    return {**config, "municipality": row.municipality}


def _wanted(row: SourceRow, demo_url: str) -> dict[str, str]:
    config = source_config(row, bool(demo_url))
    return {
        "title": row.title,
        "url": f"{demo_url}{row.demo}" if demo_url else row.url,
        "frequency": row.frequency,
        "config": json.dumps(config, ensure_ascii=False, indent=2),
    }


def _stored(name: str) -> dict[str, Any] | None:
    package = model.Package.get(name)
    if package is None:
        return None
    source = model.Session.get(HarvestSource, package.id)
    if source is None:
        return {"title": package.title}
    return {
        "title": package.title,
        "url": source.url,
        "frequency": source.frequency,
        "config": source.config,
    }
