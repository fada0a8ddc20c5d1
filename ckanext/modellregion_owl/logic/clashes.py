"""Free extras that bear the name of one of our fields: taken over or kept, never a failure.

A portal has datasets, and scripts, from before our schema. CKAN refuses an extra named like a
field, and ckanext-scheming stops at a free text where it expects its own JSON (spec
coexistence.md; ckan#8968, ckanext-scheming#408).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ckanext.modellregion_owl.rdf.rows import load_rows

Field = Mapping[str, Any]
Data = dict[str, Any]
Validate = Callable[[Any, Data, Any, str], tuple[Data, Any]]

KEPT_AS = "_extra"  # what is added to the name of an extra whose field has another value


def tolerant(validate: Validate, schemas: Mapping[str, Field]) -> Validate:
    """Wrap the `validate` of ckanext-scheming's plugin: extras of our fields' names pass.

    :param schemas: dataset type → expanded schema; types without `form_sections` are left alone.
    """

    def wrapped(context: Any, data: Data, schema: Any, action: str) -> tuple[Data, Any]:
        ours = schemas.get(data.get("type") or "", {})
        if not ours.get("form_sections") or not isinstance(data.get("extras"), list):
            return validate(context, data, schema, action)
        fields = {f["field_name"]: f for f in ours["dataset_fields"]}
        if not action.endswith("_show"):
            return validate(context, moved(data, fields), schema, action)
        readable, rest = readable_extras(data["extras"], fields)
        found, errors = validate(context, {**data, "extras": readable}, schema, action)
        if rest:
            found["extras"] = sorted([*(found.get("extras") or ()), *rest], key=_key)
        return found, errors

    return wrapped


def moved(data: Data, fields: Mapping[str, Field]) -> Data:
    """Return a copy of what is to be stored, with the extras of our fields' names as fields.

    A field that says something else keeps its value, and the extra goes by another name.
    """
    result, rest = dict(data), []
    for extra in data["extras"]:
        name = str(extra.get("key")) if isinstance(extra, Mapping) else ""
        if name not in fields or extra.get("deleted"):
            rest.append(extra)
            continue
        value = as_field(fields[name], extra.get("value"))
        if value is not None and not _said(result, name):
            result[name] = value
        elif value is None or result.get(name) != value:
            rest.append({**extra, "key": f"{name}{KEPT_AS}"})
    result["extras"] = rest
    return result


def readable_extras(
    extras: Sequence[Data], fields: Mapping[str, Field]
) -> tuple[list[Data], list[Data]]:
    """Return stored extras as scheming can read them, and those that no field can hold."""
    readable, rest = [], []
    for extra in extras:
        field = fields.get(extra["key"])
        if field is None or not _is_json(field):
            readable.append(extra)
            continue
        value = as_field(field, extra["value"])
        if value is None:
            rest.append({**extra, "key": f"{extra['key']}{KEPT_AS}"})
        else:
            readable.append({**extra, "value": json.dumps(value)})
    return readable, rest


def as_field(field: Field, value: Any) -> Any:
    """Return an extra's value in the form of the field, None when the field can't hold it."""
    if not _is_json(field):
        return value if isinstance(value, str) or value is None else json.dumps(value)
    loaded = _loaded(value)
    entries = loaded if isinstance(loaded, list) else [loaded]
    if "repeating_subfields" not in field:
        return [e if isinstance(e, str) else json.dumps(e) for e in entries if e]
    if all(isinstance(entry, Mapping) for entry in entries):
        return entries
    text = _text_part(field)
    if not text or not all(isinstance(entry, str) for entry in entries):
        return None
    return [{text: entry} for entry in entries if entry]


def _is_json(field: Field) -> bool:
    return "repeating_subfields" in field or "scheming_load_json" in field.get(
        "output_validators", ""
    )


def _text_part(field: Field) -> str:
    """Return the subfield that a bare text means."""
    known = {row.field: row.text for row in load_rows().dataset}
    return known.get(field["field_name"], "")


def _loaded(value: Any) -> Any:
    if not isinstance(value, str) or value.lstrip()[:1] not in ("[", "{"):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):  # a text that happens to begin like JSON
        return value


def _said(data: Data, name: str) -> bool:
    """Tell whether the field has a value, also in the form's own spelling (contact-0-name)."""
    return bool(data.get(name)) or any(k.startswith(f"{name}-") and v for k, v in data.items())


def _key(extra: Data) -> str:
    return str(extra["key"])
