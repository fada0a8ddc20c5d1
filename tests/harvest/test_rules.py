"""Names, resource ids, defaults and configuration of sources."""

from __future__ import annotations

import json

import pytest
from rdflib import Graph, URIRef

from ckanext.modellregion_owl.findings import collect
from ckanext.modellregion_owl.harvest.defaults import Defaults, add_defaults
from ckanext.modellregion_owl.harvest.exceptions import SourceInvalid
from ckanext.modellregion_owl.harvest.source import Source, parse_config
from ckanext.modellregion_owl.harvest.write.names import slug, unique_name
from ckanext.modellregion_owl.harvest.write.resources import keep_ids
from ckanext.modellregion_owl.rdf.read import read_dataset
from ckanext.modellregion_owl.region import Municipality

pytestmark = pytest.mark.unit


class TestSlug:
    @pytest.mark.parametrize(
        ("title", "expected"),
        [
            ("Bebauungspläne Größe Öl", "bebauungsplaene-groesse-oel"),
            ("Ärzte & Straßen (2024)", "aerzte-strassen-2024"),
            ("Café   –  Übersicht", "cafe-uebersicht"),
            ("a\u0308rzte", "aerzte"),
            ("日本", ""),
            ("!", ""),
            ("x", ""),
        ],
    )
    def test_is_legal_and_readable(self, title, expected):
        """Umlauts become two letters, also decomposed ones; nothing usable gives nothing."""
        assert slug(title) == expected

    def test_long_titles_end_at_a_word(self):
        """CKAN takes 100 characters; there is room for a suffix."""
        name = slug("Radverkehr " * 20)
        assert len(name) <= 91
        assert name.endswith("radverkehr")
        assert len(slug("x" * 300)) == 91


class TestUniqueName:
    @pytest.mark.parametrize("title", ["Wege", "new", "日本", "x" * 300])
    def test_taken_or_empty_gets_a_suffix_of_its_key(self, title):
        """The same key gives the same name, another key another one; never above 100."""
        taken = {slug(title)}
        first, second = (unique_name(title, key, taken) for key in ("q:1", "q:2"))
        assert first != second
        assert first == unique_name(title, "q:1", taken)
        assert max(len(first), len(second)) <= 100

    def test_suffix_taken_too(self):
        """Even then a free one is found."""
        first = unique_name("Wege", "q:1", {"wege"})
        assert unique_name("Wege", "q:1", {"wege", first}) not in {"wege", first}


class TestKeepIds:
    def test_by_uri_then_by_content(self):
        """A new address under the same URI is the same resource, and the other way round."""
        stored = [
            {"id": "1", "uri": "u:1", "url": "http://alt", "name": "CSV", "format": "CSV"},
            {"id": "2", "uri": "", "url": "http://b", "name": "JSON", "format": "JSON"},
        ]
        new = [
            {"url": "http://b", "name": "JSON", "format": "JSON"},
            {"uri": "u:1", "url": "http://neu", "name": "CSV", "format": "CSV"},
            {"url": "http://c", "name": "XLSX", "format": "XLSX"},
        ]
        assert [r.get("id") for r in keep_ids(new, stored)] == ["2", "1", None]

    def test_equal_ones_do_not_share_an_id(self):
        """Two equal distributions keep two ids."""
        same = {"url": "http://b", "name": "", "format": ""}
        new = [dict(same), dict(same), dict(same)]
        kept = keep_ids(new, [{"id": "1", **same}, {"id": "2", **same}])
        assert [r.get("id") for r in kept] == ["1", "2", None]


TOWN = Municipality(
    slug="stadt",
    title={"de": "Stadt"},
    kind="city",
    publisher_name="Stadt",
    publisher_type="http://purl.org/adms/publishertype/LocalAuthority",
    geocoding=("http://dcat-ap.de/def/politicalGeocoding/districtKey/05774",),
    level="http://dcat-ap.de/def/politicalGeocoding/Level/municipality",
    contributor_id="http://dcat-ap.de/def/contributors/openNRW",
)


ZERO = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"


def source(**config: object) -> Source:
    return Source("1", "s", "S", "https://a.example/", "dcat", config=config)


class TestDefaults:
    def test_source_wins_over_municipality(self):
        """What the source's configuration names stands, the rest comes from the row."""
        own = Defaults.of(source(contributor_id="http://x", licence=ZERO), TOWN)
        assert (own.contributor_id, own.licence) == ("http://x", ZERO)
        assert (own.level, own.geocoding) == (TOWN.level, TOWN.geocoding)
        assert own.publisher["name"] == "Stadt"

    def test_empty_value_switches_off(self):
        """An empty key means: fill in none, not even the municipality's."""
        own = Defaults.of(source(contributor_id="", geocoding=[], geocoding_level=""), TOWN)
        assert (own.contributor_id, own.geocoding, own.level) == ("", (), "")

    def test_without_a_municipality(self):
        """The source's own keys do alone; nothing is invented."""
        assert Defaults.of(source(), None) == Defaults()
        assert Defaults.of(source(geocoding=["http://x"]), None).geocoding == ("http://x",)


