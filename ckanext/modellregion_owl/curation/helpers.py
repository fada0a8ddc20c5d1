"""Template helpers of curation."""

from __future__ import annotations

import ckan.plugins.toolkit as tk


def modellregion_field_label(field: str, resource_key: str = "") -> str:
    """Return how the form calls a field, of the dataset or of a file."""
    schema = tk.h.scheming_get_dataset_schema("dataset") or {}
    fields = schema.get("resource_fields" if resource_key else "dataset_fields", ())
    label = next((f.get("label") for f in fields if f["field_name"] == field), None)
    return str(tk.h.scheming_language_text(label)) if label else field


HELPERS = {"modellregion_field_label": modellregion_field_label}
