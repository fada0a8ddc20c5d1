"""Template helpers of the core plugin."""

from __future__ import annotations

from typing import Any

from ckanext.modellregion_owl.vocabularies import Term, vocabulary


def modellregion_choices(field: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the choices of a field with a vocabulary: `{"value": IRI, "label": {de, en}}`.

    Languages begin with those that German catalogues use.
    """
    terms = [t for t in vocabulary(field["vocabulary"]) if t.in_form]
    terms.sort(key=lambda t: t.extra.get("main") == "false")
    return [_choice(term) for term in terms]


def _choice(term: Term) -> dict[str, Any]:
    return {"value": term.uri, "label": {"de": term.label("de"), "en": term.label("en")}}
