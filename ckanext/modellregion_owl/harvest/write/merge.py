"""Lays a steward's values over what the source says: what CKAN stores is the merge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ckanext.modellregion_owl.findings import Finding, Severity
from ckanext.modellregion_owl.harvest.store.overlay import ADDED, PROJECT, REMOVED, Entry, plain

Package = dict[str, Any]


def merge(package: Package, entries: Iterable[Entry]) -> list[Finding]:
    """Put the steward's values into a mapped package, in place; return what was noticed.

    The source's value may have become another one since: the steward's stays, the finding
    `overlay.conflict` shows both (issue 5, pipeline 2). The resources must have their ids.
    """
    return [finding for entry in entries for finding in _lay(package, entry)]


def _lay(package: Package, entry: Entry) -> Iterator[Finding]:
    if entry.field.startswith(PROJECT):
        _project(package, entry.field.removeprefix(PROJECT), bool(entry.value))
        return
    if entry.field in (ADDED, REMOVED):
        _file(package, entry)
        return
    found = target(package, entry.resource_key)
    if found is None:
        if entry.rule_id:
            return  # a rule sets it again where the file is now
        yield Finding(
            "overlay.resource_gone", Severity.WRONG, entry.field, before=_text(entry.value)
        )
        return
    mapped = found.get(entry.field) or None
    if plain(mapped) not in (plain(entry.base), plain(entry.value)):
        yield Finding(
            "overlay.conflict",
            Severity.WRONG,
            entry.field,
            before=_text(entry.base),
            after=_text(mapped),
            resource_id=str(found.get("id") or "") if entry.resource_key else "",
            params={
                "mine": _text(entry.value),
                "theirs": plain(mapped),
                "key": entry.resource_key,
            },
        )
    if entry.value is None:
        found.pop(entry.field, None)
    else:
        found[entry.field] = entry.value


def as_delivered(
    resources: Iterable[Mapping[str, Any]], entries: Iterable[Entry]
) -> list[dict[str, Any]]:
    """Return stored files with the source's values where a person's stand: it is told by these."""
    base = {(e.resource_key, e.field): e.base for e in entries if e.resource_key}
    return [
        {**row, **{name: base[key, name] for key, name in base if key == row["id"]}}
        for row in resources
    ]


def target(package: Package, key: str) -> Package | None:
    """Return the dataset itself for the key "", else its resource with that `uri` or id."""
    if not key:
        return package
    resources = package.get("resources") or []
    by_uri = (r for r in resources if r.get("uri") == key)
    by_id = (r for r in resources if r.get("id") == key)
    return next(by_uri, None) or next(by_id, None)


def _file(package: Package, entry: Entry) -> None:
    """Add a person's file to the source's, or leave one of the source's out."""
    found = target(package, entry.resource_key)
    resources = package.setdefault("resources", [])
    if entry.field == REMOVED and found is not None:
        resources.remove(found)
    if entry.field == ADDED and found is None:
        resources.append(dict(entry.value))


def _project(package: Package, name: str, wanted: bool) -> None:
    """Assign a project or take it away; without the key `groups` CKAN keeps all of them."""
    if "groups" not in package:
        return
    others = [group for group in package["groups"] if group.get("name") != name]
    package["groups"] = [*others, {"name": name}] if wanted else others


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else plain(value)
