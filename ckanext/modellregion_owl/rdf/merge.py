"""Puts what was read into the dict that earlier profiles have begun."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ckanext.modellregion_owl.rdf.kept import FIELD
from ckanext.modellregion_owl.rdf.rows import load_rows
from ckanext.modellregion_owl.rdf.their_fields import TheirFields

Values = dict[str, Any]

# Keys of CKAN's own dataset; all others need a schema or become extras.
_CORE = frozenset(
    (
        "title", "notes", "url", "version", "tags", "resources", "extras", "license_id", "author",
        "author_email", "maintainer", "maintainer_email", "owner_org", "name", "type",
    )
)  # fmt: skip

# What ckanext-dcat makes of the same properties, under names of its own (extras of old).
_FLAT = tuple(
    f"{role}_{key}"
    for role in ("contact", "publisher", "creator")
    for key in ("uri", "name", "email", "url", "type", "identifier")
)
_OTHERS = (
    "temporal_start", "temporal_end", "spatial_uri", "spatial_text", "spatial", "spatial_bbox",
    "spatial_centroid", "homepage",
)  # fmt: skip
_FIELDS_BESIDE_ROWS = ("uri", "other_values", FIELD)


@cache
def _dataset_fields() -> tuple[frozenset[str], frozenset[str]]:
    """Return the fields of our rows, and with them those which ckanext-dcat fills instead."""
    ours = frozenset(row.field for row in load_rows().dataset).union(_FIELDS_BESIDE_ROWS)
    return ours, ours.union(_FLAT, _OTHERS)


@cache
def _resource_fields() -> frozenset[str]:
    ours = frozenset(row.field for row in load_rows().resource).union(_FIELDS_BESIDE_ROWS)
    return ours.union(("distribution_ref", "access_service_ref"))


@dataclass(frozen=True)
class Known:
    """The fields that a portal's schema has; those of CKAN's own dataset are among them."""

    dataset: frozenset[str]
    resource: frozenset[str]
    theirs: TheirFields = field(default_factory=TheirFields)
    lists: frozenset[str] = frozenset()

    @classmethod
    def of(cls, schema: Mapping[str, Any] | None, theirs: TheirFields | None = None) -> Known:
        """Return the fields of a schema of scheming, None for a portal that has none.

        :param theirs: which of them means which of ours, under another name.
        """
        theirs = theirs or TheirFields()
        if not schema:
            return cls(_CORE, frozenset(), theirs)
        every = (*schema["dataset_fields"], *schema["resource_fields"])
        return cls(
            _CORE.union(f["field_name"] for f in schema["dataset_fields"]),
            frozenset(f["field_name"] for f in schema["resource_fields"]),
            theirs,
            frozenset(f["field_name"] for f in every if _holds_lists(f)),
        )

    def renamed(self, values: Values, pairs: Mapping[str, str]) -> Values:
        """Return values under their names; a list becomes text where their field holds text."""
        return {
            pairs.get(name, name): self._fitting(pairs[name], value) if name in pairs else value
            for name, value in values.items()
        }

    def _fitting(self, theirs: str, value: Any) -> Any:
        return value if theirs in self.lists or not isinstance(value, list) else _in_words(value)


def _holds_lists(field_: Mapping[str, Any]) -> bool:
    said = f"{field_.get('validators', '')} {field_.get('preset', '')}"
    return "repeating_subfields" in field_ or "multiple" in said


def _in_words(values: list[Any]) -> str:
    """Return a list as text; of a node what it is called."""
    named = (v.get("name") or v.get("text") or "" if isinstance(v, Mapping) else v for v in values)
    return ", ".join(str(text) for text in named if text)


def merge_read(dataset: Values, found: Values, known: Known) -> None:
    """Replace in `dataset` all that the rows know, keep what other profiles added.

    What the portal's schema does not know becomes free extras, lists as JSON text, as ckanext-dcat
    does.
    """
    ours, replaced = _dataset_fields()
    for name in ours.intersection(dataset):
        del dataset[name]
    dataset.pop("license_id", None)  # the licence is each resource's
    extras = [e for e in dataset.get("extras") or () if e["key"] not in replaced]
    resources = [known.renamed(r, known.theirs.resource) for r in found.pop("resources")]
    for name, value in known.renamed(found, known.theirs.dataset).items():
        if name in known.dataset:
            dataset[name] = value
        elif value:
            extras.append({"key": name, "value": _flat(value)})
    dataset["extras"] = extras
    dataset["resources"] = _merge_resources(dataset.get("resources") or [], resources, known)


def _merge_resources(earlier: list[Values], found: list[Values], known: Known) -> list[Values]:
    gone = _resource_fields()
    by_iri = {r["uri"]: r for r in earlier if r.get("uri")}
    merged = []
    for resource in found:
        before = by_iri.get(resource["uri"], {})
        kept = {k: v for k, v in before.items() if k not in gone}
        values = {k: v if k in known.resource else _flat(v) for k, v in resource.items()}
        merged.append({**kept, **values})
    return merged


def _flat(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value
