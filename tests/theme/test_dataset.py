"""What the dataset pages say of a package dict."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from ckanext.modellregion_owl.rdf.rows import load_rows
from ckanext.modellregion_owl.theme import dataset, detail_values, details

sys.path.append(str(Path(__file__).parents[1] / "rdf"))
from samples import full_dataset

pytestmark = pytest.mark.unit

BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
EU = "http://publications.europa.eu/resource/authority"


def facts(package: dict) -> dict[str, str]:
    """Return the details as label → values."""
    rows = details.details(package, "en")
    return {row["label"]: ", ".join(v["text"] for v in row["values"]) for row in rows}


class TestPage:
    def test_plain_dataset(self):
        """A dataset with a name only has every key, and nothing is invented."""
        shown = dataset.page(
            {"name": "bare", "type": "dataset"}, "https://e.org/dataset/bare", "en"
        )
        assert shown["title"] == "bare"
        assert shown["terms"]["kind"] == "unclear"
        empty = ("lede", "long", "what", "publisher", "frequency", "updated", "files", "download")
        assert not any(shown[key] for key in empty)

    def test_attribution_text_names_the_source(self):
        """The source line starts with the attribution that the licence's giver wants."""
        package = {
            "name": "p",
            "title": "Pegel",
            "publisher": [{"name": "Amt 62"}],
            "resources": [{"license": BY, "license_attribution_by_text": "© Stadt Paderborn"}],
        }
        line = dataset.page(package, "https://e.org/p", "en")["licence"]["line"]
        assert line == "© Stadt Paderborn: Pegel, dl-de/by-2-0, https://e.org/p"

    def test_download_is_the_first_file(self):
        """A service and an address that may not be a link are no download."""
        package = {
            "name": "p",
            "resources": [
                {"format": "WFS", "url": "https://e.org/wfs"},
                {"format": "CSV", "url": "javascript:alert(1)"},
                {"format": "CSV", "url": "https://e.org/a.csv", "size": 2000},
            ],
        }
        shown = dataset.page(package, "https://e.org/p", "de")
        assert (shown["download"]["url"], shown["download"]["size"]) == (
            "https://e.org/a.csv",
            "2,0\xa0kB",
        )
        assert [f["url"] for f in shown["files"]] == [
            "https://e.org/wfs",
            "",
            "https://e.org/a.csv",
        ]


class TestUpdated:
    @pytest.mark.parametrize(
        ("package", "expected"),
        [
            ({"modified": "2026-11-21", "metadata_modified": "2026-11-22"}, "2026-11-21"),
            (
                {"resources": [{"modified": "2026-01-01"}, {"last_modified": "2026-02-01"}, {}]},
                "2026-02-01",
            ),
            ({"metadata_modified": "2026-11-22"}, ""),
        ],
    )
    def test_day_of_the_data(self, package, expected):
        """The day of the data, never that of our own record."""
        assert expected == dataset.updated(package)


def full(lang: str) -> list[dict]:
    """Return the details of a dataset in which every field has a value."""
    return details.details(full_dataset(), lang)


