"""The desk's tables for spreadsheets, row by row: semicolons, a byte order mark, no formulas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask import Response, stream_with_context

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.desk import listing
from ckanext.modellregion_owl.desk.cause import Scope
from ckanext.modellregion_owl.spreadsheet import MARK, line
from ckanext.modellregion_owl.texts import translate as _

Row = Sequence[object]


def of_causes(results: Iterable[Mapping[str, Any]]) -> Iterator[Row]:
    """Yield the table of `modellregion_desk_list`."""
    yield (_("Effect"), _("Number"), _("What"), _("More about it"), _("Note"), _("Accepted until"))
    for one in results:
        note, accepted = one["note"] or {}, one["accepted"] or {}
        yield (
            one["effect_text"],
            one["count"],
            one["text"],
            one["detail"],
            note.get("reason", ""),
            accepted.get("until", ""),
        )


def of_datasets(scope: Scope, key: str) -> Iterator[Row]:
    """Yield the table of a cause's datasets."""
    yield (_("Dataset"), _("Title"), _("Address"), _("File"), _("Field"), _("Value"))
    for one in listing.affected(scope, key):
        yield (one.name, one.title, _address(one.name), one.file, one.field, one.value)


def _address(name: str) -> str:
    if not name:
        return ""
    return str(tk.url_for("dataset.read", id=name, _external=True, locale="default"))


def of_days(days: Iterable[Mapping[str, Any]]) -> Iterator[Row]:
    """Yield the table of `modellregion_desk_figures`."""
    yield (_("Day"), _("Blocks GovData"), _("Wrong"), _("Could be better"))
    for one in days:
        yield (one["day"], one["blocks"], one["wrong"], one["improve"])


def response(rows: Iterator[Row], name: str) -> Response:
    """Return a table as a file, sent as it is made."""
    answer = Response(stream_with_context(_lines(rows)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _lines(rows: Iterator[Row]) -> Iterator[str]:
    yield MARK
    for row in rows:
        yield line(row) + "\r\n"
