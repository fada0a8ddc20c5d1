"""The file as a whole: YAML with one list for each part."""

from __future__ import annotations

import json
from typing import Any

import yaml

from ckanext.modellregion_owl.carry.parts import parts
from ckanext.modellregion_owl.region.setup import SetupReport

VERSION = 1


class NotOurs(ValueError):
    """The file is not one of `config export`; says why."""


def export() -> str:
    """Return everything that people have set, as YAML; the same state gives the same text."""
    found: dict[str, Any] = {"version": VERSION}
    # Through JSON: CKAN's dicts have names of columns as keys, which YAML takes for objects.
    found.update({part.NAME: json.loads(json.dumps(part.export())) for part in parts()})
    return yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=100)


def load(text: str, overwrite: bool) -> SetupReport:
    """Put a file's rows in and tell what became of each.

    :param overwrite: what is there and differs is replaced; else it stays.
    :raises NotOurs: no YAML, another version, or an unknown part.
    """
    rows = _rows(text)
    report = SetupReport()
    for part in parts():
        for row in rows.get(part.NAME) or ():
            part.put(dict(row), overwrite, report)
    return report


def _rows(text: str) -> dict[str, Any]:
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as err:
        raise NotOurs(str(err)) from err
    if not isinstance(found, dict) or found.get("version") != VERSION:
        raise NotOurs(f"version: {VERSION}")
    if unknown := sorted(set(found) - {"version"} - {part.NAME for part in parts()}):
        raise NotOurs(", ".join(unknown))
    return found
