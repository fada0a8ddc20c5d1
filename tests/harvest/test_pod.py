"""records/pod.py: an item of data.json in DCAT triples, as the source wrote it."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from ckanext.modellregion_owl.findings import collect
from ckanext.modellregion_owl.harvest.records.intervals import is_repetition, parts
from ckanext.modellregion_owl.harvest.records.pod import describe_pod
from ckanext.modellregion_owl.rdf.namespaces import iri

pytestmark = pytest.mark.unit

BASE = "https://daten.example/data.json"


def said(dataset: dict, *path: str) -> list[str]:
    """Return the values at the end of a path of properties, as text."""
    about = describe_pod(dataset, BASE)
    nodes = {about.term}
    for name in path:
        predicate = NamedNode(str(iri(name)))
        nodes = {t.object for t in about.triples if t.predicate == predicate and t.subject in nodes}
    return sorted(getattr(node, "value", "") for node in nodes)


def noted(dataset: dict) -> list[tuple[str, str]]:
    with collect() as found:
        describe_pod(dataset, BASE)
    return [(f.rule, f.before) for f in found]


def distribution(**members) -> dict:
    return {"distribution": [members]}


class TestDescribePod:
    @pytest.mark.parametrize(
        ("member", "value", "name", "expected"),
        [
            ("title", " Bäume ", "dct:title", ["Bäume"]),
            ("description", "<p>Alle</p>", "dct:description", ["<p>Alle</p>"]),
            ("keyword", ["a", "b"], "dcat:keyword", ["a", "b"]),
            ("keyword", "a, b", "dcat:keyword", ["a, b"]),
            ("theme", ["Umwelt"], "dcat:theme", ["Umwelt"]),
            ("identifier", "1398", "dct:identifier", ["1398"]),
            ("identifier", 1398, "dct:identifier", ["1398"]),
            ("language", ["de-DE", "en"], "dct:language", ["de-DE", "en"]),
            ("accessLevel", "restricted public", "dct:accessRights", ["restricted public"]),
            ("rights", "Nur vor Ort", "dct:rights", ["Nur vor Ort"]),
            ("issued", "2018-05", "dct:issued", ["2018-05"]),
            ("modified", "2024-06-05", "dct:modified", ["2024-06-05"]),
            ("accrualPeriodicity", "R/P1Y", "dct:accrualPeriodicity", ["R/P1Y"]),
            ("accrualPeriodicity", "irregular", "dct:accrualPeriodicity", ["irregular"]),
            ("license", "https://a.example/l", "dct:license", ["https://a.example/l"]),
            ("license", "<div>frei</div>", "dct:license", ["<div>frei</div>"]),
            ("license", None, "dct:license", []),
            ("license", "", "dct:license", []),
            ("landingPage", "/dataset/1", "dcat:landingPage", ["https://daten.example/dataset/1"]),
            ("references", ["http://a.example", "http://b.example"], "dct:references", 2),
            ("isPartOf", "reihe-7", "dct:isPartOf", ["reihe-7"]),
            ("describedBy", "http://a.example/d", "foaf:page", ["http://a.example/d"]),
            ("conformsTo", "http://a.example/s", "dct:conformsTo", ["http://a.example/s"]),
        ],
    )
    def test_member_becomes_its_property(self, member, value, name, expected):
        """The value stands as the source wrote it."""
        found = said({member: value}, name)
        assert len(found) == expected if isinstance(expected, int) else found == expected

    @pytest.mark.parametrize("wrong", [{"a": ["ü"]}, True])
    def test_wrong_types_lose_nothing(self, wrong):
        """What is no text is kept as JSON."""
        assert said({"title": wrong}, "dct:title") == ['{"a": ["ü"]}' if wrong != True else "true"]  # noqa: E712

    def test_own_iri_is_given_by_the_caller(self):
        """`identifier` alone is no IRI of the dataset."""
        assert isinstance(describe_pod({"identifier": "http://a.example/1"}).term, BlankNode)
        assert describe_pod({}, iri="http://a.example/1").term == NamedNode("http://a.example/1")

    def test_publisher_and_what_it_belongs_to(self):
        """Organisations above it stay."""
        dataset = {"publisher": {"name": "Amt", "subOrganizationOf": {"name": "Stadt"}}}
        above = "http://www.w3.org/ns/org#subOrganizationOf"
        assert said(dataset, "dct:publisher", "foaf:name") == ["Amt"]
        assert said(dataset, "dct:publisher", above, "foaf:name") == ["Stadt"]

    def test_publisher_as_text(self):
        """Some servers write the name only."""
        assert said({"publisher": "Stadt"}, "dct:publisher", "foaf:name") == ["Stadt"]

    def test_contact(self):
        """Name and address."""
        dataset = {"contactPoint": {"fn": "Amt", "hasEmail": "mailto:a@b.example"}}
        assert said(dataset, "dcat:contactPoint", "vcard:fn") == ["Amt"]
        assert said(dataset, "dcat:contactPoint", "vcard:hasEmail") == ["mailto:a@b.example"]

    @pytest.mark.parametrize(
        ("dataset", "name"),
        [
            ({"title": "No title provided"}, "dct:title"),
            ({"description": "No description provided"}, "dct:description"),
            ({"keyword": ["No keyword provided"]}, "dcat:keyword"),
            ({"license": "notspecified"}, "dct:license"),
            ({"spatial": "{{extent:computeSpatialProperty}}"}, "dct:spatial"),
            ({"contactPoint": {"fn": "unknown"}}, "dcat:contactPoint"),
            (
                {"contactPoint": {"hasEmail": "mailto:noemailprovided@usa.gov"}},
                "dcat:contactPoint",
            ),
        ],
    )
    def test_placeholders_say_nothing_and_are_noted(self, dataset, name):
        """spec sources.md 2, no. 12; a node of nothing else is not made."""
        assert said(dataset, name) == []
        assert [rule for rule, _ in noted(dataset)] == ["value.placeholder"]

    def test_unknown_is_no_placeholder_elsewhere(self):
        """A dataset may be called so."""
        assert said({"title": "unknown"}, "dct:title") == ["unknown"]

    @pytest.mark.parametrize(
        ("dataset", "before"),
        [
            ({"nutzung": {"a": 1}}, 'nutzung: {"a": 1}'),
            (distribution(farbe="rot"), "farbe: rot"),
            ({"publisher": {"name": "A", "logo": "x"}}, "logo: x"),
            ({"contactPoint": {"fn": "A", "fax": "1"}}, "fax: 1"),
        ],
    )
    def test_members_without_a_place_are_noted(self, dataset, before):
        """Nothing of a source disappears in silence."""
        assert noted(dataset) == [("member.unknown", before)]

    def test_ignored_members_are_not_noted(self):
        """Each has its reason in IGNORED."""
        assert noted({"bureauCode": ["010:86"], "programCode": ["010:007"], "@type": "x"}) == []

    def test_repetition_as_date_is_the_frequency(self):
        """`"modified": "R/P1D"` is legal in POD (GetDKAN/dkan#2612)."""
        dataset = {"modified": "R/P1D"}
        assert said(dataset, "dct:modified") == []
        assert said(dataset, "dct:accrualPeriodicity") == ["R/P1D"]
        assert noted(dataset) == [("date.repetition", "R/P1D")]

    def test_stated_frequency_wins_over_repetition(self):
        """There is one frequency only."""
        dataset = {"modified": "R/P1D", "accrualPeriodicity": "R/P1Y"}
        assert said(dataset, "dct:accrualPeriodicity") == ["R/P1Y"]

    def test_period(self):
        """Beginning and end are two values."""
        dataset = {"temporal": "2018-01-01T00:00:00+01:00/2021-01-01T00:00:00+01:00"}
        assert said(dataset, "dct:temporal", "dcat:startDate") == ["2018-01-01T00:00:00+01:00"]
        assert said(dataset, "dct:temporal", "dcat:endDate") == ["2021-01-01T00:00:00+01:00"]

    @pytest.mark.parametrize(
        ("place", "name", "expected"),
        [
            ("8.5,51.9,8.7,52.1", "dcat:bbox",
             "POLYGON ((8.5 51.9, 8.7 51.9, 8.7 52.1, 8.5 52.1, 8.5 51.9))"),
            ("POLYGON ((1 2, 3 4, 5 6, 1 2))", "locn:geometry", "POLYGON ((1 2, 3 4, 5 6, 1 2))"),
            ("POINT(1 2)", "locn:geometry", "POINT(1 2)"),
            ({"type": "Point", "coordinates": [1, 2]}, "locn:geometry",
             '{"type": "Point", "coordinates": [1, 2]}'),
            ('{"type": "Point", "coordinates": [1, 2]}', "locn:geometry",
             '{"type": "Point", "coordinates": [1, 2]}'),
            ("Bielefeld", "skos:prefLabel", "Bielefeld"),
            ("Ost, West, Süd, Nord", "skos:prefLabel", "Ost, West, Süd, Nord"),
            ("Polygon am Markt", "skos:prefLabel", "Polygon am Markt"),
        ],
    )  # fmt: skip
    def test_place(self, place, name, expected):
        """Boxes, geometries and names are told apart."""
        assert said({"spatial": place}, "dct:spatial", name) == [expected]

    def test_place_by_address(self):
        """GeoNames' address is the place's IRI."""
        assert said({"spatial": "http://sws.geonames.org/2"}, "dct:spatial") == [
            "http://sws.geonames.org/2"
        ]


class TestDescribeDistribution:
    @pytest.mark.parametrize(
        ("member", "value", "name"),
        [
            ("title", "CSV", "dct:title"),
            ("description", "<p>x</p>", "dct:description"),
            ("accessURL", "https://a.example/1", "dcat:accessURL"),
            ("downloadURL", "https://a.example/1.csv", "dcat:downloadURL"),
            ("format", "ArcGIS GeoServices REST API", "dct:format"),
            ("mediaType", "text/csv", "dcat:mediaType"),
            ("license", "Nur mit Quelle", "dct:license"),
            ("describedBy", "https://a.example/columns", "foaf:page"),
            ("conformsTo", "https://a.example/wfs", "dct:conformsTo"),
        ],
    )
    def test_member_becomes_its_property(self, member, value, name):
        """The value stands as the source wrote it."""
        assert said(distribution(**{member: value}), "dcat:distribution", name) == [value]

    def test_illegal_address_stays_a_text(self):
        """Hub writes raw braces into addresses (spec sources.md 2, no. 4)."""
        url = 'https://a.example/q?outSR={"latestWkid":103701}'
        about = describe_pod(distribution(accessURL=url))
        assert Literal(url) in [t.object for t in about.triples]

    @pytest.mark.parametrize("file_format", ["csv", "wfs", "shape"])
    def test_default_media_type_says_nothing(self, file_format):
        """DKAN writes text/html where it knows none."""
        members = distribution(format=file_format, mediaType="text/html")
        assert said(members, "dcat:distribution", "dcat:mediaType") == []
        assert noted(members) == [("media_type.default", "text/html")]

    @pytest.mark.parametrize("file_format", ["html", "HTML", "Web Page", "", None])
    def test_web_pages_keep_theirs(self, file_format):
        """Of a web page it is no default."""
        members = distribution(format=file_format, mediaType="text/html")
        assert said(members, "dcat:distribution", "dcat:mediaType") == ["text/html"]

    def test_a_single_one_without_list_or_object(self):
        """A bare address is one."""
        dataset = {"distribution": "https://a.example/1"}
        assert said(dataset, "dcat:distribution", "dcat:accessURL") == ["https://a.example/1"]


class TestParts:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("2017-01-01/2017-12-31", ("2017-01-01", "2017-12-31")),
            ("2017-01-01/..", ("2017-01-01", "")),
            ("/2017", ("", "2017")),
            ("2017", ("2017", "2017")),
            ("2016/P1Y", ("2016", "2016")),
            ("2016/P24M", ("2016", "2017")),
            ("2016-05/P3M", ("2016-05", "2016-07")),
            ("2016-11/P1Y", ("2016-11", "2017-10")),
            ("2016-02-01/P1M", ("2016-02-01", "2016-02-29")),
            ("2016-02-01/P2W", ("2016-02-01", "2016-02-14")),
            ("2016-02-28/P1D", ("2016-02-28", "2016-02-28")),
            ("2016-02-29/P1Y", ("2016-02-29", "2017-02-27")),
            ("2016/P1M", ("2016", "")),
            ("9999-12-31/P9D", ("9999-12-31", "")),
            ("2016/PT5H", ("2016", "")),
            ("Sommer 2016", ("Sommer 2016", "Sommer 2016")),
        ],
    )
    def test_beginning_and_end(self, text, expected):
        """A duration ends with its last year, month or day."""
        assert parts(text) == expected

    def test_duration_is_noted(self):
        """An end that was calculated is told, one that could not be is wrong."""
        with collect() as found:
            parts("2016/P1Y")
            parts("2016/PT5H")
        assert [(f.rule, f.before, f.after, f.severity.value) for f in found] == [
            ("period.duration", "2016/P1Y", "2016/2016", "improve"),
            ("period.duration", "2016/PT5H", "2016/", "wrong"),
        ]


class TestIsRepetition:
    @pytest.mark.parametrize("text", ["R/P1D", "R5/P1Y", "R/PT1S", "R/P0.5D"])
    def test_repeated(self, text):
        """A frequency."""
        assert is_repetition(text)

    @pytest.mark.parametrize("text", ["2018-05", "P1D", "R", "Rathaus", ""])
    def test_not_repeated(self, text):
        """A date or something else."""
        assert not is_repetition(text)
