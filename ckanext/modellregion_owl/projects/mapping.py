"""The projects on the schematic map, and the same as a list by municipality."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.projects import helpers
from ckanext.modellregion_owl.projects.presenter import Card
from ckanext.modellregion_owl.region import load_region


class MapGroup(TypedDict):
    """A municipality with its projects; `slug` "" holds those of none."""

    slug: str
    title: str
    mark: str
    projects: list[Card]


def groups(cards: Sequence[Card]) -> list[MapGroup]:
    """Return the municipalities that have projects, in the region's order, the placeless last."""
    places = [(m.slug, m.title["de"], m.mark) for m in load_region().municipalities]
    found: list[MapGroup] = [
        {"slug": slug, "title": title, "mark": mark, "projects": _of(cards, slug)}
        for slug, title, mark in [*places, ("", tk._("Without a municipality"), "")]
    ]
    return [group for group in found if group["projects"]]


def places(found: Sequence[MapGroup]) -> list[dict[str, Any]]:
    """Return the rows of h.modellregion_municipalities that the map draws, leading down the page.

    `note` stands below the name instead of the number of datasets.
    """
    numbers = {group["slug"]: len(group["projects"]) for group in found}
    return [
        row
        | {
            "url": f"#kommune-{row['slug']}",
            "note": tk.ungettext("{n} project", "{n} projects", numbers[row["slug"]]).format(
                n=numbers[row["slug"]]
            ),
        }
        for row in helpers.municipalities()
        if row["slug"] in numbers
    ]


def _of(cards: Sequence[Card], slug: str) -> list[Card]:
    return [card for card in cards if (card["municipality"] or {"slug": ""})["slug"] == slug]
