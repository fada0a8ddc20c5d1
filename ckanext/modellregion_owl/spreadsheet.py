"""Tables for spreadsheets: what stands in them comes from outside."""

from __future__ import annotations

_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(text: str) -> str:
    """Return the text of a cell; one that a spreadsheet would take for a formula gets a quote."""
    return f"'{text}" if text.startswith(_BEGINS_FORMULA) else text