@pytest.mark.usefixtures("settings")
class TestDetails:
    def test_every_row_is_on_the_page(self):
        """A property is one row: what has a value stands on the page under its label."""
        # A dataset does not say that it is one; a series does (tests/feed/test_series.py).
        empty = {"spatial_resolution_in_meters", "rdf_type"} - set(full_dataset())
        rows = [r for r in load_rows().dataset if r.page and r.field not in empty]
        for lang in ("de", "en"):
            wanted = {row.label(lang) for row in rows} | {"Source"}
            shown = {row["label"] for row in full(lang)}
            assert shown - wanted == set()
            assert wanted - shown <= {"Source"}

    def test_full_dataset_is_readable(self):
        """No IRI, code, JSON or unsafe link, whatever the field."""
        for row in full("de"):
            for value in row["values"]:
                assert "://" not in value["text"], row
                assert value["text"][0] not in "[{", row
                assert value["url"].startswith(("http", "mailto:")) or not value["url"], row

    def test_order_is_for_citizens(self):
        """Place, series, topic, keywords, time and people come first, in this order."""
        fields = {row.label("de"): row.field for row in load_rows().dataset}
        first = [fields[row["label"]] for row in full("de")][:10]
        assert first == [
            "spatial_coverage",
            "in_series",
            "theme",
            "keyword",
            "temporal_coverage",
            "frequency",
            "modified",
            "issued",
            "publisher",
            "creator",
        ]

    def test_fields_kept_as_extras(self):
        """On a portal without our schema the fields are free extras, lists as JSON text."""
        extras = [
            {"key": "frequency", "value": f"{EU}/frequency/DAILY"},
            {"key": "theme", "value": json.dumps([f"{EU}/data-theme/ENVI"])},
            {"key": "contact", "value": json.dumps([{"name": "Amt 61"}])},
        ]
        shown = facts({"extras": extras})
        assert shown == {"Topic": "Environment", "Updates": "daily", "Contact": "Amt 61"}
        assert details.further({"extras": extras}) == []

    def test_older_fields_stand_in(self):
        """CKAN's maintainer is the contact, tags are keywords, the organisation publishes."""
        package = {
            "maintainer": "Amt 61",
            "maintainer_email": "a@example.org",
            "tags": [{"name": "Rad"}],
            "organization": {"name": "stadt-delbrueck", "title": "Stadt Delbrück"},
        }
        assert facts(package) == {
            "Keywords": "Rad",
            "Publisher": "Stadt Delbrück",
            "Contact": "Amt 61",
        }

    def test_harvest_source_is_named(self):
        """Of ckanext-harvest's extras only the name of the source is shown."""
        extras = [
            {"key": "harvest_object_id", "value": "97db45e9"},
            {"key": "harvest_source_id", "value": "9f201f01"},
            {"key": "harvest_source_title", "value": "Stadt Bielefeld"},
        ]
        assert facts({"extras": extras}) == {"Source": "Stadt Bielefeld"}
        assert details.further({"extras": extras}) == []

    def test_links_to_several_places_have_several_names(self):
        """A link is named after its host, two of one host after the end of their addresses."""
        pages = ["https://e.org/a/1.pdf", "https://e.org/a/2%20b.pdf", "https://www.f.org/x"]
        assert facts({"documentation": pages}) == {
            "Documentation": "e.org/…/1.pdf, e.org/…/2 b.pdf, f.org"
        }

    def test_text_in_the_language_of_the_page(self):
        """A text that the source gave in English too is shown in it on the English page."""
        other = json.dumps({"provenance": {"en": ["Survey"]}})
        package = {"provenance": "Erhebung", "other_values": other}
        assert facts(package) == {"Origin": "Survey"}
        assert details.details(package, "de")[0]["values"] == [{"text": "Erhebung", "url": ""}]

    def test_labels_never_codes(self):
        """Vocabulary values are shown by their label; unknown ones are left to the machines."""
        shown = facts(
            {
                "theme": [f"{EU}/data-theme/ENVI", "https://example.org/unknown"],
                "frequency": f"{EU}/frequency/DAILY",
                "language": [f"{EU}/language/DEU"],
                "access_rights": f"{EU}/access-right/PUBLIC",
                "spatial_coverage": [
                    {"geom": '{"type":"Point"}'},
                    {"uri": "http://dcat-ap.de/def/politicalGeocoding/districtKey/05774"},
                    {"text": "Pader"},
                ],
            }
        )
        assert shown["Topic"] == "Environment"
        assert {"Updates", "Language of the data", "Access", "Area"} <= set(shown)
        assert "://" not in json.dumps(shown)
        assert "{" not in json.dumps(list(shown.values()))

    def test_contact_links(self):
        """A mail address becomes a mail link, a hostile address none."""
        package = {
            "contact": [
                {"name": "A", "email": "a@example.org"},
                {"name": "B", "email": "mailto:b@example.org"},
                {"name": "C", "url": "javascript:alert(1)"},
            ],
            "url": "javascript:alert(1)",
            "documentation": ["javascript:alert(1)", "https://example.org/doc"],
        }
        links = [v["url"] for row in details.details(package, "en") for v in row["values"]]
        assert sorted(filter(None, links)) == [
            "https://example.org/doc",
            "mailto:a@example.org",
            "mailto:b@example.org",
        ]

    @pytest.mark.parametrize(
        ("period", "expected"),
        [
            ({"start": "2020-01", "end": "2020-12-31"}, "January 2020\xa0– 31\xa0December 2020"),
            ({"start": "2020", "end": "2020"}, "2020"),
            ({"start": "2020"}, "since 2020"),
            ({"end": "2020"}, "until 2020"),
        ],
    )
    def test_period(self, period, expected):
        """Open periods say which side is open."""
        assert facts({"temporal_coverage": [period]}) == {"Period": expected}

    def test_values_of_the_wrong_type(self):
        """Text where a list of rows is expected does not break the page."""
        odd = {"contact": "x", "publisher": "y", "spatial_coverage": "z", "temporal_coverage": 1}
        assert facts(odd) == {}


class TestFurther:
    def test_only_when_readable(self):
        """Free extras are shown unless they are structures, addresses or keys of machines."""
        extras = [
            {"key": "Bezirk", "value": "Schloß Neuhaus"},
            {"key": "spatial", "value": '{"type": "Point"}'},
            {"key": "list", "value": "[1]"},
            {"key": "guid", "value": "a-1"},
            {"key": "Kennung", "value": "97db45e9-b89a-4306-b4ba-261a7082c597"},
            {"key": "page", "value": "https://example.org/1"},
            {"key": "publisher_uri", "value": "x"},
            {"key": "empty", "value": ""},
        ]
        rows = details.further({"extras": extras})
        assert rows == [{"label": "Bezirk", "values": [{"text": "Schloß Neuhaus", "url": ""}]}]


class TestDuration:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("P1D", "1 day"),
            ("PT15M", "15 minutes"),
            ("P1Y6M", "1 year, 6 months"),
            ("P2WT1H30S", "2 weeks, 1 hour, 30 seconds"),
            ("täglich", ""),
            ("P", ""),
        ],
    )
    def test_in_words(self, value, expected):
        """A code for a length of time becomes words."""
        assert detail_values.duration(value) == expected
