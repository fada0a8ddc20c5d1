"""Nothing that a source writes stops reading or writing, and what comes out is valid."""

from __future__ import annotations

import logging
import math
import sys
import warnings
from pathlib import Path

import pyoxigraph as ox
import pytest
from geomet import wkt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from ckanext.modellregion_owl.findings import collect
from ckanext.modellregion_owl.rdf import rules, values
from ckanext.modellregion_owl.rdf.complete import Output
from ckanext.modellregion_owl.rdf.limits import MAX_BYTES, shortened
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.read import read_dataset
from ckanext.modellregion_owl.rdf.rules import MESSAGES
from ckanext.modellregion_owl.rdf.simplify import crosses, fitting
from ckanext.modellregion_owl.rdf.stored import items
from ckanext.modellregion_owl.rdf.write import write_dataset

sys.path.append(str(Path(__file__).parent))
from samples import NODE, all_rows

pytestmark = pytest.mark.unit

BASE = "https://daten.example"
THIS = URIRef(NODE)


def written(dataset: dict, compat: bool = True) -> Graph:
    graph = Graph()
    write_dataset(graph, THIS, dataset, Output(BASE, compat))
    return graph


def says(curie: str, *values) -> Graph:
    graph = Graph()
    for value in values:
        graph.add((THIS, iri(curie), value))
    return graph


class TestAddresses:
    @pytest.mark.parametrize(
        ("given_", "expected", "rule"),
        [
            ("https://q.example/a b", "https://q.example/a%20b", "address.characters"),
            ("https://q.example/a|b", "https://q.example/a%7Cb", "address.characters"),
            ("https://q.example/a[0]", "https://q.example/a%5B0%5D", "address.characters"),
            ("https://q.example/a\x07b", "https://q.example/a%07b", "address.characters"),
            ("amt@stadt.example", "mailto:amt@stadt.example", "address.characters"),
            ("keine Angabe", None, "address.unreadable"),
        ],
    )
    def test_is_encoded_or_dropped(self, given_, expected, rule):
        """An invalid IRI is encoded where it can mean one, else not delivered; a rule says so."""
        with warnings.catch_warnings(), collect() as findings:
            warnings.simplefilter("ignore")
            read = read_dataset(says("dcat:landingPage", URIRef(given_)), THIS)
        assert rule in {f.rule for f in findings}
        pages = [str(o) for o in written(read).objects(THIS, iri("dcat:landingPage"))]
        assert pages == ([expected] if expected else [])


def county(points: int) -> str:
    """Return a border like a county's: rough, closed, fifteen decimals."""
    ring = []
    for n in range(points):
        angle = 2 * math.pi * n / points
        radius = 0.3 + 0.02 * math.sin(17 * angle) + 0.004 * math.sin(331 * angle)
        ring.append((8.7 + radius * math.cos(angle), 51.7 + 0.6 * radius * math.sin(angle)))
    return str(wkt.dumps({"type": "Polygon", "coordinates": [[*ring, ring[0]]]}, decimals=15))


class TestGeometry:
    def test_a_county_fits(self):
        """A border of 100 kB gets fewer points, stays closed and never crosses itself."""
        border = county(3000)
        assert len(border) > 100_000
        with collect() as findings:
            place = BNode()
            graph = says("dct:spatial", place)
            graph.add((place, iri("locn:geometry"), Literal(border)))
            read = read_dataset(graph, THIS)
        assert "geometry.simplified" in {f.rule for f in findings}
        assert read["spatial_coverage"][0]["geom"] == border, "CKAN keeps the exact one"
        (held,) = written(read, compat=False).objects(None, iri("gsp:asWKT"))
        ring = wkt.loads(str(held))["coordinates"][0]
        assert len(str(held)) <= MAX_BYTES
        assert len(ring) > 500
        assert ring[0] == ring[-1]
        assert not crosses([tuple(p) for p in ring])

    def test_it_stays_within_the_accuracy(self):
        """Every point of the border is near the simplified one; no point is made up."""
        border = wkt.loads(county(3000))["coordinates"][0]
        kept = {tuple(p) for p in wkt.loads(fitting(county(3000)))["coordinates"][0]}
        assert kept <= {(round(x, 6), round(y, 6)) for x, y in border}

    @pytest.mark.parametrize("text", ["POINT (8 51)", "", "MULTIPOINT (8 51)"])
    def test_small_ones_stay(self, text):
        """What fits is not touched."""
        assert fitting(text) == text

    def test_points_without_end(self):
        """What can't be simplified is delivered as its bounding box."""
        many = ", ".join(f"{8 + n / 10000:.9f} {51 + n / 20000:.9f}" for n in range(3000))
        assert fitting(f"MULTIPOINT ({many})").startswith("POLYGON ((8.0 51.0")

    def test_crosses(self):
        """A bow tie crosses itself, a square does not."""
        assert crosses([(0, 0), (1, 1), (1, 0), (0, 1), (0, 0)])
        assert not crosses([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)])


