"""Whatever a server answers, an adapter reads it or says what is wrong: no other error comes out.

Good answers are broken by hypothesis, the same way each time: values replaced, elements left out,
doubled and renamed, bytes cut and put in. 60 for each reader, 1,000 in `make test-long`.
"""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from ckanext.modellregion_owl.findings import collect
from ckanext.modellregion_owl.harvest.adapters import ADAPTERS
from ckanext.modellregion_owl.harvest.exceptions import (
    HarvestError,
    SourceInvalid,
    SourceMissing,
    SourceUnavailable,
)
from ckanext.modellregion_owl.harvest.records.graph import statements, subject_of
from ckanext.modellregion_owl.harvest.source import Source, check_url, parse_config
from ckanext.modellregion_owl.harvest.transport.answer import Answer, NoMemory
from ckanext.modellregion_owl.rdf.read import read_dataset

pytestmark = pytest.mark.unit

SITE = "https://daten.example"
TURTLE = f"""
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<{SITE}/d/1> a dcat:Dataset ; dct:title "Baumkataster"@de ; dct:identifier "1" ;
  dct:description "Standorte"@de ; dcat:keyword "Bäume"@de ;
  dct:issued "2021-03-01T08:00:00+01:00"^^xsd:dateTime ;
  dct:publisher [ a foaf:Organization ; foaf:name "Amt" ] ;
  dct:spatial [ a dct:Location ; dcat:bbox
    "POLYGON((8.3 51.9,8.7 51.9,8.7 52.1,8.3 52.1,8.3 51.9))"^^
    <http://www.opengis.net/ont/geosparql#wktLiteral> ] ;
  dct:temporal [ a dct:PeriodOfTime ; dcat:startDate "2020-01-01"^^xsd:date ] ;
  dcat:distribution <{SITE}/d/1/csv> .
<{SITE}/d/1/csv> a dcat:Distribution ; dct:title "CSV"@de ; dcat:accessURL <{SITE}/d/1.csv> ;
  dcat:byteSize "1024"^^xsd:nonNegativeInteger ;
  dct:license <http://dcat-ap.de/def/licenses/dl-by-de/2.0> .
<#page> a hydra:PagedCollection ; hydra:totalItems 1 ; hydra:next "{SITE}/catalog?page=2" .
"""


def rdf(form: ox.RdfFormat) -> bytes:
    """Return the dataset in another syntax."""
    parsed = ox.parse(TURTLE, format=ox.RdfFormat.TURTLE, base_iri=f"{SITE}/catalog")
    # JSON-LD is a format of quads for pyoxigraph.
    return ox.serialize(parsed, format=form) or b""


