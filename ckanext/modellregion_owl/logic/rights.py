"""Who may do what, where CKAN's own rules say it already."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.model as model
import ckan.plugins.toolkit as tk


def may_edit(context: Any, data_dict: dict[str, Any]) -> dict[str, bool]:
    """Allow whoever may edit the dataset or source `id`."""
    try:
        tk.check_access("package_update", context, {"id": data_dict["id"]})
    except tk.NotAuthorized:
        return {"success": False}
    return {"success": True}


def may_edit_known(context: Any, data_dict: dict[str, Any]) -> dict[str, bool]:
    """As `may_edit`; what is not there nobody may edit, and so a refusal tells nothing of it.

    Administrators, whom CKAN asks nothing, get as far as "there is none".
    """
    if not data_dict["id"]:
        return {"success": False}
    try:
        return may_edit(context, data_dict)
    except tk.ObjectNotFound:
        return {"success": False}


def may_edit_something(context: Any, data_dict: dict[str, Any]) -> dict[str, bool]:
    """Allow whoever may edit datasets of at least one organisation."""
    user = str(context.get("user") or "")
    if not user:
        return {"success": False}
    allowed = authz.is_sysadmin(user) or authz.has_user_permission_for_some_org(
        user, "update_dataset"
    )
    return {"success": bool(allowed)}


def organisations(context: Any) -> tuple[str, ...] | None:
    """Return the ids of the organisations whose datasets the user may edit; None for all."""
    user = str(context.get("user") or "")
    if context.get("ignore_auth") or authz.is_sysadmin(user):
        return None
    found = tk.get_action("organization_list_for_user")(
        {"user": user}, {"permission": "update_dataset"}
    )
    return tuple(organisation["id"] for organisation in found)


def user_id(context: Any) -> str:
    """Return the id of the account that acts, "" for the command line and for programs."""
    user = context.get("auth_user_obj") or model.User.get(str(context.get("user") or ""))
    return str(getattr(user, "id", "") or "")
