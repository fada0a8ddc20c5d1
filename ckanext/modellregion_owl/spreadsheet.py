"""Tables for spreadsheets: what stands in them comes from outside."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

MARK = "\ufeff"  # before the first line: without it spreadsheets guess the encoding
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(text: str) -> str:
    """Return the text of a cell; one that a spreadsheet would take for a formula gets a quote."""
    return f"'{text}" if text.startswith(_BEGINS_FORMULA) else text


def line(cells: Iterable[Any]) -> str:
    """Return a line without its end: texts made safe, semicolons between."""
    out = io.StringIO()
    safe = [cell(value) if isinstance(value, str) else value for value in cells]
    csv.writer(out, delimiter=";", lineterminator="").writerow(safe)
    return out.getvalue()
