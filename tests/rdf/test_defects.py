"""The defects of ckanext-dcat 2.4.4 and the losses at GovData do not happen with our profile.

Numbers of the spec dcat-ap-de-3.0.md 1.5; losses of govdata.md 4. Each in the stack of the issue
and with our profile alone.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from rdflib import RDF, BNode, Graph, Literal, URIRef

from ckanext.dcat.processors import RDFParser, RDFSerializer

from ckanext.modellregion_owl.rdf.catalogue import THEMES
from ckanext.modellregion_owl.rdf.namespaces import iri

sys.path.append(str(Path(__file__).parent))
from samples import NODE, SERIES, full_dataset

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

STACK = ["euro_dcat_ap_3", "euro_dcat_ap_scheming", "dcat_ap_de_3"]
ALONE = ["dcat_ap_de_3"]
THIS = URIRef(NODE)


def written(profiles, dataset) -> Graph:
    serializer = RDFSerializer(profiles=profiles)
    serializer.graph_from_dataset(dataset)
    return serializer.g


def read(profiles, graph: Graph) -> dict:
    parser = RDFParser(profiles=profiles)
    for triple in graph:
        parser.g.add(triple)
    (dataset,) = parser.datasets()
    return dataset


def full(profiles) -> Graph:
    return written(profiles, dict(full_dataset(), id="1"))


def objects(graph: Graph, curie: str, node=None) -> list:
    return list(graph.objects(node, iri(curie)))


def with_resource(**values) -> dict:
    return {"id": "1", "uri": NODE, "title": "x", "resources": [{"uri": f"{NODE}/r", **values}]}


def service_with_lists(profiles):
    """1: access_services[].contact and .publisher as lists can be serialised."""
    agent = {"name": "Amt", "email": "amt@stadt.example"}
    for value in ([agent], json.dumps([agent]), agent):
        service = {"endpoint_url": ["https://d.example/wfs"], "contact": value, "publisher": value}
        graph = written(profiles, with_resource(url="https://d.example", access_services=[service]))
        (node,) = graph.subjects(RDF.type, iri("dcat:DataService"))
        (publisher,) = graph.objects(node, iri("dct:publisher"))
        assert (publisher, iri("foaf:name"), Literal("Amt", lang="de")) in graph
        assert len(objects(graph, "dcat:contactPoint", node)) == 1


def attribution(profiles):
    """2: qualified_attribution is written in the terms of PROV, and read again."""
    graph = full(profiles)
    assert not objects(graph, "dcat:qualifiedAttribution") + objects(graph, "dcat:agent")
    assert len(list(graph.subjects(RDF.type, iri("prov:Attribution")))) == 1
    again = read(profiles, graph)["qualified_attribution"]
    assert again == full_dataset()["qualified_attribution"]


def other_identifier(profiles):
    """3: alternate_identifier comes back as its text, not as the name of a blank node."""
    assert (
        read(profiles, full(profiles))["alternate_identifier"]
        == (full_dataset()["alternate_identifier"])
    )


def places(profiles):
    """4: all locations survive, with bounding box and centroid."""
    box = "POLYGON ((8.5 51.6, 8.9 51.6, 8.9 51.8, 8.5 51.6))"
    given = [
        {"text": "Hövelhof", "bbox": box},
        {"text": "Lippe", "centroid": "POINT (8.8 51.9)"},
    ]
    graph = written(profiles, {"id": "1", "uri": NODE, "title": "x", "spatial_coverage": given})
    assert sorted(read(profiles, graph)["spatial_coverage"], key=str) == sorted(given, key=str)


def series(profiles):
    """5: in_series is read; a series is (by the adapter: tests/rdf/test_series.py)."""
    graph = Graph()
    graph.add((THIS, RDF.type, iri("dcat:Dataset")))
    graph.add((THIS, iri("dcat:inSeries"), URIRef(SERIES)))
    assert read(profiles, graph)["in_series"] == [SERIES]


def version_twin(profiles):
    """6: has_version is not written as dct:hasVersion, unless GovData's reader needs it."""
    dataset = {"id": "1", "uri": NODE, "title": "x", "has_version": ["https://q.example/v2"]}
    assert objects(written(profiles, dataset), "dct:hasVersion") == []


def service_modified(profiles):
    """7: the change of an access service is written once."""
    (node,) = full(profiles).subjects(RDF.type, iri("dcat:DataService"))
    assert len(objects(full(profiles), "dct:modified", node)) == 1


def access_url(profiles):
    """8: dcat:accessURL is there when download_url == url."""
    link = "https://d.example/f"
    graph = written(profiles, with_resource(url=link, download_url=link))
    assert objects(graph, "dcat:accessURL") == [URIRef(link)]
    assert objects(graph, "dcat:downloadURL") == [URIRef(link)]


def licence_type(profiles):
    """9: a licence gets no type UnknownIPR, and no text is a subject."""
    licence = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
    for given in (licence, "cc-by"):
        graph = written(profiles, with_resource(url="https://d.example/f", license=given))
        assert all(isinstance(o, URIRef) for o in objects(graph, "dct:license"))
        assert not objects(graph, "dct:type")
        assert not any(isinstance(s, Literal) for s in graph.subjects())


def controlled_values(profiles):
    """10: formats, media types, languages, frequency, access, status are IRIs."""
    graph = full(profiles)
    for curie in ("dct:format", "dcat:mediaType", "dct:language", "dct:accrualPeriodicity",
                  "dct:accessRights", "adms:status"):  # fmt: skip
        found = objects(graph, curie)
        assert found
        assert all(isinstance(value, URIRef) for value in found), curie


