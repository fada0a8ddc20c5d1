"""All filters of the dataset list: those of the rows (key `facet`), and the few without a row."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ckanext.modellregion_owl.rdf.facet import Facet
from ckanext.modellregion_owl.rdf.rows import Row, load_rows

# No property of the standard says these, so no row can:
# who looks after the dataset in this portal, an account of CKAN's;
ORGANISATION = Facet("organization", "organisation", 10, {"en": "Municipality", "de": "Kommune"})
# of which model project it is part, a group of CKAN's;
PROJECT = Facet(
    "vocab_modellprojekt", "project", 20, {"en": "Model project", "de": "Modellprojekt"}
)
# and that project's field of action, content of the region.
ACTION_FIELD = Facet(
    "vocab_handlungsfeld", "action_field", 30, {"en": "Action field", "de": "Handlungsfeld"}
)
# CKAN's own licence of a whole dataset: the row `license` belongs to a file.
LICENCE = Facet("license_id", "licence", 90, {"en": "Licence", "de": "Lizenz"})
WITHOUT_ROW = (ORGANISATION, PROJECT, ACTION_FIELD, LICENCE)


class OfRow(NamedTuple):
    """A facet with its row; `entity` is "dataset" or "resource"."""

    facet: Facet
    row: Row
    entity: str


@cache
def of_rows() -> tuple[OfRow, ...]:
    """Return the facets that the rows have, in the order of the form."""
    return tuple(_of_rows())


def _of_rows() -> Iterator[OfRow]:
    rows = load_rows()
    for entity in ("dataset", "resource"):
        for row in getattr(rows, entity):
            yield from (OfRow(facet, row, entity) for facet in row.facets)


@cache
def by_index() -> dict[str, Facet]:
    """Return every facet by its index field."""
    return {f.index: f for f in (*WITHOUT_ROW, *(one.facet for one in of_rows()))}


def filled_with(values: str) -> str:
    """Return the index field of ours that holds such values.

    :raises StopIteration: no row has such a facet.
    """
    return next(f.index for f, _, _ in of_rows() if f.own and f.values == values)
