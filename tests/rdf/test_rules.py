"""Each named rule: before, after, and what is noted."""

from __future__ import annotations

import time

import pytest

from ckanext.modellregion_owl.findings import Severity, collect
from ckanext.modellregion_owl.rdf import geometry, rules

pytestmark = pytest.mark.unit

EU = "http://publications.europa.eu/resource/authority"
DL_BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"


class TestTerm:
    @pytest.mark.parametrize(
        ("name", "before", "after", "rule"),
        [
            ("licences", "http://dcat-ap.de/def/licenses/dl-by-de/2.0/", DL_BY, "licence.spelling"),
            (
                "licences",
                "https://www.dcat-ap.de/def/licenses/dl-by-de/2.0",
                DL_BY,
                "licence.spelling",
            ),
            ("licences", "http://dcat-ap.de/def/licenses/dl-by-de/2_0", DL_BY, "licence.spelling"),
            ("licences", "https://www.govdata.de/dl-de/by-2-0", DL_BY, "licence.spelling"),
            ("licences", "dl-de-by-2.0", DL_BY, "licence.spelling"),
            (
                "statuses",
                "http://purl.org/adms/status/Completed",
                f"{EU}/distribution-status/COMPLETED",
                "status.spelling",
            ),
            (
                "availabilities",
                "http://dcat-ap.de/def/plannedAvailability/available",
                f"{EU}/planned-availability/AVAILABLE",
                "availability.spelling",
            ),
            ("languages", "de", f"{EU}/language/DEU", "language.spelling"),
            (
                "languages",
                "http://id.loc.gov/vocabulary/iso639-1/de",
                f"{EU}/language/DEU",
                "language.spelling",
            ),
            ("file_types", "text/csv", f"{EU}/file-type/CSV", "format.spelling"),
            ("file_types", "WFS", f"{EU}/file-type/WFS_SRVC", "format.spelling"),
            ("access_rights", "Public ", f"{EU}/access-right/PUBLIC", "access_right.spelling"),
            ("frequencies", "jährlich", f"{EU}/frequency/ANNUAL", "frequency.spelling"),
            (
                "checksum_algorithms",
                "http://dcat-ap.de/def/hashAlgorithms/sha/256",
                "http://spdx.org/rdf/terms#checksumAlgorithm_sha256",
                "checksum.spelling",
            ),
            ("themes", f"{EU}/data-theme/ENVI", f"{EU}/data-theme/ENVI", None),
            (
                "themes",
                f"https://{EU[7:]}/data-theme/ENVI",
                f"{EU}/data-theme/ENVI",
                "theme.spelling",
            ),
        ],
    )
    def test_spelling(self, name, before, after, rule):
        """A known spelling becomes the list's IRI; only a change is noted."""
        with collect() as findings:
            found = rules.term(name, before, "field")
        assert found is not None
        assert found.uri == after
        assert [f.rule for f in findings] == ([rule] if rule else [])

    def test_unknown_is_noted_and_not_guessed(self):
        """A value outside of the list is no term; the finding says what it was."""
        with collect() as findings:
            assert rules.term("licences", "Nutzungsbedingungen der LHP", "license") is None
        (finding,) = findings
        assert (finding.rule, finding.severity, finding.before, finding.field) == (
            "licence.unknown",
            Severity.WRONG,
            "Nutzungsbedingungen der LHP",
            "license",
        )


class TestDate:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("2018-11-08 19:25:54.85164", "2018-11-08T19:25:54.85164"),
            ("2018-11-08 19:25:54.85", "2018-11-08T19:25:54.85"),
            ("Wed, 04/08/2015 - 04:20", "2015-04-08T04:20:00"),  # month first
            ("jeu, 19/12/2019 - 03:00", "2019-12-19T03:00:00"),  # day first
            ("Mi, 04/08/2015 - 04:20", "2015-04-08T04:20:00"),
            ("mer, 08/04/2015 - 04:20", "2015-04-08T04:20:00"),
            ("Dim, 05/04/2015 - 04:20", "2015-04-05T04:20:00"),  # not the German Tuesday
            ("Di, 05/05/2015 - 04:20", "2015-05-05T04:20:00"),
            ("Date changed\t2016-03-02T17:34:05+01:00", "2016-03-02T17:34:05+01:00"),
            ("Date changed\tWed, 04/08/2015 - 04:20", "2015-04-08T04:20:00"),
            ("  2016-03-02", "2016-03-02"),
            ("2019-09-30 22:00:00", "2019-09-30T22:00:00"),
            ("2013-02-15T00:00", "2013-02-15T00:00:00"),
            ("31.12.2019", "2019-12-31"),
            ("20190601", "2019-06-01"),
            ("2019-06-07T12:12:59.386254", None),
            ("2019-07-01T17:33:53+02:00", None),
            ("2019-06", None),
            ("2019", None),
        ],
    )
    def test_spelling(self, before, after):
        """Seen spellings become XSD forms; a valid date stays letter by letter."""
        with collect() as findings:
            assert rules.date(before, "issued") == (after or before)
        assert [f.rule for f in findings] == (["date.spelling"] if after else [])

    @pytest.mark.parametrize(
        "text",
        [
            "None", "gestern", "2019-02-30", "13/13/2013", "99.99.2020",
            "Mon, 04/08/2015 - 04:20", "Xyz, 04/08/2015 - 04:20", "Wed, 31/31/2015 - 04:20",
        ],
    )  # fmt: skip
    def test_unreadable_stays(self, text):
        """No date is invented."""
        with collect() as findings:
            assert rules.date(text, "issued") == text
        assert [f.rule for f in findings] == ["date.unreadable"]


