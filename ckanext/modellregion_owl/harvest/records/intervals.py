"""ISO 8601 in POD's `data.json`: periods ("2017-01-01/P1M") and repetitions ("R/P1D")."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from ckanext.modellregion_owl.findings import Finding, Severity, note

_REPETITION = re.compile(r"R\d*/-?P(?=.)[0-9.YMWDTHS]+")
_DURATION = re.compile(r"P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")
_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"\d{4}-\d\d")
_LAST_YEAR = 9999


def is_repetition(text: str) -> bool:
    """Tell whether a text is a repeating interval: how often something happens, no date."""
    return bool(_REPETITION.fullmatch(text.strip()))


def parts(text: str) -> tuple[str, str]:
    """Return the first and the last moment of a period, "" where it is open.

    A single moment is the period of its own length. A duration instead of an end gives the last
    year, month or day of the period, as exact as the start; this is noted (`period.duration`).
    """
    start, slash, end = (part.strip() for part in text.strip().partition("/"))
    start, end = _stated(start), _stated(end)
    if not slash:
        return start, start
    if not end.startswith("P"):
        return start, end
    last = _last(start, end)
    severity = Severity.IMPROVE if last else Severity.WRONG
    after = f"{start}/{last}"
    note(Finding("period.duration", severity, "temporal_coverage", before=text, after=after))
    return start, last


def _stated(text: str) -> str:
    return "" if text in ("..", "…") else text  # ISO 8601-2: an open side


def _last(start: str, duration: str) -> str:
    found = _DURATION.fullmatch(duration)
    if not found:
        return ""
    years, months, weeks, days = (int(n or 0) for n in found.groups())
    months += 12 * years
    days += 7 * weeks
    try:
        if _YEAR.fullmatch(start) and months and months % 12 == 0 and not days:
            return f"{_year(int(start) + months // 12 - 1):04}"
        if _MONTH.fullmatch(start) and months and not days:
            year, month = _add(int(start[:4]), int(start[5:]), months - 1)
            return f"{year:04}-{month:02}"
        first = date.fromisoformat(start)
        year, month = _add(first.year, first.month, months)
        day = min(first.day, monthrange(year, month)[1])
        return (date(year, month, day) + timedelta(days=days - 1)).isoformat()
    except (ValueError, OverflowError):  # no date, a time of day, beyond the calendar
        return ""


def _add(year: int, month: int, months: int) -> tuple[int, int]:
    total = year * 12 + month - 1 + months
    return _year(total // 12), total % 12 + 1


def _year(year: int) -> int:
    if not 1 <= year <= _LAST_YEAR:
        raise ValueError(year)
    return year
