"""Metadata records written on the fly, and a catalogue service that can misbehave."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lxml import etree
from pyoxigraph import BlankNode, Literal

from ckanext.modellregion_owl.findings import collect
from ckanext.modellregion_owl.harvest.iso.dataset import Options, describe_dataset
from ckanext.modellregion_owl.harvest.iso.metadata import ROOTS, Metadata
from ckanext.modellregion_owl.harvest.iso.tree import parse_xml
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.http import Client
from ckanext.modellregion_owl.rdf.namespaces import PREFIXES

NAMESPACES = (
    'xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gco="http://www.isotc211.org/2005/gco" '
    'xmlns:gmx="http://www.isotc211.org/2005/gmx" xmlns:srv="http://www.isotc211.org/2005/srv" '
    'xmlns:gmi="http://www.isotc211.org/2005/gmi" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:gmlold="http://www.opengis.net/gml"'
)


def string(name: str, *values: str) -> str:
    """Return property elements with a CharacterString each."""
    return "".join(
        f"<gmd:{name}><gco:CharacterString>{v}</gco:CharacterString></gmd:{name}>" for v in values
    )


def anchor(name: str, href: str, words: str = "") -> str:
    """Return a property element with an Anchor."""
    return f'<gmd:{name}><gmx:Anchor xlink:href="{href}">{words}</gmx:Anchor></gmd:{name}>'


def code(name: str, value: str, kind: str = "MD_Code") -> str:
    """Return a property element with a code list value."""
    return f'<gmd:{name}><gmd:{kind} codeListValue="{value}"/></gmd:{name}>'


def date(day: str, kind: str) -> str:
    """Return a date of a citation."""
    return (
        f"<gmd:date><gmd:CI_Date><gmd:date><gco:Date>{day}</gco:Date></gmd:date>"
        f"{code('dateType', kind)}</gmd:CI_Date></gmd:date>"
    )


def metadata(
    info: str = "",
    top: str = "",
    citation: str = "",
    title: str = "Baumkataster",
    id: str = "id-1",
    level: str = "dataset",
    root: str = "gmd:MD_Metadata",
    kind: str = "gmd:MD_DataIdentification",
) -> str:
    """Return a metadata record; the parts are put into identification, record and citation."""
    return (
        f"<{root} {NAMESPACES}>{string('fileIdentifier', id) if id else ''}"
        f"{code('language', 'ger', 'LanguageCode')}"
        f"{code('hierarchyLevel', level, 'MD_ScopeCode') if level else ''}"
        f"<gmd:identificationInfo><{kind}><gmd:citation><gmd:CI_Citation>"
        f"{string('title', title) if title else ''}{citation}</gmd:CI_Citation></gmd:citation>"
        f"{string('abstract', 'Standorte und Arten.')}{info}</{kind}></gmd:identificationInfo>"
        f"{top}</{root}>"
    )


def service(info: str = "", id: str = "dienst-1", title: str = "WMS Bäume", **more: str) -> str:
    """Return a metadata record of a service."""
    return metadata(
        info, id=id, title=title, level="service", kind="srv:SV_ServiceIdentification", **more
    )


def identifier(value: str) -> str:
    """Return an identifier of the resource, for the citation."""
    return (
        f"<gmd:identifier><gmd:MD_Identifier>{string('code', value)}</gmd:MD_Identifier>"
        "</gmd:identifier>"
    )


def online(url: str, function: str = "", **more: str) -> str:
    """Return the distributionInfo of one online resource."""
    inside = "".join(string(name, value) for name, value in more.items())
    inside += code("function", function) if function else ""
    return (
        "<gmd:distributionInfo><gmd:MD_Distribution><gmd:transferOptions>"
        "<gmd:MD_DigitalTransferOptions><gmd:onLine><gmd:CI_OnlineResource>"
        f"<gmd:linkage><gmd:URL>{url}</gmd:URL></gmd:linkage>{inside}"
        "</gmd:CI_OnlineResource></gmd:onLine></gmd:MD_DigitalTransferOptions>"
        "</gmd:transferOptions></gmd:MD_Distribution></gmd:distributionInfo>"
    )


def read(xml: str) -> Metadata:
    """Return the metadata of an XML text."""
    return Metadata(parse_xml(xml, "https://csw.example"))


@dataclass
class Said:
    """What the mapping said: values by path of properties (`dcat:distribution/dct:license`)."""

    values: dict[str, list[str]]
    findings: list[Any]

    def __getitem__(self, path: str) -> list[str]:
        return self.values.get(path, [])

    @property
    def rules(self) -> list[str]:
        """Return the rules of the findings."""
        return [finding.rule for finding in self.findings]


def describe(xml: str, *services: str, **options: Any) -> Said:
    """Map a record and return what is said, nodes unfolded."""
    with collect() as findings:
        about = describe_dataset(read(xml), [read(s) for s in services], Options(**options))
    values: dict[str, list[str]] = {}
    by_subject: dict[object, list[Any]] = {}
    for triple in about.triples:
        by_subject.setdefault(triple.subject, []).append(triple)

    def unfold(node: object, before: str) -> None:
        for triple in by_subject.pop(node, []):
            path = before + _short(triple.predicate.value)
            target = triple.object
            if not isinstance(target, BlankNode):
                tag = (
                    f"@{target.language}" if isinstance(target, Literal) and target.language else ""
                )
                values.setdefault(path, []).append(_short(target.value) + tag)
            unfold(target, f"{path}/")

    unfold(about.term, "")
    return Said(values, findings)


def _short(value: str) -> str:
    for prefix, iri in PREFIXES.items():
        if value.startswith(iri):
            return f"{prefix}:{value[len(iri) :]}"
    return value


@pytest.fixture
def iso() -> Any:
    """Give the writers of metadata and `describe`, which maps them."""
    return SimpleNamespace(
        metadata=metadata, service=service, string=string, anchor=anchor, code=code, date=date,
        identifier=identifier, online=online, read=read, describe=describe,
    )  # fmt: skip


@dataclass
class FakeCatalogue:
    """A catalogue service over some records; its faults are set by the test.

    `attributes(start, came, matched)` gives the attributes of SearchResults, `cap` is the most
    records of an answer, `poison` are positions that fail the page which holds them, with `fault`.
    """

    records: list[str]
    services: list[str] = field(default_factory=list)
    cap: int = 1000
    poison: set[int] = field(default_factory=set)
    fault: Callable[[], Any] | None = None
    attributes: Callable[[int, int, int], dict[str, object]] | None = None
    refuses_sort: bool = False
    refuses_services: bool = False
    asked: list[tuple[int, int]] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    before: Callable[[int], Any] | None = None


@pytest.fixture
def catalogue_service(feed: Any, reply: Any) -> Iterator[Callable[..., FakeCatalogue]]:
    """Start a catalogue service: `catalogue_service(records, **faults)`; its `url` is `/csw`."""

    def exception(words: str = "NoApplicableCode") -> Any:
        return reply(
            b'<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows"><ows:Exception '
            b'exceptionCode="NoApplicableCode"><ows:ExceptionText>'
            + words.encode()
            + b"</ows:ExceptionText></ows:Exception></ows:ExceptionReport>",
            headers={"Content-Type": "application/xml"},
        )

    def start(records: Sequence[str], **faults: Any) -> FakeCatalogue:
        fake = FakeCatalogue(list(records), **faults)

        def answer() -> Any:
            body = feed.bodies[-1].decode()
            fake.bodies.append(body)
            first = int(re.search(r'startPosition="(\d+)"', body)[1])
            number = int(re.search(r'maxRecords="(\d+)"', body)[1])
            if "SortBy" in body and fake.refuses_sort:
                return exception("SortBy is not supported")
            about_services = "<ogc:Literal>service</ogc:Literal>" in body
            if about_services and fake.refuses_services:
                return exception("Unknown queryable")
            if not about_services:
                fake.asked.append((first, number))
                if fake.before and (special := fake.before(first)) is not None:
                    return special
            found = fake.services if about_services else fake.records
            page = found[first - 1 : first - 1 + min(number, fake.cap)]
            if not about_services and fake.poison & set(range(first, first + len(page))):
                return fake.fault() if fake.fault else exception("could not serialise")
            next_ = first + len(page) if first + len(page) <= len(found) else 0
            said = {
                "numberOfRecordsMatched": len(found),
                "numberOfRecordsReturned": len(page),
                "nextRecord": next_,
            }
            if fake.attributes and not about_services:
                said = fake.attributes(first, len(page), len(found))
            attributes = " ".join(f'{name}="{value}"' for name, value in said.items())
            return reply(
                '<?xml version="1.0" encoding="UTF-8"?><csw:GetRecordsResponse '
                'xmlns:csw="http://www.opengis.net/cat/csw/2.0.2">'
                f'<csw:SearchStatus timestamp="2026-11-22T10:00:00.{len(feed.bodies):03}Z"/>'
                f"<csw:SearchResults {attributes}>{''.join(page)}</csw:SearchResults>"
                "</csw:GetRecordsResponse>".encode(),
                headers={"Content-Type": "application/xml"},
            )

        feed.routes["/csw"] = answer
        return fake

    start.exception = exception  # type: ignore[attr-defined]
    yield start


@pytest.fixture
def harvest_pages(feed: Any) -> Callable[..., list[Any]]:
    """Walk the catalogue service: `harvest_pages(**configuration)` gives its pages."""
    from ckanext.modellregion_owl.harvest.adapters.csw import CswAdapter

    def walk(max_pages: int = 100, **config: Any) -> list[Any]:
        client = Client(5, 10_000_000, allow_private=True, sleep=lambda seconds: None)
        config = {"protocol": "csw", "keyword": "", "services": "none", **config}
        source = Source("s", "s", "S", f"{feed.url}/csw", "csw", config=config)
        return list(CswAdapter().pages(source, client, max_pages))

    return walk


@pytest.fixture(scope="session")
def recordings(catalogues: Path) -> list[tuple[str, str]]:
    """Return the recorded metadata records, each once by its id: (file and id, XML)."""
    found: dict[str, tuple[str, str]] = {}
    for file in sorted((catalogues / "csw_iso19139").glob("*.xml")):
        tree = etree.parse(file, etree.XMLParser(resolve_entities=False, no_network=True))
        for element in tree.iter(*(f"{{*}}{root}" for root in ROOTS)):
            id_ = element.findtext("{*}fileIdentifier/{*}CharacterString", "").strip()
            xml = etree.tostring(element, encoding="unicode", with_tail=False)
            found.setdefault(id_, (f"{file.name} {id_}", xml))
    if not found:
        pytest.skip(f"no recordings in {catalogues / 'csw_iso19139'}")
    return list(found.values())


DELBRUECK = "https://registry.gdi-de.org/id/de.nw.delbrueck/bplan-101"
# pycsw 2.6.2 stops at a reference system without a code (its log: int() … NoneType).
UNLOADABLE = frozenset(["10453eff-59fa-42e9-a3e1-6e3cd99e2a05"])


@dataclass(frozen=True)
class Pycsw:
    """The running service: its address, and the XML of its records by fileIdentifier."""

    url: str
    records: dict[str, str]


@pytest.fixture(scope="session")
def pycsw(
    recordings: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pycsw]:
    """Start a real pycsw with the recorded records, and a service for the one of Delbrück."""
    from owlstack import csw
    from owlstack.settings import from_environment

    settings = from_environment()
    csw.ensure(settings)
    records = {read(xml).id: xml for _, xml in recordings if read(xml).id not in UNLOADABLE}
    for id_, xml in records.items():
        if "Stadt Delbrück" in xml:  # its identifier is that of the record which it was made from
            records[id_] = xml.replace(next(iter(read(xml).codes)), DELBRUECK)
    wms = service(_WMS.format(data=DELBRUECK), id="wms-delbrueck", title="WMS Bebauungspläne")
    records["wms-delbrueck"] = wms
    coupled = {id_: ",".join(sorted(read(xml).operates_on)) for id_, xml in records.items()}
    work = tmp_path_factory.mktemp("pycsw")
    files = {f"{number:03}.xml": xml for number, xml in enumerate(records.values())}
    with csw.serve(settings, work, files, coupled) as url:
        yield Pycsw(url, records)


_WMS = (
    "<srv:serviceType><gco:LocalName>view</gco:LocalName></srv:serviceType>"
    "<srv:serviceTypeVersion><gco:CharacterString>OGC:WMS 1.3.0</gco:CharacterString>"
    "</srv:serviceTypeVersion><srv:containsOperations><srv:SV_OperationMetadata>"
    "<srv:operationName><gco:CharacterString>GetCapabilities</gco:CharacterString>"
    '</srv:operationName><srv:DCP><srv:DCPList codeListValue="WebServices"/></srv:DCP>'
    "<srv:connectPoint><gmd:CI_OnlineResource><gmd:linkage><gmd:URL>"
    "https://dienste.example/delbrueck/bplan?</gmd:URL></gmd:linkage></gmd:CI_OnlineResource>"
    "</srv:connectPoint></srv:SV_OperationMetadata></srv:containsOperations>"
    '<srv:operatesOn xlink:href="{data}"/>'
)
