"""The dataset form of our schema: its sections, and its errors as links to the fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import ckan.plugins.toolkit as tk

Field = Mapping[str, Any]
Values = Mapping[str, Any]

# Where CKAN gives an element another id than `field-<name>`, or reports under another name.
_IDS = {"owner_org": "field-organizations", "tags": "field-tag_string"}
_HIDDEN = "modellregion_hidden.html"


def sections(schema: Values, fields: Sequence[Field], data: Values, errors: Values) -> list[Any]:
    """Return the schema's `form_sections` with their fields; [] when the schema has none.

    Keys: name, label, help_text (texts by language), closed (bool: a section to unfold), open
    (bool: unfolded, since something in it is wrong), filled and count (fields that people see),
    fields. A field without a known section comes into the last one, sections without fields are
    left out.
    """
    known = schema.get("form_sections") or []
    placed: dict[str, list[Field]] = {section["name"]: [] for section in known}
    if not placed:
        return []
    last = known[-1]["name"]
    for field in fields:
        if field.get("form_snippet", "") is not None:
            name = field.get("section")
            placed[name if name in placed else last].append(_with_help(field))
    return [
        _section(section, placed[section["name"]], data, errors)
        for section in known
        if placed[section["name"]]
    ]


def _section(section: Values, fields: list[Field], data: Values, errors: Values) -> Values:
    seen = [field for field in fields if field.get("form_snippet") != _HIDDEN]
    return {
        **section,
        "closed": bool(section.get("closed")),
        "open": any(_wrong(errors.get(field["field_name"])) for field in fields),
        "filled": sum(_filled(data.get(field["field_name"])) for field in seen),
        "count": len(seen),
        "fields": fields,
    }


def _wrong(error: Any) -> bool:
    """Tell whether there is an error: a list of texts, or of dicts of which some are empty."""
    return any(error) if isinstance(error, list) else bool(error)


def _filled(value: Any) -> bool:
    if isinstance(value, list):
        return any(_filled(entry) for entry in value)
    if isinstance(value, Mapping):
        return any(_filled(entry) for entry in value.values())
    return value is not tk.missing and bool(value)


def _with_help(field: Field) -> Field:
    """Return the field with example and number of the convention in its help text."""
    text = tk.h.scheming_language_text
    parts = [text(field.get("help_text", ""))]
    if field.get("example"):
        parts.append(tk._("Example: {example}.").format(example=text(field["example"]).rstrip(".")))
    convention = field.get("rdf", {}).get("convention")
    if convention:
        number = str(convention).lstrip("K").lstrip("0")
        parts.append(tk._("Convention {number} of DCAT-AP.de.").format(number=number))
    return {**field, "help_text": " ".join(part for part in parts if part)}


def error_links(fields: Sequence[Field], errors: Values) -> list[dict[str, str]]:
    """Return the form's errors in the order of its fields: [{id, label, message}].

    `id` is that of the element to jump to, "" for an error that belongs to no field.
    """
    text = tk.h.scheming_language_text
    rest = dict(errors)
    found: list[dict[str, str]] = []
    for field in fields:
        name, label = field["field_name"], text(field.get("label", ""))
        for target, more, message in _messages(name, field, rest.pop(name, None)):
            found.append({"id": target, "label": f"{label}{more}", "message": message})
    found.extend(
        {"id": _IDS.get(name, ""), "label": tk._(name), "message": message}
        for name, error in rest.items()
        for message in _texts(error)
    )
    return found


def _messages(name: str, field: Field, error: Any) -> Iterator[tuple[str, str, str]]:
    subfields = field.get("repeating_subfields")
    if not subfields:
        target = "field-resource-url" if "upload_field" in field else f"field-{name}"
        for message in _texts(error):
            yield _IDS.get(name, target), "", message
        return
    labels = {f["field_name"]: tk.h.scheming_language_text(f.get("label", "")) for f in subfields}
    for index, entry in enumerate(error or ()):
        for sub, wrong in entry.items() if isinstance(entry, Mapping) else ():
            for message in _texts(wrong):
                yield f"field-{name}-{index}-{sub}", f" {index + 1}, {labels.get(sub)}", message


def _texts(error: Any) -> list[str]:
    entries = error if isinstance(error, list) else [error]
    return [str(entry) for entry in entries if entry]
