"""The tables and their look-ups."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from ckanext.modellregion_owl.vocabularies import NAMES, reference, vocabulary

pytestmark = pytest.mark.unit


class TestVocabulary:
    @pytest.mark.parametrize("name", NAMES)
    def test_table_is_sound(self, name):
        """IRIs and codes are there once, every term has a label and finds itself."""
        words = vocabulary(name)
        assert len({t.uri for t in words}) == len({t.code for t in words}) == len(words) > 0
        for term in words:
            assert term.label("de")
            successor = words.get(term.extra.get("replaced_by", "")) or term
            assert words.find(term.uri) is successor

    @pytest.mark.parametrize("name", NAMES)
    def test_aliases_mean_their_term(self, name):
        """No alias of a term is another term's IRI or code."""
        words = vocabulary(name)
        for term in words:
            for alias in term.aliases:
                found = words.find(alias)
                assert found in (term, words.get(term.extra.get("replaced_by", "")))

    def test_unknown_name(self):
        """A vocabulary that does not exist is an error."""
        with pytest.raises(KeyError):
            vocabulary("farben")

    def test_labels(self):
        """German if there is one, else English; the value itself when it is no term."""
        themes = vocabulary("themes")
        uri = "http://publications.europa.eu/resource/authority/data-theme/ENVI"
        assert (themes.label(uri, "de"), themes.label(uri, "en")) == ("Umwelt", "Environment")
        assert themes.label("https://x.example", "de") == "https://x.example"
        assert vocabulary("dataset_types").get(
            "http://publications.europa.eu/resource/authority/dataset-type/IEPD"
        ).label("de") == "Information exchange package description"  # fmt: skip

    @pytest.mark.parametrize("text", ["", " ", "Nutzungsbedingungen der LHP", "res_format", "x/y"])
    def test_finds_nothing_in_nonsense(self, text):
        """Nothing is guessed."""
        assert vocabulary("file_types").find(text) is None
        assert vocabulary("licences").find(text) is None


class TestLicences:
    @pytest.mark.parametrize(
        ("code", "is_open", "by"),
        [
            ("dl-by-de/2.0", True, True),
            ("dl-zero-de/2.0", True, False),
            ("cc-by/4.0", True, True),
            ("cc-zero", True, False),
            ("cc-by-nc/4.0", False, True),
            ("dl-by-nc-de/1.0", False, True),
            ("other-closed", False, False),
            ("officialWork", True, False),
        ],
    )
    def test_open_and_attribution(self, code, is_open, by):
        """Whether GovData counts it as open, and whether it wants a text."""
        term = vocabulary("licences").find(code)
        assert (term.open, term.by) == (is_open, by)

    def test_closed_ones_are_govdatas(self):
        """The closed licences are those of GovData's dashboard."""
        closed = {t.code for t in vocabulary("licences") if t.in_form and not t.open}
        assert closed == {
            "cc-by-nc", "cc-by-nc-de/3.0", "cc-by-nc/4.0", "cc-by-nd", "cc-by-nd/3.0",
            "cc-by-nd/4.0", "dl-by-nc-de/1.0", "other-closed", "other-commercial",
            "other-freeware",
        }  # fmt: skip


class TestGeocoding:
    @pytest.mark.parametrize(
        ("code", "label"),
        [
            ("districtKey/05774", "Paderborn"),
            ("districtKey/05711", "Bielefeld, Stadt"),
            ("regionalKey/057740020020", "Delbrück, Stadt"),
            ("regionalKey/057740032032", "Paderborn, Stadt"),
        ],
    )
    def test_the_four_municipalities(self, code, label):
        """The keys of the region's municipalities are in GovData's list."""
        term = vocabulary("geocoding").find(code)
        assert (term.label_de, term.extra["listed"]) == (label, "true")


class TestFileTypes:
    def test_short_word_means_the_term(self):
        """What CKAN's format field shows leads back to the same file type."""
        words = vocabulary("file_types")
        assert [t.code for t in words if words.find(t.extra["short"]) is not t] == []

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("WMS", "WMS_SRVC"), ("wfs", "WFS_SRVC"), ("geojson", "GEOJSON"), (".csv", "CSV"),
            ("text/csv; charset=utf-8", "CSV"), ("application/json", "JSON"), ("shape", "SHP"),
            ("xlsx", "XLSX"), ("image/jpg", "JPEG"), ("GeoPackage", "GPKG"), ("text/xml", "XML"),
        ],
    )  # fmt: skip
    def test_spellings(self, text, code):
        """Words, file extensions and media types of real catalogues."""
        assert vocabulary("file_types").find(text).code == code


class TestReference:
    def test_no_table_is_left_out(self):
        """Every table stands on the page, with its version or the word that none is stated."""
        folder = resources.files("ckanext.modellregion_owl.vocabularies") / "data"
        tables = {f.name[:-4] for f in folder.iterdir() if f.name.endswith(".tsv")}
        assert tables == {*NAMES, *reference.WITHOUT_ADDRESSES}
        lines = reference.reference().splitlines()
        unstated = [line.split("`")[1] for line in lines if "| not stated |" in line]
        assert unstated == ["inspire_themes", "iso_topics", "languages", "legislation", "statuses"]
        assert any(line.startswith("`musterdatensaetze`") for line in lines)

    def test_page_is_current(self):
        """docs/reference/vocabularies.md is what the tables say."""
        page = Path(__file__).parents[2] / "docs/reference/vocabularies.md"
        assert page.read_text(encoding="utf-8") == reference.reference()

    @pytest.mark.parametrize("name", NAMES)
    def test_every_table_names_its_source(self, name):
        """The list and where it was taken from stand beside the tables."""
        listed, source = reference.sources()[name]
        assert listed
        assert source
