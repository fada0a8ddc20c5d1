"""`/modellprojekte/<name>/projektblatt`: a project on two pages of paper (design 12)."""

from __future__ import annotations

from math import ceil
from typing import Any

import segno
from flask import Blueprint
from markupsafe import Markup
from werkzeug.wrappers import Response

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.projects import details, helpers, presenter, store
from ckanext.modellregion_owl.projects.access import may_read
from ckanext.modellregion_owl.projects.datasets import find
from ckanext.modellregion_owl.region import load_region

ROWS = 8  # datasets and sources that fit on paper; the sheet names the number of the rest
FEWEST = 3
TEXT = 900  # characters of the description
LINES = 14  # of page 1: description, title (counts twice), long notes and datasets together
WIDE, LARGE, NOTE = 100, 38, 48  # characters in a line of the text, the title, a note of the facts

sheet = Blueprint("projektblatt", __name__)


def read(name: str) -> str | Response:
    """Show one project for printing.

    Context: `project` (details.Page), `text` (description, as far as it fits), `datasets`,
    `dataset_count`, `region`, `permalink`, `code` (the permalink as a QR code, SVG), `rows`.
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
    text = shortened(page["description"])
    permalink = str(tk.url_for("modellprojekte.read", name=name, qualified=True, locale="default"))
    return tk.render(
        "projects/sheet.html",
        {
            "project": page,
            "text": text,
            "datasets": found.results[: room(page, text)],
            "dataset_count": found.count,
            "region": region,
            "permalink": permalink,
            "code": qr_code(permalink),
            "rows": ROWS,
        },
    )


def room(page: details.Page, text: str) -> int:
    """Return how many datasets fit on page 1 beside title, facts and description."""
    # The facts stand in two columns.
    notes = sum(len(row["note"]) // NOTE for row in page["facts"]) / 2
    lines = 2 * ceil(len(page["title"]) / LARGE) + ceil(len(text) / WIDE) + ceil(notes)
    return max(FEWEST, min(ROWS, LINES - lines))


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
