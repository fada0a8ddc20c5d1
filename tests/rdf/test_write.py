"""What the feed says: fallbacks, twins, and nothing left of what other profiles wrote."""

from __future__ import annotations

import pytest
from rdflib import RDF, BNode, Graph, Literal, URIRef

from ckanext.modellregion_owl.rdf.complete import Output
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.write import write_dataset

pytestmark = pytest.mark.unit

BASE = "https://daten.example"
NODE = URIRef(f"{BASE}/dataset/1")
LICENCE = URIRef("http://dcat-ap.de/def/licenses/dl-by-de/2.0")


def write(dataset, graph=None, **options) -> Graph:
    graph = Graph() if graph is None else graph
    write_dataset(graph, NODE, dataset, Output(BASE, **options))
    return graph


def texts(graph: Graph, curie: str, node=NODE) -> list[str]:
    return sorted(str(o) for o in graph.objects(node, iri(curie)))


class TestValues:
    @pytest.mark.parametrize(
        ("dataset", "curie", "expected"),
        [
            ({}, "dct:identifier", [str(NODE)]),
            ({"identifier": "x-1"}, "dct:identifier", ["x-1"]),
            ({"metadata_created": "2026-01-01T10:00:00"}, "dct:issued", ["2026-01-01T10:00:00"]),
            (
                {"uri": "https://quelle.example/1", "metadata_created": "2026-01-01T10:00:00"},
                "dct:issued",
                [],
            ),
            ({"issued": "gestern"}, "dct:issued", []),
            ({"theme": ["https://quelle.example/thema/1"]}, "dcat:theme", []),
            ({"url": "kein Link"}, "dcat:landingPage", []),
            ({"hvd_category": "[]"}, "dcatap:applicableLegislation", []),
            (
                {"hvd_category": ["http://data.europa.eu/bna/c_dd313021"]},
                "dcatap:applicableLegislation",
                ["http://data.europa.eu/eli/reg_impl/2023/138/oj"],
            ),
            ({"tags": [{"name": "Bäume"}]}, "dcat:keyword", ["Bäume"]),
            (
                {"keyword": ["Rad (Weg)"], "tags": [{"name": "Rad Weg"}]},
                "dcat:keyword",
                ["Rad (Weg)"],
            ),
            ({"keyword": ["Rad (Weg)"], "tags": [{"name": "Auto"}]}, "dcat:keyword", ["Auto"]),
        ],
    )
    def test_property(self, dataset, curie, expected):
        """The property's values; the clean feed without twins."""
        assert texts(write(dataset, compat=False), curie) == expected

    def test_texts_are_german(self):
        """Title and description carry their language."""
        graph = write({"title": "Bäume", "notes": "Alle"})
        assert graph.value(NODE, iri("dct:title")) == Literal("Bäume", lang="de")
        assert graph.value(NODE, iri("dct:description")) == Literal("Alle", lang="de")

    def test_controlled_values_are_bare(self):
        """No label and no type stands on a licence: a label would replace the IRI at GovData."""
        resource = {"uri": f"{NODE}/r", "url": "https://a.example", "license": str(LICENCE)}
        graph = write({"resources": [resource]})
        assert list(graph.predicate_objects(LICENCE)) == []

    def test_licence_text_becomes_a_labelled_node(self):
        """A licence that no list has is not lost: a node that says only its name."""
        resource = {"uri": f"{NODE}/r", "url": "https://a.example", "license": "Nutzung frei"}
        graph = write({"resources": [resource]})
        node = graph.value(URIRef(f"{NODE}/r"), iri("dct:license"))
        assert (node, iri("rdfs:label"), Literal("Nutzung frei")) in graph
        assert (node, RDF.type, iri("dct:LicenseDocument")) in graph

    @pytest.mark.parametrize(
        ("resource", "access", "download"),
        [
            ({"url": "https://a.example/p"}, ["https://a.example/p"], []),
            (
                {"url": "https://a.example/f", "download_url": "https://a.example/f"},
                ["https://a.example/f"],
                ["https://a.example/f"],
            ),
            (
                {"url": "https://a.example/f", "url_type": "upload"},
                ["https://a.example/f"],
                ["https://a.example/f"],
            ),
            (
                {
                    "url": "https://a.example/f",
                    "access_url": "https://a.example/p",
                    "download_url": "https://a.example/f",
                },
                ["https://a.example/p"],
                ["https://a.example/f"],
            ),
        ],
    )
    def test_addresses(self, resource, access, download):
        """K39: an access address always, the download if it is one."""
        graph = write({"resources": [{**resource, "uri": f"{NODE}/r"}]})
        node = URIRef(f"{NODE}/r")
        assert texts(graph, "dcat:accessURL", node) == access
        assert texts(graph, "dcat:downloadURL", node) == download


