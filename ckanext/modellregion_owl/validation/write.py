"""Reports for the command line: text, JSON, CSV, Turtle; each dataset as soon as it is checked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ckanext.modellregion_owl.spreadsheet import MARK, line
from ckanext.modellregion_owl.texts import translate_plural as ngettext
from ckanext.modellregion_owl.validation.check import kinds
from ckanext.modellregion_owl.validation.result import Report
from ckanext.modellregion_owl.validation.told import as_dict, told

_COLUMNS = ("severity_text", "label", "value", "message", "fix", "link", "rule", "node")


@dataclass(frozen=True)
class Checked:
    """A dataset, or a file, with its report; `name` is "" for a file."""

    name: str
    title: str
    report: Report


Written = Iterator[tuple[str, bool]]  # text of a part, whether all in it conforms


def as_text(found: Iterable[Checked]) -> Written:
    """Yield what is wrong with each; one line per rule, however often it is broken."""
    number = broken = 0
    for one in found:
        number += 1
        broken += not one.report.conforms
        if one.report.results:
            yield "\n".join([one.title, *_lines(one)]), one.report.conforms
    text = ngettext("{n} checked, {m} with errors.", "{n} checked, {m} with errors.", number)
    yield text.format(n=number, m=broken), not broken


def _lines(one: Checked) -> Iterator[str]:
    for result, number in kinds(one.report.results):
        shown = told(result, one.name)
        value = f" [{shown.value[:80]}]" if shown.value else ""
        times = f" (×{number})" if number > 1 else ""
        yield f"  {shown.severity_text}: {shown.message}{value}{times}"
        yield f"    → {shown.fix}{' ' + shown.link if shown.link else ''}"


def as_json(found: Iterable[Checked]) -> Written:
    """Yield one JSON document per line: {dataset, title, conforms, results}."""
    for one in found:
        head = {"dataset": one.name, "title": one.title}
        text = json.dumps({**head, **as_dict(one.report, one.name)}, ensure_ascii=False)
        yield text, one.report.conforms


def as_csv(found: Iterable[Checked]) -> Written:
    """Yield lines for a spreadsheet: semicolons, and a mark of the encoding."""
    yield MARK + line(["dataset", "title", *_COLUMNS]), True
    for one in found:
        shown = [told(result, one.name) for result in one.report.results]
        rows = [[one.name, one.title, *(getattr(t, c) for c in _COLUMNS)] for t in shown]
        if rows:
            yield "\n".join(line(row) for row in rows), one.report.conforms


def as_turtle(found: Iterable[Checked]) -> Written:
    """Yield the engine's own reports."""
    for one in found:
        yield f"# {one.title}\n{one.report.turtle}", one.report.conforms


FORMATS: dict[str, Callable[[Iterable[Checked]], Written]] = {
    "text": as_text,
    "json": as_json,
    "csv": as_csv,
    "ttl": as_turtle,
}
