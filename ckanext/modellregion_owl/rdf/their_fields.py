"""A portal keeps its own form: a file says which of its fields means which of ours.

    dataset:
      publisher: herausgeber      # our field: theirs
      frequency: turnus
    resource:
      license: lizenz

Profile, feed and checks read a dataset through `ours`; what is harvested is written into their
fields (rdf/merge.py). A text stands for the node that it names (`publisher`: its name), and for the
term that it means ("jährlich").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from ckanext.modellregion_owl.rdf.rows import Row, load_rows
from ckanext.modellregion_owl.vocabularies import vocabulary

Values = dict[str, Any]
BESIDE_ROWS = frozenset(("uri",))


class MappingError(ValueError):
    """The file is missing, no YAML, or names a field that is none of ours; says which."""


@dataclass(frozen=True)
class TheirFields:
    """Our field → theirs, of datasets and of resources."""

    dataset: Mapping[str, str] = field(default_factory=dict)
    resource: Mapping[str, str] = field(default_factory=dict)

    def ours(self, dataset: Mapping[str, Any]) -> Values:
        """Return a copy of a dataset with their values in our fields; a value of ours wins."""
        if not (self.dataset or self.resource):
            return dict(dataset)
        found = _translated(dataset, self.dataset, load_rows().dataset)
        found["resources"] = [
            _translated(r, self.resource, load_rows().resource)
            for r in dataset.get("resources") or ()
        ]
        return found


@lru_cache(maxsize=4)
def load(path: str) -> TheirFields:
    """Return what the file says, nothing for "".

    :raises MappingError: see there.
    """
    if not path:
        return TheirFields()
    try:
        found = yaml.safe_load(Path(path).read_text(encoding="utf-8")) or {}
    except (OSError, yaml.YAMLError) as err:
        raise MappingError(f"{path}: {err}") from err
    return TheirFields(
        **{kind: _checked(path, kind, found.get(kind) or {}) for kind in ("dataset", "resource")}
    )


def _checked(path: str, kind: str, pairs: Any) -> dict[str, str]:
    known = {row.field for row in getattr(load_rows(), kind)} | BESIDE_ROWS
    if not isinstance(pairs, Mapping):
        raise MappingError(f"{path}: {kind}: no list of fields")
    if wrong := sorted(str(name) for name in pairs if name not in known):
        raise MappingError(f"{path}: {kind}: no field of ours: {', '.join(wrong)}")
    return {str(ours): str(theirs) for ours, theirs in pairs.items()}


def _translated(
    owner: Mapping[str, Any], pairs: Mapping[str, str], rows: tuple[Row, ...]
) -> Values:
    found = dict(owner)
    extras = {e["key"]: e["value"] for e in owner.get("extras") or () if isinstance(e, Mapping)}
    by_name = {row.field: row for row in rows}
    for ours, theirs in pairs.items():
        value = found.pop(theirs, None) if theirs in found else extras.pop(theirs, None)
        if value not in (None, "", []) and not found.get(ours):
            found[ours] = _in_our_form(by_name.get(ours), value)
    if "extras" in found:
        found["extras"] = [e for e in owner["extras"] if e["key"] in extras]
    return found


def _in_our_form(row: Row | None, value: Any) -> Any:
    """Return a text as the node that it names or the term that it means, where a field holds such.

    What the vocabulary does not know stays as it is.
    """
    if row is None or not isinstance(value, str) or value.lstrip()[:1] in ("[", "{"):
        return value
    if row.kind == "node" and row.text:
        return [{row.text: value}]
    if row.kind == "term":
        found = vocabulary(row.vocabulary).find(value)
        term = found.uri if found else value
        return [term] if row.many else term
    return value
