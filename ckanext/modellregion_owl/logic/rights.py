"""Who may do what, where CKAN's own rules say it already."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk


def may_edit(context: Any, data_dict: dict[str, Any]) -> dict[str, bool]:
    """Allow whoever may edit the dataset or source `id`."""
    try:
        tk.check_access("package_update", context, {"id": data_dict["id"]})
    except tk.NotAuthorized:
        return {"success": False}
    return {"success": True}
