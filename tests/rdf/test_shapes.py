"""The official shapes of DCAT-AP.de 3.0 are the oracle."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import RDF, Graph, URIRef
from rdflib.namespace import DCAT

from ckanext.modellregion_owl.rdf.catalogue import write_catalogue
from ckanext.modellregion_owl.rdf.complete import Output
from ckanext.modellregion_owl.rdf.iris import catalogue_iri
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.read import read_dataset
from ckanext.modellregion_owl.rdf.write import write_dataset
from ckanext.modellregion_owl.region import load_region

sys.path.append(str(Path(__file__).parent))
from samples import NODE, full_dataset
from shapes import kinds, violations
from survival import survival

pytestmark = pytest.mark.unit

BASE = "https://daten.example"
REGION = "ckanext.modellregion_owl.region:owl"
OUTPUT = Output(BASE)

BRANDENBURG = "dcat_ap_de/brandenburg_catalog.rdf"
HOLSTEIN = "dcat_ap_de/schleswig-holstein_rdf_catalog.xml"

# What the source does not say and nobody can make up, by catalogue: kind → number. One dataset of
# Brandenburg has no publisher (in a portal its organisation stands in), two have no description.
NO_DESCRIPTION = {"description MinCountConstraintComponent": 2}
LACKS = {
    BRANDENBURG: {"publisher MinCountConstraintComponent": 1, **NO_DESCRIPTION},
    HOLSTEIN: {},
}


def parsed(path: Path) -> Graph:
    return Graph().parse(path, format="xml")


def written(source: Graph, output: Output) -> Graph:
    graph = Graph()
    for node in source.subjects(RDF.type, DCAT.Dataset):
        write_dataset(graph, URIRef(node), read_dataset(source, node), output)
    return graph


@pytest.mark.parametrize("compat", [False, True], ids=["clean", "compat"])
class TestViolations:
    def test_full_dataset_in_the_catalogue(self, shacl, compat):
        """A dataset with a value in every row, in the region's catalogue: none."""
        output = replace(OUTPUT, compat=compat)
        graph = Graph()
        write_dataset(graph, URIRef(NODE), full_dataset(), output)
        catalogue = catalogue_iri(BASE)
        write_catalogue(graph, catalogue, load_region(REGION).catalogue, output, "2026-05-01")
        graph.add((catalogue, iri("dcat:dataset"), URIRef(NODE)))
        assert violations(graph, shacl) == []

    def test_plain_dataset_of_an_existing_portal(self, shacl, compat):
        """CKAN's own fields are enough: title, notes, organisation, licence id, tags."""
        dataset = {
            "id": "1",
            "title": "Baumkataster",
            "notes": "Alle Bäume.",
            "license_id": "cc-by",
            "maintainer": "Grünflächenamt",
            "maintainer_email": "gruen@paderborn.example",
            "tags": [{"name": "Bäume"}],
            "metadata_created": "2026-01-01T10:00:00.123456",
            "metadata_modified": "2026-01-02T10:00:00.123456",
            "organization": {"id": "2", "name": "gruen", "title": "Grünflächenamt"},
            "extras": [{"key": "frequency", "value": "jährlich"}],
            "resources": [{"id": "3", "package_id": "1", "url": "https://p.example/a.csv"}],
        }
        graph = Graph()
        write_dataset(graph, URIRef(f"{BASE}/dataset/1"), dataset, replace(OUTPUT, compat=compat))
        assert violations(graph, shacl) == []

    @pytest.mark.parametrize("name", [BRANDENBURG, HOLSTEIN], ids=["brandenburg", "holstein"])
    def test_whole_catalogue(self, shacl, catalogues, name, compat):
        """A recorded catalogue comes out without violations but for what it lacks."""
        graph = written(parsed(catalogues / name), replace(OUTPUT, compat=compat))
        assert kinds(violations(graph, shacl)) == LACKS[name]


class TestDefaults:
    def test_organisation_stands_in_for_the_publisher(self, shacl, catalogues):
        """With an organisation only the two missing descriptions are left of Brandenburg's."""
        source = parsed(catalogues / BRANDENBURG)
        graph = Graph()
        for node in source.subjects(RDF.type, DCAT.Dataset):
            organisation = {"id": "1", "name": "bb", "title": "Land Brandenburg"}
            dataset = {**read_dataset(source, node), "organization": organisation}
            write_dataset(graph, URIRef(node), dataset, OUTPUT)
        assert kinds(violations(graph, shacl)) == NO_DESCRIPTION


class TestSurvival:
    @pytest.mark.parametrize(
        ("name", "share"), [(BRANDENBURG, 0.97), (HOLSTEIN, 0.928)], ids=["brandenburg", "holstein"]
    )
    def test_values_that_come_out_again(self, catalogues, name, share):
        """The measured share of a source's values; it may only grow."""
        assert survival(parsed(catalogues / name)).share >= share
