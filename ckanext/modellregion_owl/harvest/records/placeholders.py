"""Values that a server's software writes where nobody entered one; they say nothing."""

from __future__ import annotations

import re

from ckanext.modellregion_owl.findings import Finding, Severity, note

# Field of the schema → texts in lower case. From DKAN's data.json (spec sources.md 2, no. 12) and
# CKAN's list of licences; a telling text such as "Request permission to use" is none.
PLACEHOLDERS: dict[str, frozenset[str]] = {
    "title": frozenset(("no title provided",)),
    "notes": frozenset(("no description provided",)),
    "description": frozenset(("no description provided",)),
    "keyword": frozenset(("no keyword provided",)),
    "contact": frozenset(("unknown", "mailto:noemailprovided@usa.gov", "noemailprovided@usa.gov")),
    "publisher": frozenset(("unknown",)),
    "license": frozenset(("notspecified", "license not specified")),
    "format": frozenset(("unknown",)),
    "mimetype": frozenset(("unknown",)),
}
_TEMPLATE = re.compile(r"\{\{.*\}\}", re.DOTALL)  # ArcGIS Hub: "{{extent:computeSpatialProperty}}"


def said(field: str, text: str) -> str:
    """Return the text without outer blanks, "" when it is a placeholder, which is then noted."""
    text = text.strip()
    if text.lower() in PLACEHOLDERS.get(field, ()) or _TEMPLATE.fullmatch(text):
        note(Finding("value.placeholder", Severity.IMPROVE, field=field, before=text))
        return ""
    return text
