"""feed/formats.py: from statements to bytes."""

from __future__ import annotations

import pytest
from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from ckanext.modellregion_owl.feed.formats import FORMATS, serialise
from ckanext.modellregion_owl.findings import collect
from ckanext.modellregion_owl.rdf.namespaces import iri

pytestmark = pytest.mark.unit

NODE = URIRef("https://a.example/d")
CONTACT = BNode("c1")
SAID = [
    (NODE, RDF.type, iri("dcat:Dataset")),
    (NODE, iri("dct:title"), Literal("Bäume & <mehr>", lang="de")),
    (NODE, iri("dct:title"), Literal("Bäume & <mehr>", lang="en")),
    (NODE, iri("dct:issued"), Literal("2026-05-01", datatype=XSD.date)),
    (NODE, iri("dcat:contactPoint"), CONTACT),
    (CONTACT, iri("vcard:fn"), Literal("Amt")),
]
PARSERS = {
    "ttl": "turtle",
    "rdf": "xml",
    "xml": "xml",
    "jsonld": "json-ld",
    "nt": "nt",
    "n3": "n3",
}


def read(body: bytes, extension: str) -> Graph:
    return Graph().parse(data=body.decode(), format=PARSERS[extension])


def titled(text: str) -> list:
    return [(NODE, iri("dct:title"), Literal(text))]


class TestSerialise:
    @pytest.mark.parametrize("extension", sorted(FORMATS))
    def test_loses_nothing(self, extension):
        """rdflib, with which GovData reads, finds each statement again."""
        graph = Graph()
        for triple in SAID:
            graph.add(triple)
        assert isomorphic(read(serialise(SAID, FORMATS[extension]), extension), graph)

    @pytest.mark.parametrize("extension", sorted(FORMATS))
    def test_is_the_same_in_every_order(self, extension):
        """All processes of a site give the same bytes, else an ETag would be worth nothing."""
        once = serialise(SAID, FORMATS[extension])
        for mixed in (SAID[::-1], SAID[3:] + SAID[:3], SAID[::2] + SAID[1::2]):
            assert serialise(mixed, FORMATS[extension]) == once

    @pytest.mark.parametrize("extension", sorted(FORMATS))
    @pytest.mark.parametrize(
        ("text", "delivered"),
        [("a\x0bb", "ab"), ("a\x00", "a"), ("a\ud800b", "ab"), ("a\r\nb\rc", "a\nb\nc")],
    )
    def test_takes_out_what_xml_can_not_hold(self, extension, text, delivered):
        """One control character in RDF/XML makes a harvester lose the page (govdata.md 1.3)."""
        graph = read(serialise(titled(text), FORMATS[extension]), extension)
        assert [str(o) for o in graph.objects()] == [delivered]

    @pytest.mark.parametrize(
        "broken",
        [
            (URIRef("https://a.example/d e"), iri("dct:title"), Literal("x")),
            (NODE, iri("dct:relation"), URIRef("kein Link")),
            (NODE, iri("dct:title"), Literal("x", lang="de-1234567890")),
        ],
    )
    def test_leaves_out_what_no_format_can_hold(self, broken):
        """The statement is lost and noted, not the page."""
        with collect() as findings:
            graph = read(serialise([*SAID, broken], FORMATS["ttl"]), "ttl")
        assert len(graph) == len(SAID)
        assert [f.rule for f in findings] == ["statement.dropped"]
