"""What another municipality can take over: the transfer profile's 17 fields (spec portal 4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.projects import formats
from ckanext.modellregion_owl.projects import transfer_words as words
from ckanext.modellregion_owl.projects.groups import named
from ckanext.modellregion_owl.projects.presenter import Record, text
from ckanext.modellregion_owl.projects.rows import Link, Row, host, labelled, mailbox
from ckanext.modellregion_owl.projects.spoken import german


def transfer(record: Record, language: str) -> list[Row]:
    """Return every row of the profile, those without a value too, in the order of the page."""
    since = formats.month(record.get("transfer_available_from"), language)
    return [
        labelled(tk._("Can it be reused"), [words.status(record.get("transfer_status"))]),
        labelled(tk._("What you get"), _plain(record.get("transfer_results"), language)),
        labelled(tk._("Kind of result"), _kinds(record)),
        labelled(tk._("Benefit for municipalities"), _own(record, "benefit", language)),
        labelled(tk._("For whom"), _own(record, "target_group", language)),
        labelled(tk._("What is special about it"), _own(record, "unique", language)),
        labelled(tk._("Available from"), [since]),
        _adopters(record, language),
        _standards(record),
        _lessons(record, language),
        labelled(tk._("Documents"), [_documents(len(record.get("documents") or ()))]),
        labelled(tk._("Source code"), [], "", _code(record)),
        labelled(tk._("Software licence"), [str(record.get("transfer_licence") or "")]),
        labelled(tk._("Licence of documents and data"), _other_licences(record)),
        labelled(tk._("Maturity"), [words.maturity(record.get("transfer_maturity"))]),
        labelled(tk._("Maintenance"), _maintenance(record, language)),
        labelled(tk._("Effort"), _effort(record, language)),
        labelled(tk._("Contact for reuse"), [], "", mailbox(record.get("transfer_contact"))),
    ]


def _own(record: Record, name: str, language: str) -> list[str]:
    return [text(record, f"transfer_{name}", language)[0]]


def _kinds(record: Record) -> list[str]:
    return [words.result(value) for value in record.get("transfer_result_types") or ()]


def _documents(number: int) -> str:
    words = tk.ungettext("{n} document", "{n} documents", number).format(n=number)
    return words if number else ""


def _code(record: Record) -> list[Link]:
    code = str(record.get("transfer_source_code") or "")
    description = str(record.get("transfer_publiccode") or "")
    return [
        {"title": host(code), "url": code},
        {"title": "publiccode.yml", "url": description},
    ]


def _lessons(record: Record, language: str) -> Row:
    address = str(record.get("transfer_lessons_url") or "")
    link: Link = {"title": host(address), "url": address}
    return labelled(tk._("Lessons learned"), _own(record, "lessons", language), "", [link])


def _other_licences(record: Record) -> list[str]:
    parts = (
        (tk._("documents: {licence}"), record.get("transfer_licence_documents")),
        (tk._("data: {licence}"), record.get("transfer_licence_data")),
    )
    return [sentence.format(licence=value) for sentence, value in parts if value]


def _maintenance(record: Record, language: str) -> list[str]:
    until = formats.month(record.get("transfer_maintenance_until"), language)
    who = words.maintenance(record.get("transfer_maintenance"))
    return [who, tk._("until {end}").format(end=until) if until else ""]


def _plain(values: Sequence[str] | None, language: str) -> list[str]:
    """Return values of a field that is German only."""
    return [german(value, language) for value in values or ()]


def _effort(record: Record, language: str) -> list[str]:
    parts = (
        (tk._("costs: {text}"), record.get("transfer_effort")),
        (tk._("staff: {text}"), record.get("transfer_effort_staff")),
        (tk._("needed first: {text}"), record.get("transfer_effort_needs")),
    )
    return _plain([words.format(text=value) for words, value in parts if value], language)


def _adopters(record: Record, language: str) -> Row:
    rows = record.get("transfer_adopters") or ()
    sources = dict.fromkeys(str(row.get("source") or "") for row in rows)
    links: list[Link] = [
        {"title": tk._("Source: {host}").format(host=host(url)), "url": url} for url in sources
    ]
    return labelled(tk._("Adopted by"), [_adopter(row, language) for row in rows], "", links)


def _adopter(row: dict[str, Any], language: str) -> str:
    name, version = (str(row.get(key) or "") for key in ("name", "version"))
    since = formats.month(row.get("since"), language)
    more = [
        tk._("version {version}").format(version=version) if version else "",
        tk._("since {date}").format(date=since) if since else "",
    ]
    known = ", ".join(part for part in more if part)
    return f"{name} ({known})" if known else name


def _standards(record: Record) -> Row:
    """Return the standards: as links where an address is known, as words where none is."""
    rows = named(record.get("transfer_open_standards"), "name")
    plain = [str(row["name"]) for row in rows if not row.get("url")]
    links: list[Link] = [
        {"title": str(r["name"]), "url": str(r["url"])} for r in rows if r.get("url")
    ]
    return labelled(tk._("Open standards"), plain, "", links)