POD = {
    "@type": "dcat:Catalog",
    "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
    "dataset": [
        {
            "@type": "dcat:Dataset",
            "identifier": "id-1",
            "title": "Baumkataster",
            "description": "<p>Standorte</p>",
            "keyword": ["Bäume", "Grün"],
            "issued": "2021-03-01",
            "modified": "2026-05-01T09:30:00+02:00",
            "publisher": {"@type": "org:Organization", "name": "Amt"},
            "contactPoint": {"fn": "Amt", "hasEmail": "mailto:amt@stadt.example"},
            "spatial": "8.3,51.9,8.7,52.1",
            "temporal": "2020-01-01/2020-12-31",
            "theme": ["Umwelt"],
            "license": "https://www.govdata.de/dl-de/by-2-0",
            "distribution": [
                {
                    "@type": "dcat:Distribution",
                    "title": "CSV",
                    "format": "csv",
                    "mediaType": "text/csv",
                    "accessURL": f"{SITE}/d/1.csv",
                    "downloadURL": f"{SITE}/d/1.csv",
                }
            ],
        }
    ],
}
METASTORE = [
    {
        **POD["dataset"][0],
        "%Ref:distribution": [
            {"identifier": "file-1", "data": POD["dataset"][0]["distribution"][0]}
        ],
        "%modified": "2026-05-01T09:30:00+02:00",
    }
]
PACKAGE = {
    "id": "id-1",
    "name": "baumkataster",
    "title": "Baumkataster",
    "notes": "Standorte",
    "state": "active",
    "private": False,
    "type": "dataset",
    "license_id": "dl-by-de/2.0",
    "metadata_created": "2021-03-01T08:00:00.000000",
    "metadata_modified": "2026-05-01T09:30:00.000000",
    "author": "Amt",
    "author_email": "amt@stadt.example",
    "organization": {"name": "amt", "title": "Amt"},
    "groups": [{"name": "envi", "title": "Umwelt"}],
    "tags": [{"name": "Bäume"}, {"name": "Grün"}],
    "extras": [
        {"key": "spatial", "value": '{"type": "Point", "coordinates": [8.7, 51.7]}'},
        {"key": "identifier", "value": "1"},
        {"key": "contributorID", "value": '["http://dcat-ap.de/def/contributors/x"]'},
    ],
    "resources": [
        {"id": "r-1", "name": "CSV", "url": f"{SITE}/d/1.csv", "format": "CSV", "size": 10}
    ],
}
SEARCH = {"success": True, "result": {"count": 1, "results": [PACKAGE]}}
LIST = {"success": True, "result": [[PACKAGE]]}
HUB = {
    "type": "FeatureCollection",
    "numberMatched": 2,
    "features": [
        {
            "type": "Feature",
            "id": "00000000000000000000000000000001_0",
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[8.3, 51.9], [8.7, 51.9], [8.7, 52.1], [8.3, 51.9]]],
            },
            "properties": {
                "title": "Bäume",
                "description": "Standorte",
                "url": "https://gis.example/arcgis/rest/services/open/Karte/MapServer/0",
                "access": "public",
                "type": "Feature Service",
                "tags": ["Bäume"],
                "extent": [[8.3, 51.9], [8.7, 52.1]],
                "created": 1600000000000,
                "modified": 1700000000000,
                "licenseInfo": "<a href='https://www.govdata.de/dl-de/by-2-0'>dl-de</a>",
                "orgContactEmail": "gis@stadt.example",
            },
        }
    ],
    "links": [{"rel": "next", "href": f"{SITE}/api/search/v1/x?startindex=2"}],
}
HUB_LD = {
    "@context": {
        "dcat": "http://www.w3.org/ns/dcat#",
        "dct": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    },
    "@type": "dcat:Catalog",
    "dcat:dataset": [
        {
            "@type": "dcat:Dataset",
            "@id": f"{SITE}/d/1",
            "dct:identifier": "https://hub.example/home/item.html?id=00000000000000000000000000000001",
            "dct:title": {"@value": "Baumkataster", "@language": "de"},
            "dct:description": "<p>Standorte</p>",
            "dct:issued": {"@value": "2021-03-01T08:00:00Z", "@type": "xsd:dateTime"},
            "dcat:keyword": ["Bäume", "Grün"],
            "dct:publisher": {"@type": "foaf:Agent", "foaf:name": "Amt"},
            "dcat:distribution": [
                {
                    "@type": "dcat:Distribution",
                    "dct:title": "CSV",
                    "dcat:accessURL": {"@id": f"{SITE}/d/1.csv"},
                    "dct:format": {"@id": "ftype:CSV"},
                }
            ],
        }
    ],
}
ISO = """<?xml version="1.0" encoding="UTF-8"?>
<csw:GetRecordsResponse xmlns:csw="http://www.opengis.net/cat/csw/2.0.2"
 xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gco="http://www.isotc211.org/2005/gco"
 xmlns:gml="http://www.opengis.net/gml">
<csw:SearchStatus timestamp="2026-11-22T10:00:00"/>
<csw:SearchResults numberOfRecordsMatched="1" numberOfRecordsReturned="1" nextRecord="0">
<gmd:MD_Metadata>
<gmd:fileIdentifier><gco:CharacterString>id-1</gco:CharacterString></gmd:fileIdentifier>
<gmd:language><gmd:LanguageCode codeListValue="ger"/></gmd:language>
<gmd:hierarchyLevel><gmd:MD_ScopeCode codeListValue="dataset"/></gmd:hierarchyLevel>
<gmd:contact><gmd:CI_ResponsibleParty>
<gmd:organisationName><gco:CharacterString>Amt</gco:CharacterString></gmd:organisationName>
<gmd:role><gmd:CI_RoleCode codeListValue="pointOfContact"/></gmd:role>
</gmd:CI_ResponsibleParty></gmd:contact>
<gmd:dateStamp><gco:Date>2026-05-01</gco:Date></gmd:dateStamp>
<gmd:identificationInfo><gmd:MD_DataIdentification>
<gmd:citation><gmd:CI_Citation>
<gmd:title><gco:CharacterString>Baumkataster</gco:CharacterString></gmd:title>
<gmd:date><gmd:CI_Date><gmd:date><gco:Date>2021-03-01</gco:Date></gmd:date>
<gmd:dateType><gmd:CI_DateTypeCode codeListValue="publication"/></gmd:dateType>
</gmd:CI_Date></gmd:date></gmd:CI_Citation></gmd:citation>
<gmd:abstract><gco:CharacterString>Standorte</gco:CharacterString></gmd:abstract>
<gmd:descriptiveKeywords><gmd:MD_Keywords>
<gmd:keyword><gco:CharacterString>opendata</gco:CharacterString></gmd:keyword>
</gmd:MD_Keywords></gmd:descriptiveKeywords>
<gmd:resourceConstraints><gmd:MD_LegalConstraints>
<gmd:useConstraints><gmd:MD_RestrictionCode codeListValue="otherRestrictions"/></gmd:useConstraints>
<gmd:otherConstraints><gco:CharacterString>{"id":"dl-by-de/2.0","name":"x","url":"https://www.govdata.de/dl-de/by-2-0","quelle":"Amt"}</gco:CharacterString></gmd:otherConstraints>
</gmd:MD_LegalConstraints></gmd:resourceConstraints>
<gmd:extent><gmd:EX_Extent><gmd:geographicElement><gmd:EX_GeographicBoundingBox>
<gmd:westBoundLongitude><gco:Decimal>8.3</gco:Decimal></gmd:westBoundLongitude>
<gmd:eastBoundLongitude><gco:Decimal>8.7</gco:Decimal></gmd:eastBoundLongitude>
<gmd:southBoundLatitude><gco:Decimal>51.9</gco:Decimal></gmd:southBoundLatitude>
<gmd:northBoundLatitude><gco:Decimal>52.1</gco:Decimal></gmd:northBoundLatitude>
</gmd:EX_GeographicBoundingBox></gmd:geographicElement>
<gmd:temporalElement><gmd:EX_TemporalExtent><gmd:extent><gml:TimePeriod>
<gml:beginPosition>2020-01-01</gml:beginPosition><gml:endPosition>2020-12-31</gml:endPosition>
</gml:TimePeriod></gmd:extent></gmd:EX_TemporalExtent></gmd:temporalElement>
</gmd:EX_Extent></gmd:extent>
</gmd:MD_DataIdentification></gmd:identificationInfo>
<gmd:distributionInfo><gmd:MD_Distribution><gmd:transferOptions>
<gmd:MD_DigitalTransferOptions><gmd:onLine><gmd:CI_OnlineResource>
<gmd:linkage><gmd:URL>https://daten.example/d/1.csv</gmd:URL></gmd:linkage>
<gmd:name><gco:CharacterString>CSV</gco:CharacterString></gmd:name>
<gmd:function><gmd:CI_OnLineFunctionCode codeListValue="download"/></gmd:function>
</gmd:CI_OnlineResource></gmd:onLine></gmd:MD_DigitalTransferOptions>
</gmd:transferOptions></gmd:MD_Distribution></gmd:distributionInfo>
</gmd:MD_Metadata></csw:SearchResults></csw:GetRecordsResponse>"""

