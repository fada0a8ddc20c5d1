"""Beside ckanext-dcat's own profiles: its defects do not show, its parser gets our fields."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from rdflib import Graph

from ckanext.dcat.processors import RDFParser, RDFSerializer

from ckanext.modellregion_owl.rdf.others import operator_profile_names

sys.path.append(str(Path(__file__).parent))
from samples import NODE, full_dataset
from shapes import violations

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

STACK = ["euro_dcat_ap_3", "euro_dcat_ap_scheming", "dcat_ap_de_3"]
ALONE = ["dcat_ap_de_3"]


def serialised(profiles, dataset=None) -> Graph:
    serializer = RDFSerializer(profiles=profiles)
    serializer.graph_from_dataset(dataset or dict(full_dataset(), id="1"))
    graph = Graph()
    for triple in serializer.g:
        graph.add(triple)
    return graph


def parsed(profiles, graph: Graph) -> dict:
    parser = RDFParser(profiles=profiles)
    for triple in graph:
        parser.g.add(triple)
    (dataset,) = parser.datasets()
    return dataset


class TestStack:
    def test_writes_the_same_as_alone(self):
        """Nothing of the profiles below is left: the graph is the one that we write alone."""
        dataset = dict(full_dataset(), id="1")
        assert set(serialised(STACK, dataset)) == set(serialised(ALONE, dataset))

    def test_reads_the_same_as_alone(self):
        """With all three profiles the parser gives what ours gives alone."""
        graph = serialised(ALONE)
        assert parsed(STACK, graph) == parsed(ALONE, graph)

    def test_has_no_violation(self, shacl):
        """A full dataset by the configured profiles passes the official shapes."""
        assert violations(serialised(ALONE), shacl) == []


class TestOtherSchema:
    @pytest.mark.ckan_config("scheming.dataset_schemas", "")
    @pytest.mark.ckan_config("ckan.plugins", "modellregion_owl dcat")
    def test_becomes_extras(self):
        """A portal without our schema gets free extras, lists as JSON text."""
        dataset = parsed(ALONE, serialised(ALONE))
        extras = {e["key"]: e["value"] for e in dataset["extras"]}
        assert extras["uri"] == NODE
        assert extras["theme"].startswith("[")
        assert "theme" not in dataset


class TestOperatorProfileNames:
    def test_leaves_out_ours_and_ckanext_dcats(self):
        """The harvester reads the site's three profiles by ours alone, without rdflib's graph."""
        assert operator_profile_names() == []

    def test_geometry_node_does_not_stop_it(self):
        """ckanext-dcat's reader dies of the geometry that the shapes demand; ours reads it."""
        graph = Graph().parse(
            data="""@prefix dcat: <http://www.w3.org/ns/dcat#> .
            @prefix dct: <http://purl.org/dc/terms/> .
            @prefix locn: <http://www.w3.org/ns/locn#> .
            @prefix gsp: <http://www.opengis.net/ont/geosparql#> .
            <https://quelle.example/d> a dcat:Dataset ;
              dct:spatial [ locn:geometry [ gsp:asWKT "POINT (8 51)"^^gsp:wktLiteral ] ] .""",
            format="turtle",
        )
        assert parsed(ALONE, graph)["spatial_coverage"] == [{"geom": "POINT (8 51)"}]
