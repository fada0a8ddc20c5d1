"""/zahlen for council and press, /entwickler for people who build on the data."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, Response

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

from ckanext.modellregion_owl.spreadsheet import cell
from ckanext.modellregion_owl.theme import developers
from ckanext.modellregion_owl.theme.figures import (
    Figures,
    Row,
    Table,
    adopters,
    figures,
    questions,
    share,
)
from ckanext.modellregion_owl.theme.presentation import NBSP, format_date, format_number

pages = Blueprint("modellregion_pages", __name__)


def numbers() -> str:
    """Show the figures. Context: `figures` (Figures, None when the search is away), `overview`
    (rows), `paragraph` (text to copy), `day`."""
    try:
        found: Figures | None = _figures()
    except SearchError:
        found = None
    context: dict[str, Any] = {"figures": found}
    if found:
        context["overview"] = overview(found)
        context["day"] = _day(found)
        context["paragraph"] = paragraph(found)
    return tk.render("modellregion/figures.html", context)


def numbers_csv() -> Response:
    """Send the figures as CSV (semicolons and a mark for the encoding: spreadsheets open it)."""
    try:
        found = _figures()
    except SearchError:
        return Response(
            tk._("The catalogue can't be read at the moment.") + "\n",
            503,
            {"Retry-After": "300"},
            content_type="text/plain; charset=utf-8",
        )
    head = [[tk._("Table"), tk._("Figure"), tk._("Number"), tk._("Per cent of all datasets")]]
    rows = [_line(tk._("Overview"), row) for row in overview(found)]
    rows += [_line(table.title, row) for table in found.tables for row in table.rows]
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([*head, *rows])
    response = Response("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"zahlen-{found.day.isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def overview(found: Figures) -> list[Row]:
    """Return the first table: the figures that have no table of their own."""
    rows = [
        Row(tk._("Datasets"), found.total),
        Row(tk._("Free to use"), found.free, share(found.free, found.total)),
        Row(
            tk._("High-value datasets (EU 2023/138)"),
            found.high_value,
            share(found.high_value, found.total),
        ),
        Row(tk._("Municipalities with data"), found.municipalities),
    ]
    if found.projects is not None:
        rows.append(Row(tk._("Model projects"), found.projects))
        rows.append(Row(tk._("Model projects with data"), found.projects_with_data))
        rows.append(Row(tk._("Others that have taken a project over"), found.adopters))
    return rows


def paragraph(found: Figures) -> str:
    """Return the text to copy into a paper: number, free use, projects, day, address."""
    lang = tk.h.lang()
    parts = [
        tk.ungettext(
            "On {day} the catalogue “{title}” has {number} dataset.",
            "On {day} the catalogue “{title}” has {number} datasets.",
            found.total,
        ).format(day=_day(found), title=tk.g.site_title, number=format_number(found.total, lang)),
        tk._("{number} of them ({share} %) are free to use.")
        .format(number=format_number(found.free, lang), share=share(found.free, found.total))
        .replace(" %", f"{NBSP}%"),
    ]
    if found.projects:
        parts.append(
            tk._("Model projects with data: {with_data} of {projects}.").format(
                with_data=found.projects_with_data, projects=found.projects
            )
        )
    address = tk.url_for("modellregion_pages.numbers", qualified=True, locale="default")
    parts.append(tk._("Source: {address}").format(address=address))
    return " ".join(parts)


def for_developers() -> str:
    """Show the interfaces with examples. Context: `sections` (developers.Section)."""
    return tk.render("modellregion/developers.html", {"sections": developers.sections()})


def _figures() -> Figures:
    titles = tk.h.get("modellregion_project_titles")
    today = date.today()  # noqa: DTZ011 - the reader's day
    found = figures(titles() if titles else None, today)
    more = (_quality(today), questions(today))
    return replace(
        found,
        tables=(*found.tables, *(table for table in more if table)),
        adopters=_adopters(),
    )


def _quality(today: date) -> Table | None:
    """Return the points of the descriptions then and now; None before the first night."""
    if not p.plugin_loaded("modellregion_owl_feed"):
        return None
    from ckanext.modellregion_owl.quality.days import then_and_now

    rows = []
    for one in then_and_now(today):
        day = format_date(one.day.isoformat(), tk.h.lang())
        text = tk._("{title}, {day}") if one.title else tk._("All, {day}")
        rows.append(Row(text.format(title=one.title, day=day), one.points))
    title = tk._("Quality of the descriptions, points of 405 on average")
    return Table("quality", title, tuple(rows)) if rows else None


def _adopters() -> int:
    if not p.plugin_loaded("modellregion_owl_projects"):
        return 0
    from ckanext.modellregion_owl.projects import store

    return adopters(store.all_projects())


def _day(found: Figures) -> str:
    return format_date(found.day.isoformat(), tk.h.lang())


def _line(table: str, row: Row) -> list[Any]:
    # Titles come from outside.
    return [table, cell(row.label), row.number, "" if row.share is None else row.share]


pages.add_url_rule("/zahlen", "numbers", numbers, strict_slashes=False)
pages.add_url_rule("/zahlen.csv", "numbers_csv", numbers_csv)
pages.add_url_rule("/entwickler", "for_developers", for_developers, strict_slashes=False)
