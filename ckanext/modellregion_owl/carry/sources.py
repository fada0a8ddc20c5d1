"""Harvest sources. Access data are none of a source's: they stand in the environment."""

from __future__ import annotations

import json
from typing import Any

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.region.setup import SOURCE, SetupReport, create_group, site_context

NAME = "sources"
TYPE = "modellregion"


def export() -> list[dict[str, Any]]:
    """Return our sources by name, those that are switched off too."""
    if not p.plugin_loaded("harvest"):
        return []
    from ckanext.harvest.model import HarvestSource

    query = (
        model.Session.query(model.Package, HarvestSource, model.Group.name)
        .join(HarvestSource, HarvestSource.id == model.Package.id)
        .outerjoin(model.Group, model.Group.id == model.Package.owner_org)
        .filter(HarvestSource.type == TYPE, model.Package.state == "active")
        .order_by(model.Package.name)
    )
    return [_row(*found) for found in query]


def _row(package: Any, source: Any, organisation: str | None) -> dict[str, Any]:
    row = {
        "name": package.name,
        "title": package.title,
        "notes": package.notes or "",
        "url": source.url,
        "frequency": source.frequency,
        "active": bool(source.active),
        "organisation": organisation or "",
        "config": json.loads(source.config or "{}"),
    }
    return {key: value for key, value in row.items() if value != ""}


def put(row: dict[str, Any], overwrite: bool, report: SetupReport) -> None:
    """Create a source, or tell in which fields the one that is there differs."""
    known = {found["name"]: found for found in export()}
    wanted = {
        "name": row["name"],
        "title": row["title"],
        "notes": row.get("notes", ""),
        "url": row["url"],
        "frequency": row["frequency"],
        "active": row["active"],
        "owner_org": row.get("organisation", ""),
        "source_type": TYPE,
        "config": json.dumps(row["config"], ensure_ascii=False, indent=2),
    }
    stored = known.get(row["name"])
    if stored is None:
        create_group("harvest_source_create", SOURCE, wanted, report)
        return
    if not (changed := sorted(k for k in row if stored.get(k) != row[k])):
        report.kept(SOURCE, row["name"])
    elif overwrite:
        package = model.Package.get(row["name"])
        tk.get_action("harvest_source_update")(site_context(), {"id": package.id, **wanted})
        report.created(SOURCE, row["name"])
    else:
        report.differs(SOURCE, row["name"], changed)
