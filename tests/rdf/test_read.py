"""What the profile understands that others lose."""

from __future__ import annotations

import json

import pytest
from rdflib import Graph, URIRef

from ckanext.modellregion_owl.findings import collect
from ckanext.modellregion_owl.rdf.read import read_dataset

pytestmark = pytest.mark.unit

PREFIXES = """
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcatap: <http://data.europa.eu/r5r/> .
@prefix dcatde: <http://dcat-ap.de/def/dcatde/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix locn: <http://www.w3.org/ns/locn#> .
@prefix gsp: <http://www.opengis.net/ont/geosparql#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <http://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix time: <http://www.w3.org/2006/time#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://quelle.example/> .
<d> a dcat:Dataset .
"""


def read(turtle: str) -> dict:
    graph = Graph().parse(data=PREFIXES + turtle, format="turtle")
    return read_dataset(graph, URIRef("https://quelle.example/d"))


class TestPlainValues:
    @pytest.mark.parametrize(
        ("turtle", "field", "value"),
        [
            ('<d> dct:title "Trees"@en, "Bäume"@de .', "title", "Bäume"),
            ('<d> dct:title "Trees"@en, "Bäume" .', "title", "Bäume"),
            ('<d> dct:title "Bäume"@de-DE .', "title", "Bäume"),
            ('<d> owl:versionInfo "2" .', "version", "2"),
            ('<d> owl:versionInfo "2" ; dcat:version "3" .', "version", "3"),
            ('<d> dct:issued "2020", "2019" .', "issued", "2019"),
            ('<d> dct:modified "2019", "2020" .', "modified", "2020"),
            ('<d> dcatde:legalBasis "UIG" .', "legal_basis", ["UIG"]),
            (
                "<d> dcatde:legalBasis <UIG> .",
                "applicable_legislation",
                ["https://quelle.example/UIG"],
            ),
            ('<d> dct:title "Dene"@den, "Trees"@en .', "title", "Trees"),
            ("<d> dcatde:qualityProcessURI <q> .", "documentation", ["https://quelle.example/q"]),
            ('<d> dct:provenance [ rdfs:label "Messung" ] .', "provenance", "Messung"),
            ('<d> dct:provenance "Messung" .', "provenance", "Messung"),
            ('<d> dct:conformsTo "INSPIRE" .', "conforms_to", ["INSPIRE"]),
            (
                '<d> adms:identifier [ a adms:Identifier ; skos:notation "10.5/x" ] .',
                "alternate_identifier",
                ["10.5/x"],
            ),
            ('<d> adms:identifier "10.5/x" .', "alternate_identifier", ["10.5/x"]),
        ],
    )
    def test_field(self, turtle, field, value):
        """The value in the field, whichever way the source writes it."""
        assert read(turtle)[field] == value

    def test_legal_basis_follows_its_successor(self):
        """An address names an act, in the list's spelling; a paragraph stays a text."""
        with collect() as findings:
            found = read(
                """<d> dcatde:legalBasis "§ 11 UIG", "http://data.europa.eu/eli/reg_impl/2023/138" ;
                       dcatap:applicableLegislation <https://a.example/act> ."""
            )
        assert found["legal_basis"] == ["§ 11 UIG"]
        assert found["applicable_legislation"][1:] == ["https://a.example/act"]
        (rule,) = (f for f in findings if f.rule == "legislation.successor")
        assert rule.before == "http://data.europa.eu/eli/reg_impl/2023/138"
        assert rule.after == found["applicable_legislation"][0]

    def test_older_namespaces(self):
        """Versions of dcatde: with a number, even with the slash forgotten, are understood."""
        found = read(
            """<d> <http://dcat-ap.de/def/dcatde/1.0.1/contributorID>
                   <http://dcat-ap.de/def/contributors/openNRW> ;
                   <http://dcat-ap.de/def/dcatde/1_0politicalGeocodingLevelURI>
                   <http://dcat-ap.de/def/politicalGeocoding/Level/state> ."""
        )
        assert found["contributor_id"] == ["http://dcat-ap.de/def/contributors/openNRW"]
        assert found["political_geocoding_level_uri"] == [
            "http://dcat-ap.de/def/politicalGeocoding/Level/state"
        ]

    def test_term_behind_a_node_of_the_source(self):
        """A category wrapped in the source's own node is found by what the node stands for."""
        found = read(
            """<d> dcat:theme <concepts/ENVI> . <concepts/ENVI> rdfs:isDefinedBy
            "http://publications.europa.eu/resource/authority/data-theme/ENVI" ."""
        )
        assert found["theme"] == [
            "http://publications.europa.eu/resource/authority/data-theme/ENVI"
        ]

    def test_unknown_term_is_kept(self):
        """A category outside of the list stays as it came."""
        assert read("<d> dcat:theme <t/Politik> .")["theme"] == ["https://quelle.example/t/Politik"]


