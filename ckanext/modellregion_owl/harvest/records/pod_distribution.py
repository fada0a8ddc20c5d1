"""One distribution of a `data.json` in DCAT triples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.harvest.records.describe import Description
from ckanext.modellregion_owl.harvest.records.json_values import absolute, each, note_rest, text_of
from ckanext.modellregion_owl.harvest.records.placeholders import said

TEXTS = {
    "title": ("dct:title", "name"),
    "description": ("dct:description", "description"),
    "format": ("dct:format", "format"),
    "identifier": ("dct:identifier", "identifier"),
    "language": ("dct:language", "language"),
    "rights": ("dct:rights", "rights"),
    "byteSize": ("dcat:byteSize", "size"),
    "issued": ("dct:issued", "issued"),
    "modified": ("dct:modified", "modified"),
}
LINKS = {
    "accessURL": ("dcat:accessURL", "access_url"),
    "downloadURL": ("dcat:downloadURL", "download_url"),
    "license": ("dct:license", "license"),
    "conformsTo": ("dct:conformsTo", "conforms_to"),
    "describedBy": ("foaf:page", "documentation"),
}
IGNORED = {
    "@type": "always dcat:Distribution",
    "describedByType": "media type of the data dictionary; the link itself is kept",
}
HTML = "text/html"
# Formats of which text/html is the media type; with any other it is what DKAN writes when it knows
# none (spec sources.md 2, no. 12; in Münster 196 of 242).
WEB_PAGES = frozenset(("", "html", "htm", "xhtml", "web page", "webpage", HTML))


def describe_distribution(dataset: Description, distribution: Any, base: str = "") -> Description:
    """Add a distribution to a dataset and return its description.

    A bare text is its address. `license` stands here only if the distribution has one of its own;
    the profile hands down the dataset's.
    """
    if not isinstance(distribution, Mapping):
        distribution = {"accessURL": distribution}
    iri = text_of(distribution.get("@id"))
    about = dataset.node("dcat:distribution", "dcat:Distribution", iri=iri)
    for member, (name, field) in TEXTS.items():
        for value in each(distribution.get(member)):
            about.text(name, said(field, text_of(value)))
    for member, (name, field) in LINKS.items():
        for value in each(distribution.get(member)):
            about.link(name, absolute(said(field, text_of(value)), base))
    for value in each(distribution.get("mediaType")):
        media_type = said("mimetype", text_of(value))
        about.text("dcat:mediaType", own_media_type(media_type, distribution.get("format")))
    note_rest(distribution, ("@id", "mediaType", *TEXTS, *LINKS, *IGNORED), "resources")
    return about


def own_media_type(media_type: str, file_format: Any) -> str:
    """Return the media type, "" when it is the default text/html of a file that is no web page."""
    if media_type.lower() != HTML or text_of(file_format).lower() in WEB_PAGES:
        return media_type
    note(Finding("media_type.default", Severity.IMPROVE, "mimetype", before=media_type))
    return ""
