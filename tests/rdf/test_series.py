"""Dataset series: read, written, and passing the shapes (spec dcat-ap-de-3.0.md 1.3, 2; 1.5, 5)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pyoxigraph import NamedNode
from rdflib import RDF, Graph, URIRef

from ckanext.modellregion_owl.harvest.adapters.dcat import DcatAdapter
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.answer import Answer, NoMemory
from ckanext.modellregion_owl.rdf.complete import Output
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.read import read_dataset
from ckanext.modellregion_owl.rdf.write import write_dataset

sys.path.append(str(Path(__file__).parent))
from samples import NODE, SERIES, full_dataset, full_series
from shapes import violations

pytestmark = pytest.mark.unit

BASE = "https://daten.example"
CLASS = iri("dcat:DatasetSeries")

PAGE = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<https://q.example/s> a dcat:DatasetSeries ; dct:title "Wahlen"@de ; dct:description "Alle."@de .
<https://q.example/d> a dcat:Dataset ; dct:title "Wahl 2025"@de ;
  dcat:inSeries <https://q.example/s> .
<https://q.example/r> a dcat:CatalogRecord ; foaf:primaryTopic <https://q.example/d> ;
  dct:modified "2026-01-01" .
"""


class OnePage:
    """A transport that has the page above."""

    memory = NoMemory()

    def get(self, url, *_):
        """Return the page, whatever its address."""
        return Answer(url, "text/turtle", PAGE.encode())


def harvested() -> dict:
    """Return guid → record of the page above."""
    config = {"id": "1", "url": "https://q.example/catalog.ttl", "config": {"protocol": "dcat"}}
    (page,) = DcatAdapter().pages(Source.from_dict(config), OnePage(), 1)
    assert not page.problems
    return {record.guid: record for record in page.records}


class TestHarvest:
    def test_a_series_is_a_record(self):
        """5: ckanext-dcat looks for dcat:Dataset only; the adapter finds series too."""
        assert set(harvested()) == {"https://q.example/s", "https://q.example/d"}

    def test_a_series_is_a_dataset_for_others(self):
        """The record says dcat:Dataset too, so that ckanext-dcat's parser finds it."""
        triples = harvested()["https://q.example/s"].triples
        classes = {t.object.value for t in triples if t.predicate.value == str(RDF.type)}
        assert classes == {str(CLASS), str(iri("dcat:Dataset"))}

    def test_the_entry_of_a_dataset_belongs_to_it(self):
        """A dcat:CatalogRecord points to the dataset; it comes with it, its siblings do not."""
        triples = harvested()["https://q.example/d"].triples
        subjects = {t.subject for t in triples}
        assert subjects == {NamedNode("https://q.example/d"), NamedNode("https://q.example/r")}


class TestRead:
    def test_kind_of_entry(self):
        """The class of a series is a field of a CKAN dataset."""
        graph = Graph().parse(data=PAGE, format="turtle")
        read = read_dataset(graph, URIRef("https://q.example/s"))
        assert (read["rdf_type"], read["title"]) == (str(CLASS), "Wahlen")

    def test_membership_and_entry(self):
        """dcat:inSeries and the catalogue's entry are read with the dataset."""
        graph = Graph().parse(data=PAGE, format="turtle")
        read = read_dataset(graph, URIRef("https://q.example/d"))
        assert "rdf_type" not in read
        assert read["in_series"] == ["https://q.example/s"]
        (record,) = read["catalog_record"]
        assert record == {"modified": "2026-01-01", "uri": "https://q.example/r"}
        assert "kept_statements" not in read


def written(*datasets: dict, **options) -> Graph:
    graph = Graph()
    output = Output(BASE, described={SERIES: CLASS}, **options)
    for dataset in datasets:
        write_dataset(graph, URIRef(dataset["uri"]), dataset, output)
    return graph


class TestWrite:
    def test_a_series_is_no_dataset(self):
        """Typed dcat:DatasetSeries alone: GovData takes each dcat:Dataset for one with data."""
        graph = written(full_series())
        assert set(graph.objects(URIRef(SERIES), RDF.type)) == {CLASS}

    def test_member_points_to_a_series_on_the_page_only(self):
        """dcat:inSeries to what the page does not describe would violate the shapes."""
        dataset = {"uri": NODE, "title": "x", "in_series": [SERIES, "https://fremd.example/s"]}
        graph = written(dataset)
        assert list(graph.objects(URIRef(NODE), iri("dcat:inSeries"))) == [URIRef(SERIES)]
        assert (URIRef(NODE), iri("dct:relation"), URIRef("https://fremd.example/s")) in graph

    def test_no_closure(self):
        """No link from a series to its members: GovData would mix them up (govdata.md 3)."""
        member = {**full_dataset(), "in_series": [SERIES]}
        graph = written(member, full_series())
        closure = [iri(f"dcat:{p}") for p in ("seriesMember", "prev", "next", "first", "last")]
        assert not any((None, p, None) in graph for p in closure)
        assert not any(o == URIRef(NODE) for o in graph.objects(URIRef(SERIES)))

    def test_type_of_ckanext_dcat(self):
        """A portal's datasets of the type `dataset_series` are series, too."""
        series = {"uri": SERIES, "title": "x", "type": "dataset_series"}
        assert (URIRef(SERIES), RDF.type, CLASS) in written(series)

    @pytest.mark.parametrize("compat", [False, True])
    def test_shapes(self, shacl, compat):
        """A full series with a member: no violation."""
        member = {**full_dataset(), "in_series": [SERIES]}
        assert violations(written(member, full_series(), compat=compat), shacl) == []

    def test_survives(self):
        """A series comes back as it was."""
        graph = written(full_series(), compat=False)
        read = read_dataset(graph, URIRef(SERIES))
        expected = full_series()
        del expected["type"], read["tags"], read["identifier"]
        assert read == expected


class TestCatalogRecord:
    def test_off(self):
        """GovData reads no entries: none is written unless the setting says so."""
        assert (None, RDF.type, iri("dcat:CatalogRecord")) not in written(full_dataset())

    def test_own_entry(self, shacl):
        """Changed, added, profile, origin; the topic is typed dcat:Resource for the shapes."""
        stored = {"metadata_modified": "2026-02-01T10:00:00", "metadata_created": "2026-01-01"}
        record = {"uri": "https://q.example/r", "modified": "2025-12-31"}
        graph = written({**full_dataset(), **stored, "catalog_record": [record]}, records=True)
        own = next(s for s in graph.subjects(iri("foaf:primaryTopic")) if str(s).startswith(BASE))
        said = {p: str(o) for p, o in graph.predicate_objects(own)}
        assert said == {
            RDF.type: str(iri("dcat:CatalogRecord")),
            iri("dct:modified"): "2026-02-01T10:00:00",
            iri("dct:issued"): "2026-01-01",
            iri("dct:conformsTo"): "http://dcat-ap.de/def/dcatde/3.0/",
            iri("dct:source"): "https://q.example/r",
            iri("foaf:primaryTopic"): NODE,
        }
        assert (URIRef(NODE), RDF.type, iri("dcat:Resource")) in graph
        assert violations(graph, shacl) == []

    def test_entry_without_a_date(self):
        """The standard demands the date of change; without it there is no entry."""
        graph = written({"uri": NODE, "catalog_record": [{"title": "x"}]}, records=True)
        assert (None, RDF.type, iri("dcat:CatalogRecord")) not in graph