class TestNodes:
    @pytest.mark.parametrize(
        ("turtle", "field", "value"),
        [
            (
                '<d> dct:publisher [ foaf:name "Stadt" ; foaf:mbox <mailto:a@b.example> ] .',
                "publisher",
                [{"name": "Stadt", "email": "a@b.example"}],
            ),
            ('<d> dct:publisher "t173391" .', "publisher", [{"name": "t173391"}]),
            (
                "<d> dcat:contactPoint [ vcard:hasEmail [ vcard:hasValue <mailto:a@b.example> ]] .",
                "contact",
                [{"email": "a@b.example"}],
            ),
            (
                '<d> dct:temporal [ schema:startDate "2020-01-01"^^xsd:date ] .',
                "temporal_coverage",
                [{"start": "2020-01-01"}],
            ),
            (
                '<d> dct:temporal [ time:hasEnd [ time:inXSDDate "2020-01-01"^^xsd:date ] ] .',
                "temporal_coverage",
                [{"end": "2020-01-01"}],
            ),
            (
                '<d> dcatde:geocodingDescription "Böblingen" .',
                "spatial_coverage",
                [{"text": "Böblingen"}],
            ),
            (
                "<d> dcatde:politicalGeocodingURI "
                "<https://dcat-ap.de/def/politicalGeocoding/stateKey/05/> .",
                "spatial_coverage",
                [{"uri": "http://dcat-ap.de/def/politicalGeocoding/stateKey/05"}],
            ),
            (
                '<d> dcatde:maintainer [ foaf:name "Amt" ] .',
                "custodian",
                [{"name": "Amt"}],
            ),
            (
                "<d> prov:qualifiedAttribution [ dcat:hadRole <r> ; prov:agent <a> ] .",
                "qualified_attribution",
                [
                    {
                        "role": "https://quelle.example/r",
                        "agent": '[{"uri": "https://quelle.example/a"}]',
                    }
                ],
            ),
        ],
    )
    def test_field(self, turtle, field, value):
        """Each node becomes one item of the list."""
        assert read(turtle)[field] == value

    def test_all_places_with_their_boxes(self):
        """Several places survive, each with box and centre (ckanext-dcat keeps one, without)."""
        found = read(
            """<d> dct:spatial [ dcat:bbox "POLYGON((1 1,2 2,1 2,1 1))"^^gsp:wktLiteral ],
                               [ dcat:centroid "POINT(1 1)"^^gsp:wktLiteral ] ."""
        )["spatial_coverage"]
        assert sorted(key for place in found for key in place) == ["bbox", "centroid"]

    def test_same_geometry_twice_is_one(self):
        """GeoJSON and WKT of one polygon are one geometry; GeoJSON is kept."""
        found = read(
            """<d> dct:spatial [ locn:geometry "POINT (1.50 2)"^^gsp:wktLiteral,
            "{\\"type\\": \\"Point\\", \\"coordinates\\": [1.5, 2]}" ] ."""
        )
        (place,) = found["spatial_coverage"]
        assert json.loads(place["geom"])["coordinates"] == [1.5, 2]
        assert "other_values" not in place

    def test_empty_period_is_noted(self):
        """A period without dates is left out."""
        with collect() as findings:
            assert "temporal_coverage" not in read("<d> dct:temporal [ a dct:PeriodOfTime ] .")
        assert [f.rule for f in findings] == ["period.empty"]


