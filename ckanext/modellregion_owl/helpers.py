"""Template helpers of the core plugin."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import attribution, form, form_defaults, origin, series
from ckanext.modellregion_owl.logic import open_entries, other_fields
from ckanext.modellregion_owl.rdf.kept import FIELD as KEPT
from ckanext.modellregion_owl.rdf.unclaimed import others
from ckanext.modellregion_owl.vocabularies import Term, vocabulary


def modellregion_choices(field: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the choices of a field with a vocabulary: `{"value": IRI, "label": {de, en}}`.

    Languages begin with those that German catalogues use.
    """
    terms = [t for t in vocabulary(field["vocabulary"]) if t.in_form]
    terms.sort(key=lambda t: t.extra.get("main") == "false")
    return [_choice(term) for term in terms]


def modellregion_short_names(name: str) -> list[dict[str, str]]:
    """Return the short words of a vocabulary that has them, sorted: [{value: "DOCX", label: …}].

    `label` is the term's name in the page's language, "" where it says no more than the word.
    """
    found = []
    for term in vocabulary(name):
        short, label = term.extra.get("short", ""), term.label(tk.h.lang())
        same = label.casefold() == short.casefold()
        if short and term.in_form:
            found.append({"value": short, "label": "" if same else label})
    return sorted(found, key=lambda word: word["value"])


def modellregion_combobox() -> dict[str, str]:
    """Return the attributes by which the form's script makes a choice searchable."""
    return {
        "data-modellregion-combobox": "",
        "data-remove": tk._("Remove"),
        "data-none": tk._("Nothing found"),
        "data-found": tk._("{n} found"),
        "data-search": tk._("Type to search"),
    }


def modellregion_term_label(name: str, value: Any) -> str:
    """Return the label of a stored value in the page's language, "" for an address of no term.

    A retired term has its label too; an address or a code says nothing to a reader.
    """
    text = str(value or "")
    words = vocabulary(name)
    term = words.get(text) or words.find(text) if text else None
    if term:
        return term.label(tk.h.lang())
    return "" if "://" in text else text


@tk.chained_helper
def format_resource_items(
    next_helper: Callable[[list[tuple[str, Any]]], list[tuple[str, Any]]],
    items: Iterable[tuple[str, Any]],
) -> list[tuple[str, Any]]:
    """Leave out of a resource's page what the schema shows already, or what nobody can read.

    CKAN lists every key there once more, with addresses and JSON.
    """
    known = other_fields.known_fields()
    if KEPT not in known:
        return next_helper([(key, value) for key, value in items if key != KEPT])
    return next_helper([(k, _plain(v)) for k, v in others(dict(items), known).items()])


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def _choice(term: Term) -> dict[str, Any]:
    return {"value": term.uri, "label": {"de": term.label("de"), "en": term.label("en")}}


def modellregion_has_form(dataset_type: str) -> bool:
    """Tell whether a schema has our form: sections (`form_sections`), all on one page."""
    schema = tk.h.scheming_get_dataset_schema(dataset_type) or {}
    return bool(schema.get("form_sections")) and not tk.h.scheming_get_dataset_form_pages(
        dataset_type
    )


def modellregion_form(dataset_type: str, kind: str, data: Any, errors: Any) -> dict[str, Any]:
    """Return what the form shows: sections (form.sections), errors (form.error_links).

    :param kind: "dataset" or "resource".
    """
    schema = tk.h.scheming_get_dataset_schema(dataset_type) or {}
    fields = schema.get(f"{kind}_fields", [])
    return {
        "sections": form.sections(schema, fields, data, errors),
        "errors": form.error_links(fields, errors),
    }


def modellregion_described(field: dict[str, Any], errors: Any, found: Any = None) -> Any:
    """Return the field with its description for screen readers (form.described)."""
    return form.described(field, errors or {}, found)


def modellregion_marked(field: dict[str, Any], errors: Any) -> Any:
    """Return the errors that only mark the field (form.marked)."""
    return form.marked(field, errors or {})


def modellregion_fill_dataset(data: dict[str, Any]) -> None:
    """Fill the form of a new dataset with its municipality's values (form_defaults)."""
    form_defaults.fill_dataset(data)


def modellregion_fill_resource(data: dict[str, Any], package_id: str) -> None:
    """Fill the form of a new file with its municipality's licence (form_defaults)."""
    form_defaults.fill_resource(data, package_id)


def modellregion_attribution(package_id: str, data: dict[str, Any]) -> dict[str, Any]:
    """Return the proposal for the attribution text: {text, source, licences} (attribution).

    `text` is the one for the licence that the form holds, "" when it asks for none.
    """
    if not package_id:
        return {"text": "", "source": "", "licences": {}}
    package = tk.get_action("package_show")({}, {"id": package_id})
    licence = str(data.get("license") or package.get("license_id") or "")
    return {
        "text": attribution.proposal(package, licence),
        "source": attribution.source(package),
        "licences": attribution.licences(),
    }


def modellregion_defaults() -> str:
    """Return the defaults of all organisations as JSON, for the form's script."""
    return json.dumps(form_defaults.by_organisation())


def modellregion_other_fields(resource: dict[str, Any]) -> list[dict[str, str]]:
    """Return the fields of a file that the schema does not know, [{label, text}]."""
    found = others(resource, other_fields.known_fields())
    return [{"label": key, "text": str(_plain(value))} for key, value in sorted(found.items())]


def modellregion_origin(package: dict[str, Any]) -> dict[str, str]:
    """Return source and address of a harvested dataset (origin.of_dataset), {} of any other."""
    return origin.of_dataset(package)


def modellregion_series_members(package: dict[str, Any]) -> list[dict[str, str]] | None:
    """Return the public datasets of a series, [{title, url}]; None of what is no series."""
    if not series.is_series(package):
        return None
    return [
        {"title": str(one["title"]), "url": tk.url_for("dataset.read", id=one["name"])}
        for one in series.members(package)
    ]


def modellregion_open_entries(package: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what a stored dataset lacks (open_entries.grouped), for its page and its form.

    Empty on a portal with another schema: its form has not our fields.
    """
    if package.get("type") != "dataset" or KEPT not in other_fields.known_fields():
        return []
    return open_entries.grouped(open_entries.entries(package))
