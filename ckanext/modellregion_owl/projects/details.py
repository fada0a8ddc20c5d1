"""The project page: facts, status, money, transfer, related projects, sources (design 04)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.projects import formats, presenter
from ckanext.modellregion_owl.projects.presenter import Card, Record, text
from ckanext.modellregion_owl.region import Region


class Link(TypedDict):
    """A link with its words."""

    title: str
    url: str


class Row(TypedDict):
    """A labelled value. `texts` and `links` are empty where the value is unknown."""

    label: str
    texts: list[str]
    links: list[Link]
    note: str


class Step(TypedDict):
    """One of the KDN's four steps; `state`: done, current or todo."""

    slug: str
    label: str
    meaning: str
    date: str
    basis: str
    state: str


class Money(TypedDict):
    """A row of the table "where the money came from".

    `share` is the part of the total in per cent, None when the total is not known.
    """

    label: str
    amount: str
    basis: str
    note: str
    share: int | None
    total: bool


class Related(TypedDict):
    """The project before or after this one."""

    kind: str
    title: str
    url: str
    runtime: str


class Page(Card):
    """A project's page: its card and everything below."""

    description: str
    description_german: bool
    steps: list[Step]
    status_note: str
    facts: list[Row]
    funding: list[Money]
    transfer_rows: list[Row]
    transfer_note: str
    unknown: list[str]
    milestones: list[dict[str, str]]
    related: list[Related]
    links: list[Link]
    sources: list[Link]
    open_data_note: str
    checked: str


def page(
    record: Record,
    region: Region,
    language: str,
    card: Card,
    others: Mapping[str, Record],
    url_of: Callable[[str], str],
) -> Page:
    """Return everything that the page of one project shows.

    :param others: the site's projects by name, for predecessor and successor.
    :param url_of: address of a project's page by name.
    `unknown` lists the labels of the transfer profile of which nothing is known.
    """
    rows = _transfer(record, language)
    return {
        **card,
        "description": text(record, "description", language)[0],
        "description_german": bool(presenter.german(record, ("description",), language)),
        "steps": steps(record, language),
        "status_note": text(record, "status_note", language)[0],
        "facts": facts(record, language, card),
        "funding": funding(record, language, _funder(region)),
        "transfer_rows": [row for row in rows if row["texts"] or row["links"]],
        "transfer_note": text(record, "transfer_note", language)[0],
        "unknown": [row["label"] for row in rows if not (row["texts"] or row["links"])],
        "milestones": [
            {"date": formats.month(m.get("date"), language), "title": text(m, "title", language)[0]}
            for m in record.get("milestones") or ()
        ],
        "related": _related(record, language, others, url_of),
        "links": _links(record, language),
        "sources": _sources(record),
        "open_data_note": text(record, "open_data_note", language)[0],
        "checked": formats.day(record.get("checked"), language),
    }


def steps(record: Record, language: str) -> list[Step]:
    """Return the four steps with the one the project has reached; [] when its status is unknown."""
    status = str(record.get("status") or "")
    if status not in presenter.STEPS:
        return []
    reached = presenter.STEPS.index(status)
    dates = {"vorbereitung": "grant_date", "umsetzung": "go_live", "projektabschluss": "end"}
    return [
        {
            "slug": slug,
            "label": presenter.status_word(slug),
            "meaning": presenter.status_meaning(slug),
            "date": formats.month(record.get(dates.get(slug, "")), language),
            "basis": presenter.basis(record.get("end_basis")) if dates.get(slug) == "end" else "",
            "state": "current" if n == reached else "done" if n < reached else "todo",
        }
        for n, slug in enumerate(presenter.STEPS)
    ]


def facts(record: Record, language: str, card: Card) -> list[Row]:
    """Return the facts at a glance, in the order of the page; an unknown one has no texts."""
    website = str(record.get("website") or "")
    return [
        _row(tk._("Lead"), [card["lead"]], text(record, "lead_note", language)[0]),
        _row(tk._("Runtime"), [card["runtime"]], text(record, "runtime_note", language)[0]),
        _row(tk._("State funding"), *_amount(record, "funding_state", language)),
        _row(tk._("Total funding"), *_amount(record, "funding_total", language)),
        _row(
            tk._("Partners"),
            list(record.get("partners") or ()),
            text(record, "partners_note", language)[0],
        ),
        _row(tk._("Website"), [], "", [{"title": _host(website), "url": website}]),
    ]


