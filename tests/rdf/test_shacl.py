"""Our own shapes: made from the rows, current, strict where the official ones are, and clear."""

from __future__ import annotations

import sys
from functools import cache
from importlib import resources
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal, URIRef

from ckanext.modellregion_owl.rdf.catalogue import write_catalogue
from ckanext.modellregion_owl.rdf.complete import Output
from ckanext.modellregion_owl.rdf.iris import catalogue_iri
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.rows import load_rows
from ckanext.modellregion_owl.rdf.shacl import shapes
from ckanext.modellregion_owl.rdf.write import write_dataset
from ckanext.modellregion_owl.region import load_region

sys.path.append(str(Path(__file__).parent))
from samples import NODE, SERIES, full_dataset, full_series
from shapes import SH, own_results, results

pytestmark = pytest.mark.unit

BASE = "https://daten.example"
RECORDINGS = (
    "dcat_ap_de/brandenburg_catalog.rdf",
    "dcat_ap_de/schleswig-holstein_rdf_catalog.xml",
    "dcat_ap_de/govdata_catalog-endpoint.rdf",
    "dcat_ap_de/kreis_paderborn_opal_civet.ttl",
    "dcat_ap_de/opal_govdata_allermoehe.ttl",
    "dkan_rdf/muenster_dcatapde.xml",
)


@cache
def whole(compat: bool) -> Graph:
    """Return a catalogue with a dataset, a series, entries: a value in every row."""
    output = Output(BASE, compat, described={SERIES: iri("dcat:DatasetSeries")}, records=True)
    graph = Graph()
    member = {**full_dataset(), "in_series": [SERIES]}
    for dataset in (member, full_series()):
        write_dataset(graph, URIRef(dataset["uri"]), dataset, output)
    region = load_region("ckanext.modellregion_owl.region:owl").catalogue
    write_catalogue(graph, catalogue_iri(BASE), region, output, "2026-05-01")
    return graph


def without(graph: Graph, cls: URIRef, predicate: URIRef) -> Graph:
    """Return a copy in which one node of the class lacks the property."""
    copy = Graph()
    for triple in graph:
        copy.add(triple)
    node = min(n for n in graph.subjects(RDF.type, cls) if (n, predicate, None) in graph)
    copy.remove((node, predicate, None))
    return copy


def mandatory() -> list:
    """Return (class, row, shape) of every mandatory row."""
    rows = load_rows()
    plain = [r for r in rows.resource if not r.via]
    groups = [
        ("Dataset", "dcat:Dataset", rows.dataset),
        ("Distribution", "dcat:Distribution", plain),
    ]
    series = [r for r in rows.dataset if r.series == "mandatory"]
    groups.append(("DatasetSeries", "dcat:DatasetSeries", series))
    groups.append(("Checksum", "spdx:Checksum", [r for r in rows.resource if r.via]))
    for cls in ("foaf:Agent", "dcat:DataService", "dcat:Relationship", "prov:Attribution",
                "dcat:CatalogRecord"):  # fmt: skip
        node = next(r for r in (*rows.dataset, *rows.resource) if r.cls == iri(cls))
        groups.append((cls.partition(":")[2], cls, node.subrows))
    return [
        pytest.param(iri(cls), row, f"{name}-{row.field}-min", id=f"{name}.{row.field}")
        for name, cls, found in groups
        for row in found
        if row.mandatory
    ]


class TestFile:
    def test_is_current(self):
        """Whoever changes a row makes the file anew; its head says how."""
        file = resources.files("ckanext.modellregion_owl.rdf") / "shapes.ttl"
        assert file.read_text(encoding="utf-8") == shapes(load_rows())

    def test_speaks_both_languages(self):
        """Every message stands in German and in English."""
        graph = Graph().parse(data=shapes(load_rows()), format="turtle")
        checks = set(graph.subjects(SH.path)) & set(graph.subjects(SH.severity))
        assert checks
        for check in checks:
            assert {m.language for m in graph.objects(check, SH.message)} == {"de", "en"}


