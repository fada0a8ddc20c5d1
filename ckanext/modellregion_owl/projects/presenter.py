"""What the project pages show of one model project, in the language of the page.

Pure but for gettext: takes a record of `store`, the region and counts; gives dicts for templates.
Unknown is "" or None, never invented; the templates say "keine Angabe".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.projects import formats
from ckanext.modellregion_owl.projects.spoken import german as german_text
from ckanext.modellregion_owl.region import Region

Record = Mapping[str, Any]
STEPS = ("vorbereitung", "konzeption", "umsetzung", "projektabschluss")


class FieldChip(TypedDict):
    """An action field: slug, label, Tabler icon name."""

    slug: str
    label: str
    icon: str


class Place(TypedDict):
    """A municipality: slug, title, part of the region's mark."""

    slug: str
    title: str
    mark: str


class Card(TypedDict):
    """A project in a list. Texts in the page's language; `german` names those that are not."""

    name: str
    url: str
    title: str
    summary: str
    german: list[str]
    action_fields: list[FieldChip]
    lead: str
    runtime: str
    funding_state: str
    funding_state_basis: str
    funding_state_note: str
    dataset_count: int | None
    transfer: str
    municipality: Place | None
    status: str


def card(record: Record, region: Region, language: str, count: int | None, url: str) -> Card:
    """Return a project as it stands in a list.

    `funding_state_basis`: "genannt", "berechnet" or "" ("stated", "calculated"); `transfer`: three
    words on reuse or "" = not known; `dataset_count`: None = not known; `status`: the word of the
    KDN's step.
    """
    lead, _ = text(record, "lead", language)
    return {
        "name": record["name"],
        "url": url,
        "title": formats.joined(text(record, "title", language)[0]),
        "summary": text(record, "summary", language)[0],
        "german": german(record, ("title", "summary", "transfer_tag"), language),
        "action_fields": chips(record.get("action_fields") or (), region, language),
        "lead": lead,
        "runtime": runtime(record, language),
        "funding_state": money(record, "funding_state", language),
        "funding_state_basis": basis(record.get("funding_state_basis")),
        "funding_state_note": text(record, "funding_state_note", language)[0],
        "dataset_count": count,
        "transfer": text(record, "transfer_tag", language)[0],
        "municipality": place(record.get("municipality"), region, language),
        "status": status_word(record.get("status")),
    }


def text(record: Record, field: str, language: str) -> tuple[str, str]:
    """Return a text and its language: the page's where there is one, else German, marked so."""
    other = "" if language == "de" else str(record.get(f"{field}_{language}") or "")
    if other:
        return other, language
    return german_text(str(record.get(field) or ""), language), "de"


def german(record: Record, fields: Sequence[str], language: str) -> list[str]:
    """Return those of the fields that a page in another language shows in German."""
    if language == "de":
        return []
    return [f for f in fields if record.get(f) and text(record, f, language)[1] == "de"]


def chips(slugs: Sequence[str], region: Region, language: str) -> list[FieldChip]:
    """Return the action fields of those slugs, in the given order; unknown ones by their slug."""
    known = {f.slug: f for f in region.action_fields}
    return [
        {
            "slug": slug,
            "label": label(known[slug].label, language) if slug in known else slug,
            "icon": known[slug].icon if slug in known else "",
        }
        for slug in slugs
    ]


def place(slug: Any, region: Region, language: str) -> Place | None:
    """Return a municipality of the region, None when it is unknown."""
    found = region.municipality(str(slug or ""))
    if not found:
        return None
    # The names of German municipalities are names: an English page shows them as they are.
    return {"slug": found.slug, "title": found.title["de"], "mark": found.mark}


def label(texts: Mapping[str, str], language: str) -> str:
    """Return a region's text in that language, else in German."""
    return texts.get(language) or texts["de"]


def runtime(record: Record, language: str) -> str:
    """Return the runtime in words: from–to, what is known of it, or "" when nothing is.

    "Januar 2020 – April 2023", "ab 2019, Ende: keine Angabe", "bewilligt Oktober 2018, online seit
    Januar 2020" (design 03).
    """
    start, end = (formats.month(record.get(name), language) for name in ("start", "end"))
    if start and end:
        return f"{start}{formats.NBSP}– {end}"
    if start:
        return tk._("from {start}, end: not stated").format(start=start)
    granted = formats.month(record.get("grant_date"), language)
    online = formats.month(record.get("go_live"), language)
    if granted and online:
        return tk._("granted {granted}, online since {online}").format(
            granted=granted, online=online
        )
    if granted:
        return tk._("granted {granted}").format(granted=granted)
    return tk._("until {end}").format(end=end) if end else ""


def money(record: Record, name: str, language: str) -> str:
    """Return the amount of `funding_state`, `funding_total` or `funding_own` in words, or ""."""
    return formats.euros(record.get(name), language, str(record.get(f"{name}_qualifier") or ""))


def basis(value: Any) -> str:
    """Return how an amount or a date is known, in one word, or ""."""
    words: dict[str, Callable[[], str]] = {
        "stated": lambda: tk._("stated"),
        "derived": lambda: tk._("calculated"),
    }
    return words[value]() if value in words else ""


def status_word(value: Any) -> str:
    """Return the word of a step of the KDN, or ""."""
    words = {
        "vorbereitung": tk._("Preparation"),
        "konzeption": tk._("Concept"),
        "umsetzung": tk._("Implementation"),
        "projektabschluss": tk._("Completion"),
    }
    return words.get(str(value or ""), "")


def status_meaning(value: str) -> str:
    """Return what a step of the KDN means, or ""."""
    meanings = {
        "vorbereitung": tk._("Application granted"),
        "konzeption": tk._("Work commissioned"),
        "umsetzung": tk._("Put into operation"),
        "projektabschluss": "",
    }
    return meanings.get(value, "")
