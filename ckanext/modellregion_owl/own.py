"""Actions, rights and helpers of the core plugin: those of its logic and of the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ckanext.modellregion_owl import helpers as page_helpers
from ckanext.modellregion_owl.desk import actions as desk
from ckanext.modellregion_owl.desk.chart import modellregion_desk_chart
from ckanext.modellregion_owl.logic import action, auth

Functions = dict[str, Callable[..., Any]]


def actions() -> Functions:
    """Return the actions."""
    return {**_of(action), **desk.ACTIONS}


def auth_functions() -> Functions:
    """Return who may use them."""
    return {**_of(auth), **desk.AUTH}


def helpers() -> Functions:
    """Return the template helpers."""
    chart = modellregion_desk_chart
    return {**_of(page_helpers), chart.__name__: chart}


def _of(module: Any) -> Functions:
    """Return the public functions that a module defines itself, as CKAN's blanket does."""
    found: Mapping[str, Any] = vars(module)
    return {
        name: value
        for name, value in found.items()
        if callable(value)
        and not name.startswith("_")
        and getattr(value, "__module__", "") == module.__name__
    }
