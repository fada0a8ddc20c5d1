"""Assignment by rule: what assigns, what only suggests, what never counts."""

from __future__ import annotations

import pytest

from ckanext.modellregion_owl.projects.rules import Where, assigned, match, normalise
from ckanext.modellregion_owl.region import Project, load_region

pytestmark = pytest.mark.unit

PB, BI, DE, KR = "stadt-paderborn", "stadt-bielefeld", "stadt-delbrueck", "kreis-paderborn"
PLATFORM = "zentrale-open-data-plattform"
LORA = "lorawan-2-0-delbrueck"
SAFETY = "inspire-sicherheits-pilot-region"
CROSSING = "schlosskreuzung"


@pytest.fixture(scope="module")
def projects():
    return load_region("ckanext.modellregion_owl.region:owl").projects


def dataset(title, *keywords):
    return {"title": title, "tags": [{"name": word} for word in keywords]}


class TestAssigned:
    @pytest.mark.parametrize(
        ("title", "keywords", "municipality", "expected"),
        [
            # what belongs together
            ("Pegelstände der Pader", ["Urban Data Hub"], PB, [PLATFORM]),
            ("Urban Data Hub: Parkhäuser", [], PB, [PLATFORM]),
            ("Parkhäuser", ["Urban-Data-Hub"], PB, [PLATFORM]),
            (
                "Nutzung des Serviceportals „Mein DigiPort“",
                [],
                PB,
                ["digitales-buergerbuero-paderborn"],
            ),
            ("Grundstücksmarktbericht 2026", [], PB, ["zeonline"]),
            ("Bodenrichtwerte der Stadt Paderborn", ["BORIS"], PB, ["zeonline"]),
            ("Lichtsignalanlagen im Stadtgebiet", [], PB, [CROSSING]),
            ("Verkehrszählung an der Schlosskreuzung", [], PB, [CROSSING]),
            ("VERKEHRSZÄHLUNG SCHLOSSKREUZUNG", [], PB, [CROSSING]),
            ("Theaterbesuche nach Spielzeit", ["Theater Paderborn"], PB, ["theaterlytics"]),
            ("Personenstrom-Messung Innenstadt", [], PB, [SAFETY]),
            ("Daten aus dem INSPIRE.hub", [], KR, [SAFETY]),
            ("Dienststellen", ["Serviceportal Bielefeld"], BI, ["serviceportal-bielefeld"]),
            (
                "Online-Dienste",
                ["Serviceportal Kreis Paderborn"],
                KR,
                ["serviceportal-kreis-paderborn"],
            ),
            ("Wetterstationen Delbrück", ["LoRaWAN"], DE, [LORA]),
            ("Parksensoren Delbrück", [], DE, [LORA]),
            ("LoRaWAN-Sensoren", [], DE, [LORA]),
            ("Sensorkoffer für den MINT-Unterricht", [], PB, ["mint-unterricht"]),
            # the bare word INSPIRE is the EU's directive
            ("INSPIRE Bebauungspläne", ["INSPIRE", "inspireidentifiziert"], DE, []),
            ("Rettungswachen", ["Feuerwehr", "INSPIRE"], KR, []),
            ("INSPIRE", ["INSPIRE"], PB, []),
            ("Schutzgebiete nach INSPIRE-Richtlinie", ["INSPIRE-Richtlinie"], KR, []),
            # LoRaWAN is Delbrück's project in Delbrück only
            ("LoRaWAN: Standorte der Gateways", ["LoRaWAN"], PB, []),
            ("LoRaWAN in Delbrück", ["LoRaWAN", "Delbrück"], KR, []),
            ("LoRaWAN in Delbrück", ["LoRaWAN", "Delbrück"], "", []),
            # a place or a river is no project
            ("Grundwasserstände in Delbrück", ["Delbrück", "Grundwasser"], DE, []),
            ("Die Pader", ["Pader"], PB, []),
            # the same words elsewhere are something else
            ("Lichtsignalanlagen", ["Verkehr"], BI, []),
            ("Bodenrichtwerte im Kreis Paderborn", [], KR, []),
            ("Grundstücksmarktbericht", [], BI, []),
            # parts of words are other words
            ("Lorawanderung durch Delbrück", [], DE, []),
            ("Spielplan der Kreisliga", ["Spielplan"], PB, []),
            ("Personenstrommessungen", [], PB, []),
            # nothing at all
            ("", [], PB, []),
            ("Baudenkmale", ["Denkmal"], BI, []),
        ],
    )
    def test_table(self, projects, title, keywords, municipality, expected):
        """A dataset belongs to exactly the projects that a strong word and the place name."""
        found = assigned(dataset(title, *keywords), municipality, projects)
        assert [m.project for m in found] == expected


class TestMatch:
    def test_weak_words_only_suggest(self, projects):
        """A weak word gives a match that does not assign."""
        found = match(dataset("Feuerwehrhäuser", "Feuerwehr"), KR, projects)
        assert [(m.project, m.strong, m.word) for m in found] == [(SAFETY, False, "Feuerwehr")]

    def test_excluded_words_do_not_even_suggest(self):
        """A word on the exclude list never counts, were it on the other lists too."""
        row = Project(
            "p", {"de": "P"}, (), "", {}, ("INSPIRE",), ("inspire",), keywords_exclude=("Inspire",)
        )
        assert match(dataset("INSPIRE", "INSPIRE"), "", [row]) == []

    def test_the_title_explains_before_a_keyword(self, projects):
        """The stronger explanation wins: the title is what people see."""
        (found,) = assigned(dataset("Parksensoren", "Parksensoren"), DE, projects)
        assert (found.where, found.word, found.place) == (Where.TITLE, "Parksensoren", DE)

    def test_no_place_in_the_explanation_without_a_place_in_the_rule(self):
        """A rule that asks for no municipality does not claim one."""
        row = Project("p", {"de": "P"}, (), "", {}, ("Sensor",))
        (found,) = match(dataset("Ein Sensor"), PB, [row])
        assert found.place == ""

    def test_one_match_per_project(self, projects):
        """Many words of one project are still one match."""
        found = match(dataset("LoRaWAN Parksensoren", "City Dashboard", "LoRaWAN"), DE, projects)
        assert [m.project for m in found].count(LORA) == 1

    def test_description_does_not_count(self, projects):
        """A mention in running text is too little."""
        package = {"title": "Bäume", "notes": "Siehe Urban Data Hub", "tags": []}
        assert match(package, PB, projects) == []


class TestNormalise:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("LoRaWAN-2.0", "lorawan 2 0"),
            ("  Open  Data\n", "open data"),
            ("Straße_1", "strasse 1"),
            ("Delbru\u0308ck", "delbrück"),
            ("„Mein DigiPort“", "mein digiport"),
            ("---", ""),
        ],
    )
    def test_table(self, text, expected):
        """Case, punctuation, blanks and the way umlauts are encoded make no difference."""
        assert normalise(text) == expected
