"""Organisations: name, title, text. Who works in them is the machine's own matter."""

from __future__ import annotations

from typing import Any

from ckanext.modellregion_owl.carry import groups
from ckanext.modellregion_owl.region.setup import ORGANISATION, SetupReport

NAME = "organisations"
KIND = "organization"


def export() -> list[dict[str, Any]]:
    """Return all active organisations."""
    return groups.exported(KIND, "organization_show")


def put(row: dict[str, Any], overwrite: bool, report: SetupReport) -> None:
    """Put one in."""
    groups.put(row, KIND, ORGANISATION, overwrite, report)
