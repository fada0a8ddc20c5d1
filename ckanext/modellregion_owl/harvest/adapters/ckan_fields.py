"""From a package of any CKAN to the fields of our schema.

Three styles are met, also mixed: fields of a scheming schema (ckanext-dcat's and ours: they bear
our names and pass as they are), extras of ckanext-dcat and ckanext-dcatde, and the nested extras of
the old OGD schema (ckan_ogd.py). Nothing is normalised here; what has no place stays a free extra.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ckanext.modellregion_owl.harvest.adapters import ckan_ogd
from ckanext.modellregion_owl.harvest.adapters.ckan_names import (
    AGENTS,
    CLASSIC,
    IGNORED,
    IGNORED_OF_RESOURCE,
    IGNORED_PREFIXES,
    NESTED,
    PROPERTIES,
    RENAMED,
    RENAMED_OF_RESOURCE,
)
from ckanext.modellregion_owl.rdf import kept
from ckanext.modellregion_owl.rdf.rows import Row, load_rows

Values = dict[str, Any]

_BESIDE_ROWS = frozenset(["uri", "other_values", kept.FIELD])
_EMPTY: tuple[Any, ...] = (None, "", [], {}, "[]", "{}")


@dataclass
class Fields:
    """What a package or a resource of a CKAN says.

    `values` are fields of our schema, `properties` pairs (prefixed property, text) of what has a
    property but no field, `extras` what has neither.
    """

    values: Values = field(default_factory=dict)
    properties: list[tuple[str, str]] = field(default_factory=list)
    extras: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, value: Any) -> None:
        """Set a field that is still empty."""
        if value not in _EMPTY and self.values.get(name) in _EMPTY:
            self.values[name] = value

    def put_part(self, name: str, part: str, value: Any) -> None:
        """Set a part of the first node of a field, where that is still empty."""
        if value in _EMPTY:
            return
        nodes = self.values.setdefault(name, [{}])
        if isinstance(nodes, list) and nodes and isinstance(nodes[0], dict):
            nodes[0].setdefault(part, value)


def fields_of(package: Mapping[str, Any]) -> Fields:
    """Return what a package says, without its resources."""
    found = Fields()
    extras = extras_of(package)
    names = _names(load_rows().dataset)
    rest: Values = {}
    for key, value in package.items():
        if key in names or key in _BESIDE_ROWS:
            found.put(key, _copied(value))
        elif key not in CLASSIC:
            rest[key] = value
    ckan_ogd.unfold(extras, found)
    for key, value in {**rest, **extras}.items():
        _place(found, names, key, value)
    _add_translations(found, package)
    return found


def fields_of_resource(resource: Mapping[str, Any]) -> Fields:
    """Return what a resource says."""
    found = Fields()
    names = _names(load_rows().resource)
    for key, value in {**resource, **extras_of(resource)}.items():
        name = RENAMED_OF_RESOURCE.get(key, key)
        if name in names or name in _BESIDE_ROWS:
            found.put(name, _copied(value))
        elif value not in _EMPTY and name not in IGNORED_OF_RESOURCE and name != "extras":
            found.extras[key] = as_text(value)
    return found


def extras_of(owner: Mapping[str, Any]) -> Values:
    """Return free extras as a dict; old CKAN gives them so, newer ones as a list of pairs."""
    extras = owner.get("extras")
    if isinstance(extras, Mapping):
        return dict(extras)
    pairs = extras if isinstance(extras, list) else []
    return {
        str(pair["key"]): pair.get("value")
        for pair in pairs
        if isinstance(pair, Mapping) and pair.get("key")
    }


def as_text(value: Any) -> str:
    """Return a value as CKAN keeps it in an extra: text, or JSON of anything else."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _place(found: Fields, names: frozenset[str], key: str, value: Any) -> None:
    if value in _EMPTY or key in IGNORED or key.startswith(IGNORED_PREFIXES):
        return
    if key in PROPERTIES:
        found.properties += [(PROPERTIES[key], text) for text in _texts(value)]
    elif key in NESTED:
        found.put_part(*NESTED[key], value)
    elif (agent := _agent(key)) is not None:
        found.put_part(*agent, value)
    elif RENAMED.get(key, key) in names or key in _BESIDE_ROWS:
        found.put(RENAMED.get(key, key), _copied(value))
    else:
        found.extras[key] = as_text(value)


def _agent(key: str) -> tuple[str, str] | None:
    """Return field and part of an extra such as `publisher_email`, None for another one."""
    role, _, part = key.partition("_")
    if role not in AGENTS:
        return None
    name, parts = AGENTS[role]
    return (name, parts[part]) if part in parts else None


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts of a list, of JSON text of one, or the one text."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            yield value
            return
    for item in value if isinstance(value, list) else [value]:
        if item not in _EMPTY:
            yield as_text(item)


def _add_translations(found: Fields, package: Mapping[str, Any]) -> None:
    """Add texts by language as ckanext-fluent keeps them (`title_translated`)."""
    other = found.values.get("other_values")
    if other not in _EMPTY:
        return
    languages: dict[str, dict[str, list[str]]] = {}
    for name in ("title", "notes"):
        given = package.get(f"{name}_translated")
        if isinstance(given, Mapping):
            texts = {str(lang): [str(t)] for lang, t in given.items() if t not in _EMPTY}
            found.values[name] = next(
                (texts[lang][0] for lang in ("de", "en") if lang in texts),
                found.values.get(name),
            )
            languages[name] = {k: v for k, v in texts.items() if k != "de"}
    if languages:
        found.values["other_values"] = languages


def _copied(value: Any) -> Any:
    """Return a list of nodes as copies: parts may be added to them."""
    if isinstance(value, list):
        return [dict(v) if isinstance(v, Mapping) else v for v in value]
    return value


@cache
def _names(rows: tuple[Row, ...]) -> frozenset[str]:
    return frozenset(row.field for row in rows)
