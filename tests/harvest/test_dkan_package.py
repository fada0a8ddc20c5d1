"""records/dkan_package.py: CKAN's names with DKAN's meanings (spec sources.md 2, no. 6 to 10)."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from ckanext.modellregion_owl.findings import collect
from ckanext.modellregion_owl.harvest.records.dkan_package import describe_package
from ckanext.modellregion_owl.harvest.records.from_items import records_of
from ckanext.modellregion_owl.rdf.namespaces import iri

pytestmark = pytest.mark.unit


def said(package: dict, *path: str) -> list[str]:
    """Return the values at the end of a path of properties, as text."""
    about = describe_package(package)
    nodes = {about.term}
    for name in path:
        predicate = NamedNode(str(iri(name)))
        nodes = {t.object for t in about.triples if t.predicate == predicate and t.subject in nodes}
    return sorted(getattr(node, "value", "") for node in nodes)


def noted(package: dict) -> list[tuple[str, str]]:
    with collect() as found:
        describe_package(package)
    return [(f.rule, f.before) for f in found]


def file(**members) -> dict:
    return {"resources": [members]}


class TestDescribePackage:
    @pytest.mark.parametrize(
        ("package", "path", "expected"),
        [
            ({"id": 1398}, ["dct:identifier"], "1398"),
            ({"notes": "<p>x</p>"}, ["dct:description"], "<p>x</p>"),
            (
                {"metadata_modified": "Wed, 04/08/2015 - 04:20"},
                ["dct:modified"],
                "Wed, 04/08/2015 - 04:20",
            ),
            ({"url": "http://a.example/1"}, ["dcat:landingPage"], "http://a.example/1"),
            ({"groups": [{"title": "Amt"}]}, ["dct:publisher", "foaf:name"], "Amt"),
            ({"tags": [{"name": "Rad"}]}, ["dcat:keyword"], "Rad"),
            ({"tags": ["Rad"]}, ["dcat:keyword"], "Rad"),
            ({"author": "Amt"}, ["dct:creator", "foaf:name"], "Amt"),
            (
                {"author": "Amt", "author_email": "a@b.example"},
                ["dct:creator", "vcard:hasEmail"],
                "mailto:a@b.example",
            ),
            ({"maintainer": "Portal"}, ["dcat:contactPoint", "vcard:fn"], "Portal"),
            (
                {"author_email": "a@b.example"},
                ["dcat:contactPoint", "vcard:hasEmail"],
                "mailto:a@b.example",
            ),
            (file(size="17.06 KB"), ["dcat:distribution", "dcat:byteSize"], "17.06 KB"),
            (file(id="r1"), ["dcat:distribution", "dct:identifier"], "r1"),
            (
                file(last_modified="Date changed\t2016-03-02"),
                ["dcat:distribution", "dct:modified"],
                "Date changed\t2016-03-02",
            ),
            (
                file(url="http://a.example/wfs?x=1"),
                ["dcat:distribution", "dcat:accessURL"],
                "http://a.example/wfs?x=1",
            ),
            (
                file(url="http://a.example/sites/default/files/a.csv"),
                ["dcat:distribution", "dcat:downloadURL"],
                "http://a.example/sites/default/files/a.csv",
            ),
            (
                file(mimetype="text/csv", format="csv"),
                ["dcat:distribution", "dcat:mediaType"],
                "text/csv",
            ),
        ],
    )
    def test_value_stands_as_the_source_wrote_it(self, package, path, expected):
        """The profile's rules mend dates and sizes, the same ones for all protocols."""
        assert said(package, *path) == [expected]

    @pytest.mark.parametrize("private", ["Veröffentlicht", "Published", True, "true"])
    def test_private_is_a_word(self, private):
        """On public data it is true in any language: it decides nothing."""
        (records, problems) = records_of(
            [{"id": "1", "title": "T", "private": private}], describe_package, "id", ""
        )
        assert [r.guid for r in records] == ["1"]
        assert problems == ()

    def test_name_that_is_a_path_is_none(self):
        """DKAN fills it in where nobody has named the file."""
        path = "dataset/4377bb9d-ae1f/resource/4377bb9d-ae1f"
        assert said(file(name=path), "dcat:distribution", "dct:title") == []
        assert noted(file(name=path)) == [("value.placeholder", path)]

    def test_format_in_place_of_a_media_type(self):
        """“wfs” is said once."""
        package = file(format="wfs", mimetype="wfs")
        assert said(package, "dcat:distribution", "dcat:mediaType") == []
        assert said(package, "dcat:distribution", "dct:format") == ["wfs"]

    @pytest.mark.parametrize(
        ("package", "licence", "rules"),
        [
            ({"license_title": "cc-by 4.0"}, ["cc-by 4.0"], []),
            ({"license_title": "Eigene Bedingungen"}, ["Eigene Bedingungen"], []),
            ({"license_title": "notspecified"}, [], ["value.placeholder"]),
            ({"license_title": "cc-by 4.0", "license_id": "x"}, ["cc-by 4.0"], ["value.further"]),
            ({"license_id": "cc-by", "license_title": "cc-by"}, ["cc-by"], []),
            (
                {"license_id": "cc-zero", "license_title": "CC0"},
                ["cc-zero"],
                [],
            ),
        ],
    )
    def test_licence(self, package, licence, rules):
        """Up to three names of one licence: the one that the list knows; another one is noted."""
        assert said(package, "dct:license") == licence
        assert [rule for rule, _ in noted(package)] == rules

    @pytest.mark.parametrize(
        ("package", "before"),
        [
            ({"extras": [{"key": "a", "value": "b"}]}, 'extras: [{"key": "a", "value": "b"}]'),
            (file(webstore_url="x"), "webstore_url: x"),
            ({"groups": [{"title": "A", "email": "x"}]}, "email: x"),
            (
                {"author_email": "a@b.example", "maintainer_email": "c@d.example"},
                "author_email: a@b.example",
            ),
        ],
    )
    def test_members_without_a_place_are_noted(self, package, before):
        """Nothing of a source disappears in silence."""
        assert noted(package) == [("member.unknown", before)]

    def test_page_is_the_iri(self):
        """As in the DCAT that DKAN delivers; without one the node is blank."""
        url = "http://a.example/dataset/b%C3%A4ume"
        assert describe_package({"url": url}).term == NamedNode(url)
        assert describe_package({"url": "kein Link"}).term != NamedNode("kein:Link")