# What is known to trip a reader somewhere: numbers without an end, dates that are none, addresses
# and geometries that begin well, half characters, names of Python and of JSON-LD.
TEXTS = (
    *("", " ", "\x00", "\ud800", "\ufeff", "\u202e", "a" * 5000, "[" * 300, "(" * 300, "\\", "{0}"),
    *(
        "NaN",
        "1e999",
        "-1",
        "9" * 400,
        "١٢٣",
        "0x10",
        "²",
        "2026-02-30",
        "0000-00-00",
        "P1Y",
        "24:00",
    ),
    *("+99999-01-01", "2020-01-01/", "/", "9999-12-31T23:59:60Z", "http://[::1", "http://a b/"),
    *("http://a\\b/", "//", "javascript:x", "mailto:", "urn:x", "_:b0", "@id", "@context", "%zz"),
    *("POLYGON((", "POLYGON((1 2,3", "POINT(a b)", "POINT EMPTY", "8.3,51.9,8.7", "1,2,3,4,5"),
    *(
        '{"type":"Point"}',
        '{"type":"Polygon","coordinates":[[]]}',
        "[null]",
        '{"a":',
        "null",
        "true",
    ),
    *("<p", "<!--", "<![CDATA[", "&#0;", "&a;", "]]>", "{name}", "%s", "None", "__class__"),
)
NUMBERS = (0, -1, 1, 2**31, 2**63, 10**40, 1e308, -1e308, 0.1, float("inf"), float("nan"))
LEAVES = (
    st.none()
    | st.booleans()
    | st.sampled_from(NUMBERS)
    | st.sampled_from(TEXTS)
    | st.text(max_size=20)
)
JUNK = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("@id", "@type", "@value", "name", "title", "id", "identifier", "data"))
            | st.text(max_size=5),
            inner,
            max_size=3,
        )
    ),
    max_leaves=4,
)
PIECES = (
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc3", b"<!DOCTYPE a [", b"&#0;"),
    *(b"<!ENTITY a 'b'>", b"&a;", b"]]>", b"<![CDATA[", b"<?xml encoding='utf-7'?>", b"<<", b">>"),
    *(b'"""', b"'", b'"', b"{", b"[", b"}", b"]", b"(", b"@base <", b"@prefix : <", b"\\u", b"_:"),
    *(b"NaN", b"1e999", b"/*", b"#", b",", b";", b":", b"<html>", b"\r\n", b"\\ud800", b"\x1f\x8b"),
)
KINDS = (
    *(
        "",
        "text/html",
        "application/octet-stream",
        "text/plain; charset=utf-16",
        ";",
        "text/turtle",
    ),
    *(
        "application/json; charset=nonsense",
        "application/xml; charset=utf-7",
        "application/n-quads",
    ),
    *("application/ld+json", "application/rdf+xml", "text/xml; charset=\x00"),
)


def places(value: Any, here: tuple = ()) -> Iterator[tuple]:
    """Yield the way to each value in JSON."""
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in entries:
        yield (*here, key)
        if isinstance(inner, (dict, list)):
            yield from places(inner, (*here, key))


@st.composite
def damaged(draw: st.DrawFn, body: bytes) -> bytes:
    """Cut, leave out, double or put in bytes somewhere."""
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, 1000)) * len(body) // 1000
        length = draw(st.integers(1, 200))
        how = draw(st.sampled_from(("cut", "drop", "double", "insert", "insert", "replace")))
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=4))
        part, rest = body[start : start + length], body[start + length :]
        if how == "cut":
            body = body[:start]
        elif how == "drop":
            body = body[:start] + rest
        elif how == "double":
            body = body[: start + length] + part + rest
        elif how == "insert":
            body = body[:start] + piece + body[start:]
        else:
            body = body[:start] + piece + rest
    return body


