"""The project page: facts, status, money, transfer, related projects, sources (design 04)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypedDict

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.projects import formats, presenter, transfer_words
from ckanext.modellregion_owl.projects.funding import Money, funder_of, funding
from ckanext.modellregion_owl.projects.presenter import Card, Record, text
from ckanext.modellregion_owl.projects.rows import Link, Row, host, labelled, mailbox, safe
from ckanext.modellregion_owl.projects.spoken import german, like
from ckanext.modellregion_owl.projects.steps import Step, steps
from ckanext.modellregion_owl.projects.transfer import transfer
from ckanext.modellregion_owl.region import Region


class Related(TypedDict):
    """The project before or after this one."""

    kind: str
    title: str
    url: str
    runtime: str


class Document(TypedDict):
    """A document with what people ask before they open it; "" = not stated."""

    title: str
    url: str
    type: str
    licence: str
    date: str
    language: str
    accessible: str


class Image(TypedDict):
    """An image of this portal with its description and its rights."""

    name: str
    alt: str
    copyright: str


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
    documents: list[Document]
    image: Image | None
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
    rows = transfer(record, language)
    return {
        **card,
        "description": text(record, "description", language)[0],
        "description_german": bool(presenter.german(record, ("description",), language)),
        "steps": steps(record, language),
        "status_note": text(record, "status_note", language)[0],
        "facts": facts(record, language, card),
        "funding": funding(record, language, funder_of(region)),
        "transfer_rows": [r for r in rows if r["texts"] or r["links"]],
        "transfer_note": text(record, "transfer_note", language)[0],
        "unknown": [r["label"] for r in rows if not (r["texts"] or r["links"])],
        "milestones": [
            {"date": formats.month(m.get("date"), language), "title": text(m, "title", language)[0]}
            for m in record.get("milestones") or ()
        ],
        "documents": [_document(row, language) for row in record.get("documents") or ()],
        "image": _image(record, language),
        "related": _related(record, language, others, url_of),
        "links": _links(record, language),
        "sources": _sources(record, language),
        "open_data_note": text(record, "open_data_note", language)[0],
        "checked": formats.day(record.get("checked"), language),
    }


def facts(record: Record, language: str, card: Card) -> list[Row]:
    """Return the facts at a glance, in the order of the page; an unknown one has no texts."""
    website = str(record.get("website") or "")
    return [
        labelled(tk._("Lead"), [card["lead"]], text(record, "lead_note", language)[0]),
        labelled(tk._("Runtime"), [card["runtime"]], text(record, "runtime_note", language)[0]),
        labelled(tk._("State funding"), *_amount(record, "funding_state", language)),
        labelled(tk._("Total funding"), *_amount(record, "funding_total", language)),
        labelled(
            tk._("Partners"),
            list(record.get("partners") or ()),
            text(record, "partners_note", language)[0],
        ),
        labelled(
            tk._("Web page of the project"), [], "", [{"title": host(website), "url": website}]
        ),
        _contact(record),
    ]


def _contact(record: Record) -> Row:
    page = str(record.get("contact_url") or "")
    links = [*mailbox(record.get("contact_email")), Link(title=host(page), url=page)]
    return labelled(tk._("Contact"), [str(record.get("contact_name") or "")], "", links)


def _document(row: dict[str, str], language: str) -> Document:
    return {
        "title": row["title"] if row.get("language") == "en" else german(row["title"], language),
        "url": row.get("url", "") if safe(row.get("url")) else "",
        "type": row.get("type", ""),
        "licence": row.get("licence", ""),
        "date": formats.month(row.get("date"), language),
        "language": transfer_words.language(row.get("language")),
        "accessible": transfer_words.accessible(row.get("accessible")),
    }


def _image(record: Record, language: str) -> Image | None:
    """Return an uploaded image that is described, None else.

    One at another address would tell that server who visits us.
    """
    name, alt = str(record.get("image_url") or ""), text(record, "image_alt", language)[0]
    if not name or "/" in name or not alt:
        return None
    return {"name": name, "alt": alt, "copyright": str(record.get("image_copyright") or "")}


def _amount(record: Record, name: str, language: str) -> tuple[list[str], str]:
    known = presenter.basis(record.get(f"{name}_basis"))
    note = text(record, f"{name}_note", language)[0]
    if note.lower().startswith(known.lower()):  # "berechnet. Berechnet: …" says it twice
        known = ""
    notes = like(". ".join(part for part in (known, note) if part), note)
    return [presenter.money(record, name, language)], notes


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


def _sources(record: Record, language: str) -> list[Link]:
    return [
        {
            "title": german(row["title"], language),
            "url": row.get("url", "") if safe(row.get("url")) else "",
        }
        for row in record.get("sources") or ()
    ]
