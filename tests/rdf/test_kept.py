"""What no row claims is kept beside the fields and goes out again."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic

from ckanext.modellregion_owl.findings import collect
from ckanext.modellregion_owl.rdf import kept, ntriples
from ckanext.modellregion_owl.rdf.complete import Output
from ckanext.modellregion_owl.rdf.namespaces import PREFIXES, iri
from ckanext.modellregion_owl.rdf.read import read_dataset
from ckanext.modellregion_owl.rdf.rows import load_rows
from ckanext.modellregion_owl.rdf.rules import MESSAGES
from ckanext.modellregion_owl.rdf.write import write_dataset

pytestmark = pytest.mark.unit

NODE = URIRef("https://quelle.example/d")
BASE = "https://daten.example"
ENVI = "http://publications.europa.eu/resource/authority/data-theme/ENVI"
FOREIGN = "https://begriffe.example/"
HEAD = "".join(f"@prefix {p}: <{ns}> .\n" for p, ns in PREFIXES.items()) + (
    f"@prefix x: <{FOREIGN}> . @base <https://quelle.example/> .\n"
)
OUTPUT = Output(BASE)


def graph_of(turtle: str) -> Graph:
    return Graph().parse(data=HEAD + turtle, format="turtle")


def read(turtle: str) -> dict:
    return read_dataset(graph_of(turtle), NODE)


def written(dataset: dict, compat: bool = True) -> Graph:
    graph = Graph()
    write_dataset(graph, NODE, dataset, Output(BASE, compat))
    return graph


def foreign(graph: Graph) -> Graph:
    """Return the statements by properties of the foreign vocabulary, and below."""
    found = Graph()
    open_ = [t for t in graph if str(t[1]).startswith(FOREIGN)]
    while open_:
        triple = open_.pop()
        if triple not in found:
            found.add(triple)
            open_.extend(graph.triples((triple[2], None, None)))
    return found


def rules_of(turtle: str) -> list[str]:
    with collect() as findings:
        read(turtle)
    return [f.rule for f in findings if f.rule.startswith("statement")]


class TestUnclaimed:
    @pytest.mark.parametrize(
        "statement",
        [
            '<d> x:p "Text" .',
            '<d> x:p "Text"@pl , "Tekst"@nl .',
            '<d> x:p "007"^^xsd:integer , 7 , true .',
            '<d> x:p "Zeile\\n\\"zwei\\"\\t\\\\" .',
            "<d> x:p <https://quelle.example/a#b> .",
            '<d> x:p [ x:q "a" ; x:r [ x:s 1 ] ] , [ x:q "b" ] .',
            '<d> dcat:distribution <r> . <r> x:p [ x:q "a" ] .',
            '<d> dct:spatial <o> . <o> x:p "Ort" ; skos:prefLabel "Paderborn"@de .',
            '<d> dct:publisher <o> . <o> x:p "Amt" ; foaf:name "Stadt"@de .',
            '<d> dct:temporal [ dcat:startDate "2020"^^xsd:gYear ; x:p "Zeit" ] .',
        ],
    )
    def test_comes_out_as_it_came(self, statement):
        """Languages, datatypes, blank nodes; of the dataset and of the nodes below."""
        source = graph_of(statement)
        assert isomorphic(foreign(source), foreign(written(read(statement))))

    def test_order_does_not_matter(self):
        """The same statements give the same text: an unchanged record changes nothing."""
        parts = ['<d> x:p [ x:q "a" ; x:r "b" ] .', '<d> x:p [ x:q "c" ] .', "<d> x:z 1 ."]
        texts = {read(" ".join(order))[kept.FIELD] for order in (parts, parts[::-1])}
        assert len(texts) == 1

    def test_second_time_round(self):
        """What goes out is read into the same text again."""
        text = read('<d> x:p [ x:q "a" ] ; dct:license <l> .')[kept.FIELD]
        assert read_dataset(written({kept.FIELD: text}), NODE)[kept.FIELD] == text

    def test_is_ntriples(self):
        """The field is N-Triples by a strict reader."""
        text = read('<d> x:p "a\\u0007b" , <a\\u0020b> ; x:q [ x:r "ä"@de ] .')[kept.FIELD]
        assert len(list(parse(text.encode(), format=RdfFormat.N_TRIPLES))) == 4

    def test_agent_keeps_its_iri(self):
        """The IRI that we give an agent does not depend on what is only kept of it."""
        bare = '<d> dct:publisher [ a foaf:Agent ; foaf:name "Amt"@de ] .'
        more = '<d> dct:publisher [ a foaf:Agent ; foaf:name "Amt"@de ; x:p 1 ] .'
        publishers = {
            next(written(read(t)).objects(NODE, iri("dct:publisher"))) for t in (bare, more)
        }
        assert len(publishers) == 1


class TestUndelivered:
    @pytest.mark.parametrize(
        ("statement", "rule"),
        [
            ("<d> x:p [ a dcat:Dataset ; x:q 1 ] .", "statement.class"),
            ('<d> x:p <other> . <other> dct:title "Fremd" .', "statement.description"),
            ("<d> dct:hasPart <other> .", "statement.closure"),
            ("<d> hydra:next <https://boese.example/> .", "statement.closure"),
            ("<d> a hydra:PagedCollection .", "statement.class"),
            ("<d> dct:temporal [ x:p 1 ] .", None),
            ("<d> dct:temporal [ dct:description 1 ] .", "statement.place"),
            (
                f'<d> dcat:theme <{ENVI}> . <{ENVI}> rdfs:label "Umwelt"@de .',
                "statement.description",
            ),
            ('<d> dcat:distribution [ dcat:byteSize "groß" ] .', "statement.place"),
        ],
    )
    def test_is_kept_and_named(self, statement, rule):
        """It stays in the field, not in the feed, and a rule with words for people says so."""
        source = graph_of(statement)
        with collect() as findings:
            dataset = read_dataset(source, NODE)
        text = json.dumps(dataset, ensure_ascii=False)
        assert kept.FIELD in text
        if rule:
            assert rule in [f.rule for f in findings]
            assert rule in MESSAGES

    @pytest.mark.parametrize(
        "text",
        [
            f'<{BASE}/dataset/2> <http://purl.org/dc/terms/title> "Gekapert" .',
            f'_:this <{FOREIGN}p> <{BASE}/dataset/2> .\n<{BASE}/dataset/2> <{FOREIGN}q> "x" .',
            "_:this <http://www.w3.org/ns/hydra/core#next> <https://boese.example/> .",
            '_:this <http://purl.org/dc/terms/title> "Zweiter Titel" .',
            '_:andere <https://begriffe.example/p> "x" .',
            "kein N-Triples",
            '_:this <https://begriffe.example/p> "offen',
            None,
            7,
        ],
    )
    def test_hostile_field(self, text):
        """Whatever the field holds: nothing is said of another node, nothing steers a reader."""
        graph = written({"title": "Titel", kept.FIELD: text})
        plain = written({"title": "Titel"})
        more = set(graph) - set(plain)
        assert more <= {(NODE, URIRef(FOREIGN + "p"), URIRef(f"{BASE}/dataset/2"))}

    def test_publisher_with_the_iri_of_a_dataset(self):
        """A source can't give another one's dataset a title by naming it as its publisher."""
        graph = written(
            read('<d> dct:publisher <opfer> . <opfer> foaf:name "x"@de ; dct:title "Gekapert" .')
        )
        assert (None, iri("dct:title"), Literal("Gekapert")) not in graph

    def test_control_characters(self):
        """None goes out, even when the field holds one."""
        text = '_:this <https://begriffe.example/p> "a\x07b" .'
        assert (NODE, URIRef(FOREIGN + "p"), Literal("ab")) in written({kept.FIELD: text})


class TestLimit:
    def test_too_many_statements(self):
        """The field stays below what the search index takes; the rest is noted."""
        turtle = "".join(f'<d> x:p "{n} {"ü" * 200}" .' for n in range(200))
        with collect() as findings:
            text = read(turtle)[kept.FIELD]
        assert len(text.encode()) <= kept.MAX_BYTES
        assert "statement.too_many" in [f.rule for f in findings]

    def test_mesh_of_blank_nodes(self):
        """Blank nodes that all lead to each other end, and are noted."""
        names = range(12)
        turtle = "<d> x:p _:b0 ." + "".join(f"_:b{a} x:p _:b{b} ." for a in names for b in names)
        with collect() as findings:
            read(turtle)
        assert "statement.dropped" in [f.rule for f in findings]

    def test_limit_of_steps_is_per_node(self, monkeypatch):
        """A branch is cut at the limit, not the dataset's reading."""
        monkeypatch.setattr(ntriples, "MAX_STEPS", 100)
        turtle = "".join(f"<d> x:p {n} ." for n in range(ntriples.MAX_STEPS + 5))
        assert read(turtle + '<d> dct:title "Titel"@de .')["title"] == "Titel"


class TestGeometry:
    SOURCE = (
        '<d> dct:spatial [ locn:geometry "POLYGON ((8 51, 9 51, 9 52, 8 51))"^^gsp:wktLiteral ] .'
    )

    @pytest.mark.parametrize("compat", [False, True], ids=["clean", "compat"])
    def test_survives(self, compat):
        """The exact geometry comes back in both kinds of feed; with compat beside its box."""
        dataset = read(self.SOURCE)
        again = read_dataset(written(dataset, compat), NODE)["spatial_coverage"]
        assert again[0]["geom"] == dataset["spatial_coverage"][0]["geom"]
        assert ("bbox" in again[0]) == compat


class TestClaimed:
    def test_every_property_of_the_rows(self):
        """No row's property is kept, so that none goes out twice."""
        rows = load_rows()
        for owner in (rows.dataset, rows.resource):
            found = kept.claimed(owner)
            assert {r.predicate for r in owner if r.kind != "type" and r.via is None} <= found
