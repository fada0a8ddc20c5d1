"""Services → Distribution and DataService; spec iso19139.md 5."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlunsplit

from pyoxigraph import NamedNode

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.harvest.address import parts
from ckanext.modellregion_owl.harvest.iso import constraints, facts, keywords, links, parties
from ckanext.modellregion_owl.harvest.iso.metadata import Metadata
from ckanext.modellregion_owl.harvest.iso.tree import text, texts
from ckanext.modellregion_owl.harvest.records.describe import Description

_FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
_FORMATS = {
    "WMS": "WMS_SRVC",
    "WFS": "WFS_SRVC",
    "WCS": "WCS_SRVC",
    "WMTS": "WMTS_SRVC",
    "ATOM": "ATOM",
}
_ASKING = re.compile(r"(?:request|service|version|acceptversions)=", re.IGNORECASE)


@dataclass(frozen=True)
class Endpoint:
    """Where a service answers: its address, that of its capabilities, its format's code."""

    url: str
    description: str = ""
    format: str = ""


def endpoint(service: Metadata) -> Endpoint | None:
    """Return where a service answers, None when its record does not say."""
    operations: dict[str, str] = {}
    for operation in service.info.iterfind(".//SV_OperationMetadata"):
        url = text(operation, "connectPoint/*/linkage")
        if url:
            operations.setdefault(text(operation, "operationName").casefold(), url)
    kind = kind_of(service)
    url = operations.get("getcapabilities") or next(iter(operations.values()), "")
    if not url:
        return None
    if "getcapabilities" not in operations:
        return Endpoint(url, "", _FORMATS.get(kind, ""))
    return endpoint_of(url, kind)


def endpoint_of(url: str, kind: str) -> Endpoint:
    """Return address and capabilities of an OGC service, whichever of both `url` is."""
    base = without_question(url)
    asked = base if base != url else _question(url, kind)
    description = url if base != url and links.service_kind(url) else asked
    return Endpoint(base, description if description != base else "", _FORMATS.get(kind, ""))


def without_question(url: str) -> str:
    """Return an address without what asks for the capabilities; `?map=…` stays."""
    split = parts(url)
    kept = "&".join(p for p in split.query.split("&") if p and not _ASKING.match(p))
    if kept == split.query.rstrip("&"):
        return url
    return urlunsplit(split._replace(query=kept))


def _question(url: str, kind: str) -> str:
    if kind not in links.SERVICES:
        return url
    joint = "" if url.endswith(("?", "&")) else "&" if parts(url).query else "?"
    return f"{url}{joint}REQUEST=GetCapabilities&SERVICE={kind}"


def kind_of(service: Metadata) -> str:
    """Return WMS, WFS, WCS, WMTS, ATOM or ""; the versions say more than the type."""
    versions = " ".join(texts(service.info, "serviceTypeVersion")).casefold()
    for word, kind in (("wmts", "WMTS"), ("wcs", "WCS"), ("atom", "ATOM")):
        if word in versions:
            return kind
    return {"view": "WMS", "download": "WFS"}.get(text(service.info, "serviceType").casefold(), "")


@dataclass(frozen=True)
class Served:
    """What a service takes from its dataset: terms of use, categories of high-value data.

    `base_uri` begins the IRI of a service that has none of its own.
    """

    dataset: Metadata
    terms: constraints.Terms
    hvd: list[str]
    base_uri: str = ""


def add_service(about: Description, service: Metadata, served: Served) -> None:
    """Say a coupled service: a distribution and the DataService that gives access to it.

    A catalogue (`discovery`) is no way to the data and is left out.
    """
    if text(service.info, "serviceType").casefold() == "discovery":
        return
    where = endpoint(service)
    if where is None:
        note(Finding("iso.service_address", Severity.WRONG, "access_services", service.title))
        return
    own = constraints.read_terms(service)
    constraints.note_terms(own)
    terms = _terms(own, served.terms)
    distribution = about.node("dcat:distribution", "dcat:Distribution", iri=_iri(about, service))
    service.say(distribution, "dct:title", "citation/*/title")
    service.say(distribution, "dct:description", "abstract")
    distribution.link("dcat:accessURL", where.url)
    if where.format:
        distribution.link("dct:format", _FILE_TYPE + where.format)
    stamps = [text(m.element, "dateStamp") for m in (service, served.dataset)]
    facts.add_date(distribution, "dct:modified", max(stamps))
    constraints.add_terms(distribution, terms)
    keywords.add_hvd(distribution, served.hvd, category=False)
    iri = service.iri or (f"{served.base_uri}{service.id}" if served.base_uri else "")
    node = distribution.node("dcat:accessService", "dcat:DataService", iri=iri)
    node.link("dcat:servesDataset", _name(about))
    _describe(node, served.dataset, service, where)
    constraints.add_terms(node, terms)
    constraints.add_access(node, terms)
    keywords.add_hvd(node, served.hvd)


def _describe(node: Description, dataset: Metadata, service: Metadata, where: Endpoint) -> None:
    service.say(node, "dct:title", "citation/*/title")
    service.say(node, "dct:description", "abstract")
    node.text("dct:identifier", service.id)
    node.link("dcat:endpointURL", where.url)
    node.link("dcat:endpointDescription", where.description)
    facts.add_dates(node, service)
    facts.add_conformity(node, service)
    keywords.add_keywords(node, service)
    named = parties.parties(service, "pointOfContact/CI_ResponsibleParty")
    parties.add_parties(node, service if named else dataset)
    links.add_pages(node, "foaf:page", links.links(service), service.language)


def _terms(own: constraints.Terms, shared: constraints.Terms) -> constraints.Terms:
    """Return the service's own terms; its licence, else the dataset's (K32)."""
    return constraints.Terms(
        own.licences or shared.licences, own.rights or shared.rights, own.access
    )


def _name(about: Description) -> str:
    return about.term.value if isinstance(about.term, NamedNode) else ""


def _iri(about: Description, service: Metadata) -> str:
    """Return an IRI of the service's distribution that stays, "" for a dataset without one."""
    dataset = _name(about)
    joint = "-" if "#" in dataset else "#"  # an IRI has one fragment only
    return f"{dataset}{joint}{quote(service.id)}" if dataset and service.id else ""


def add_link_service(node: Description, link: links.Link, served: Served) -> None:
    """Say the DataService of a link that leads to a service without a record of its own."""
    dataset = served.dataset
    where = endpoint_of(link.url, link.service)
    service = node.node("dcat:accessService", "dcat:DataService")
    service.text("dct:title", link.name or dataset.title, dataset.language)
    service.text("dct:description", link.description, dataset.language)
    service.link("dcat:endpointURL", where.url)
    service.link("dcat:endpointDescription", where.description)
    if where.format:
        node.link("dct:format", _FILE_TYPE + where.format)
    parties.add_parties(service, dataset)
    constraints.add_terms(service, served.terms)
    keywords.add_hvd(service, served.hvd)
