"""Model projects with all their fields; which datasets are in them say other parts."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p

from ckanext.modellregion_owl.carry import groups
from ckanext.modellregion_owl.region.setup import PROJECT, SetupReport

NAME = "projects"
KIND = "modellprojekt"
PLUGIN = "modellregion_owl_projects"


def export() -> list[dict[str, Any]]:
    """Return all active projects; none without the plugin."""
    return groups.exported(KIND, "group_show") if p.plugin_loaded(PLUGIN) else []


def put(row: dict[str, Any], overwrite: bool, report: SetupReport) -> None:
    """Put one in."""
    groups.put(row, KIND, PROJECT, overwrite, report)
