"""A report as text for the command line, as JSON, as CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from babel.numbers import format_decimal
from flask import has_request_context

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.govdata.report import Report, Told
from ckanext.modellregion_owl.spreadsheet import cell
from ckanext.modellregion_owl.texts import translate as _
from ckanext.modellregion_owl.texts import translate_plural as ngettext

SHOWN = 10  # datasets of a cause in the text; JSON and CSV have all
FORMATS = ("text", "json", "csv")


def as_json(report: Report) -> str:
    """Return everything as JSON."""
    return json.dumps(report.as_dict(), ensure_ascii=False, indent=2)


def as_csv(report: Report) -> str:
    """Return one line for each finding (semicolons and a mark of the encoding: spreadsheets)."""
    head = ("severity", "rule", "dataset", "title", "field", "value", "message", "fix", "link")
    out = io.StringIO()
    lines = csv.writer(out, delimiter=";")
    lines.writerow(head)
    for cause in report.causes():
        for t in cause.told:
            cells = (cause.severity_text, t.rule, t.dataset, t.title, t.field, t.before)
            lines.writerow([cell(c) for c in (*cells, t.message, t.fix, t.link or t.page)])
    word = _("Not delivered from here")
    for row in report.left_out:
        what = (word, "", row["dataset"], row["title"], "", "")
        lines.writerow([cell(c) for c in (*what, row["reason"], "", "")])
    return "\ufeff" + out.getvalue()


def as_text(report: Report) -> str:
    """Return the report for people."""
    return "\n".join(_lines(report))


def summary(report: Report) -> str:
    """Return in one sentence what was read."""
    datasets = ngettext("{n} dataset", "{n} datasets", report.datasets).format(n=report.datasets)
    pages = ngettext("{n} page", "{n} pages", report.pages).format(n=report.pages)
    return _("{datasets} on {pages}, read in {seconds} seconds (slowest page: {slowest}).").format(
        datasets=datasets,
        pages=pages,
        seconds=_number(report.seconds),
        slowest=_number(report.slowest),
    )


def _number(value: float) -> str:
    """Return a number as the page's or the site's language writes it."""
    site = str(tk.config.get("ckan.locale_default") or "en")
    return str(format_decimal(value, locale=tk.h.lang() if has_request_context() else site))


def verdict(report: Report) -> str:
    """Return in one sentence whether GovData will take the catalogue."""
    if report.blocks:
        return _("GovData would not take the catalogue as it is.")
    return _("GovData can take the catalogue.")


def _lines(report: Report) -> Iterator[str]:
    yield report.url
    yield summary(report)
    if not report.complete:
        yield _("The catalogue was not read to the end.")
    yield from _changes(report)
    for cause in report.causes():
        yield ""
        yield f"{cause.severity_text}: {cause.message} ({len(cause.told)})"
        yield f"  → {cause.fix}"
        for told in cause.told[:SHOWN]:
            yield f"  - {_named(told)}"
        if len(cause.told) > SHOWN:
            yield f"  … {len(cause.told) - SHOWN}"
    yield from _left_out(report)
    yield ""
    yield verdict(report)


def _changes(report: Report) -> Iterator[str]:
    if report.changes:
        told = report.changes
        yield ""
        yield _("Since the last visit on {date}").format(date=told["since"])
        text = _("{added} new, {changed} changed, {removed} no longer delivered.")
        numbers = {**told, "removed": len(told["removed"])}
        yield "  " + text.format(**numbers)
        for title in told["removed"][:SHOWN]:
            yield f"  - {title}"


def _left_out(report: Report) -> Iterator[str]:
    if report.left_out:
        yield ""
        yield f"{_('Not delivered from here')} ({len(report.left_out)})"
        for row in report.left_out[:SHOWN]:
            yield f"  - {row['title']}: {row['reason']}"
        if len(report.left_out) > SHOWN:
            yield f"  … {len(report.left_out) - SHOWN}"


def _named(told: Told) -> str:
    what = told.title or told.dataset or told.page
    value = f" [{told.before[:80]}]" if told.before else ""
    return f"{what}{value}" + (f"\n    {told.link}" if told.link else "")