@st.composite
def broken_json(draw: st.DrawFn, good: Any) -> bytes:
    """Replace, leave out and wrap values; now and then damage the text too."""
    tree = copy.deepcopy(good)
    for _ in range(draw(st.integers(1, 4))):
        ways = list(places(tree))
        if not ways:
            break
        *way, last = draw(st.sampled_from(ways))
        holder = tree
        for key in way:
            holder = holder[key]
        how = draw(st.sampled_from(("junk", "junk", "junk", "drop", "list", "object", "double")))
        if how == "junk":
            holder[last] = draw(JUNK)
        elif how == "drop":
            del holder[last]
        elif how == "list":
            holder[last] = [holder[last]]
        elif how == "object":
            holder[last] = {"@value": holder[last]}
        elif isinstance(holder, list):
            holder.append(copy.deepcopy(holder[last]))
    body = json.dumps(tree).encode()
    return draw(damaged(body)) if draw(st.integers(0, 4)) == 0 else body


@st.composite
def broken_xml(draw: st.DrawFn, good: bytes) -> bytes:
    """Replace texts and attributes, leave out, double and rename elements."""
    root = etree.fromstring(good)
    for _ in range(draw(st.integers(1, 4))):
        element = draw(st.sampled_from(list(root.iter("*"))))
        parent = element.getparent()
        how = draw(st.sampled_from(("text", "text", "attribute", "drop", "double", "rename")))
        # lxml takes no control characters; `damaged` puts those in.
        words = draw(st.sampled_from(TEXTS)).translate({0: " ", 0xD800: " "})
        if how == "text":
            element.text = words
        elif how == "attribute" and element.attrib:
            element.set(draw(st.sampled_from(list(element.attrib))), words)
        elif how == "drop" and parent is not None:
            parent.remove(element)
        elif how == "double" and parent is not None:
            parent.append(copy.deepcopy(element))
        elif how == "rename":
            other = draw(st.sampled_from(list(root.iter("*"))))
            element.tag = other.tag
    body = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return draw(damaged(body)) if draw(st.integers(0, 3)) == 0 else body