class TestSize:
    @pytest.mark.parametrize(
        ("text", "size", "rule"),
        [
            ("685246.0", 685246, "size.spelling"),
            ("8676", 8676, None),
            ("0", 0, None),
            ("17.06 KB", 17469, "size.spelling"),
            ("17,06 KB", 17469, "size.spelling"),
            ("1.5 MB", 1572864, "size.spelling"),
            ("2 Mo", 2097152, "size.spelling"),
            ("42 octets", 42, "size.spelling"),
            ("1 Byte", 1, "size.spelling"),
            ("17.06", None, "size.unreadable"),
            ("17 Stück", None, "size.unreadable"),
            ("-5", None, "size.unreadable"),
        ],
    )
    def test_bytes(self, text, size, rule):
        """Whole numbers, as decimals too, and Drupal's sizes; nothing else."""
        with collect() as findings:
            assert rules.size(text, "size") == size
        assert [f.rule for f in findings] == ([rule] if rule else [])


class TestAddress:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("https://a.example/x", "https://a.example/x"),
            ("https://a.example/x y|z[1]", "https://a.example/x%20y%7Cz%5B1%5D"),
            ("https://a.example/100%", "https://a.example/100%25"),
            ("https://a.example/%20ok", "https://a.example/%20ok"),
            ("http://[2001:db8::1]/x", "http://[2001:db8::1]/x"),
            ("www.paderborn.example/daten", "http://www.paderborn.example/daten"),
            ("info@statistik.example", "mailto:info@statistik.example"),
            ("https://a.example/straße", "https://a.example/straße"),
        ],
    )
    def test_becomes_valid(self, before, after):
        """Forbidden characters are encoded, what is allowed stays."""
        with collect() as findings:
            assert rules.address(before, "url") == after
        assert [f.rule for f in findings] == ([] if before == after else ["address.characters"])

    @pytest.mark.parametrize("text", ["Eine Regel oder eine URL", "/daten/1", "siehe: dort", ""])
    def test_no_address_stays(self, text):
        """A text that is no address is kept and noted."""
        with collect() as findings:
            assert rules.address(text, "conforms_to") == text
        assert [f.rule for f in findings] == ["address.unreadable"]


class TestMail:
    @pytest.mark.parametrize(
        "text", ["a@b.example", "mailto:a@b.example", "MAILTO:a@b.example", "mailto://a@b.example"]
    )
    def test_is_the_bare_address(self, text):
        """CKAN holds the address without its scheme."""
        assert rules.mail(text, "email") == "a@b.example"


class TestMediaType:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("https://www.iana.org/assignments/media-types/text/csv", "text/csv"),
            ("http://www.iana.org/assignments/media-types/text/csv", "text/csv"),
            ("text/csv; charset=utf-8", "text/csv"),
            ("CSV", "text/csv"),
            ("Tabelle", "Tabelle"),
        ],
    )
    def test_is_bare(self, before, after):
        """IANA's IRI, parameters and file formats become `type/subtype`."""
        assert rules.media_type(before, "mimetype") == after


class TestPlace:
    def test_geocoding_in_the_lists_spelling(self):
        """http, no www, no slash at the end."""
        text = "https://www.dcat-ap.de/def/politicalGeocoding/districtKey/05774/"
        assert (
            rules.place(text, "x") == "http://dcat-ap.de/def/politicalGeocoding/districtKey/05774"
        )


class TestMessages:
    def test_every_vocabulary_has_its_two_messages(self):
        """A rule without a message could not be shown."""
        for stem in rules._STEMS.values():
            assert {f"{stem}.spelling", f"{stem}.unknown"} <= set(rules.MESSAGES)


class TestGeometry:
    @pytest.mark.parametrize("text", ["a" * 100_000, " " * 100_000, "POINT" + " " * 100_000])
    def test_long_texts(self, text):
        """What is no geometry is known in time in proportion to its length."""
        began = time.process_time()
        assert geometry.as_wkt(text + "x") == ""
        assert time.process_time() - began < 1

    @pytest.mark.parametrize(
        "text", ["POINT(8 51)", "POINT Z (8 51 1)", "<http://a.example/crs> MULTIPOLYGON (((…"]
    )
    def test_wkt_stays(self, text):
        """In every spelling of its beginning."""
        assert geometry.as_wkt(text) == text
