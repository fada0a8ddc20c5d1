"""One gmd:MD_Metadata and its coupled services → the triples of one dataset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ckanext.modellregion_owl.findings import Finding, Severity, collect, note
from ckanext.modellregion_owl.harvest.iso import constraints, extent, facts, keywords, parties
from ckanext.modellregion_owl.harvest.iso import links as online
from ckanext.modellregion_owl.harvest.iso.metadata import Metadata
from ckanext.modellregion_owl.harvest.iso.services import Served, add_link_service, add_service
from ckanext.modellregion_owl.harvest.iso.tree import text, texts
from ckanext.modellregion_owl.harvest.records.describe import Description, described
from ckanext.modellregion_owl.harvest.records.make import make_record
from ckanext.modellregion_owl.harvest.records.record import Record


@dataclass(frozen=True)
class Options:
    """What a source's configuration decides of the mapping (adapters/csw.py, `KEYS`).

    `parents` are the series that the walk has read: fileIdentifier → IRI.
    """

    base_uri: str = ""
    topics: str = "fallback"
    limited_access: str = "RESTRICTED"
    markers: bool = False
    as_series: bool = False
    parents: Mapping[str, str] = field(default_factory=dict)


def make_dataset(
    metadata: Metadata,
    services: Sequence[Metadata],
    source_url: str,
    options: Options,
    hashed: str = "",
) -> Record:
    """Return the record of a dataset; its GUID is the fileIdentifier.

    :param hashed: the record's digest; default: that of the triples.
    :raises RecordInvalid: it has no title.
    """
    with collect() as findings:
        about = describe_dataset(metadata, services, options)
    found = [f for i, f in enumerate(findings) if f not in findings[:i]]
    return make_record(
        about.triples, about.term, source_url, metadata.id, metadata.iri, found, hashed
    )


def dataset_iri(metadata: Metadata, base_uri: str) -> str:
    """Return a dataset's IRI: its first identifier on the web, else one below `base_uri`, or ""."""
    return metadata.iri or (f"{base_uri}{metadata.id}" if base_uri and metadata.id else "")


def parent_iri(metadata: Metadata, options: Options) -> str:
    """Return the IRI of the series that a dataset is a part of, "" for none that was read."""
    return options.parents.get(text(metadata.element, "parentIdentifier"), "")


def describe_dataset(
    metadata: Metadata, services: Sequence[Metadata], options: Options
) -> Description:
    """Return what is said of a dataset; `services` are those that work on it."""
    about = described(dataset_iri(metadata, options.base_uri), "dcat:Dataset")
    _say_what(about, metadata, options)
    extent.add_extent(about, metadata)
    parties.add_parties(about, metadata)
    for say in (
        facts.add_dates,
        facts.add_language,
        facts.add_frequency,
        facts.add_provenance,
        facts.add_conformity,
        facts.add_resolution,
    ):
        say(about, metadata)
    terms = constraints.read_terms(metadata)
    constraints.note_terms(terms)
    constraints.add_access(about, terms, options.limited_access)
    hvd = keywords.hvd_categories(metadata)
    keywords.add_hvd(about, hvd)
    served = Served(metadata, terms, hvd, options.base_uri)
    if not _say_where(about, served, services):
        # The licence holds for the data all the same, whoever gives them out.
        constraints.add_terms(about, terms)
        note(Finding("iso.no_distribution", Severity.WRONG, "resources"))
    return about


def _say_what(about: Description, metadata: Metadata, options: Options) -> None:
    metadata.say(about, "dct:title", "citation/*/title")
    metadata.say(about, "dct:alternative", "citation/*/alternateTitle")
    metadata.say(about, "dct:description", "abstract")
    for path in ("purpose", "supplementalInformation"):
        metadata.say(about, "rdfs:comment", path)
    about.text("dct:identifier", metadata.id)
    for code in (*metadata.codes, *texts(metadata.element, "dataSetURI")):
        if code != metadata.iri:
            about.node("adms:identifier", "adms:Identifier").text("skos:notation", code)
    about.text("dcat:version", text(metadata.info, "citation/*/edition"))
    if options.as_series and metadata.level == "series":
        about.type("dcat:DatasetSeries")
    about.link("dcat:inSeries", parent_iri(metadata, options))
    keywords.add_keywords(about, metadata, options.markers)
    keywords.add_themes(about, metadata, options.topics)


def _say_where(about: Description, served: Served, services: Sequence[Metadata]) -> bool:
    """Say pages, files and services; tell whether there is a distribution."""
    metadata = served.dataset
    found = online.links(metadata)
    formats = online.Formats.of(metadata)
    plain = [link for link in found if link.function not in online.PAGES]
    pages = [link for link in found if link.function in online.PAGES]
    landing = [link for link in plain if not link.service and not _is_file(link)]
    online.add_pages(about, "foaf:page", pages, metadata.language)
    online.add_pages(about, "dcat:landingPage", landing, metadata.language)
    for link in plain:
        if link not in landing:
            _add_link(about, link, served, formats)
    for service in services:
        add_service(about, service, served)
    formats.note_rest()
    return any(t.predicate.value.endswith("dcat#distribution") for t in about.triples)


def _is_file(link: online.Link) -> bool:
    return link.function in (*online.DOWNLOADS, *online.ORDERS)


def _add_link(
    about: Description, link: online.Link, served: Served, formats: online.Formats
) -> None:
    node = online.add_distribution(about, link, served.dataset)
    constraints.add_terms(node, served.terms)
    keywords.add_hvd(node, served.hvd, category=False)
    if link.service:
        add_link_service(node, link, served)
    else:
        online.add_format(node, formats.pick(link))
