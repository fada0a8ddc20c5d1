"""The key `facet` of a row: a field of the search index that holds the row's values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as value
from typing import Any

OWN = "vocab_"  # the multi-valued string among the dynamic fields of CKAN's index (ckan-2.12 a)

# What the index holds of the values, and so how they are labelled (theme/facet_values.py).
VALUES = frozenset(
    ("text", "term", "use", "licence", "format", "month", "some", "organisation", "project",
     "action_field")
)  # fmt: skip
_KEYS = frozenset(("index", "values", "order", "label"))


@dataclass(frozen=True)
class Facet:
    """A filter of the dataset list, or a number of the figures.

    `index` is the field of the search index and the name in addresses, `values` one of `VALUES`,
    `order` its place among the filters, 0 for one that is only counted, `labels` its title by
    language.
    """

    index: str
    values: str = "text"
    order: int = 0
    labels: Mapping[str, str] = value(default_factory=dict, compare=False)

    @property
    def own(self) -> bool:
        """Tell whether we fill the index field; every other one is filled by CKAN."""
        return self.index.startswith(OWN)

    def title(self, lang: str) -> str:
        """Return the title in `lang`, else in English."""
        return self.labels.get(lang) or self.labels.get("en") or self.index


def facets_of(field: Mapping[str, Any]) -> tuple[Facet, ...]:
    """Return the facets of a field of the schema: one mapping, a list of them, or none.

    :raises ValueError: a key or a kind of values that nobody knows; says which.
    """
    said = field.get("facet", [])
    return tuple(_facet(one, field.get("label", {})) for one in _listed(said))


def _listed(said: Any) -> list[Mapping[str, Any]]:
    return said if isinstance(said, list) else [said]


def _facet(said: Mapping[str, Any], label: Mapping[str, str]) -> Facet:
    wrong = [key for key in said if key not in _KEYS]
    if said.get("values", "text") not in VALUES:
        wrong.append(f"values: {said['values']}")
    if wrong or not said.get("index"):
        raise ValueError(f"facet: {', '.join(wrong) or 'index'}")
    return Facet(
        **{"labels": said.get("label", label), **{k: said[k] for k in said if k != "label"}}
    )
