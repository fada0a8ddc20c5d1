"""Validators of the dataset schema. None of them refuses a harvested or an existing dataset."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.rdf import rules, values
from ckanext.modellregion_owl.rdf.rows import Row, load_rows
from ckanext.modellregion_owl.vocabularies import vocabulary

Flat = dict[tuple[Any, ...], Any]

# Mandatory field → field that stands in for it: the feed names the organisation as publisher, the
# resource's link as access address, the dataset's licence as the resource's.
_STAND_IN = {"publisher": "owner_org", "access_url": "url", "license": "license_id"}


def modellregion_obligatory(key: tuple[Any, ...], data: Flat, errors: Flat, context: Any) -> None:
    """Demand the mandatory fields of the standard, only of a person and only for a new dataset.

    A harvester, a script with `ignore_auth` and every change of an existing dataset pass: a
    portal's old datasets must stay editable one field at a time.
    """
    if not _is_new_by_person(context):
        return
    rows = load_rows()
    for row in _mandatory(rows.dataset):
        if not _filled(data, (row.field,)) and not _filled(data, (_stand_in(row),)):
            _missing(errors, (_stand_in(row),))
    for index in _resource_indexes(data):
        for row in _mandatory(rows.resource):
            if not _resource_filled(data, index, row):
                _missing(errors, ("resources", index, row.field))


def _is_new_by_person(context: Any) -> bool:
    if context.get("modellregion_harvest") or context.get("ignore_auth"):
        return False
    package = context.get("package")
    # The form makes a draft first and adds the resources to it.
    return package is None or package.state == "draft"


def _mandatory(rows: tuple[Row, ...]) -> Iterator[Row]:
    return (row for row in rows if row.mandatory and not row.via)


def _stand_in(row: Row) -> str:
    return _STAND_IN.get(row.field, row.field)


def _filled(data: Flat, start: tuple[Any, ...]) -> bool:
    """Tell whether the field, or any subfield of it, has a value."""
    return any(
        key[: len(start)] == start and value not in (None, "", "[]", tk.missing)
        for key, value in data.items()
    )


def _resource_indexes(data: Flat) -> list[int]:
    return sorted({key[1] for key in data if key[0] == "resources" and len(key) > 2})


def _resource_filled(data: Flat, index: int, row: Row) -> bool:
    fields = (("resources", index, row.field), ("resources", index, _stand_in(row)))
    return any(_filled(data, f) for f in (*fields, (_stand_in(row),)))


def _missing(errors: Flat, key: tuple[Any, ...]) -> None:
    found = errors.setdefault(key, [])
    if not found:
        found.append(tk._("Please fill in this field"))


def modellregion_term(field: dict[str, Any], schema: dict[str, Any]) -> Callable[[Any], Any]:
    """Turn any spelling of a vocabulary's term into its IRI; keep what the vocabulary lacks."""
    words = vocabulary(field["vocabulary"])

    def validator(value: Any) -> Any:
        found = words.find(value) if isinstance(value, str) and value else None
        return found.uri if found else value

    return validator


def modellregion_terms(field: dict[str, Any], schema: dict[str, Any]) -> Callable[[Any], Any]:
    """Do the same for a list (JSON text, as `scheming_multiple_text` leaves it)."""
    one = modellregion_term(field, schema)

    def validator(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return json.dumps(list(dict.fromkeys(one(v) for v in json.loads(value))))

    return validator


# Scheming hands field and schema to validators that say so.
modellregion_term.is_a_scheming_validator = True  # type: ignore[attr-defined]
modellregion_terms.is_a_scheming_validator = True  # type: ignore[attr-defined]


def modellregion_format(value: Any) -> Any:
    """Turn a format into the short word that CKAN shows ("CSV"); keep what the list lacks."""
    found = vocabulary("file_types").find(value) if isinstance(value, str) and value else None
    return found.extra["short"] if found else value


def modellregion_date(value: Any, context: Any) -> Any:
    """Accept a year, month, day or moment in any readable spelling; keep a source's other texts.

    :raises ckan.plugins.toolkit.Invalid: a person's date can't be read.
    """
    if isinstance(value, datetime):
        return value.isoformat()
    text = str(value)
    if values.read_date(text) or _is_tolerant(context):
        return rules.date(text, "")
    raise tk.Invalid(tk._("Please write the date as 2026, 2026-05 or 2026-05-31"))


def modellregion_line_ends(value: Any, context: Any) -> Any:
    """Undo what browsers do to the line ends of a form (CR LF); a source's own stay."""
    if _is_tolerant(context):
        return value
    if isinstance(value, list):
        return [modellregion_line_ends(entry, context) for entry in value]
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def modellregion_bytes(value: Any, context: Any) -> Any:
    """Accept a whole number of bytes; a source's other texts are left out.

    :raises ckan.plugins.toolkit.Invalid: a person's size is no number.
    """
    read = values.read_bytes(str(value))
    if read is None and not _is_tolerant(context):
        raise tk.Invalid(tk._("Please give the size in bytes, as a whole number"))
    return read


def _is_tolerant(context: Any) -> bool:
    return bool(context.get("modellregion_harvest") or context.get("ignore_auth"))


def modellregion_lines(value: Any) -> Any:
    """Give lines the ends that they had: a browser's form sends each with a carriage return."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
