"""Keeps a project that a person has given a dataset, or taken from it, over every later run."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.curation import log
from ckanext.modellregion_owl.harvest.store import overlay
from ckanext.modellregion_owl.texts import translate as _

PROJECT_TYPE = "modellprojekt"


@tk.chained_action
def member_create(up: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """Note that a person has assigned a project."""
    result = up(context, data_dict)
    note_project(context, data_dict, wanted=True)
    return result


@tk.chained_action
def member_delete(up: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """Note that a person has taken a project away, although the rules assign it."""
    result = up(context, data_dict)
    note_project(context, data_dict, wanted=False)
    return result


@tk.chained_action
def group_update(up: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """Note which datasets a person has given a project, or taken from it, with the project's form.

    Without the key `packages` CKAN leaves them as they are.
    """
    before = _members(data_dict) if "packages" in data_dict else None
    result = up(context, data_dict)
    if before is not None:
        after = _members(data_dict)
        for package_id in sorted(before ^ after):
            member = {"id": data_dict["id"], "object": package_id, "object_type": "package"}
            note_project(context, member, wanted=package_id in after)
    return result


def _members(data_dict: dict[str, Any]) -> set[str]:
    """Return the ids of a project's datasets; none of other groups, which are not ours to watch."""
    group = model.Group.get(str(data_dict.get("id") or ""))
    if group is None or group.type != PROJECT_TYPE:
        return set()
    member = model.Member
    query = sa.select(member.table_id).where(
        member.group_id == group.id, member.table_name == "package", member.state == "active"
    )
    return set(model.Session.scalars(query))


def note_project(context: Any, data_dict: dict[str, Any], *, wanted: bool) -> None:
    """Store the assignment as the steward's value.

    Of any dataset: rules assign those that people made too (`projects assign`).
    """
    if data_dict.get("object_type") != "package" or context.get("modellregion_harvest"):
        return
    group, package = model.Group.get(data_dict["id"]), model.Package.get(data_dict["object"])
    if group is None or group.type != PROJECT_TYPE or package is None:
        return
    user = model.User.get(context.get("user") or "")
    who = user.id if user else ""
    why = _("Assigned by hand.") if wanted else _("Taken away by hand.")
    name = overlay.PROJECT + group.name
    overlay.put(overlay.Entry(package.id, "", name, not wanted, wanted, who, why))
    log.write([log.Line(package.id, log.Act.EDIT, name, "", not wanted, wanted, why, who)])
    model.Session.commit()


def keep_projects(package_ids: list[str]) -> None:
    """Note the projects of datasets that are being taken over: a person has assigned them."""
    if not package_ids:
        return
    query = (
        sa.select(model.Member.table_id, model.Group.name)
        .join(model.Group, model.Group.id == model.Member.group_id)
        .where(
            model.Member.table_name == "package",
            model.Member.table_id.in_(package_ids),
            model.Member.state == "active",
            model.Group.type == PROJECT_TYPE,
            model.Group.state == "active",
        )
    )
    for package_id, name in model.Session.execute(query).all():
        why = _("Assigned before the dataset was taken over.")
        overlay.put(overlay.Entry(package_id, "", overlay.PROJECT + name, False, True, "", why))
