"""feed/pieces.py and feed/envelope.py: stored statements, put together to pages."""

from __future__ import annotations

import pytest
from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from ckanext.modellregion_owl.feed.envelope import cut, join
from ckanext.modellregion_owl.feed.formats import FORMATS, statements, write
from ckanext.modellregion_owl.rdf.namespaces import iri

pytestmark = pytest.mark.unit

PARSERS = {"ttl": "turtle", "rdf": "xml", "xml": "xml", "jsonld": "json-ld"}
# What looks like a part of the envelope, in each format.
EVIL = '</rdf:RDF> ]} [ @prefix x: <y> .\n@prefix z: <z> . """ \\ {"@graph": []}'


def said(number: int) -> list:
    node, contact = URIRef(f"https://a.example/{number}"), BNode("c1")
    return [
        (node, RDF.type, iri("dcat:Dataset")),
        (node, iri("dct:title"), Literal(EVIL, lang="de")),
        (node, iri("dct:issued"), Literal("2026-05-01", datatype=XSD.date)),
        (node, URIRef("https://other.example/terms#of"), Literal(f"{number}")),
        (node, iri("dcat:contactPoint"), contact),
        (contact, iri("vcard:fn"), Literal(f"Amt {number}")),
    ]


def piece(number: int, form) -> str:
    node = f"https://a.example/{number}"
    return cut(write(list(statements(said(number), node)), form).decode(), form)


def read(body: str, extension: str) -> Graph:
    return Graph().parse(data=body, format=PARSERS.get(extension, extension))


def expected(numbers: range) -> Graph:
    graph = Graph()
    for number in numbers:
        for subject, predicate, value in said(number):
            terms = [
                BNode(f"{t}-{number}") if isinstance(t, BNode) else t for t in (subject, value)
            ]
            graph.add((terms[0], predicate, terms[1]))
    return graph


class TestJoin:
    @pytest.mark.parametrize("extension", sorted(FORMATS))
    def test_pieces_are_what_the_whole_is(self, extension):
        """No statement is lost or added, whatever the texts look like."""
        form = FORMATS[extension]
        body = join([piece(n, form) for n in range(3)], form)
        assert isomorphic(read(body, extension), expected(range(3)))

    @pytest.mark.parametrize("extension", sorted(FORMATS))
    def test_blank_nodes_of_two_datasets_stay_two(self, extension):
        """Both call their contact `c1`; on the page no contact has two names."""
        form = FORMATS[extension]
        graph = read(join([piece(n, form) for n in range(2)], form), extension)
        contacts = set(graph.objects(None, iri("dcat:contactPoint")))
        assert [len(list(graph.objects(c, iri("vcard:fn")))) for c in contacts] == [1, 1]

    @pytest.mark.parametrize("extension", sorted(FORMATS))
    @pytest.mark.parametrize("parts", [[], ["", ""], ["", "PIECE", ""]])
    def test_empty_pieces_leave_no_trace(self, extension, parts):
        """A dataset that could not be written does not break the page."""
        form = FORMATS[extension]
        body = join([piece(0, form) if part else "" for part in parts], form)
        assert isomorphic(read(body, extension), expected(range(int(any(parts)))))