@st.composite
def broken_turtle(draw: st.DrawFn, good: bytes) -> bytes:
    """Replace texts and addresses, leave out and double lines; Turtle and N-Triples."""
    text = good.decode()
    for _ in range(draw(st.integers(1, 4))):
        words = draw(st.sampled_from(TEXTS)).translate({0xD800: " "})
        how = draw(st.sampled_from(("text", "text", "address", "address", "drop", "double")))
        if how in ("drop", "double"):
            lines = text.splitlines(keepends=True)
            place = draw(st.integers(0, len(lines) - 1))
            lines[place : place + 1] = [] if how == "drop" else [lines[place]] * 2
            text = "".join(lines)
            continue
        pattern, new = (_QUOTED, json.dumps(words)) if how == "text" else (_IRI, f"<{words}>")
        found = list(pattern.finditer(text))
        if found:
            start, end = draw(st.sampled_from(found)).span()
            text = text[:start] + new + text[end:]
    body = text.encode()
    return draw(damaged(body)) if draw(st.integers(0, 3)) == 0 else body


_QUOTED = re.compile(r'"[^"\n]*"')
_IRI = re.compile(r"<[^>\s]*>")


@dataclass
class Server:
    """Stands for the transport: gives the same answer to everything, then falls silent."""

    body: bytes
    kind: str
    missing: str = ""  # addresses that begin so are not there
    memory: Any = field(default_factory=NoMemory)
    asked: int = 0

    def get(self, url: str, accept: str = "", headers: Any = None) -> Answer:
        """Answer as `Client.get` does."""
        self.asked += 1
        if self.asked > 60:
            raise SourceUnavailable("silent")
        if self.missing and self.missing in url:
            raise SourceMissing("missing")
        return Answer(url, self.kind, self.body)

    def post(self, url: str, body: bytes, content_type: str, accept: str = "") -> Answer:
        """Answer as `Client.post` does."""
        return self.get(url)


@dataclass(frozen=True)
class Reader:
    """A protocol with its configuration and what a good server answers."""

    protocol: str
    good: Any  # JSON, or bytes
    kind: str
    url: str = SITE
    config: dict[str, Any] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        """Return the good answer's bytes."""
        return self.good if isinstance(self.good, bytes) else json.dumps(self.good).encode()

    def broken(self) -> st.SearchStrategy[bytes]:
        """Return a strategy of bad answers."""
        if not isinstance(self.good, bytes):
            return broken_json(self.good)
        if b"<?xml" in self.good[:10]:
            return broken_xml(self.good)
        return broken_turtle(self.good)

    def walk(self, body: bytes, kind: str) -> tuple[list[Any], str]:
        """Walk a server that answers so; return the pages, and how the walk ended."""
        pages: list[Any] = []
        source = Source("s", "s", "S", self.url, self.protocol, config=self.config)
        adapter = ADAPTERS[self.protocol]()
        try:
            # One by one: what came before an error counts.
            for page in islice(adapter.pages(source, Server(body, kind), 3), 20):
                pages += [page]
        except HarvestError as err:
            return pages, told(err)
        return pages, "read"


def told(err: HarvestError) -> str:
    """Check that the sentence can be said in English; return what happened."""
    assert err.message.msgid.format(**err.message.params)
    return type(err).__name__


JSON = "application/json"
ACTION = f"{SITE}/api/3/action"
READERS = {
    "dcat turtle": Reader("dcat", TURTLE.encode(), "text/turtle"),
    "dcat n-triples": Reader("dcat", rdf(ox.RdfFormat.N_TRIPLES), "application/n-triples"),
    "dcat rdf/xml": Reader("dcat", rdf(ox.RdfFormat.RDF_XML), "application/rdf+xml"),
    "dcat json-ld": Reader(
        "dcat",
        json.loads(rdf(ox.RdfFormat.JSON_LD)),
        "application/ld+json",
        config={"paging": False},
    ),
    "dkan data.json": Reader("dkan", POD, JSON, config={"endpoint": "data.json"}),
    "dkan list": Reader(
        "dkan", LIST, JSON, config={"endpoint": "current_package_list_with_resources"}
    ),
    "dkan package_show": Reader("dkan", LIST, JSON, config={"endpoint": "package_show"}),
    "dkan2 metastore": Reader("dkan2", METASTORE, JSON, config={"endpoint": "metastore"}),
    "dkan2 data.json": Reader("dkan2", POD, JSON, config={"endpoint": "data.json"}),
    "ckan": Reader("ckan", SEARCH, JSON),
    "arcgis dcat-us": Reader("arcgis", POD, JSON, config={"feed": "dcat-us"}),
    "arcgis records": Reader("arcgis", HUB, JSON, config={"feed": "records"}),
    "arcgis dcat-ap": Reader(
        "arcgis",
        HUB_LD,
        "application/ld+json",
        config={"feed": "dcat-ap", "paging": False},
    ),
    "csw": Reader(
        "csw", ISO.encode(), "application/xml", config={"services": "none", "keyword": ""}
    ),
}
MANY = [60, pytest.param(1000, marks=pytest.mark.long)]


