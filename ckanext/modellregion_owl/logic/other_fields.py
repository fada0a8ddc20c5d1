"""Fields of a file or service that no schema knows: another extension's, or an old script's.

CKAN keeps them with the resource as they are; a form that replaces the resource would lose them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.rdf.unclaimed import others

MARK = "modellregion_keeps_others"  # posted by our form, never stored


def keep(current: Mapping[str, Any], resource: dict[str, Any]) -> None:
    """Add to a posted resource, in place, what the stored one has and the form did not show.

    Only when our form says that it does not show everything: who leaves a field out by the API
    wants it to go.
    """
    if not resource.pop(MARK, None):
        return
    for key, value in others(current, known_fields()).items():
        resource.setdefault(key, value)


def known_fields() -> set[str]:
    """Return the names of the resource fields of the dataset schema; empty without one."""
    try:
        schema = tk.h.scheming_get_dataset_schema("dataset") or {}
    except AttributeError:  # ckanext-scheming is not loaded
        return set()
    return {field["field_name"] for field in schema.get("resource_fields", ())} | {MARK}
