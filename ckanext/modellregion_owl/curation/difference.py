"""What a person has changed in a dataset: `package_show` before and after, field by field.

A repeating field is one value. A file that was added or taken away is one change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.modellregion_owl.harvest.store.overlay import ADDED, PROJECT, REMOVED

Package = Mapping[str, Any]

# What CKAN and ckanext-harvest say of a dataset or file by themselves.
_OF_FILE_ITSELF = frozenset(
    ("package_id", "position", "created", "metadata_modified", "last_modified", "state",
     "cache_url", "cache_last_updated", "mimetype_inner", "datastore_active")
)  # fmt: skip
_HARVEST = "harvest_"


@dataclass(frozen=True)
class Edit:
    """A change of one field; `resource_key` as in the table of a steward's values, None: empty."""

    resource_key: str
    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Fields:
    """The names of fields that people may change, of a dataset and of its files."""

    dataset: frozenset[str]
    file: frozenset[str]


def edits(before: Package, after: Package, fields: Fields) -> list[Edit]:
    """Return what has changed, in the order of dataset and files."""
    return [
        *_changed("", before, after, sorted(fields.dataset)),
        *_of_lists(before, after),
        *_projects(before, after),
        *_of_files(before, after, sorted(fields.file)),
    ]


def clean(value: Any) -> Any:
    """Return a value without empty parts, None for an empty one: forms send these too."""
    if isinstance(value, Mapping):
        found = {key: clean(part) for key, part in value.items()}
        return {key: part for key, part in found.items() if part is not None} or None
    if isinstance(value, list):
        return [part for part in map(clean, value) if part is not None] or None
    return None if value is None or value == "" else value


def key_of(resource: Package) -> str:
    """Return the key of a file: its `uri`, else its id."""
    return str(resource.get("uri") or resource.get("id") or "")


def tags(package: Package) -> list[dict[str, str]] | None:
    """Return the keywords as the harvester writes them, in a fixed order."""
    names = sorted(str(tag["name"]) for tag in package.get("tags") or ())
    return [{"name": name} for name in names] or None


def extras(package: Package) -> list[dict[str, str]] | None:
    """Return the free extras of a dataset, without ckanext-harvest's own."""
    found = {
        str(extra["key"]): str(extra.get("value") or "")
        for extra in package.get("extras") or ()
        if not str(extra["key"]).startswith(_HARVEST)
    }
    return [{"key": key, "value": value} for key, value in sorted(found.items())] or None


def _changed(key: str, before: Package, after: Package, names: Collection[str]) -> Iterator[Edit]:
    for name in names:
        old, new = clean(before.get(name)), clean(after.get(name))
        if old != new:
            yield Edit(key, name, old, new)


def _of_lists(before: Package, after: Package) -> Iterator[Edit]:
    for name, read in (("tags", tags), ("extras", extras)):
        old, new = read(before), read(after)
        if old != new:
            yield Edit("", name, old, new)


def _projects(before: Package, after: Package) -> Iterator[Edit]:
    old, new = ({g["name"] for g in p.get("groups") or ()} for p in (before, after))
    for name in sorted(old ^ new):
        yield Edit("", PROJECT + name, name in old, name in new)


def _of_files(before: Package, after: Package, names: Collection[str]) -> Iterator[Edit]:
    old = {r["id"]: r for r in before.get("resources") or ()}
    for resource in after.get("resources") or ():
        known = old.pop(resource["id"], None)
        if known is None:
            yield Edit(key_of(resource), ADDED, None, file(resource))
        else:
            yield from _changed(key_of(known), known, resource, names)
    for resource in old.values():
        yield Edit(key_of(resource), REMOVED, file(resource), None)


def file(resource: Package) -> dict[str, Any]:
    """Return what a file says, without what CKAN says of it."""
    found = {k: clean(v) for k, v in resource.items() if k not in _OF_FILE_ITSELF}
    return {key: value for key, value in found.items() if value is not None}
