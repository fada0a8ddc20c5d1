"""One dataset of a `data.json` (DCAT-US / Project Open Data 1.1) in DCAT triples.

DKAN 7, DKAN 2 and ArcGIS Hub write it, each with its own mistakes (spec sources.md 2). What one
server needs beyond this its adapter adds to the description that comes back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.harvest.records.describe import Description, described
from ckanext.modellregion_owl.harvest.records.intervals import is_repetition, parts
from ckanext.modellregion_owl.harvest.records.json_values import absolute, each, note_rest, text_of
from ckanext.modellregion_owl.harvest.records.placeholders import said
from ckanext.modellregion_owl.harvest.records.pod_distribution import describe_distribution
from ckanext.modellregion_owl.harvest.records.spatial import add_place

ORG = "http://www.w3.org/ns/org#"

# Member → property and field of the schema (which findings name). Texts stay texts.
TEXTS = {
    "title": ("dct:title", "title"),
    "description": ("dct:description", "notes"),
    "keyword": ("dcat:keyword", "keyword"),
    "identifier": ("dct:identifier", "identifier"),
    "accessLevel": ("dct:accessRights", "access_rights"),
    "rights": ("dct:rights", "rights"),
    "language": ("dct:language", "language"),
}
# An IRI becomes one, any other text stays a literal.
LINKS = {
    "theme": ("dcat:theme", "theme"),
    "license": ("dct:license", "license"),
    "landingPage": ("dcat:landingPage", "url"),
    "references": ("dct:references", "references"),
    "conformsTo": ("dct:conformsTo", "conforms_to"),
    "describedBy": ("foaf:page", "documentation"),
    "isPartOf": ("dct:isPartOf", "in_series"),
}
DATES = {"issued": "dct:issued", "modified": "dct:modified"}
NODES = frozenset(
    ("accrualPeriodicity", "contactPoint", "distribution", "publisher", "spatial", "temporal")
)
# Member → why nothing is read from it.
IGNORED = {
    "@id": "the adapter decides whether it is the dataset's IRI",
    "@type": "always dcat:Dataset",
    "@context": "names the standard",
    "bureauCode": "code of an office of the US federal government",
    "programCode": "code of a programme of the US federal government",
    "primaryITInvestmentUII": "number of an investment of the US federal government",
    "systemOfRecords": "notice under the US Privacy Act",
    "dataQuality": "whether a guideline of a US agency is met",
    "describedByType": "media type of the data dictionary; the link itself is kept",
}


def describe_pod(dataset: Mapping[str, Any], base: str = "", iri: str = "") -> Description:
    """Return the description of one item of `dataset` as the source wrote it.

    Placeholders ("No title provided") are left out and noted, so are members without a place.
    HTML stays; CKAN cleans it where it shows it.

    :param base: address of the document, against which links such as `/file.csv` are read.
    :param iri: the dataset's own IRI; without one it is a blank node, for `identifier` names it.
    """
    about = described(iri, "dcat:Dataset")
    for member, (name, field) in TEXTS.items():
        for value in each(dataset.get(member)):
            about.text(name, said(field, text_of(value)))
    for member, (name, field) in LINKS.items():
        for value in each(dataset.get(member)):
            about.link(name, absolute(said(field, text_of(value)), base))
    _add_dates(about, dataset)
    for publisher in each(dataset.get("publisher")):
        _add_publisher(about, publisher)
    for contact in each(dataset.get("contactPoint")):
        _add_contact(about, contact)
    for period in each(dataset.get("temporal")):
        _add_period(about, period)
    for place in each(dataset.get("spatial")):
        add_place(about, place)
    for distribution in each(dataset.get("distribution")):
        describe_distribution(about, distribution, base)
    note_rest(dataset, (*TEXTS, *LINKS, *DATES, *NODES, *IGNORED))
    return about


def _add_dates(about: Description, dataset: Mapping[str, Any]) -> None:
    """Add dates and frequency; "R/P1D" is a legal `modified` and says how often, not when."""
    frequencies = [text_of(value) for value in each(dataset.get("accrualPeriodicity"))]
    for member, name in DATES.items():
        for text in _texts(dataset.get(member)):
            if not is_repetition(text):
                about.text(name, text)
                continue
            note(Finding("date.repetition", Severity.IMPROVE, member, before=text))
            if not frequencies:
                frequencies.append(text)
    for text in frequencies:
        about.link("dct:accrualPeriodicity", text)


def _texts(value: Any) -> Iterator[str]:
    return (text_of(item) for item in each(value))


def _add_publisher(about: Description, publisher: Any, name: str = "dct:publisher") -> None:
    if not isinstance(publisher, Mapping):
        publisher = {"name": publisher}
    title = said("publisher", text_of(publisher.get("name")))
    if not title:
        return
    agent = about.node(name, "foaf:Agent", iri=text_of(publisher.get("@id")))
    agent.text("foaf:name", title)
    for above in each(publisher.get("subOrganizationOf")):
        _add_publisher(agent, above, ORG + "subOrganizationOf")
    note_rest(publisher, ("@id", "@type", "name", "subOrganizationOf"), "publisher")


def _add_contact(about: Description, contact: Any) -> None:
    if not isinstance(contact, Mapping):
        contact = {"fn": contact}
    name = said("contact", text_of(contact.get("fn")))
    mails = [said("contact", text) for text in _texts(contact.get("hasEmail"))]
    note_rest(contact, ("@id", "@type", "fn", "hasEmail"), "contact")
    if not name and not any(mails):
        return
    card = about.node("dcat:contactPoint", "vcard:Kind").text("vcard:fn", name)
    for mail in mails:
        card.link("vcard:hasEmail", mail)


def _add_period(about: Description, period: Any) -> None:
    if isinstance(period, Mapping):  # DCAT-US 3: {"startDate": …, "endDate": …}
        start, end = text_of(period.get("startDate")), text_of(period.get("endDate"))
        note_rest(period, ("@type", "startDate", "endDate"), "temporal_coverage")
    else:
        start, end = parts(said("temporal_coverage", text_of(period)))
    if start or end:
        node = about.node("dct:temporal", "dct:PeriodOfTime")
        node.text("dcat:startDate", start).text("dcat:endDate", end)
