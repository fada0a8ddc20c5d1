"""Titles of the filters and labels of their values."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.facets import by_index, of_rows
from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.theme import licences
from ckanext.modellregion_owl.theme.facts import code_of_term
from ckanext.modellregion_owl.theme.presentation import format_name
from ckanext.modellregion_owl.theme.terms import TERMS
from ckanext.modellregion_owl.vocabularies import vocabulary

LAST = 1000  # an operator's other facets follow in their own order


def order(index: str) -> int:
    """Return a filter's place in the form."""
    facet = by_index().get(index)
    return facet.order if facet else LAST


def title(index: str, otherwise: str, lang: str) -> str:
    """Return a filter's title: its row's, else the one that CKAN or another plugin gave."""
    facet = by_index().get(index)
    return facet.title(lang) if facet else otherwise


def titles(lang: str) -> dict[str, str]:
    """Return the filters that the rows add to CKAN's, {index: title}, in order."""
    found = [one.facet for one in of_rows() if one.facet.own and one.facet.order]
    return {f.index: f.title(lang) for f in sorted(found, key=lambda f: f.order)}


def label(index: str, value: str, shown: str, lang: str) -> str:
    """Return a value of a filter in a language.

    :param shown: what CKAN shows for it, e.g. the title of an organisation.
    """
    facet = by_index().get(index)
    kind = facet.values if facet else "text"
    if kind == "term":
        return _term(index, value, lang) or shown
    if kind == "format":
        return format_name(shown) or shown
    if kind == "use":
        return str(tk._(TERMS[value].short)) if value in TERMS else shown
    if kind == "licence":
        return licences.code_of(value, lang) or shown
    return _of_region(kind, value, lang) if shown == value else shown


def _term(index: str, code: str, lang: str) -> str:
    row = next(one.row for one in of_rows() if one.facet.index == index)
    terms = (t for t in vocabulary(row.vocabulary) if code_of_term(t.uri) == code)
    return next((term.label(lang) for term in terms), "")


def _of_region(kind: str, value: str, lang: str) -> str:
    """Return the title of what no dataset of the list has, so that nobody else named it."""
    region = load_region()
    rows: dict[str, Any] = {
        # As CKAN shows an organisation: its name is German in every language.
        "organisation": {row.slug: {"de": row.title["de"]} for row in region.municipalities},
        "project": {row.slug: row.title for row in region.projects},
        "action_field": {row.slug: row.label for row in region.action_fields},
    }
    said = rows.get(kind, {}).get(value, {})
    return str(said.get(lang) or said.get("de") or value)