# Each of these raised an exception of another kind somewhere in geomet or json.
HOSTILE = [
    "POINT (1)",
    "LINESTRING (1, 2)",
    "POLYGON ((",
    '{"type":"Point","coordinates":[1]}',
    '{"type":"Point","coordinates":[NaN,2]}',
    '{"type":"Point","coordinates":[1e999,2]}',
    '{"type":"GeometryCollection","geometries":null}',
    "[" * 100_000,
    "LINESTRING (" + ", ".join("1" * 20_000) + ")",
    "POLYGON ((" + ", ".join("1" * 20_000) + "))",
]


class TestHostileValues:
    @pytest.mark.parametrize("compat", [False, True], ids=["clean", "compat"])
    @pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:30])
    def test_geometry(self, text, compat):
        """A geometry that is none stops nothing: it is kept, with or without a finding."""
        place = BNode()
        graph = says("dct:spatial", place)
        graph.add((place, iri("locn:geometry"), Literal(text)))
        dataset = read_dataset(graph, THIS)
        assert text in dataset["spatial_coverage"][0]["geom"]
        assert (THIS, RDF.type, iri("dcat:Dataset")) in written(dataset, compat)

    @pytest.mark.parametrize("digits", [str(2**63), "9" * 30, "9" * 5_000, "9999999 TB"])
    def test_size_beyond_every_disk(self, digits):
        """CKAN's column holds 63 bits, Python reads 4,300 digits: more is no size, and kept."""
        with collect() as findings:
            size = rules.size(digits, "size")
        assert size is None
        assert [f.rule for f in findings] == ["size.unreadable"]

    @pytest.mark.parametrize("text", ["٢٠٢٠", "٢٠٢٠-٠١-٠١", "２０２０-01-01T00:00:00"])
    def test_digits_of_other_scripts(self, text):
        """XSD knows 0 to 9 only: such a date would be a false literal."""
        assert values.date_type(text) is None
        assert not any(written({"uri": NODE, "issued": text}).objects(THIS, iri("dct:issued")))

    def test_json_without_end(self):
        """Stored text that begins like JSON, deeper than Python reads, is a text."""
        assert items("[" * 100_000) == []


class TestLongTexts:
    def test_is_kept_and_delivered_shortened(self):
        """GovData refuses 32,766 bytes; CKAN keeps all, the feed ends with an ellipsis."""
        text = "Größe und Güte " * 4000
        with collect() as findings:
            read = read_dataset(says("adms:versionNotes", Literal(text, lang="de")), THIS)
        assert read["version_notes"] == text.strip()
        assert [f.rule for f in findings] == ["text.shortened"]
        (note,) = written(read).objects(THIS, iri("adms:versionNotes"))
        assert len(str(note).encode()) <= MAX_BYTES
        assert str(note).endswith("Größe …") or str(note).endswith("und …")

    def test_descriptions_may_be_long(self):
        """dct:description is no extra at GovData (govdata.md 2)."""
        text = "a" * 100_000
        read = read_dataset(says("dct:description", Literal(text)), THIS)
        assert [str(o) for o in written(read).objects(THIS, iri("dct:description"))] == [text]

    def test_a_list_that_is_too_long(self):
        """1,200 standards as one JSON text are too long: the rest is kept, not delivered."""
        links = [URIRef(f"https://standards.example/number/{n:06}/version/1") for n in range(1200)]
        with collect() as findings:
            read = read_dataset(says("dct:conformsTo", *links), THIS)
        assert len(read["conforms_to"]) == 1200
        out = list(written(read).objects(THIS, iri("dct:conformsTo")))
        assert sum(len(o) + 4 for o in out) <= MAX_BYTES
        held = [f for f in findings if f.rule == "value.too_many"]
        assert len(out) + len(held) == 1200

    @pytest.mark.parametrize("text", ["ä" * 20_000, "x" * 40_000, "kurz"])
    def test_shortened(self, text):
        """Bytes count, not characters; a short text stays."""
        assert len(shortened(text).encode()) <= MAX_BYTES
        assert (shortened(text) == text) == (len(text.encode()) <= MAX_BYTES)


