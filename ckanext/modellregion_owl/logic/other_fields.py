"""Fields of a file or service that no schema knows: another extension's, or an old script's.

CKAN keeps them with the resource as they are; a form that replaces the resource would lose them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import ckan.plugins.toolkit as tk

MARK = "modellregion_keeps_others"  # posted by our form, never stored

# What CKAN itself says of a resource, and what other extensions compute anew.
_CKANS = frozenset(
    (
        "id", "package_id", "state", "position", "created", "last_modified", "metadata_modified",
        "cache_url", "cache_last_updated", "resource_type", "mimetype_inner", "url_type",
        "datastore_active", "datastore_contains_all_records_of_source_file", "has_views", "hash",
        "on_same_domain", "original_url", "ckan_url", "task_created", "revision_id", "upload",
        "clear_upload", "datatables_view", "tracking_summary", "save", "pkg_name", MARK,
    )
)  # fmt: skip


def others(resource: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """Return the fields of a resource that are neither CKAN's nor in `known`, with a value."""
    return {
        key: value
        for key, value in resource.items()
        if key not in _CKANS and key not in known and value not in (None, "", [], {})
    }


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
    return {field["field_name"] for field in schema.get("resource_fields", ())}
