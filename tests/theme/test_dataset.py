"""What the dataset pages say of a package dict."""

from __future__ import annotations

import json

import pytest

from ckanext.modellregion_owl.theme import dataset, details

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


class TestDetails:
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

    def test_extras_only_when_readable(self):
        """Free extras are shown unless they are structures or addresses."""
        extras = [
            {"key": "Bezirk", "value": "Schloß Neuhaus"},
            {"key": "spatial", "value": '{"type": "Point"}'},
            {"key": "list", "value": "[1]"},
            {"key": "guid", "value": "https://example.org/1"},
        ]
        assert set(facts({"extras": extras})) == {"Bezirk"}

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
