"""All sources of our type at a glance."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

import ckan.model as model
from ckanext.harvest.model import HarvestSource

from ckanext.modellregion_owl.harvest.source import TYPE
from ckanext.modellregion_owl.model import run


def source_rows() -> list[dict[str, Any]]:
    """Return all sources in alphabetical order, those that were switched off too.

    Each has `name`, `title`, `protocol` ("" when the configuration is broken), `url`, `active`,
    `last_run` (ISO date and time, "" before the first) and `last_state` (report.State).
    """
    query = (
        model.Session.query(model.Package, HarvestSource)
        .join(HarvestSource, HarvestSource.id == model.Package.id)
        .filter(HarvestSource.type == TYPE)
        .order_by(model.Package.name)
    )
    last = _last_runs()
    return [
        {
            "name": package.name,
            "title": package.title,
            "protocol": protocol_of(source.config),
            "url": source.url,
            "active": bool(source.active) and package.state == "active",
            **last.get(source.id, {"last_run": "", "last_state": ""}),
        }
        for package, source in query
    ]


def _last_runs() -> dict[str, dict[str, str]]:
    newest = (
        sa.select(run.c.source_id, run.c.started, run.c.state)
        .distinct(run.c.source_id)
        .order_by(run.c.source_id, run.c.started.desc())
    )
    return {
        row.source_id: {"last_run": row.started.isoformat(), "last_state": row.state}
        for row in model.Session.execute(newest)
    }


def protocol_of(config: str | None) -> str:
    """Return the protocol that a stored configuration names, "" when it is broken."""
    try:
        found = json.loads(config or "{}")
    except ValueError:
        return ""
    return str(found.get("protocol") or "") if isinstance(found, dict) else ""