# --- random graphs ------------------------------------------------------------------------------

PREDICATES = sorted(
    {
        predicate
        for _, row in all_rows()
        for each in (row, *row.subrows)
        for predicate in (
            *each.predicates, *(t.predicate for t in each.compat), *((each.via or ())[:1])
        )
    }
    | {RDF.type, iri("dcat:distribution"), iri("owl:sameAs"), URIRef("https://q.example/p")}
)  # fmt: skip
CLASSES = sorted(
    {c for _, row in all_rows() for c in (row.cls, *row.values) if c} | {iri("dcat:Dataset")}
)
NODES = [THIS, *(BNode(f"n{n}") for n in range(4)), *(
    URIRef(f"https://q.example/{n}") for n in ("r1", "a b", "s")
)]  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=12),
    st.text(st.characters(), max_size=6),
    st.sampled_from(
        ["", " ", "\x00", "a\x07b", "\ud800", "2026-05-01", "2026-13-41", "CSV", "x@y.example",
         "POINT (8 51)", "POLYGON ((", '{"type": "Point"}', "[1]", "{}", "de", "tel:1", "1.5"]
    ),
)  # fmt: skip
LITERALS = st.one_of(
    st.builds(Literal, TEXTS),
    st.builds(lambda t, lang: Literal(t, lang=lang), TEXTS, st.sampled_from(["de", "en", "x-y"])),
    st.builds(
        lambda t, kind: Literal(t, datatype=kind, normalize=False),
        TEXTS,
        st.sampled_from([XSD.date, XSD.dateTime, XSD.decimal, iri("gsp:wktLiteral")]),
    ),
)
LINKS = st.sampled_from(
    ["https://q.example/x", "https://q.example/a|b", "http://[", "mailto:x@y.example", "urn:x:y",
     "x@y.example", "", "relativ/pfad", "http://publications.europa.eu/resource/authority/language/DEU",
     "http://dcat-ap.de/def/licenses/dl-by-de/2_0", "https://q.example/\x07"]
).map(URIRef)  # fmt: skip
# Not the dataset itself: what is its own publisher has the statements of both.
OBJECTS = st.one_of(st.sampled_from(NODES[1:]), st.sampled_from(CLASSES), LITERALS, LINKS)
STATEMENTS = st.lists(
    st.tuples(st.sampled_from([THIS] * 6 + NODES), st.sampled_from(PREDICATES), OBJECTS),
    max_size=25,
)


class TestRandomGraphs:
    @pytest.fixture(autouse=True)
    def _quiet(self):
        logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)

    @settings(
        max_examples=500,
        derandomize=True,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
    @given(statements=STATEMENTS, compat=st.booleans())
    def test_read_and_written(self, statements, compat):
        """No exception, valid N-Triples, only known rules, and a second pass changes nothing."""
        source = Graph()
        for statement in statements:
            source.add(statement)
        with collect() as findings:
            first = written(read_dataset(source, THIS), compat)
        assert {f.rule for f in findings} <= set(MESSAGES)
        lines = first.serialize(format="nt", encoding="utf-8")
        assert len(list(ox.parse(lines, format=ox.RdfFormat.N_TRIPLES))) == len(first)
        second = written(read_dataset(first, THIS), compat)
        assert set(second) == set(first) or isomorphic(second, first)
