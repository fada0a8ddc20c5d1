"""Creates the model projects of the region's content as groups."""

from __future__ import annotations

import json
from typing import Any

import ckan.model as model

from ckanext.modellregion_owl.projects import store
from ckanext.modellregion_owl.projects.groups import GROUP_TYPE
from ckanext.modellregion_owl.region import Project, Region
from ckanext.modellregion_owl.region.setup import PROJECT, SetupReport, create_group
from ckanext.modellregion_owl.texts import translate as _


def create_projects(region: Region, report: SetupReport) -> None:
    """Create those projects that are not there; of the others say in which fields they differ."""
    there = {record["name"]: record for record in store.all_projects()}
    for project in region.projects:
        wanted = fields(project)
        stored = model.Group.get(project.slug)
        if stored is None:
            data = {"name": project.slug, "type": GROUP_TYPE, **wanted}
            create_group("group_create", PROJECT, data, report)
        elif stored.type != GROUP_TYPE:
            why = _("another {type} has this address").format(type=stored.type)
            report.failed(PROJECT, project.slug, why)
        else:
            found = there.get(project.slug) or {"title": stored.title}
            report.existing(PROJECT, project.slug, _texts(wanted), _texts(found))


def fields(project: Project) -> dict[str, Any]:
    """Return a project's row as fields of schemas/modellprojekt.yaml; unknown ones are left out."""
    values = {key: value for key, value in project.values.items() if value not in (None, "", [])}
    return {
        "title": project.title["de"],
        "title_en": project.title.get("en", ""),
        "action_fields": list(project.action_fields),
        "municipality": project.municipality,
        **values,
    }


def _texts(values: dict[str, Any]) -> dict[str, str]:
    """Make numbers comparable with their text, and rows whatever order their keys have."""
    return {
        key: json.dumps([_filled(row) for row in value], sort_keys=True)
        if isinstance(value, list)
        else str(value)
        for key, value in values.items()
    }


def _filled(row: Any) -> Any:
    return {k: str(v) for k, v in row.items() if v} if isinstance(row, dict) else row