class TestAddDefaults:
    def test_fills_only_what_is_empty(self):
        """Each filled field is a finding; what the source says stays."""
        package = {"publisher": [{"name": "Amt"}], "contributor_id": []}
        with collect() as found:
            add_defaults(package, Defaults.of(source(), TOWN))
        assert package["publisher"] == [{"name": "Amt"}]
        assert package["contributor_id"] == [TOWN.contributor_id]
        assert {f.rule for f in found} == {
            "default.contributor_id",
            "default.political_geocoding_level_uri",
            "default.spatial_coverage",
        }

    def test_a_geometry_is_no_geocoding(self):
        """The municipality's key joins a place that has only a geometry."""
        package = {"spatial_coverage": [{"geom": "{}"}]}
        add_defaults(package, Defaults.of(source(), TOWN))
        assert package["spatial_coverage"] == [{"geom": "{}"}, {"uri": TOWN.geocoding[0]}]

    def test_licence_of_files_without_one(self):
        """Only where the source says nothing; each filled file is a finding."""
        given = [{"license": "http://other"}, {"rights": "Nur privat."}, {"url": "http://b"}]
        package = {"resources": given}
        with collect() as found:
            add_defaults(package, Defaults.of(source(licence=ZERO), None))
        assert [r.get("license") for r in package["resources"]] == ["http://other", None, ZERO]
        assert [f.rule for f in found] == ["default.license"]

    @pytest.mark.parametrize(
        ("of_dataset", "of_file"),
        [
            ('dct:rights "Nutzung nur nach Anfrage"', ""),
            ('dct:rights [ rdfs:label "Nutzung nur nach Anfrage" ]', ""),
            ('dct:license "Request permission to use. Do not redistribute, please."', ""),
            ('dct:license "Request permission"', ""),
            ("", 'dct:license "Request permission"'),
            ("", 'dct:license "Auf Anfrage"'),
            ("dct:accessRights access:RESTRICTED", ""),
            ("", 'dct:rights "Nutzung nur nach Anfrage"'),
            ("", 'dct:license "Request permission to use. Do not redistribute, please."'),
            ("", "dct:license <https://a.example/bedingungen>"),
            ("", 'dcat:accessService [ a dcat:DataService ; dct:rights "Nur im Intranet" ]'),
        ],
    )
    def test_licence_beside_other_terms(self, of_dataset, of_file):
        """Terms in words, of the dataset, the file or its service, keep the default out."""
        package = _read(of_dataset, of_file)
        with collect() as found:
            add_defaults(package, Defaults.of(source(licence=ZERO), None))
        assert package["resources"][0].get("license") != ZERO
        assert found == []

    def test_licence_beside_no_terms(self):
        """That the data are public says nothing of what may be done with them."""
        package = _read("dct:accessRights access:PUBLIC", "")
        add_defaults(package, Defaults.of(source(licence=ZERO), None))
        assert package["resources"][0]["license"] == ZERO

    def test_nothing_twice(self):
        """A second pass finds nothing to fill."""
        package: dict = {"resources": [{"url": "http://b"}]}
        defaults = Defaults.of(source(licence=ZERO), TOWN)
        add_defaults(package, defaults)
        with collect() as found:
            add_defaults(package, defaults)
        assert found == []


def _read(of_dataset: str, of_file: str) -> dict:
    """Return the package of a dataset with one file, and what Turtle adds to each."""
    node = URIRef("https://a.example/1")
    dataset, file = (f"{text} ;" if text else "" for text in (of_dataset, of_file))
    graph = Graph().parse(
        data="@prefix dcat: <http://www.w3.org/ns/dcat#> ."
        "@prefix dct: <http://purl.org/dc/terms/> ."
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix access:"
        " <http://publications.europa.eu/resource/authority/access-right/> ."
        f' <{node}> a dcat:Dataset ; {dataset} dct:title "A" ; dcat:distribution'
        f" [ {file} dcat:accessURL <https://a.example/f> ] .",
        format="turtle",
    )
    return read_dataset(graph, node)


class TestSource:
    @pytest.mark.parametrize(
        "config",
        [
            "",
            "[]",
            "{",
            "{}",
            '{"protocol": "gopher"}',
            '{"protocol": "dcat", "protokoll": 1}',
            '{"protocol": "dcat", "municipality": 5}',
            '{"protocol": "dcat", "paging": "nein"}',
        ],
    )
    def test_wrong_configuration(self, config):
        """Is refused with a sentence, in the form of a source too."""
        with pytest.raises(SourceInvalid) as caught:
            parse_config(config)
        assert str(caught.value)

    @pytest.mark.parametrize(
        "url",
        ["", "ftp://a.example", "file:///x", "http://", "//a.example", "http://u:p@a.example"],
    )
    def test_wrong_address(self, url):
        """Not of the web, or with a password that would show on pages."""
        with pytest.raises(SourceInvalid):
            Source.from_dict({"id": "1", "url": url, "config": '{"protocol": "dcat"}'})

    def test_from_dict(self):
        """As ckanext-harvest stores it: configuration as JSON text."""
        source = Source.from_dict(
            {
                "id": "1",
                "name": "stadt",
                "title": "Stadt",
                "url": " https://a.example/c ",
                "owner_org": "o",
                "config": json.dumps({"protocol": "dcat", "municipality": "m", "paging": False}),
            }
        )
        assert (source.url, source.municipality, source.organisation_id, source.paging) == (
            "https://a.example/c",
            "m",
            "o",
            False,
        )
