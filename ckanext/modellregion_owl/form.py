"""The dataset form of our schema: its sections, and its errors as links to the fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.logic.obligations import STAND_IN, Breach
from ckanext.modellregion_owl.logic.validators import INCOMPLETE

Field = Mapping[str, Any]
Values = Mapping[str, Any]

# Where CKAN gives an element another id than `field-<name>`, or reports under another name.
_IDS = {"owner_org": "field-organizations", "tags": "field-tag_string"}
_HIDDEN = "modellregion_hidden.html"


def sections(schema: Values, fields: Sequence[Field], data: Values, errors: Values) -> list[Any]:
    """Return the schema's `form_sections` with their fields; [] when the schema has none.

    Keys: name, label, help_text (texts by language), closed (bool: a section to unfold), open
    (bool: unfolded, since something in it is wrong), filled and count (fields that people see),
    wrong and missing (numbers of errors, of empty mandatory fields), needed (bool: it has mandatory
    fields), fields. A field without a known section comes into the last one, sections without
    fields are left out.
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
    wrong = sum(_count(errors.get(field["field_name"])) for field in fields)
    return {
        **section,
        "closed": bool(section.get("closed")),
        "open": bool(wrong),
        "filled": sum(_filled(data.get(field["field_name"])) for field in seen),
        "count": len(seen),
        "wrong": wrong,
        "missing": sum(_lacks(field, data) for field in seen),
        "needed": any(field.get("rdf", {}).get("duty") == "mandatory" for field in seen),
        "fields": fields,
    }


def _count(error: Any) -> int:
    """Return the number of errors: of a list of texts, or of dicts of which some are empty."""
    if isinstance(error, Mapping):
        return sum(map(_count, error.values()))
    if isinstance(error, list):
        return sum(_count(e) if isinstance(e, Mapping) else bool(e) for e in error)
    return int(bool(error))


def _lacks(field: Field, data: Values) -> bool:
    """Tell whether a mandatory field is empty, and what could stand in for it too."""
    name = str(field["field_name"])
    if field.get("rdf", {}).get("duty") != "mandatory" or "via" in field["rdf"]:
        return False
    return not _filled(data.get(name)) and not _filled(data.get(STAND_IN.get(name, name)))


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


def described(field: Field, errors: Values, found: Values | None = None) -> Field:
    """Return the field with what its control says of help and error (`aria-describedby`).

    The template of the help text (scheming/form_snippets/help_text.html) writes both, with the
    ids that stand here; `texts` are the errors, `found` what the check of the dataset has found.
    """
    name, texts = field["field_name"], _texts(errors.get(field["field_name"]))
    texts = [] if "repeating_subfields" in field else texts
    said = [f"help-{name}"] if field.get("help_text") else []
    seen = (found or {}).get(name, [])
    said += [f"found-{name}"] if seen else []
    said += [f"error-{name}"] if texts else []
    # CKAN's choice of an organisation gives `form_attrs` to a <div> round it.
    key = "form_select_attrs" if "form_select_attrs" in field else "form_attrs"
    attributes = dict(field.get(key) or {"class": "form-control"})
    if said:
        attributes["aria-describedby"] = " ".join(said)
    if texts:
        attributes["aria-invalid"] = "true"
    return {**field, key: attributes, "described": True, "texts": texts, "found": seen}


def marked(field: Field, errors: Values) -> Values:
    """Return the errors for the field's snippet, which marks the field; the texts stand elsewhere.

    A field with subfields gets its own as they are.
    """
    name = field["field_name"]
    if "repeating_subfields" in field or not errors.get(name):
        return errors
    return {**errors, name: True}


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
        {"id": _IDS.get(name, ""), "label": _name(name), "message": message}
        for name, error in rest.items()
        for message in _texts(error)
    )
    return found


def _name(error: str) -> str:
    return tk._("Files and services") if error == INCOMPLETE else tk._(error)


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


def element_id(breach: Breach) -> str:
    """Return the id of the form's element for a breach."""
    name = breach.field if breach.entry is None else f"{breach.field}-{breach.entry}-{breach.part}"
    return _IDS.get(name, f"field-{name}")


def _texts(error: Any) -> list[str]:
    entries = error if isinstance(error, list) else [error]
    return [str(entry) for entry in entries if entry and entry is not True]