def tried(examples: int, strategy: Any, work: Callable[[Any], str]) -> Counter[str]:
    """Do a work with so many examples, the same each time; count what became of them."""
    seen: Counter[str] = Counter()

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def once(example: Any) -> None:
        seen[work(example)] += 1

    once()
    return seen


@pytest.mark.parametrize("name", READERS)
def test_what_is_broken_here_was_good(name):
    """Each reader reads its answer as it was before: a title, and a file with an address."""
    reader = READERS[name]
    pages, _ = reader.walk(reader.body, reader.kind)
    records = [record for page in pages for record in page.records]
    assert records[0].title in ("Baumkataster", "Bäume")
    with collect():
        package = read_dataset(statements(records[0]), subject_of(records[0]))
    assert package["resources"][0]["url"].startswith("https://")


@pytest.mark.parametrize("examples", MANY)
@pytest.mark.parametrize("name", READERS)
def test_only_our_own_errors(name, examples, capsys):
    """A broken answer is read, or ends in an error of ours; what is read can be made a dataset."""
    reader = READERS[name]

    def work(example: tuple[bytes, str]) -> str:
        pages, ended = reader.walk(*example)
        for page in pages:
            for err in page.problems:
                ended = told(err)
            for record in page.records:
                ended = "read"  # a walk over it ends all the same: its next page is this one again
                with collect():
                    read_dataset(statements(record), subject_of(record))
        return ended

    kinds = st.just(reader.kind) | st.just(reader.kind) | st.sampled_from(KINDS)
    seen = tried(examples, st.tuples(reader.broken(), kinds), work)
    assert sum(seen.values()) >= examples
    assert seen["SourceUnavailable"], "nothing was refused: is anything broken?"
    assert seen["read"], "nothing was read: all is broken"
    if examples > 100:
        with capsys.disabled():
            print(f"\n{name}: {dict(seen)}", end="")


@pytest.mark.parametrize("examples", MANY)
def test_address_of_a_source(examples):
    """Whatever somebody enters as a source's address: it is one of the web, or it is refused."""
    schemes = st.sampled_from(("http://", "https://", "HTTP://", "ftp://", "//", "", "file:///"))
    hosts = st.sampled_from(
        ("a.example", "[::1]", "[::1", "a..b", "ä.example", "a\\@b", "u:p@a.example", "xn--", "0")
    ) | st.sampled_from(TEXTS)
    rest = st.sampled_from(
        ("", "/", ":80/x", ":99999", ":x", ":-1", "?a=b", "#c", "/../")
    ) | st.text(max_size=10)
    entered = st.tuples(schemes, hosts, rest).map("".join) | st.text(max_size=40)

    def work(text: str) -> str:
        try:
            found = check_url(text)
        except SourceInvalid as err:
            return told(err)
        assert found.lower().startswith(("http://", "https://"))
        return "accepted"

    seen = tried(examples * 3, entered, work)
    assert seen["accepted"]
    assert seen["SourceInvalid"]


@pytest.mark.parametrize("examples", MANY)
def test_configuration_of_a_source(examples):
    """Whatever JSON is entered as a source's configuration: it is checked, or it is refused."""
    good = {"protocol": "csw", "keyword": "opendata", "services": "none", "page_size": 10}
    others = [{"protocol": p, "paging": False, "defaults": {}, "quirks": []} for p in ADAPTERS]
    entered = st.one_of(*map(broken_json, (good, *others)), JUNK.map(json.dumps).map(str.encode))

    def work(body: bytes) -> str:
        try:
            parse_config(body.decode("utf-8", "replace"))
        except SourceInvalid as err:
            return told(err)
        return "accepted"

    assert tried(examples * 2, entered, work)["SourceInvalid"]
