"""What the figures and the filters count, as exact values in the search index.

CKAN indexes a licence and formats as each source spelled them; these fields hold what the pages say
of them. Which row fills which field stands in the rows (key `facet`, schemas/dataset.yaml).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from ckanext.modellregion_owl.facets import OfRow, filled_with, of_rows
from ckanext.modellregion_owl.rdf.stored import texts
from ckanext.modellregion_owl.theme import dataset, licences, presentation
from ckanext.modellregion_owl.vocabularies import vocabulary

USE = filled_with("use")  # key of terms.TERMS
FORMAT = filled_with("format")  # CSV, WFS
MONTH = filled_with("month")  # 2026-11, or 2026; absent when the dataset does not say
HIGH_VALUE = filled_with("some")  # "ja"; absent else

Package = dict[str, Any]


def add_facts(document: dict[str, Any]) -> dict[str, Any]:
    """Add the values of all facets that we fill to a dataset's document."""
    package = json.loads(document.get("validated_data_dict") or "{}")
    for one in of_rows():
        if one.facet.own:
            document[one.facet.index] = _VALUES[one.facet.values](package, one)
    return document


def _said(package: Package, one: OfRow) -> list[str]:
    owners = [package] if one.entity == "dataset" else package.get("resources") or []
    return [text for owner in owners for text in texts(one.row, owner.get(one.row.field))]


def _terms(package: Package, one: OfRow) -> list[str]:
    """Return the last part of each term's IRI; what is no term has no label to be ticked by."""
    words = vocabulary(one.row.vocabulary)
    found = (words.find(text) for text in _said(package, one))
    return list(dict.fromkeys(code_of_term(term.uri) for term in found if term))


def code_of_term(uri: str) -> str:
    """Return what the index holds of a term: ENVI of …/data-theme/ENVI."""
    return uri.rstrip("/").rsplit("/", 1)[-1]


def _use(package: Package, one: OfRow) -> list[str]:
    return [licences.terms_of(licences.licences_of(package)).kind]


def _formats(package: Package, one: OfRow) -> list[str]:
    return presentation.format_names(package.get("resources") or [])


def _month(package: Package, one: OfRow) -> list[str]:
    found = presentation.ISO_DATE.match(dataset.updated(package))
    return ["-".join(part for part in found.groups()[:2] if part)] if found else []


def _some(package: Package, one: OfRow) -> list[str]:
    return ["ja"] if _said(package, one) else []


_VALUES: Mapping[str, Callable[[Package, OfRow], list[str]]] = {
    "text": _said,
    "term": _terms,
    "use": _use,
    "format": _formats,
    "month": _month,
    "some": _some,
}