class TestFallbacks:
    def test_municipality_stands_in(self):
        """Publisher and contributor id of the organisation's municipality, only where empty."""
        defaults = {
            "publisher": [{"name": "Stadt Paderborn"}],
            "contributor_id": ["http://dcat-ap.de/def/contributors/openNRW"],
        }
        graph = write({"organization": {"id": "7", "name": "pb"}}, defaults=lambda name: defaults)
        (publisher,) = graph.objects(NODE, iri("dct:publisher"))
        assert texts(graph, "foaf:name", publisher) == ["Stadt Paderborn"]
        assert texts(graph, "dcatde:contributorID") == defaults["contributor_id"]

    def test_own_publisher_stays(self):
        """What the dataset says is not replaced."""
        dataset = {"publisher": [{"name": "Amt"}], "organization": {"id": "7", "title": "Stadt"}}
        graph = write(dataset)
        (publisher,) = graph.objects(NODE, iri("dct:publisher"))
        assert texts(graph, "foaf:name", publisher) == ["Amt"]

    def test_contact_without_address_gets_the_publishers_page(self):
        """K01: a contact needs an e-mail, a page or a telephone."""
        dataset = {
            "publisher": [{"name": "Stadt", "url": "https://p.example/"}],
            "contact": [{"name": "Amt"}],
        }
        graph = write(dataset)
        (contact,) = graph.objects(NODE, iri("dcat:contactPoint"))
        assert isinstance(contact, BNode)
        assert texts(graph, "vcard:hasURL", contact) == ["https://p.example/"]


class TestTwins:
    DATASET = {
        "version": "3",
        "publisher": [{"name": "Stadt", "email": "a@b.example"}],
        "custodian": [{"name": "Amt"}],
        "spatial_coverage": [
            {"uri": "http://dcat-ap.de/def/politicalGeocoding/districtKey/05774", "text": "Kreis"},
            {"uri": "https://sws.geonames.org/2855745/"},
        ],
        "has_version": ["https://quelle.example/2"],
        "resources": [
            {
                "uri": f"{NODE}/r",
                "url": "https://a.example",
                "availability": "http://publications.europa.eu/resource/authority/"
                "planned-availability/STABLE",
            }
        ],
    }

    def test_for_govdatas_reader(self):
        """The deprecated twins carry what GovData's present reader knows under old names only."""
        graph = write(self.DATASET, compat=True)
        assert texts(graph, "owl:versionInfo") == ["3"]
        assert texts(graph, "dcatde:politicalGeocodingURI") == [
            "http://dcat-ap.de/def/politicalGeocoding/districtKey/05774"
        ]
        assert texts(graph, "dcatde:geocodingDescription") == ["Kreis"]
        assert texts(graph, "dct:hasVersion") == ["https://quelle.example/2"]
        assert len(texts(graph, "dcatde:maintainer")) == 1
        publisher = graph.value(NODE, iri("dct:publisher"))
        assert texts(graph, "foaf:mbox", publisher) == ["mailto:a@b.example"]
        assert texts(graph, "dcatde:plannedAvailability", URIRef(f"{NODE}/r")) == [
            "http://dcat-ap.de/def/plannedAvailability/stable"
        ]

    def test_clean_feed_has_none(self):
        """Without the switch no property of 3.0's list of deprecated ones is written."""
        graph = write(self.DATASET, compat=False)
        old = (
            "owl:versionInfo", "dct:hasVersion", "dct:isVersionOf", "foaf:mbox",
            "dcatde:politicalGeocodingURI", "dcatde:geocodingDescription", "dcatde:maintainer",
            "dcatde:originator", "dcatde:legalBasis", "dcatde:plannedAvailability",
        )  # fmt: skip
        assert [c for c in old if (None, iri(c), None) in graph] == []
        assert texts(graph, "dct:relation") == ["https://quelle.example/2"]


class TestGeometry:
    GEOJSON = '{"type": "Polygon", "coordinates": [[[8, 51], [9, 51], [9, 52], [8, 51]]]}'

    def test_node_in_the_clean_feed(self):
        """locn:geometry is a node with WKT: the shapes refuse a literal."""
        graph = write({"spatial_coverage": [{"geom": self.GEOJSON}]}, compat=False)
        (node,) = graph.objects(None, iri("locn:geometry"))
        assert texts(graph, "gsp:asWKT", node) == ["POLYGON ((8 51, 9 51, 9 52, 8 51))"]

    def test_box_for_govdata(self):
        """GovData's reader dies of that node; it gets the box."""
        graph = write({"spatial_coverage": [{"geom": self.GEOJSON}]}, compat=True)
        assert (None, iri("locn:geometry"), None) not in graph
        (box,) = graph.objects(None, iri("dcat:bbox"))
        assert str(box) == "POLYGON ((8.0 51.0, 9.0 51.0, 9.0 52.0, 8.0 52.0, 8.0 51.0))"


