"""Dates, sizes, formats, addresses as people read them."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from ckan.lib import helpers as core

from ckanext.modellregion_owl.theme import presentation as say

pytestmark = pytest.mark.unit


class TestFormatDate:
    @pytest.mark.parametrize(
        ("value", "german", "english"),
        [
            ("2026-11-22", "22.11.2026", "22\xa0November 2026"),
            ("2026-11-02T23:30:00Z", "02.11.2026", "2\xa0November 2026"),
            ("2026-11-22T10:00:00.123456", "22.11.2026", "22\xa0November 2026"),
            ("2026-11-22+01:00", "22.11.2026", "22\xa0November 2026"),
            ("2019-03", "März 2019", "March 2019"),
            ("2019", "2019", "2019"),
            ("2019-13-01", "2019", "2019"),
            ("22.11.2026", "", ""),
            ("20261122", "", ""),
            ("", "", ""),
            (None, "", ""),
        ],
    )
    def test_both_languages(self, value, german, english):
        """ISO dates are written as people write them; anything else is left out, not guessed."""
        assert (german, english) == (say.format_date(value, "de"), say.format_date(value, "en"))


class TestFormatSize:
    @pytest.mark.parametrize(
        ("value", "german", "english"),
        [
            (1234567, "1,2\xa0MB", "1.2\xa0MB"),
            ("1234567", "1,2\xa0MB", "1.2\xa0MB"),
            ("1234567.0", "1,2\xa0MB", "1.2\xa0MB"),
            (812, "812\xa0Bytes", "812\xa0Bytes"),
            (9_949, "9,9\xa0kB", "9.9\xa0kB"),
            (9_951, "10\xa0kB", "10\xa0kB"),
            (999_499, "999\xa0kB", "999\xa0kB"),
            (999_500, "1,0\xa0MB", "1.0\xa0MB"),
            (48_000_000, "48\xa0MB", "48\xa0MB"),
            (5_300_000_000_000_000, "5.300\xa0TB", "5,300\xa0TB"),
            (0, "", ""),
            (-5, "", ""),
            ("groß", "", ""),
            ("nan", "", ""),
            ("inf", "", ""),
            (None, "", ""),
        ],
    )
    def test_both_languages(self, value, german, english):
        """Bytes become a number of at most three digits with its unit; nonsense is left out."""
        assert (german, english) == (say.format_size(value, "de"), say.format_size(value, "en"))


class TestFormatName:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("CSV", "CSV"),
            (".csv", "CSV"),
            ("http://publications.europa.eu/resource/authority/file-type/CSV", "CSV"),
            ("http://publications.europa.eu/resource/authority/file-type/WFS_SRVC", "WFS"),
            ("https://www.iana.org/assignments/media-types/application/json", "JSON"),
            ("text/csv", "CSV"),
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"),
            ("application/octet-stream", ""),
            ("Shapefile", "SHP"),
            ("a format whose name is far too long for a tag", "A FORMAT WHOSE NAME "),
            (None, ""),
        ],
    )
    def test_short_name(self, value, expected):
        """IRIs, media types and words give the name that people know."""
        assert expected == say.format_name(value)


class TestFormatNames:
    def test_each_once(self):
        """Formats keep their order; without a format the media type speaks."""
        files = [
            {"format": "csv"},
            {"format": "", "mimetype": "application/json"},
            {"format": "CSV"},
        ]
        assert say.format_names([*files, {}]) == ["CSV", "JSON"]


class TestIsService:
    @pytest.mark.parametrize(
        ("resource", "expected"),
        [
            ({"format": "WFS"}, True),
            ({"access_services": [{"endpoint_url": ["https://example.org/wfs"]}]}, True),
            ({"format": "WFS", "download_url": "https://example.org/all.gml"}, False),
            ({"format": "CSV"}, False),
            ({}, False),
        ],
    )
    def test_download_wins(self, resource, expected):
        """What can be fetched whole is a file, whatever interface it comes from."""
        assert expected is say.is_service(resource)


class TestSafeUrl:
    @pytest.mark.parametrize(
        "value",
        ["https://example.org/a?b=c#d", "http://example.org", "mailto:open-data@example.org"],
    )
    def test_kept(self, value):
        """Web and mail addresses may be links."""
        assert value == say.safe_url(f" {value} ")

    @pytest.mark.parametrize(
        "value",
        [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java\tscript:alert(1)",
            "java\nscript:alert(1)",
            "\x01javascript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "vbscript:x",
            "file:///etc/passwd",
            "ftp://example.org/x",
            "//example.org/x",
            "/dataset/x",
            "https://",
            "mailto:",
            "http://[",
            "not an address",
            "",
            None,
            17,
        ],
    )
    def test_refused(self, value):
        """Nothing else may stand in an href."""
        assert say.safe_url(value) == ""


class TestOneLine:
    def test_markup_is_gone(self):
        """Markdown and HTML become plain text on one line."""
        text = "# Pegel\n\nDie **Pegel** der [Pader](https://example.org) <b>& mehr</b>"
        assert say.one_line(text) == "Pegel Die Pegel der Pader & mehr"

    @pytest.mark.parametrize("end", ["</p><p>", "<br>", "<br />", "</li><li>", "</div>"])
    def test_lines_stay_apart(self, end):
        """Words of two paragraphs don't grow together (Bielefeld sends them without a blank)."""
        assert say.one_line(f"<p>Nach Bezirken.{end}Die Spalten") == "Nach Bezirken. Die Spalten"

    def test_ends_with_a_sentence(self):
        """A long text ends after a whole sentence where there is one."""
        assert say.one_line("Erster Satz. Zweiter Satz ist länger.", 30) == "Erster Satz."

    def test_ends_with_a_word(self):
        """Else it ends after a whole word with dots."""
        assert say.one_line("Wasserstände der Pader, gemessen", 24) == "Wasserstände der Pader…"

    def test_nothing(self):
        """No description, no line."""
        assert say.one_line(None) == ""

    @pytest.mark.parametrize(
        "text",
        [
            "Pegel der Pader; gemessen (2020): 1.000 Werte, 3,5 km.",
            "Erster Absatz.\n\nZweiter Absatz.",
            "    Eingerückt, Straße „Am Bach“ – § 5 Abs. 2",
            "1) eins\n2) zwei",
            "* eins\n* zwei",
            "1. eins\n2. zwei",
            "Titel\n=====\nText",
            "a_b_c und *betont* & [Link](https://example.org)",
        ],
    )
    def test_plain_text_is_read_as_markdown_would(self, text):
        """Plain text takes the short way and ends the same."""
        read = Markup(core.markdown_extract(text, extract_length=0)).unescape()  # noqa: S704
        assert say.one_line(text) == " ".join(read.split())
