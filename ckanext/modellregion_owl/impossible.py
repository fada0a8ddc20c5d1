"""Names in an address that nothing can have."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

import ckan.plugins.toolkit as tk

LARGEST = 2**31 - 1  # of a column "integer"


def refuse_impossible(blueprint: Blueprint) -> Blueprint:
    """Let a blueprint answer 404 to what PostgreSQL can't be asked for, and return it.

    Each view would end in a fault (500).
    """
    blueprint.before_request(_refuse)
    return blueprint


def _refuse() -> Any:
    if is_impossible(request.view_args or {}):
        return tk.abort(404)
    return None


def is_impossible(names: dict[str, Any]) -> bool:
    """Tell whether one of the names in an address holds U+0000, or a number is beyond 32 bits."""
    return any(
        name > LARGEST if isinstance(name, int) else "\0" in str(name) for name in names.values()
    )
