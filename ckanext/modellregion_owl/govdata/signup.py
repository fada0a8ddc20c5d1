"""The sheet with which the catalogue is signed up at GovData: what its team asks a supplier.

In German: it goes to a German office.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timezone

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.model.package import package_table

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.feed.delivery import PROVIDERS
from ckanext.modellregion_owl.feed.formats import FORMATS
from ckanext.modellregion_owl.govdata.feeds import addresses, checked_url
from ckanext.modellregion_owl.govdata.report import Report
from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.vocabularies import vocabulary

UNKNOWN = "bitte eintragen"
RHYTHM = "täglich, nachts; GovData darf jederzeit abrufen"


def sheet(report: Report | None) -> str:
    """Return the sheet as Markdown.

    :param report: of the last check: its numbers; without one they are left to be entered.
    """
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report | None) -> Iterator[str]:
    catalogue = load_region().catalogue
    yield f"# Anmeldung bei GovData: {catalogue.title['de']}"
    yield ""
    yield f"Stand: {datetime.now(timezone.utc):%d.%m.%Y}"
    yield ""
    yield from _row("Katalog", catalogue.title["de"])
    yield from _row("Herausgeber", catalogue.publisher_name)
    yield from _row("Fachlicher Kontakt", contact() or UNKNOWN)
    yield from _row("Standard", "DCAT-AP.de 3.0")
    yield from _row("Adresse für den Abruf", checked_url())
    for extension, address in addresses().items():
        yield f"  - {FORMATS[extension].content_type}: {address}"
    yield from _row("Datensätze", str(report.datasets) if report else UNKNOWN)
    yield from _row("Dateien und Dienste", str(report.files) if report else UNKNOWN)
    yield from _row("Datensätze je Seite", f"{config.feed_page_size()} (hydra:next)")
    yield from _row("Rhythmus", RHYTHM)
    for name, code in providers():
        yield from _row("contributorID", f"{code} ({name})")
    if report:
        yield from _row("Letzte eigene Prüfung", _result(report))


def _row(label: str, text: str) -> Iterable[str]:
    yield f"- **{label}:** {text}"


def _result(report: Report) -> str:
    state = "etwas blockiert die Übernahme" if report.blocks else "nichts blockiert die Übernahme"
    return f"{report.checked[:10]}, {state}"


def contact() -> str:
    """Return the portal's functional mailbox, to which CKAN's mails are answered; "" for none."""
    reply = str(tk.config.get("smtp.reply_to") or "")
    return reply or str(tk.config.get("email_to") or "")


def providers() -> list[tuple[str, str]]:
    """Return label and IRI of the data providers: those of the municipalities with data, or the
    portal that passes all of it on (feed.delivery).
    """
    if through := PROVIDERS.get(config.feed_delivery()):
        return [(vocabulary("contributors").label(through), through)]
    group = model.Group.__table__
    query = (
        sa.select(group.c.name)
        .where(group.c.id.in_(sa.select(package_table.c.owner_org).distinct()))
        .where(group.c.state == "active")
    )
    owners = {row[0] for row in model.Session.execute(query)}
    found = {
        m.contributor_id
        for m in load_region().municipalities
        if m.contributor_id and m.slug in owners
    }
    return [(vocabulary("contributors").label(code), code) for code in sorted(found)]
