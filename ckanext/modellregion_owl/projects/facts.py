"""What the rules read of a dataset, from its package dict. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Facts:
    """A dataset as the rules see it.

    `organisation` and `source` are slugs, "" for none; `publishers` names and addresses, `places`
    names and addresses of the area; `formats` as the files say, an address by its last part.
    """

    title: str = ""
    keywords: tuple[str, ...] = ()
    organisation: str = ""
    source: str = ""
    publishers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()


def of_package(package: Mapping[str, Any], organisation: str, source: str = "") -> Facts:
    """Return the facts of a package dict; keys that are missing count as empty.

    :param organisation: slug of the dataset's municipality, "" when it has none.
    :param source: name of the harvest source, "" for a dataset that people made.
    """
    return Facts(
        title=str(package.get("title") or ""),
        keywords=tuple(_keywords(package)),
        organisation=organisation,
        source=source,
        publishers=tuple(_values(package.get("publisher"), ("name", "uri"))),
        places=tuple(_values(package.get("spatial_coverage"), ("text", "uri", "admin_unit"))),
        formats=tuple(_formats(package)),
    )


def _keywords(package: Mapping[str, Any]) -> Iterator[str]:
    for tag in package.get("tags") or ():
        yield str(tag.get("name") or tag.get("display_name") or "")


def _values(rows: Any, keys: tuple[str, ...]) -> Iterator[str]:
    for row in rows if isinstance(rows, list) else ():
        yield from (str(row[key]) for key in keys if row.get(key))


def _formats(package: Mapping[str, Any]) -> Iterator[str]:
    for resource in package.get("resources") or ():
        name = str(resource.get("format") or "").rstrip("/").rpartition("/")[2]
        if name:
            yield name
