"""What rules for a whole source can set: the fields whose row says `rule`, and their values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.curation.rights import checked, maybe
from ckanext.modellregion_owl.rdf.rows import Row, load_rows
from ckanext.modellregion_owl.texts import translate as _
from ckanext.modellregion_owl.vocabularies import vocabulary

LICENCE = "license"
ATTRIBUTION = "license_attribution_by_text"


def row_of(field: str) -> Row:
    """Return the row of a field that rules set.

    :raises tk.ValidationError: there are no rules for it.
    """
    if field not in load_rows().for_rules:
        raise tk.ValidationError({"field": [_("There are no rules for this field.")]})
    return load_rows().for_rules[field][1]


def of_files(field: str) -> bool:
    """Tell whether a field stands at each file, else at the dataset."""
    return load_rows().for_rules[field][0] == "resource"


def only_missing(row: Row) -> bool:
    """Tell whether rules fill a field only where it is empty: all that hold several values."""
    return row.many


def subfields(row: Row) -> list[Row]:
    """Return the subfields that a rule asks for; none where the value is a term."""
    return [sub for sub in row.subrows if sub.field in (row.rule or ())]


def matches(value: Any, wanted: str) -> bool:
    """Tell whether a mapped value is what a rule asks for; "": none."""
    if not wanted:
        return value in (None, "", [], {})
    return bool(value == wanted)


def sets(row: Row, data: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Return what a rule sets, checked: {field: value as CKAN's package has it}.

    :param data: `value`: a term's IRI or spelling, or a node's subfields (mapping, or as JSON);
        `attribution`: for licences that demand it.
    :raises tk.ValidationError: at `value` or `attribution`.
    """
    if row.kind == "node":
        return {row.field: [_node(row, data["value"], context)]}
    term = vocabulary(row.vocabulary).find(str(data["value"]))
    if term is None:
        unknown = _("This value is not in the list.")
        if row.field == LICENCE:
            unknown = _("This licence is not in the list.")
        raise tk.ValidationError({"value": [unknown]})
    if row.field != LICENCE or not term.by:
        return {row.field: [term.uri] if row.many else term.uri}
    named = str(data.get("attribution") or "").strip()
    if not named:
        text = _("This licence demands it: write how the source is to be named.")
        raise tk.ValidationError({"attribution": [text]})
    return {LICENCE: term.uri, ATTRIBUTION: named}


def _node(row: Row, given: Any, context: Any) -> dict[str, str]:
    """Return a node's subfields, those that are said; at least one that makes it of use."""
    asked = subfields(row)
    schema = {sub.field: maybe("unicode_safe", *_validators(sub)) for sub in asked}
    try:
        said = json.loads(given) if isinstance(given, str) else given
    except ValueError:
        said = None
    if not isinstance(said, Mapping):
        raise tk.ValidationError({"value": [_("Write the values of the subfields.")]})
    texts = {name: str(said.get(name) or "").strip() for name in schema}
    try:
        kept = checked({k: v for k, v in texts.items() if v}, schema, context)
    except tk.ValidationError as err:
        # Under the subfield's own name: the form has a box for each.
        raise tk.ValidationError({k: v for k, v in err.error_dict.items() if v}) from err
    wanted = row.any_of or ((row.text,) if row.text else ())
    if not any(kept.get(name) for name in wanted):
        names = " / ".join(sub.label(tk.h.lang()) for sub in asked if sub.field in wanted)
        raise tk.ValidationError({"value": [_("Give at least: {fields}").format(fields=names)]})
    return {name: str(value) for name, value in kept.items()}


def _validators(sub: Row) -> tuple[str, ...]:
    if sub.form == "mailto":
        return ("email_validator",)
    return ("url_validator",) if sub.kind == "iri" and not sub.form else ()
