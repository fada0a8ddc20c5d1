"""What the theme reads from the region's content: portal.yaml (texts) and map.yaml (drawing).

Both files are optional: a region without them has its title and no map.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from ckanext.modellregion_owl.region import Region, RegionError, load_region


@dataclass(frozen=True)
class Link:
    """A link of the footer."""

    label: str
    url: str


@dataclass(frozen=True)
class Portal:
    """The region's texts in one language; "" or () where the region says nothing."""

    title_lines: tuple[str, ...]
    promise: str
    lede: str
    transfer: str
    about: str
    funding_note: str
    examples: tuple[str, ...]
    legal: tuple[Link, ...]


@dataclass(frozen=True)
class Place:
    """A municipality on the map; coordinates are units of the drawing's view box.

    `mark` names the part of the region's mark, `land` is true for an area that holds others, `at`
    is the true position: longitude and latitude in degrees.
    """

    mark: str
    name: str
    d: str
    centre: tuple[float, float]
    label: tuple[float, float]
    land: bool = False
    at: tuple[float, float] | None = None


@dataclass(frozen=True)
class Drawing:
    """The schematic map in one language; `scenery` and `labels` as map.yaml holds them."""

    view_box: tuple[int, int]
    rings: Mapping[str, Any]
    scenery: Mapping[str, Any]
    labels: tuple[Mapping[str, Any], ...]
    places: tuple[Place, ...]


def pick(texts: Mapping[str, Any] | None, language: str) -> Any:
    """Return the text of that language, else the German one, else ""."""
    if not texts:
        return ""
    return texts.get(language) or texts.get("de") or ""


def portal(language: str, region: Region | None = None) -> Portal:
    """Return the region's texts in `language` ("de", "en").

    :raises RegionError: portal.yaml is not YAML.
    """
    region = region or load_region()
    content = _content(region.folder, "portal.yaml")
    lines = pick(content.get("title_lines"), language) or [pick(region.title, language)]
    return Portal(
        title_lines=tuple(lines),
        promise=pick(content.get("promise"), language) or pick(region.title, language),
        lede=pick(content.get("lede"), language),
        transfer=pick(content.get("transfer"), language),
        about=pick(content.get("about"), language),
        funding_note=pick(region.values.get("funding_note"), language),
        examples=tuple(content.get("examples") or ()),
        legal=tuple(
            Link(pick(row["label"], language), row["url"]) for row in content.get("legal") or ()
        ),
    )


def mailboxes(region: Region | None = None) -> dict[str, str]:
    """Return the region's functional mailboxes by key (ask/mailboxes.py)."""
    found = _content((region or load_region()).folder, "portal.yaml").get("mailboxes") or {}
    return {str(key): str(address) for key, address in found.items()}


def barrier_note(language: str, region: Region | None = None) -> dict[str, str]:
    """Return what the law of the land says on reported barriers: {text, label, url}, or {}."""
    note = _content((region or load_region()).folder, "portal.yaml").get("barrier_note") or {}
    if not note:
        return {}
    keys = ("text", "label")
    return {key: pick(note[key], language) for key in keys} | {"url": str(note["url"])}


def drawing(language: str, region: Region | None = None) -> Drawing | None:
    """Return the region's map, None when it has none.

    :raises RegionError: map.yaml is not YAML or a place lacks a key.
    """
    region = region or load_region()
    content = _content(region.folder, "map.yaml")
    if not content:
        return None
    try:
        return Drawing(
            view_box=tuple(content["view_box"]),
            rings=content.get("rings") or {},
            scenery=content.get("scenery") or {},
            labels=tuple(content.get("labels") or ()),
            places=tuple(
                Place(**{**row, "name": pick(row["name"], language)}) for row in content["places"]
            ),
        )
    except (KeyError, TypeError) as err:
        raise RegionError(f"{region.folder / 'map.yaml'}: {err}") from err


@lru_cache(maxsize=16)
def _content(folder: Path, name: str) -> Mapping[str, Any]:
    path = folder / name
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except FileNotFoundError:
        return {}
    except yaml.YAMLError as err:
        raise RegionError(f"{path}: {err}") from err
