"""How CKAN holds the fields: lists, JSON text, extras."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ckanext.modellregion_owl.rdf.rows import Row

Values = dict[str, Any]


def with_extras(dataset: Mapping[str, Any]) -> Values:
    """Return a copy with free extras as fields; a portal without our schema keeps them there."""
    extras = {e["key"]: e["value"] for e in dataset.get("extras") or () if e.get("value")}
    return {
        **extras,
        **{k: v for k, v in dataset.items() if v not in (None, "") or k not in extras},
    }


def texts(row: Row, value: Any) -> list[str]:
    """Return the value of a field as a list of non-empty texts, whatever form it is stored in."""
    if isinstance(value, str):
        if not (row.many and value.lstrip().startswith("[")):
            value = value.strip()
            return [value] if value else []
        value = _json(value)
    items = value if isinstance(value, list) else [value]
    return [str(v).strip() for v in items if v is not None and str(v).strip()]


def items(value: Any) -> list[Values]:
    """Return the nodes of a repeating field: list of dicts, one dict, or JSON text of either."""
    if isinstance(value, str):
        value = _json(value)
    if isinstance(value, Mapping):
        value = [value]
    found = [dict(v) for v in value if isinstance(v, Mapping)] if isinstance(value, list) else []
    return [v for v in found if any(v.values())]


def other_values(owner: Mapping[str, Any], field: str) -> dict[str, list[str]]:
    """Return what `other_values` holds for a field: language → texts."""
    found = all_other_values(owner).get(field)
    return {k: list(v) for k, v in found.items()} if isinstance(found, dict) else {}


def all_other_values(owner: Mapping[str, Any]) -> Values:
    """Return what `other_values` holds: field → language → texts."""
    value = owner.get("other_values")
    loaded = _json(value) if value and isinstance(value, str) else value
    return loaded if isinstance(loaded, dict) else {}


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):  # a plain text that happens to begin like JSON
        return [text]