class TestResource:
    def test_licence_of_the_dataset(self):
        """A distribution without licence gets the dataset's."""
        found = read(
            """<d> dct:license <http://dcat-ap.de/def/licenses/dl-by-de/2.0> ;
               dcat:distribution [ dcat:accessURL <a> ] ."""
        )
        (resource,) = found["resources"]
        assert resource["license"] == "http://dcat-ap.de/def/licenses/dl-by-de/2.0"

    @pytest.mark.parametrize(
        ("turtle", "url"),
        [
            ("dcat:accessURL <a> ; dcat:downloadURL <b>", "https://quelle.example/b"),
            ('dcat:accessURL "https://quelle.example/a b"', "https://quelle.example/a%20b"),
            ("dcat:accessUrl <a>", "https://quelle.example/a"),
            ("dcat:accessService [ dcat:endpointURL <s> ]", "https://quelle.example/s"),
        ],
    )
    def test_link(self, turtle, url):
        """CKAN's link is the download, else the page, else the service."""
        (resource,) = read(f"<d> dcat:distribution [ {turtle} ] .")["resources"]
        assert resource["url"] == url

    def test_format_of_the_media_type(self):
        """A distribution that names its media type only gets the format that CKAN shows."""
        (resource,) = read('<d> dcat:distribution [ dcat:mediaType "text/csv" ] .')["resources"]
        assert (resource["mimetype"], resource["format"]) == ("text/csv", "CSV")


class TestOrder:
    def test_does_not_matter(self):
        """The same statements in another order give the same dict."""
        lines = [
            '<d> dcat:keyword "b" .', '<d> dcat:keyword "a" .',
            '<d> dct:creator [ foaf:name "Z" ] .', '<d> dct:creator [ foaf:name "A" ] .',
            "<d> dcat:distribution <2> .", "<d> dcat:distribution <1> .",
        ]  # fmt: skip
        assert read("\n".join(lines)) == read("\n".join(reversed(lines)))


class TestKeywords:
    def test_original_and_tags(self):
        """The keyword keeps its characters, the tag is one that CKAN takes."""
        found = read('<d> dcat:keyword "Rad (Weg) & Straße", "x", "Bäume, Sträucher" .')
        assert found["keyword"] == ["Bäume, Sträucher", "Rad (Weg) & Straße", "x"]
        assert [t["name"] for t in found["tags"]] == ["Bäume", "Rad Weg Straße", "Sträucher"]


class TestLanguages:
    def languages(self, turtle: str) -> list[tuple[str, str]]:
        """Return field and written language of what was noted."""
        with collect() as findings:
            read(turtle)
        return [(f.field, f.before) for f in findings if f.rule == "text.language"]

    @pytest.mark.parametrize(
        ("turtle", "noted"),
        [
            ('<d> dct:title "Bäume" ; dct:description "Alle." .', [("title", "")]),
            ('<d> dct:title "Bäume"@de ; dcat:keyword "Baum", "Linde"@de .', [("keyword", "")]),
            ('<d> dct:title "Bäume"@de-AT ; dct:description "Alle." .',
             [("notes", ""), ("title", "de-AT")]),
            ('<d> dct:title "Bäume"@de ; dct:publisher "Stadt" .', [("name", "")]),
            ('<d> dct:title "Bäume"@de ; dcat:distribution [ dct:title "CSV" ] .', [("name", "")]),
            ('<d> dct:title "Bäume"@de, "Trees"@en .', []),
            ('<d> dct:title "Bäume"@de, "Trees" .', []),
            ('<d> dct:title "Trees"@en ; dct:identifier "1" .', []),
        ],
    )  # fmt: skip
    def test_noted_once_per_dataset(self, turtle, noted):
        """What becomes German is said once for a dataset, with what the source wrote before."""
        assert self.languages(turtle) == noted

    def test_a_publisher_as_text_keeps_its_language(self):
        """An English name is not called German because it came without a node."""
        (publisher,) = read('<d> dct:publisher "City of X"@en .')["publisher"]
        assert publisher["name"] == "City of X"
        assert json.loads(publisher["other_values"]) == {"name": {"en": ["City of X"]}}
