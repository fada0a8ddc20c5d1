"""Who may see the model projects: whoever may list groups."""

from __future__ import annotations

import ckan.plugins.toolkit as tk


def may_read() -> None:
    """Abort with 403 when the visitor may not list groups."""
    try:
        tk.check_access("group_list", {"user": tk.current_user.name}, {})
    except tk.NotAuthorized:
        tk.abort(403, tk._("You may not see the model projects"))
