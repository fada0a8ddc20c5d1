"""The parts of the file, in the order in which they are put in: later ones name earlier ones."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Protocol, cast

from ckanext.modellregion_owl.region.setup import SetupReport

_ROOM = "ckanext.modellregion_owl."
PARTS = (
    "carry.organisations",
    "carry.sources",
    "carry.projects",
    "carry.blocks",
    "carry.rules",
    "carry.choices",
    "carry.corrections",
    "carry.memberships",
)


class Part(Protocol):
    """A module: no ids of this database, no accounts, no secrets in its rows."""

    NAME: str

    def export(self) -> list[dict[str, Any]]:
        """Return the rows as plain YAML values, in a fixed order."""

    def put(self, row: dict[str, Any], overwrite: bool, report: SetupReport) -> None:
        """Put a row in; what is there and differs stays, unless `overwrite`, and is told."""


def parts() -> list[Part]:
    """Return the parts."""
    return [cast(Part, import_module(_ROOM + name)) for name in PARTS]
