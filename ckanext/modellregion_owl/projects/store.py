"""Reads the model projects of this site: two SQL queries for all of them, once per request."""

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
        "milestones",
        "transfer_results",
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
    groups = _active().filter(model.Group.name.in_(names)).all()
    extras = _extras([group.id for group in groups])
    return {g.name: list(extras.get(g.id, {}).get("action_fields") or ()) for g in groups}


def names() -> set[str]:
    """Return the names of all active model projects, by one query."""
    return {name for (name,) in _active().with_entities(model.Group.name)}


def _load() -> list[Record]:
    groups = _active().order_by(model.Group.title, model.Group.name).all()
    extras = _extras([group.id for group in groups])
    return [
        {key: getattr(g, key) for key in CORE if getattr(g, key)} | extras.get(g.id, {})
        for g in groups
    ]


def _active() -> Any:
    return model.Session.query(model.Group).filter(
        model.Group.type == GROUP_TYPE, model.Group.state == "active"
    )


def _extras(ids: list[str]) -> dict[str, Record]:
    found: dict[str, Record] = {}
    if not ids:
        return found
    rows = model.Session.query(model.GroupExtra).filter(
        model.GroupExtra.group_id.in_(ids), model.GroupExtra.state == "active"
    )
    for row in rows:
        if row.value:
            value = json.loads(row.value) if row.key in LISTS else row.value
            found.setdefault(row.group_id, {})[row.key] = value
    return found
