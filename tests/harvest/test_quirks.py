"""Quirks of spec sources.md that no adapter's own tests cover: what Open.NRW and others write."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from ckanext.modellregion_owl.findings import collect
from ckanext.modellregion_owl.harvest.iso.tree import parse_xml, text
from ckanext.modellregion_owl.rdf.read import read_dataset

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]

PREFIXES = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix adms: <http://www.w3.org/ns/adms#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
EU = "http://publications.europa.eu/resource/authority"
PUBLIC = '[ rdfs:label "Public " ]'
AMT = '[ a foaf:Organization ; foaf:name "Amt" ]'


def read(statements: str) -> tuple[dict, set[tuple[str, str]]]:
    """Return the package of a dataset in Turtle, and (rule, before) of what was noted."""
    data = f"{PREFIXES} <https://a.example/1> a dcat:Dataset ; {statements} ."
    with collect() as found:
        graph = Graph().parse(data=data, format="turtle")
        package = read_dataset(graph, URIRef("https://a.example/1"))
    return package, {(f.rule, f.before) for f in found}


class TestOpenNrw:
    """Its Turtle of DKAN sources (2, no. 14)."""

    @pytest.mark.parametrize(
        ("statements", "field", "value"),
        [
            (
                f"dct:accessRights {PUBLIC}, {PUBLIC}, {PUBLIC}",
                "access_rights",
                f"{EU}/access-right/PUBLIC",
            ),
            ('dct:conformsTo ""', "conforms_to", None),
            (f'dct:language <{EU}/language/DEU>, "de-DE"', "language", [f"{EU}/language/DEU"]),
            (
                'adms:identifier "4", <https://a.example/id/4>',
                "alternate_identifier",
                ["4", "https://a.example/id/4"],
            ),
            ('dct:issued "2024-02-01" ; dct:modified "2023-01-01"', "issued", "2024-02-01"),
        ],
    )
    def test_value(self, statements, field, value):
        """Said once, in the list's spelling; the origin's dates pass as they are."""
        assert read(statements)[0].get(field) == value

    def test_creator_three_times(self):
        """Is one creator."""
        (creator,) = read(f"dct:creator {AMT}, {AMT}, {AMT}")[0]["creator"]
        assert creator["name"] == "Amt"

    @pytest.mark.parametrize(
        ("statements", "field", "value", "rule"),
        [
            (
                'dct:modified "2022-01-10T+09:15:35+02:00"',
                "modified",
                "2022-01-10T+09:15:35+02:00",
                "date.unreadable",
            ),
            ("dct:type <foaf:Agent>", "dcat_type", ["foaf:Agent"], "dataset_type.unknown"),
        ],
    )
    def test_what_is_broken_stays_and_is_told(self, statements, field, value, rule):
        """Nobody can tell what was meant."""
        package, noted = read(statements)
        assert package[field] == value
        assert rule in {name for name, _before in noted}


class TestOtherCatalogues:
    """OPAL, GovData, mCLOUD (2, no. 15)."""

    def test_several_dates(self):
        """One is shown, the others stay beside it, and each is told."""
        dates = ("26.09.2016", "2017", "2018-11-08 19:25:54.85164", "2024-05-01")
        package, noted = read("dct:issued " + ", ".join(f'"{date}"' for date in dates))
        whole = f"{package['issued']} {package['other_values']}"
        for date in ("2016-09-26", "2017", "2018-11-08T19:25:54.85164", "2024-05-01"):
            assert date in whole
        assert len([rule for rule, _before in noted if rule == "value.further"]) == 3

    def test_keyword_over_two_lines(self):
        """The tag is one line, the keyword goes out as it came."""
        package, noted = read('dcat:keyword "Straßen\\nverkehr"')
        assert package["tags"] == [{"name": "Straßen verkehr"}]
        assert ("keyword.tag", "Straßen\nverkehr") in noted

    def test_description_with_its_markup_once_more(self):
        """Twice the same in one text: it stays, for nobody can tell which half is meant."""
        assert read('dct:description "<p>Text.</p>Text."')[0]["notes"] == "<p>Text.</p>Text."


class TestMimeFileType:
    def test_name(self):
        """gmx:MimeFileType is read like a text (OWSLib#601)."""
        xml = (
            '<a xmlns:gmd="urn:gmd" xmlns:gmx="urn:gmx"><gmd:name>'
            '<gmx:MimeFileType type="text/csv">Bäume.csv</gmx:MimeFileType></gmd:name></a>'
        )
        assert text(parse_xml(xml, "https://a.example/"), "name") == "Bäume.csv"


class TestPage:
    """docs/developers/sources-quirks.md says which test proves what."""

    NAMED = re.findall(
        r"`([a-z_/]+/test_\w+)(?:::(\w+))?(?:::(\w+))?`",
        (ROOT / "docs" / "developers" / "sources-quirks.md").read_text(encoding="utf-8"),
    )

    @pytest.mark.parametrize(("file", "group", "test"), NAMED)
    def test_exists(self, file, group, test):
        """A test that was renamed takes its name in the table along."""
        source = (ROOT / "tests" / f"{file}.py").read_text(encoding="utf-8")
        assert not group or re.search(rf"^class {group}\b", source, re.MULTILINE)
        assert not test or re.search(rf"^    def {test}\(", source, re.MULTILINE)
