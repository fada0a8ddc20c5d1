"""What a licence lets people do, for every licence of the German list."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

from ckanext.modellregion_owl.theme import licences
from ckanext.modellregion_owl.vocabularies import vocabulary

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
LIST = list(vocabulary("licences"))
BASE = "http://dcat-ap.de/def/licenses/"


@pytest.fixture(scope="module")
def german():
    """Return the German translation of a message."""
    path = ROOT / "i18n/de/LC_MESSAGES/ckanext-modellregion_owl.mo"
    with path.open("rb") as stream:
        return gettext.GNUTranslations(stream).gettext


class TestKindOf:
    @pytest.mark.parametrize("term", LIST, ids=lambda t: t.code)
    def test_free_is_what_the_list_calls_open(self, term):
        """Our words never promise more, or less, than GovData's list of open licences."""
        kind = licences.kind_of(term.uri)
        assert kind != "unclear"
        assert licences.TERMS[kind].free is term.open

    @pytest.mark.parametrize("term", [t for t in LIST if t.by], ids=lambda t: t.code)
    def test_attribution_is_said(self, term):
        """A licence that asks for an attribution never reads as "without conditions"."""
        assert licences.kind_of(term.uri) != "free"

    @pytest.mark.parametrize(
        ("licence", "kind"),
        [
            (f"{BASE}dl-by-de/2.0", "by"),
            (f"{BASE}dl-zero-de/2.0", "free"),
            (f"{BASE}cc-by/4.0", "by"),
            (f"{BASE}cc-by-sa/4.0", "sa"),
            (f"{BASE}cc-by-nc/4.0", "nc"),
            (f"{BASE}dl-by-nc-de/1.0", "nc"),
            (f"{BASE}cc-by-nd/4.0", "nd"),
            (f"{BASE}cc-zero", "free"),
            (f"{BASE}gpl/3.0", "open"),
            (f"{BASE}other-closed", "closed"),
            ("https://www.govdata.de/dl-de/by-2-0", "by"),
            ("https://www.govdata.de/dl-de/zero-2-0", "free"),
            ("https://creativecommons.org/licenses/by-nc-sa/4.0/", "nc"),
            ("https://creativecommons.org/publicdomain/zero/1.0/", "free"),
            ("dl-de-by-2.0", "by"),
            ("cc-by", "by"),
            ("odc-odbl", "sa"),
            ("notspecified", "unclear"),
            ("https://example.org/terms", "unclear"),
            ("", "unclear"),
            (None, "unclear"),
        ],
    )
    def test_spellings(self, licence, kind):
        """IRIs of the list, addresses of the licences and CKAN's ids are understood."""
        assert kind == licences.kind_of(licence)


class TestTermsOf:
    def test_one(self):
        """Two spellings of one licence are one licence."""
        assert licences.terms_of([f"{BASE}cc-zero", "cc-zero"]).kind == "free"

    def test_several(self):
        """Different licences are never averaged, also when one is missing."""
        assert licences.terms_of([f"{BASE}cc-zero", f"{BASE}dl-by-de/2.0"]).kind == "mixed"
        assert licences.terms_of([f"{BASE}cc-zero", ""]).kind == "mixed"

    def test_none(self):
        """Nothing said is "not settled"."""
        assert licences.terms_of([]).kind == "unclear"


class TestLicencesOf:
    def test_the_file_wins(self):
        """A file's own licence stands before the dataset's."""
        package = {"license_id": "cc-by", "resources": [{"license": f"{BASE}cc-zero"}, {}]}
        assert licences.licences_of(package) == [f"{BASE}cc-zero", "cc-by"]

    def test_without_files(self):
        """A dataset without files has its own."""
        assert licences.licences_of({"license_id": "cc-by"}) == ["cc-by"]


class TestCodeOf:
    @pytest.mark.parametrize(
        ("licence", "code", "link"),
        [
            (f"{BASE}dl-by-de/2.0", "dl-de/by-2-0", "https://www.govdata.de/dl-de/by-2-0"),
            (f"{BASE}dl-zero-de/2_0", "dl-de/zero-2-0", "https://www.govdata.de/dl-de/zero-2-0"),
            (f"{BASE}dl-by-nc-de/1.0", "dl-de/by-nc-1-0", "https://www.govdata.de/dl-de/by-nc-1-0"),
            ("https://www.govdata.de/dl-de/by-2-0", "dl-de/by-2-0", "https://www.govdata.de/dl-de/by-2-0"),
            (f"{BASE}cc-by/4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
            (f"{BASE}cc-by-sa-de/3.0", "CC BY-SA 3.0 DE", "https://creativecommons.org/licenses/by-sa/3.0/de/"),
            (f"{BASE}cc-zero", "CC0", "https://creativecommons.org/publicdomain/zero/1.0/"),
            ("javascript:alert(1)", "", ""),
            ("", "", ""),
        ],
    )  # fmt: skip
    def test_short_code_and_text(self, licence, code, link):
        """The short name is the one people quote, and links to the licence's own text."""
        assert (code, link) == (licences.code_of(licence, "de"), licences.link_of(licence))

    @pytest.mark.parametrize("term", LIST, ids=lambda t: t.code)
    def test_never_a_bare_address(self, term):
        """Every licence of the list has a name that is no IRI."""
        assert licences.code_of(term.uri, "de")
        assert "://" not in licences.code_of(term.uri, "de")


class TestRowOf:
    @pytest.mark.parametrize("terms", licences.TERMS.values(), ids=lambda t: t.kind)
    def test_german(self, terms, german):
        """Every sentence has a German text."""
        row = licences.row_of(terms, german)
        for name in ("short", "answer", "sentence"):
            assert row[name] != getattr(terms, name)

    def test_the_words_of_the_design(self, german):
        """The sentences are those of the design README, section 6."""
        assert licences.row_of(licences.TERMS["by"], german)["sentence"] == (
            "Sie dürfen die Daten für jeden Zweck nutzen, wenn Sie die Quelle nennen."
        )
        assert licences.row_of(licences.TERMS["free"], german)["short"] == (
            "Frei nutzbar, ohne Auflagen"
        )


class TestSourceLine:
    def test_all_four(self):
        """Who, what, licence and address, as dl-de/by-2-0 asks for."""
        line = licences.source_line("Stadt Paderborn", "Pegel", "dl-de/by-2-0", "https://e.org/p")
        assert line == "Stadt Paderborn: Pegel, dl-de/by-2-0, https://e.org/p"

    def test_what_is_missing_leaves_no_trace(self):
        """No stray commas or colons."""
        assert licences.source_line("", "Pegel", "", "https://e.org/p") == "Pegel, https://e.org/p"