class TestStable:
    def test_same_dataset_same_statements(self):
        """Blank nodes have names made of their content: an unchanged page is the same page."""
        dataset = {"contact": [{"name": "Amt", "email": "a@b.example"}], "provenance": "Messung"}
        assert set(write(dataset)) == set(write(dataset))

    def test_agents_and_services_have_lasting_names(self):
        """GovData knows a service by its IRI; a publisher is one node for all its datasets."""
        service = {"endpoint_url": ["https://dienst.example/wfs"]}
        resource = {"uri": f"{NODE}/r", "name": "WFS", "access_services": [service]}
        graph = write({"publisher": [{"name": "Stadt"}], "resources": [resource]})
        for curie in ("foaf:Agent", "dcat:DataService"):
            (node,) = graph.subjects(RDF.type, iri(curie))
            assert str(node).startswith(BASE)

    @pytest.mark.parametrize(
        ("change", "same"),
        [
            ({"email": "open-data@stadt.example"}, True),
            ({"email": "", "url": "https://www.stadt.example/umwelt"}, True),
            ({"other_values": '{"name": {"en": ["Environment"]}}'}, True),
            ({"email": "umwelt@kreis.example"}, False),
            ({"name": "Tiefbauamt"}, False),
            ({"type": "http://purl.org/adms/publishertype/1.0/LocalAuthority"}, False),
        ],
    )
    def test_an_agent_keeps_its_name_when_its_mailbox_changes(self, change, same):
        """It is who it is by name, kind and house; offices of two towns are never one node."""

        def name(**more):
            agent = {"name": "Umweltamt", "email": "umwelt@stadt.example", **more}
            (found,) = write({"publisher": [agent]}).subjects(RDF.type, iri("foaf:Agent"))
            return found

        assert (name(**change) == name()) is same

    def test_a_service_keeps_its_name_when_titles_change(self):
        """GovData's references to it stay (govdata.md 5): it is where it answers, no more."""
        service = {"endpoint_url": ["https://dienst.example/ows"]}

        def name(title_of_dataset, **more):
            resource = {"uri": f"{NODE}/r", "access_services": [{**service, **more}]}
            dataset = {"title": title_of_dataset, "resources": [resource]}
            dataset["publisher"] = [{"name": "Stadt"}]
            (found,) = write(dataset).subjects(RDF.type, iri("dcat:DataService"))
            return found

        assert name("Bäume") == name("Straßenbäume") == name("Bäume", title="WFS")
        wms, wfs = (f"https://dienst.example/ows?SERVICE={kind}" for kind in ("WMS", "WFS"))
        assert name("B", endpoint_description=[wms]) != name("B", endpoint_description=[wfs])


class TestErase:
    def test_nothing_of_another_profile_is_left(self):
        """What stood there by a row's property goes, with the nodes below it; the rest stays."""
        graph = Graph()
        contact, name = BNode(), iri("vcard:fn")
        graph.add((NODE, iri("dcat:contactPoint"), contact))
        graph.add((contact, name, Literal("alt")))
        graph.add((NODE, iri("dct:hasVersion"), URIRef("https://alt.example")))
        graph.add((NODE, iri("dct:license"), Literal("cc-by")))
        graph.add((NODE, iri("schema:hand"), Literal("bleibt")))
        distribution = URIRef("https://alt.example/resource/1")
        graph.add((NODE, iri("dcat:distribution"), distribution))
        graph.add((distribution, iri("dct:license"), Literal("cc-by")))
        graph.add((Literal("cc-by"), iri("dct:type"), URIRef("https://alt.example/ipr")))
        write({"title": "neu"}, graph, compat=False)
        assert (None, name, None) not in graph
        assert (None, iri("dct:hasVersion"), None) not in graph
        assert (Literal("cc-by"), None, None) not in graph
        assert (distribution, None, None) not in graph
        assert (NODE, iri("schema:hand"), Literal("bleibt")) in graph

    def test_node_that_another_dataset_uses_stays(self):
        """A publisher that a second dataset points to keeps its statements."""
        graph = Graph()
        agent, other = URIRef("https://a.example/stadt"), URIRef("https://a.example/d2")
        graph.add((NODE, iri("dct:publisher"), agent))
        graph.add((other, iri("dct:publisher"), agent))
        graph.add((agent, iri("foaf:name"), Literal("Stadt")))
        write({"title": "neu"}, graph)
        assert texts(graph, "foaf:name", agent) == ["Stadt"]


class TestClass:
    def test_of_a_dataset_whose_identifier_is_its_iri(self):
        """A node that is an adms:Identifier too is a dcat:Dataset all the same (Brandenburg)."""
        graph = Graph()
        dataset = {"uri": NODE, "title": "x", "alternate_identifier": [NODE]}
        write_dataset(graph, URIRef(NODE), dataset, Output(BASE))
        assert (URIRef(NODE), RDF.type, iri("dcat:Dataset")) in graph
