"""What another municipality can take over: the transfer profile (spec portal 4)."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.projects import formats
from ckanext.modellregion_owl.projects.presenter import Record, text
from ckanext.modellregion_owl.projects.rows import Link, Row, host, labelled


def transfer(record: Record, language: str) -> list[Row]:
    """Return every row of the profile, those without a value too, in the order of the page."""
    lessons = str(record.get("transfer_lessons_url") or "")
    return [
        labelled(tk._("What you get"), list(record.get("transfer_results") or ())),
        labelled(tk._("For whom"), [text(record, "transfer_target_group", language)[0]]),
        labelled(
            tk._("Available from"), [formats.month(record.get("transfer_available_from"), language)]
        ),
        labelled(tk._("Adopted by"), _adopters(record)),
        labelled(tk._("Open standards"), list(record.get("transfer_open_standards") or ())),
        labelled(tk._("Lessons learned"), [], "", [{"title": host(lessons), "url": lessons}]),
        labelled(tk._("Source code"), [], "", _code(record)),
        labelled(tk._("Software licence"), [str(record.get("transfer_licence") or "")]),
        labelled(tk._("Maturity"), [_maturity(record.get("transfer_maturity"))]),
        labelled(tk._("Maintenance"), [str(record.get("transfer_maintenance") or "")]),
        labelled(tk._("Effort"), [str(record.get("transfer_effort") or "")]),
    ]


def _code(record: Record) -> list[Link]:
    code = str(record.get("transfer_source_code") or "")
    description = str(record.get("transfer_publiccode") or "")
    return [
        {"title": host(code), "url": code},
        {"title": "publiccode.yml", "url": description},
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