def funding(record: Record, language: str, funder: str) -> list[Money]:
    """Return state, own share and total, those of which an amount is known; [] when none is.

    :param funder: who stands for "state" in the table.
    """
    total = _number(record.get("funding_total"))
    rows: list[Money] = []
    for name, words, is_total in (
        ("funding_state", funder, False),
        ("funding_own", tk._("Own share"), False),
        ("funding_total", tk._("Total"), True),
    ):
        amount = _number(record.get(name))
        if amount is None:
            continue
        rows.append(
            {
                "label": words,
                "amount": presenter.money(record, name, language),
                "basis": presenter.basis(record.get(f"{name}_basis")),
                "note": text(record, f"{name}_note", language)[0],
                "share": round(100 * amount / total) if total and not is_total else None,
                "total": is_total,
            }
        )
    return rows


def _funder(region: Region) -> str:
    programme = region.values.get("programme") or {}
    return str(programme.get("funder") or tk._("State funding"))


def _amount(record: Record, name: str, language: str) -> tuple[list[str], str]:
    known = presenter.basis(record.get(f"{name}_basis"))
    note = text(record, f"{name}_note", language)[0]
    notes = ". ".join(part for part in (known, note) if part)
    return [presenter.money(record, name, language)], notes


def _transfer(record: Record, language: str) -> list[Row]:
    lessons = str(record.get("transfer_lessons_url") or "")
    code = str(record.get("transfer_source_code") or "")
    return [
        _row(tk._("What you get"), list(record.get("transfer_results") or ())),
        _row(tk._("For whom"), [text(record, "transfer_target_group", language)[0]]),
        _row(
            tk._("Available from"), [formats.month(record.get("transfer_available_from"), language)]
        ),
        _row(tk._("Adopted by"), _adopters(record)),
        _row(tk._("Open standards"), list(record.get("transfer_open_standards") or ())),
        _row(tk._("Lessons learned"), [], "", [{"title": _host(lessons), "url": lessons}]),
        _row(tk._("Source code"), [], "", [{"title": _host(code), "url": code}]),
        _row(tk._("Software licence"), [str(record.get("transfer_licence") or "")]),
        _row(tk._("Maturity"), [_maturity(record.get("transfer_maturity"))]),
        _row(tk._("Maintenance"), [str(record.get("transfer_maintenance") or "")]),
        _row(tk._("Effort"), [str(record.get("transfer_effort") or "")]),
    ]


def _maturity(value: Any) -> str:
    words = {
        "concept": tk._("concept"),
        "development": tk._("in development"),
        "beta": tk._("in trial"),
        "stable": tk._("in operation"),
        "obsolete": tk._("replaced"),
    }
    return words.get(str(value or ""), "")


def _adopters(record: Record) -> list[str]:
    found = []
    for row in record.get("transfer_adopters") or ():
        version = row.get("version")
        name = str(row.get("name") or "")
        found.append(
            tk._("{name} (version {version})").format(name=name, version=version)
            if version
            else name
        )
    return found


def _related(
    record: Record, language: str, others: Mapping[str, Record], url_of: Callable[[str], str]
) -> list[Related]:
    kinds = (("predecessor", tk._("Predecessor")), ("successor", tk._("Successor")))
    return [
        {
            "kind": words,
            "title": text(others[record[key]], "title", language)[0],
            "url": url_of(record[key]),
            "runtime": presenter.runtime(others[record[key]], language),
        }
        for key, words in kinds
        if record.get(key) in others
    ]


def _links(record: Record, language: str) -> list[Link]:
    return [
        {"title": text(row, "title", language)[0], "url": row["url"]}
        for row in record.get("links") or ()
        if safe(row.get("url"))
    ]


def _sources(record: Record) -> list[Link]:
    return [
        {"title": row["title"], "url": row.get("url", "") if safe(row.get("url")) else ""}
        for row in record.get("sources") or ()
    ]


def safe(url: Any) -> bool:
    """Tell whether an address may stand in `href`: http and https only."""
    return str(url or "").startswith(("https://", "http://"))


def _row(name: str, values: Sequence[str], note: str = "", links: Sequence[Link] = ()) -> Row:
    return {
        "label": name,
        "texts": [value for value in values if value],
        "links": [link for link in links if safe(link["url"])],
        "note": note,
    }


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].removeprefix("www.")


def _number(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None
