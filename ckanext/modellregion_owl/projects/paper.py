"""How much of a project fits on the two pages of its sheet: millimetres of paper, estimated.

The widths and heights are those of theme/assets/sheet.css; tests/projects/test_pages_browser.py
prints sheets and looks that nothing is cut. Lengths of texts stand for their widths, rounded up, so
that a page ends early rather than too late.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil
from typing import TypedDict

PAGE = 233.0  # of 264, without head and foot
LINE, SMALL, NOTE = 5.5, 5.0, 4.1  # a line of text at 11, 10 and 9 pt
GAP = 2.0  # below a paragraph
HEADING = 11.3
TABLE = 7.0  # its head
LOGOS = 20.0
MORE = 7.6  # "and 12 more …"
CODE = 34.0  # the box with the QR code
WIDE = 96  # characters in a line of the text at 11 pt
VALUE = 60  # … in a value of the transfer box
SLIM = 58  # … in a fact of page 1, at 9 pt
COLUMNS = (38, 27, 12, 18)  # … in the columns of the table of datasets: 41, 27, 12 and 20 %


class Dataset(TypedDict):
    """A row of the table of datasets; `lang` of a title in another language than the page's."""

    title: str
    lang: str
    use: str
    formats: str
    updated: str


def lines(text: str, width: int) -> int:
    """Return how many lines a text takes; paragraphs begin a new one."""
    return sum(max(1, ceil(len(part) / width)) for part in text.splitlines() if part.strip())


def row(dataset: Dataset) -> float:
    """Return the height of a row of the table of datasets."""
    cells = (dataset["title"], dataset["use"], dataset["formats"], dataset["updated"])
    tallest = max(lines(cell, width) for cell, width in zip(cells, COLUMNS, strict=True))
    return SMALL * max(1, tallest) + 2.4


def fitting(datasets: Sequence[Dataset], room: float, total: int) -> int:
    """Return how many of the first datasets fit into `room`, with the line that names the rest.

    :param total: number of the project's datasets, those that are not in `datasets` too.
    """
    used, number = 0.0, 0
    for dataset in datasets:
        used += row(dataset)
        rest = MORE if total > number + 1 else 0
        if used + rest > room:
            break
        number += 1
    return number


def first(title: str, summary: str, steps: bool, facts: Iterable[float], text: str) -> float:
    """Return what page 1 takes without its datasets.

    :param facts: heights of the facts, which stand in two columns (see `fact`).
    """
    used = 10 + 9.5 * lines(title, 40) + GAP + 5.9 * lines(summary, 80) + 3
    used += 17 if steps else 0
    used += columns(list(facts))
    if text:
        used += HEADING + LINE * lines(text, WIDE) + GAP * max(1, text.count("\n\n") + 1)
    return used + HEADING + TABLE + CODE


def columns(heights: Sequence[float]) -> float:
    """Return the height of two columns that are filled in order, as low as can be."""
    splits = range(len(heights) + 1)
    return min(max(sum(heights[:split]), sum(heights[split:])) for split in splits)


def fact(values: str, links: int, note: str) -> float:
    """Return the height of a fact: label, values, links, note."""
    return 4.9 + LINE * (lines(values, 38) + links) + NOTE * lines(note, SLIM) + 2.3


def second(
    transfer: Iterable[tuple[str, int, str]],
    unknown: str,
    note: str,
    documents: int,
    left_out: bool,
    funding: str,
    sources: Sequence[str],
) -> float:
    """Return what page 2 takes without datasets.

    :param transfer: (values, number of links, note) of each row of the transfer box.
    :param unknown: what is not stated, in one row; "" = everything is known.
    :param documents: rows of the table of documents, 0 = no table.
    :param left_out: there are more documents, which a line counts.
    :param funding: the text on who has paid.
    :param sources: titles in the list of sources, in two columns.
    """
    used = 6 + 5.7 + (GAP + LINE * lines(note, 86) if note else 0)
    rows = [*transfer, *([(unknown, 0, "")] if unknown else [])]
    used += sum(LINE * max(1, lines(v, VALUE) + k) + NOTE * lines(n, 74) + 3.6 for v, k, n in rows)
    used += (HEADING + TABLE + 11.5 * documents + MORE * left_out) if documents else 0
    used += HEADING + LINE + GAP  # contact
    used += HEADING + LINE * lines(funding, 86) + GAP
    if sources:
        used += HEADING + columns([SMALL * lines(title, 46) for title in sources]) + 2 * LINE + GAP
    return used
