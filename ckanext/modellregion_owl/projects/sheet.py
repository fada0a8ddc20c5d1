"""`/modellprojekte/<name>/projektblatt`: a project on two pages of paper (design 12)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import segno
from flask import Blueprint
from markupsafe import Markup
from werkzeug.wrappers import Response

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.projects import details, helpers, paper, presenter, store
from ckanext.modellregion_owl.projects.access import may_read
from ckanext.modellregion_owl.projects.datasets import find
from ckanext.modellregion_owl.projects.rows import Row
from ckanext.modellregion_owl.region import Region, load_region

ROWS = 60  # datasets that are asked for: more than two pages hold
FEWEST = 3  # datasets on page 1; a longer text ends earlier
SOURCES = 8  # sources on paper
DOCUMENTS = 5
FULL = 8  # more rows than these in the transfer box: smaller type, fewer documents, no sources
TEXT = 900  # characters of the description
LEAST_TEXT = 300

sheet = Blueprint("projektblatt", __name__)


def read(name: str) -> str | Response:
    """Show one project for printing.

    Context: `project` (details.Page), `text` (description, as far as it fits), `datasets` of page 1
    and `more` on page 2 (paper.Dataset), `dataset_count`, `region`, `permalink`, `code` (the
    permalink as a QR code, SVG), `full`, `documents` and `rows` (of documents and sources).
    """
    may_read()
    record = store.project(name)
    if record is None:
        return tk.abort(404, tk._("Model project not found"))
    region, language = load_region(), tk.h.lang()
    found = find(f'groups:"{name}"', ROWS, "title_string asc")
    card = presenter.card(record, region, language, found.count, helpers.project_url(name))
    others = {p["name"]: p for p in store.all_projects()}
    page = details.page(record, region, language, card, others, helpers.project_url)
    datasets = [dataset(package) for package in found.results]
    text, here = first_page(page, datasets, found.count or 0)
    there = second_page(page, region, datasets[here:], (found.count or 0) - here)
    permalink = str(tk.url_for("modellprojekte.read", name=name, qualified=True, locale="default"))
    return tk.render(
        "projects/sheet.html",
        {
            "project": page,
            "text": text,
            "datasets": datasets[:here],
            "more": datasets[here : here + there],
            "dataset_count": found.count,
            "region": region,
            "permalink": permalink,
            "code": qr_code(permalink),
            "full": full(page),
            "documents": documents(page),
            "rows": SOURCES,
        },
    )


def dataset(package: dict[str, Any]) -> paper.Dataset:
    """Return a row of the table of datasets; without our theme in CKAN's own words."""
    if row_of := tk.h.get("modellregion_dataset_row"):
        row = row_of(package)
        return {
            "title": row["title"],
            "lang": row["spoken"].get("title") or "",
            "use": row["terms"]["short"],
            "formats": ", ".join(row["formats"]) or tk._("not stated"),
            "updated": row["updated"] or tk._("not stated"),
        }
    names = dict.fromkeys(r.get("format") for r in package["resources"] if r.get("format"))
    changed = package.get("modified") or package["metadata_modified"]
    return {
        "title": package["title"] or package["name"],
        "lang": "",
        "use": package.get("license_title") or tk._("not stated"),
        "formats": ", ".join(names) or tk._("not stated"),
        "updated": tk.h.render_datetime(changed),
    }


def first_page(
    page: details.Page, datasets: Sequence[paper.Dataset], total: int
) -> tuple[str, int]:
    """Return the description and the number of datasets that fit on page 1.

    The datasets are the proof: where the text would leave room for less than three of them, it ends
    some sentences earlier, but never before `LEAST_TEXT`.
    """
    facts = [_fact(row) for row in page["facts"] if row["texts"] or row["links"] or row["note"]]
    length = TEXT
    while True:
        text = shortened(page["description"], length)
        used = paper.first(page["title"], page["summary"], bool(page["steps"]), facts, text)
        number = paper.fitting(datasets, paper.PAGE - used, total)
        if number >= min(FEWEST, len(datasets)) or length <= LEAST_TEXT:
            return text, number
        length -= 150


def second_page(
    page: details.Page, region: Region, datasets: Sequence[paper.Dataset], total: int
) -> int:
    """Return how many of the datasets that page 1 has no room for fit at the end of page 2."""
    if full(page):
        return 0
    used = paper.second(
        [
            (", ".join(row["texts"]), len(row["links"]), row["note"])
            for row in page["transfer_rows"]
        ],
        ", ".join(page["unknown"]),
        page["transfer_note"],
        min(documents(page), len(page["documents"])),
        len(page["documents"]) > documents(page),
        _funding(region),
        [source["title"] for source in page["sources"][:SOURCES]],
    )
    used += paper.LOGOS if region.values.get("funding_logos") else 0
    return paper.fitting(datasets, paper.PAGE - used - paper.HEADING - paper.TABLE, total)


def full(page: details.Page) -> bool:
    """Tell whether the transfer box takes most of page 2."""
    return len(page["transfer_rows"]) > FULL


def documents(page: details.Page) -> int:
    """Return how many documents stand on page 2."""
    return 2 if full(page) else DOCUMENTS


def _funding(region: Region) -> str:
    note = region.values.get("funding_note") or {}
    office = (region.values.get("programme") or {}).get("approving_authority") or ""
    return f"{note.get(tk.h.lang()) or note.get('de') or ''} Approved by: {office}."


def _fact(row: Row) -> float:
    return paper.fact(", ".join(row["texts"]), len(row["links"]), row["note"])


def shortened(text: str, length: int = TEXT) -> str:
    """Return whole sentences of a text, as many as fit; all of it when it is short enough."""
    if len(text) <= length:
        return text
    cut = max(text.rfind(mark, 0, length) for mark in (". ", "! ", "? ", ".\n"))
    return text[: cut + 1] if cut > 0 else f"{text[:length].rpartition(' ')[0]} …"


def qr_code(address: str) -> Any:
    """Return an address as a QR code: SVG without a size of its own."""
    drawn = segno.make(address, error="m").svg_inline(
        omitsize=True, border=2, light="#fff", svgclass="owl-sheet__code"
    )
    return Markup(drawn)  # noqa: S704 - shapes only: segno draws squares from the text


sheet.add_url_rule("/modellprojekte/<name>/projektblatt", "read", read, strict_slashes=False)
