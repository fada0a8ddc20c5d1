"""Who may see the desk, and what of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.authz as authz
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.desk.cause import Scope
from ckanext.modellregion_owl.findings import Severity


def may_see(context: Any, data_dict: dict[str, Any]) -> dict[str, bool]:
    """Allow whoever may edit datasets of at least one organisation."""
    user = str(context.get("user") or "")
    if not user:
        return {"success": False}
    allowed = authz.is_sysadmin(user) or authz.has_user_permission_for_some_org(
        user, "update_dataset"
    )
    return {"success": bool(allowed)}


def scope_of(context: Any, data: Mapping[str, Any]) -> Scope:
    """Return what this user looks at: the organisations of an editor, all of a sysadmin.

    :param data: filters `organisation` and `source` (ids) and `effect`, each may be absent.
    """
    user = str(context.get("user") or "")
    effect = str(data.get("effect") or "")
    return Scope(
        user,
        organisations(context),
        str(data.get("organisation") or ""),
        str(data.get("source") or ""),
        Severity(effect) if effect else None,
    )


def organisations(context: Any) -> tuple[str, ...] | None:
    """Return the ids of the organisations whose datasets the user may edit; None for all."""
    user = str(context.get("user") or "")
    if context.get("ignore_auth") or authz.is_sysadmin(user):
        return None
    return tuple(_mine(user))


def _mine(user: str) -> list[str]:
    found = tk.get_action("organization_list_for_user")(
        {"user": user}, {"permission": "update_dataset"}
    )
    return [organisation["id"] for organisation in found]