def catalogue(profiles):
    """11: the catalogue has publisher, licence, themes, place and a language that is an IRI."""
    serializer = RDFSerializer(profiles=profiles)
    node = serializer.graph_from_catalog({"modified": "2026-01-01"})
    graph = serializer.g
    for curie in ("dct:publisher", "dct:license", "dct:spatial", "dct:title", "dct:description"):
        assert objects(graph, curie, node), curie
    assert objects(graph, "dcat:themeTaxonomy", node) == [THEMES]
    assert all(isinstance(o, URIRef) for o in objects(graph, "dct:language", node))


def several_values(profiles):
    """12: several titles, landing pages, identifiers and types survive."""
    graph = Graph()
    graph.add((THIS, RDF.type, iri("dcat:Dataset")))
    several = {
        "dct:title": [Literal("Bäume", lang="de"), Literal("Trees", lang="en")],
        "dcat:landingPage": [URIRef("https://q.example/1"), URIRef("https://q.example/2")],
        "dct:identifier": [Literal("1"), Literal("2")],
        "dct:type": [URIRef("https://q.example/t1"), URIRef("https://q.example/t2")],
    }
    for curie, found in several.items():
        for value in found:
            graph.add((THIS, iri(curie), value))
    again = written(profiles, dict(read(profiles, graph), id="1"))
    for curie, found in several.items():
        assert set(objects(again, curie, THIS)) == set(found), curie


DEFECTS = (
    service_with_lists, attribution, other_identifier, places, series, version_twin,
    service_modified, access_url, licence_type, controlled_values, catalogue, several_values,
)  # fmt: skip
CLEAN = pytest.mark.ckan_config("ckanext.modellregion_owl.feed.compat", False)


@pytest.mark.parametrize("profiles", [STACK, ALONE], ids=["stack", "alone"])
class TestDefects:
    @CLEAN
    @pytest.mark.parametrize(
        "defect", DEFECTS, ids=[f"{n}-{d.__name__}" for n, d in enumerate(DEFECTS, 1)]
    )
    def test_is_mended(self, profiles, defect):
        """The docstring of each check names the defect by its number."""
        defect(profiles)


# What GovData's profile reads and ckanext-dcat does not produce (govdata.md 4): field, property.
READ_BY_GOVDATA = (
    ("contributor_id", "dcatde:contributorID"),
    ("spatial_coverage", "dcatde:politicalGeocodingURI"),
    ("political_geocoding_level_uri", "dcatde:politicalGeocodingLevelURI"),
    ("spatial_coverage", "dcatde:geocodingDescription"),
    ("legal_basis", "dcatde:legalBasis"),
    ("originator", "dcatde:originator"),
    ("custodian", "dcatde:maintainer"),
    ("contributor", "dct:contributor"),
    ("references", "dct:references"),
    ("availability", "dcatap:availability"),
    ("source", "dct:relation"),
    ("sample", "dct:relation"),
    ("related_resource", "dct:relation"),
    ("is_version_of", "dct:isVersionOf"),
    ("hvd_category", "dcatap:hvdCategory"),
    ("version", "owl:versionInfo"),
    ("version", "dcat:version"),
    ("has_version", "dct:hasVersion"),
)
BELOW = (
    ("dcat:Distribution", "dcatde:licenseAttributionByText"),
    ("dcat:DataService", "dcatde:licenseAttributionByText"),
    ("dcat:Distribution", "dcatde:plannedAvailability"),
    ("vcard:Kind", "vcard:hasTelephone"),
    ("vcard:Kind", "vcard:hasStreetAddress"),
    ("vcard:Kind", "vcard:hasPostalCode"),
    ("vcard:Kind", "vcard:hasLocality"),
    ("vcard:Kind", "vcard:hasCountryName"),
    ("foaf:Agent", "foaf:mbox"),
)


@pytest.mark.parametrize("profiles", [STACK, ALONE], ids=["stack", "alone"])
class TestLossesAtGovData:
    @pytest.mark.parametrize(("field", "curie"), READ_BY_GOVDATA)
    def test_of_the_dataset(self, profiles, field, curie):
        """With compat the feed says what GovData's reader knows, by the name that it knows."""
        dataset = full_dataset()
        dataset["spatial_coverage"][0]["uri"] = (
            "http://dcat-ap.de/def/politicalGeocoding/districtKey/05774"
        )
        assert dataset[field]
        assert objects(written(profiles, dict(dataset, id="1")), curie, THIS)

    @pytest.mark.parametrize(("cls", "curie"), BELOW)
    def test_of_the_nodes_below(self, profiles, cls, curie):
        """So it does for files, services, contacts and agents."""
        graph = full(profiles)
        nodes = list(graph.subjects(RDF.type, iri(cls)))
        assert any((node, iri(curie), None) in graph for node in nodes)

    def test_once_and_by_lasting_names(self, profiles):
        """Contacts, creators and periods once each; services and identifiers have IRIs."""
        graph = full(profiles)
        for curie in ("dcat:contactPoint", "dct:creator", "dct:temporal"):
            assert len(objects(graph, curie, THIS)) == 1, curie
        for curie in ("dcat:accessService", "adms:identifier"):
            found = objects(graph, curie)
            assert found
            assert not any(isinstance(o, BNode) for o in found), curie
