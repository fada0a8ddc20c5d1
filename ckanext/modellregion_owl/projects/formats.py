"""Dates that are only as exact as their source, and amounts of money, as people read them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

import ckan.plugins.toolkit as tk

DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:[T ].*)?")
GERMAN = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
NBSP = "\u00a0"


def joined(text: str) -> str:
    """Return the text with no-break spaces before dashes: no line begins with one (design, 5)."""
    return text.replace(" – ", f"{NBSP}– ")


def iso(value: Any) -> str:
    """Return a date as ISO text, as exact as it came: "2019", "2019-02" or "2019-02-05".

    Reads ISO dates (of a moment the day) and German days ("5.2.2019"); "" for anything else.
    """
    text = str(value or "").strip()
    german = GERMAN.fullmatch(text)
    found = DATE.fullmatch(text)
    if german:
        parts = tuple(reversed(german.groups()))
    elif found:
        parts = tuple(part for part in found.groups() if part)
    else:
        return ""
    year, month_, day_ = (*map(int, parts), 1, 1)[:3]
    try:
        return date(year, month_, day_).isoformat()[: (4, 7, 10)[len(parts) - 1]]
    except ValueError:
        return ""


def day(value: Any, language: str) -> str:
    """Return "2019-02-05" as "05.02.2019", "2019-02" as "Februar 2019", "2019" as it is.

    English: "5 February 2019", "February 2019". A German day is read too; anything else comes back
    unchanged.
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
    known = iso(value)
    if not known:
        return str(value or "").strip()
    if len(known) == len("2019"):
        return known
    whole = len(known) == len("2019-02-05")
    moment = date.fromisoformat(known if whole else f"{known}-01")
    return str(format_date(moment, pattern if whole else "LLLL y", locale=language))
