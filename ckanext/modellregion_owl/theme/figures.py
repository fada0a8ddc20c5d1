"""The figures of the catalogue for council and press, from the facets of one search (/zahlen)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from redis.exceptions import RedisError

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import facets
from ckanext.modellregion_owl.ask import abuse
from ckanext.modellregion_owl.ask.reasons import reasons
from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.theme.facts import FORMAT, HIGH_VALUE, MONTH, USE
from ckanext.modellregion_owl.theme.terms import TERMS

PROJECT = facets.PROJECT.index
ORGANISATION = facets.ORGANISATION.index
DAYS = 365
FIELDS = (ORGANISATION, PROJECT, USE, FORMAT, MONTH, HIGH_VALUE)


@dataclass(frozen=True)
class Row:
    """One figure; `share` in whole per cent of all datasets, None where that says nothing."""

    label: str
    number: int
    share: int | None = None


@dataclass(frozen=True)
class Table:
    """A table of the page: id for its heading, title, rows."""

    name: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Figures:
    """All that /zahlen says. `projects` is None without the plugin of the model projects."""

    day: date
    total: int
    free: int
    high_value: int
    municipalities: int
    projects: int | None
    projects_with_data: int
    tables: tuple[Table, ...]
    adopters: int = 0


def adopters(projects: Iterable[Mapping[str, Any]]) -> int:
    """Return how many others have taken a model project over, each counted once."""
    rows = (row for record in projects for row in record.get("transfer_adopters") or ())
    return len({str(row.get("name") or "").casefold() for row in rows} - {""})


def figures(projects: Mapping[str, str] | None, today: date) -> Figures:
    """Return the figures of the public datasets; one search.

    :param projects: titles of the model projects by name, None when there is no such plugin.
    :raises ckan.lib.search.SearchError: the search does not answer.
    """
    query = {
        "rows": 0,
        "fq": "dataset_type:dataset",
        "facet.field": list(FIELDS),
        "facet.limit": -1,
    }
    found = tk.get_action("package_search")({}, query)
    counts = {name: dict(found["facets"].get(name, {})) for name in FIELDS}
    total = int(found["count"])
    titles = _organisations(found)
    uses = counts[USE]
    return Figures(
        day=today,
        total=total,
        free=sum(n for kind, n in uses.items() if kind in TERMS and TERMS[kind].free),
        high_value=counts[HIGH_VALUE].get("ja", 0),
        municipalities=len(counts[ORGANISATION]),
        projects=None if projects is None else len(projects),
        projects_with_data=len(counts[PROJECT]),
        tables=_tables(counts, total, titles, projects or {}, today),
    )


def by_age(months: Mapping[str, int], total: int, today: date) -> list[Row]:
    """Return how old the data are: up to 3 months, up to 12, older, not stated.

    A date that names only a year counts as its last month: nothing is made older than it is.
    """
    ages = (0, 0, 0)
    for month, number in months.items():
        year, _, part = month.partition("-")
        age = (today.year - int(year)) * 12 + today.month - int(part or 12)
        which = 0 if age <= 3 else 1 if age <= 12 else 2
        ages = tuple(n + number * (i == which) for i, n in enumerate(ages))  # type: ignore[assignment]
    labels = (
        tk._("Changed in the last 3 months"),
        tk._("Changed 4 to 12 months ago"),
        tk._("Older than 12 months"),
        tk._("As of: not stated"),
    )
    numbers = (*ages, max(total - sum(ages), 0))
    return [_row(label, number, total) for label, number in zip(labels, numbers, strict=True)]


def questions(today: date) -> Table | None:
    """Return how many questions came in 12 months, by reason; None when none did or Redis is away.

    Only these numbers are kept of a question (ask/abuse.py).
    """
    try:
        found = abuse.totals(today, DAYS)
    except RedisError:
        return None
    rows = [Row(reason.label, found.get(reason.name, 0)) for reason in reasons()]
    title = tk._("Questions in the last 12 months")
    return Table("questions", title, tuple(rows)) if any(found.values()) else None


def share(number: int, total: int) -> int:
    """Return whole per cent, 0 of nothing."""
    return round(100 * number / total) if total else 0


def _tables(
    counts: Mapping[str, Mapping[str, int]],
    total: int,
    organisations: Mapping[str, str],
    projects: Mapping[str, str],
    today: date,
) -> tuple[Table, ...]:
    words = {kind: tk._(terms.short) for kind, terms in TERMS.items()}
    tables = (
        Table(
            "municipalities",
            tk._("Datasets by municipality"),
            _rows(counts[ORGANISATION], organisations, total),
        ),
        Table("use", tk._("What people may do with them"), _rows(counts[USE], words, total)),
        Table("age", tk._("How current the data are"), tuple(by_age(counts[MONTH], total, today))),
        Table("formats", tk._("Datasets by format"), _rows(counts[FORMAT], {}, total)),
        Table(
            "projects", tk._("Datasets by model project"), _rows(counts[PROJECT], projects, total)
        ),
    )
    return tuple(table for table in tables if table.rows)


def _rows(counts: Mapping[str, int], labels: Mapping[str, str], total: int) -> tuple[Row, ...]:
    rows = [_row(labels.get(value, value), number, total) for value, number in counts.items()]
    return tuple(sorted(rows, key=lambda row: (-row.number, row.label.casefold())))


def _row(label: str, number: int, total: int) -> Row:
    return Row(label, number, share(number, total))


def _organisations(found: Mapping[str, Any]) -> dict[str, str]:
    """Return the organisations' titles: CKAN's, which people may edit, else the region's."""
    items = found["search_facets"].get(ORGANISATION, {}).get("items", [])
    own = {row.slug: row.title["de"] for row in load_region().municipalities}
    return own | {item["name"]: item["display_name"] for item in items}
