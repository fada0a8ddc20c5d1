"""Reads the model projects of this site: one SQL query for all of them, once per request."""

from __future__ import annotations

import json
from typing import Any

import flask

import ckan.model as model

from ckanext.modellregion_owl.projects.groups import GROUP_TYPE

# Fields of schemas/modellprojekt.yaml that hold a list; tests/projects compares the two.
LISTS = frozenset(
    {
        "action_fields",
        "partners",
        "links",
        "documents",
        "milestones",
        "transfer_results",
        "transfer_result_types",
        "transfer_open_standards",
        "transfer_adopters",
        "sources",
    }
)
CORE = ("id", "name", "title", "description", "image_url")

Record = dict[str, Any]


def all_projects() -> list[Record]:
    """Return every active model project by title, with the fields of schemas/modellprojekt.yaml.

    Lists are lists, everything else is text as it is stored; a field without a value is absent.
    """
    if not flask.has_request_context():
        return _load()
    found: list[Record] | None = getattr(flask.g, "modellregion_projects", None)
    if found is None:
        found = flask.g.modellregion_projects = _load()
    return found


def project(name: str) -> Record | None:
    """Return the active model project of that name, None when there is none."""
    return next((p for p in all_projects() if p["name"] == name), None)


def name_of(id_or_name: str) -> str:
    """Return the name of the active model project with that id or name, "" when there is none."""
    return next((p["name"] for p in all_projects() if id_or_name in (p["id"], p["name"])), "")


def names_among(names: list[str]) -> dict[str, list[str]]:
    """Return the model projects among group names, each with its action fields' slugs.

    For the index, outside of requests: one query, none when the dataset is in no group.
    """
    if not names:
        return {}
    groups = _active().filter(model.Group.name.in_(names))
    return {group.name: list(_record(group).get("action_fields") or ()) for group in groups}


def other_groups(package_id: str) -> list[str]:
    """Return the names of a dataset's active groups that are no model projects, by one query."""
    return [name for (name,) in _groups_of(package_id).filter(model.Group.type != GROUP_TYPE)]


def projects_of(package_id: str) -> set[str]:
    """Return the names of the active model projects that a dataset is in, by one query."""
    return {name for (name,) in _groups_of(package_id).filter(model.Group.type == GROUP_TYPE)}


def _groups_of(package_id: str) -> Any:
    return (
        model.Session.query(model.Group.name)
        .join(model.Member, model.Member.group_id == model.Group.id)
        .filter(
            model.Member.table_id == package_id,
            model.Member.table_name == "package",
            model.Member.state == "active",
            model.Group.state == "active",
            model.Group.is_organization.is_(False),
        )
    )


def names() -> set[str]:
    """Return the names of all active model projects, by one query."""
    return {name for (name,) in _active().with_entities(model.Group.name)}


def _load() -> list[Record]:
    return [_record(group) for group in _active().order_by(model.Group.title, model.Group.name)]


def _active() -> Any:
    return model.Session.query(model.Group).filter(
        model.Group.type == GROUP_TYPE, model.Group.state == "active"
    )


def _record(group: model.Group) -> Record:
    core = {key: getattr(group, key) for key in CORE if getattr(group, key)}
    extras = {
        key: json.loads(value) if key in LISTS else value
        for key, value in group.extras.items()
        if value
    }
    return core | extras
