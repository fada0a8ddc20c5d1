"""Dates that are only as exact as their source, and amounts of money, as people read them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

import ckan.plugins.toolkit as tk

DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:[T ].*)?")
NBSP = "\u00a0"


def joined(text: str) -> str:
    """Return the text with no-break spaces before dashes: no line begins with one (design, 5)."""
    return text.replace(" – ", f"{NBSP}– ")


def day(value: Any, language: str) -> str:
    """Return "2019-02-05" as "05.02.2019", "2019-02" as "Februar 2019", "2019" as it is.

    English: "5 February 2019", "February 2019". Anything else comes back unchanged.
    """
    return _format(value, language, "dd.MM.y" if language == "de" else "d MMMM y")


def month(value: Any, language: str) -> str:
    """Return the month of a date, "Februar 2019", or its year where no month is known."""
    return _format(value, language, "LLLL y")


def euros(value: Any, language: str, qualifier: str = "") -> str:
    """Return an amount in whole euros with no-break space, "" when it is unknown.

    "rund 692.000 €", "about €692,000".
    """
    try:
        number = int(value)
    except (TypeError, ValueError):
        return ""
    text = format_decimal(number, locale=language)
    amount = f"{text}{NBSP}€" if language == "de" else f"€{text}"
    word = {
        "about": tk._("about"),
        "almost": tk._("almost"),
        "over": tk._("over"),
    }.get(qualifier)
    return f"{word}{NBSP}{amount}" if word else amount


def _format(value: Any, language: str, pattern: str) -> str:
    text = str(value or "").strip()
    found = DATE.fullmatch(text)
    if not found:
        return text
    year, month_, day_ = found.groups()
    if not month_:
        return year
    try:
        moment = date(int(year), int(month_), int(day_ or 1))
    except ValueError:
        return text
    return str(format_date(moment, pattern if day_ else "LLLL y", locale=language))