class TestConformance:
    @pytest.mark.parametrize("compat", [False, True], ids=["clean", "compat"])
    def test_full_catalogue(self, compat):
        """What we write passes: no violation; outdated properties only with compat."""
        found = own_results(whole(compat))
        assert [r for r in found if r.severity == "Violation"] == []
        warned = {r.shape.rsplit("-", 2)[1] for r in found if r.severity == "Warning"}
        assert warned == ({"outdated"} if compat else set())

    @pytest.mark.parametrize(("cls", "row", "shape"), mandatory())
    def test_missing_mandatory_row_is_named(self, cls, row, shape):
        """Each mandatory property that is gone gives one violation, by the name of its field."""
        found = own_results(without(whole(False), cls, row.predicate))
        broken = [r for r in found if r.severity == "Violation"]
        assert [r.shape for r in broken] == [shape]
        assert row.label("de") in broken[0].message or row.label("en") in broken[0].message

    def test_availability_in_the_right_namespace(self):
        """1.3, 1: the official check looks at a namespace that nobody uses; ours does not."""
        graph = Graph()
        graph.add((URIRef(NODE), RDF.type, iri("dcat:Dataset")))
        graph.add((URIRef(NODE), iri("dcatap:availability"), URIRef("https://a.example/bald")))
        shapes_found = {r.shape for r in own_results(graph) if r.severity == "Violation"}
        assert "Dataset-availability-list" in shapes_found

    def test_series_without_publisher(self, shacl):
        """1.3, 2: the official check has no target; ours does."""
        graph = without(whole(False), iri("dcat:DatasetSeries"), iri("dct:publisher"))
        assert not [r for r in results(graph, shacl) if r.severity == "Violation"]
        assert [r.shape for r in own_results(graph) if r.severity == "Violation"] == [
            "DatasetSeries-publisher-min"
        ]

    @pytest.mark.parametrize(
        ("predicate", "value", "shape"),
        [
            ("dct:language", Literal("de"), "Dataset-language-kind"),
            ("dct:title", URIRef("https://a.example"), "Dataset-title-kind"),
            ("dct:issued", Literal("gestern"), "Dataset-issued-form"),
            ("dcat:theme", URIRef("https://a.example/t"), "Dataset-theme-list"),
            ("dct:publisher", URIRef("https://a.example/p"), "Dataset-publisher-max"),
            ("dct:hasVersion", URIRef("https://a.example/v"), "Dataset-has_version-outdated-1"),
        ],
    )
    def test_each_kind_of_check(self, predicate, value, shape):
        """Kind, form, list, number and outdated property are told apart."""
        graph = Graph()
        for triple in whole(False):
            graph.add(triple)
        graph.add((URIRef(NODE), iri(predicate), value))
        assert shape in {r.shape for r in own_results(graph)}


# What only the official shapes say, and why: properties of the catalogue that have no row, and the
# alternative path of the period, which the reports name by a blank node.
ONLY_OFFICIAL = {"homepage"}


class TestAgainstTheOfficialShapes:
    @pytest.mark.long
    @pytest.mark.parametrize("name", RECORDINGS)
    def test_ours_see_what_they_see(self, shacl, catalogues, name):
        """Whatever the official shapes say of a recording, ours say of the same node."""
        path = catalogues / name
        data = Graph().parse(path, format="turtle" if path.suffix == ".ttl" else "xml")
        ours = own_results(data)
        seen = {(r.focus, r.path) for r in ours} | {(r.value, "") for r in ours}
        seen |= {(r.focus, "any") for r in ours if r.shape.endswith("-any")}
        missed = [
            r
            for r in results(data, shacl)
            if not seen.intersection(((r.focus, r.path), (r.focus, ""), (r.focus, "any")))
        ]
        assert {r.path for r in missed} <= ONLY_OFFICIAL
