"""The four steps of the KDN's project database (spec portal 2)."""

from __future__ import annotations

from typing import TypedDict

from ckanext.modellregion_owl.projects import formats, presenter
from ckanext.modellregion_owl.projects.presenter import Record


class Step(TypedDict):
    """One of the KDN's four steps; `state`: done, current or todo."""

    slug: str
    label: str
    meaning: str
    date: str
    basis: str
    state: str


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
