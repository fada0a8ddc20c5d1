"""Organisations and model projects: what both have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.region.setup import SetupReport, create_group, site_context

# Of this database, or computed.
_LEFT_OUT = frozenset(
    (
        "id", "created", "state", "type", "is_organization", "approval_status", "package_count",
        "num_followers", "users", "packages", "tags", "groups", "extras", "display_name",
        "image_display_url",
    )
)  # fmt: skip


def exported(kind: str, show: str) -> list[dict[str, Any]]:
    """Return the active groups of a type by name, by CKAN's action."""
    query = model.Session.query(model.Group.name).filter_by(type=kind, state="active")
    context = {"ignore_auth": True}
    options = {
        "include_users": False,
        "include_datasets": False,
        "include_dataset_count": False,
        "include_followers": False,
    }
    return [
        fields(tk.get_action(show)(dict(context), {"id": name, **options}))
        for (name,) in query.order_by(model.Group.name)
    ]


def fields(group: Mapping[str, Any]) -> dict[str, Any]:
    """Return what people have written of a group."""
    return {k: v for k, v in group.items() if k not in _LEFT_OUT and v not in (None, "", [])}


def put(row: dict[str, Any], kind: str, word: str, overwrite: bool, report: SetupReport) -> None:
    """Create a group, or tell in which fields the one that is there differs.

    :param kind: the group's type; its actions begin with "organization" for organisations.
    :param word: what the report calls it.
    """
    action = "organization" if kind == "organization" else "group"
    stored = model.Group.get(row["name"])
    if stored is None:
        create_group(f"{action}_create", word, {**row, "type": kind}, report)
        return
    shown = tk.get_action(f"{action}_show")(
        {"ignore_auth": True}, {"id": row["name"], "include_users": False}
    )
    changed = sorted(k for k, v in row.items() if fields(shown).get(k) != v)
    if not changed:
        report.kept(word, row["name"])
    elif overwrite:
        tk.get_action(f"{action}_patch")(site_context(), {"id": stored.id, **row})
        report.created(word, row["name"])
    else:
        report.differs(word, row["name"], changed)
