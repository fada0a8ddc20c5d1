"""Template helpers of the core plugin."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import form
from ckanext.modellregion_owl.rdf.kept import FIELD as KEPT
from ckanext.modellregion_owl.vocabularies import Term, vocabulary


def modellregion_choices(field: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the choices of a field with a vocabulary: `{"value": IRI, "label": {de, en}}`.

    Languages begin with those that German catalogues use.
    """
    terms = [t for t in vocabulary(field["vocabulary"]) if t.in_form]
    terms.sort(key=lambda t: t.extra.get("main") == "false")
    return [_choice(term) for term in terms]


def modellregion_short_names(name: str) -> list[str]:
    """Return the short words of a vocabulary that has them ("CSV"), each once, sorted."""
    return sorted({term.extra["short"] for term in vocabulary(name) if term.extra.get("short")})


@tk.chained_helper
def format_resource_items(
    next_helper: Callable[[list[tuple[str, Any]]], list[tuple[str, Any]]],
    items: Iterable[tuple[str, Any]],
) -> list[tuple[str, Any]]:
    """Leave out of a resource's page what nobody can read: CKAN lists every key there."""
    return next_helper([(key, value) for key, value in items if key != KEPT])


def _choice(term: Term) -> dict[str, Any]:
    return {"value": term.uri, "label": {"de": term.label("de"), "en": term.label("en")}}


def modellregion_form_sections(
    schema: dict[str, Any], fields: list[dict[str, Any]], data: Any, errors: Any
) -> list[dict[str, Any]]:
    """Return the sections of the form (form.sections); [] for a schema that has none."""
    return form.sections(schema, fields, data, errors)


def modellregion_form_errors(fields: list[dict[str, Any]], errors: Any) -> list[dict[str, str]]:
    """Return the errors of the form with the elements to jump to (form.error_links)."""
    return form.error_links(fields, errors)
