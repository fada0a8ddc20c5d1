"""The operator's own pages in the footer, and when the declaration on accessibility is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.rdf.values import read_date
from ckanext.modellregion_owl.theme.portal import portal

DUE_AFTER = timedelta(days=335)  # eleven months: a month is left until the year is over


@dataclass(frozen=True)
class LegalLink:
    """A link of the footer; `lang` where the label is no text of the page's language."""

    label: str
    url: str
    lang: str = ""


def links() -> list[LegalLink]:
    """Return the region's links and those of the settings; none is invented but our draft."""
    urls = config.legal()
    own = urls["accessibility"] or tk.url_for("modellregion_declaration.show")
    found = [LegalLink(link.label, link.url) for link in portal(tk.h.lang()).legal]
    found += [
        LegalLink(tk._("Imprint"), urls["imprint"]),
        LegalLink(tk._("Privacy"), urls["privacy"]),
        LegalLink(tk._("Declaration on accessibility"), own),
        LegalLink("Leichte Sprache", urls["easy_language"], _foreign()),
        LegalLink("Deutsche Gebärdensprache", urls["sign_language"], _foreign()),
    ]
    return [link for link in found if link.url]


def reviewed() -> date | None:
    """Return the day of the declaration's last review, None for never or no readable day."""
    try:
        return date.fromisoformat(read_date(config.accessibility_reviewed()))
    except ValueError:
        return None


def reminder(today: date | None = None) -> str:
    """Return the sentence for stewards while a review is due, "" otherwise.

    A declaration of the operator's own, elsewhere, is the operator's own matter.
    """
    if config.legal()["accessibility"]:
        return ""
    last = reviewed()
    if last is None:
        return tk._("The declaration on accessibility is a draft. Please have the portal assessed.")
    today = today or date.today()  # noqa: DTZ011 - the reader's day
    if today - last < DUE_AFTER:
        return ""
    return tk._("The declaration on accessibility must be reviewed every year. Please do so now.")


def _foreign() -> str:
    return "" if tk.h.lang() == "de" else "de"
