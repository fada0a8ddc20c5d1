"""Assignment by rule: what assigns, what only suggests, what never counts."""

from __future__ import annotations

import pytest

from ckanext.modellregion_owl.projects import explain
from ckanext.modellregion_owl.projects.facts import Facts, of_package
from ckanext.modellregion_owl.projects.rules import Reason, Where, assigned, match, normalise
from ckanext.modellregion_owl.region import Project, Rule, load_region

pytestmark = pytest.mark.unit

PB, BI, DE, KR = "stadt-paderborn", "stadt-bielefeld", "stadt-delbrueck", "kreis-paderborn"
PLATFORM = "zentrale-open-data-plattform"
LORA = "lorawan-2-0-delbrueck"
SAFETY = "inspire-sicherheits-pilot-region"
CROSSING = "schlosskreuzung"


@pytest.fixture(scope="module")
def projects():
    return load_region("ckanext.modellregion_owl.region:owl").projects


def dataset(title, *keywords, place=""):
    return Facts(title, keywords, place)


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
        found = assigned(dataset(title, *keywords, place=municipality), projects)
        assert [m.project for m in found] == expected


class TestMatch:
    def test_weak_words_only_suggest(self, projects):
        """A weak word gives a match that does not assign."""
        found = match(dataset("Feuerwehrhäuser", "Feuerwehr", place=KR), projects)
        reasons = (Reason(Where.KEYWORDS, "Feuerwehr"), Reason(Where.ORGANISATION, KR))
        assert [(m.project, m.strong, m.reasons) for m in found] == [(SAFETY, False, reasons)]

    def test_excluded_words_do_not_even_suggest(self):
        """A word on the exclude list never counts, were it on the other lists too."""
        row = Project(
            "p", {"de": "P"}, (), "", {}, ("INSPIRE",), ("inspire",), keywords_exclude=("Inspire",)
        )
        assert match(dataset("INSPIRE", "INSPIRE"), [row]) == []

    def test_the_title_explains_before_a_keyword(self, projects):
        """The stronger explanation wins: the title is what people see."""
        (found,) = assigned(dataset("Parksensoren", "Parksensoren", place=DE), projects)
        title, place = Reason(Where.TITLE, "Parksensoren"), Reason(Where.ORGANISATION, DE)
        assert found.reasons == (title, place)

    def test_no_place_in_the_explanation_without_a_place_in_the_rule(self):
        """A rule that asks for no municipality does not claim one."""
        row = Project("p", {"de": "P"}, (), "", {}, ("Sensor",))
        (found,) = match(dataset("Ein Sensor", place=PB), [row])
        assert found.reasons == (Reason(Where.TITLE, "Sensor"),)

    def test_one_match_per_project(self, projects):
        """Many words of one project are still one match."""
        found = match(
            dataset("LoRaWAN Parksensoren", "City Dashboard", "LoRaWAN", place=DE), projects
        )
        assert [m.project for m in found].count(LORA) == 1

    def test_description_does_not_count(self, projects):
        """A mention in running text is too little."""
        package = {"title": "Bäume", "notes": "Siehe Urban Data Hub", "tags": []}
        assert match(of_package(package, PB), projects) == []


DELBRUECK = "http://dcat-ap.de/def/politicalGeocoding/regionalKey/057740020020"
FULL = {
    "title": "Messwerte der Stationen",
    "tags": [{"name": "LoRaWAN"}, {"name": "Wetter"}],
    "publisher": [{"name": "Stadt Delbrück, Bauamt", "uri": "https://example.org/amt"}],
    "spatial_coverage": [{"text": "Delbrück"}, {"uri": DELBRUECK}],
    "resources": [
        {"format": "http://publications.europa.eu/resource/authority/file-type/CSV"},
        {"format": "JSON"},
    ],
}


class TestConditions:
    @pytest.mark.parametrize(
        ("conditions", "fits"),
        [
            ({"keywords_any": ["Pegel", "Wetter"]}, True),
            ({"keywords_any": ["Pegel"]}, False),
            ({"keywords_all": ["LoRaWAN", "Messwerte"]}, True),
            ({"keywords_all": ["LoRaWAN", "Pegel"]}, False),
            ({"keywords_any": ["LoRaWAN"], "keywords_none": ["Wetter"]}, False),
            ({"keywords_any": ["LoRaWAN"], "keywords_none": ["Pegel"]}, True),
            ({"sources": ["andere", "gdi"]}, True),
            ({"sources": ["andere"]}, False),
            ({"organisations": [KR]}, True),
            ({"organisations": [DE]}, False),
            ({"publishers": ["Stadt Delbrück"]}, True),
            ({"publishers": ["https://example.org/amt"]}, True),
            ({"publishers": ["Stadt Paderborn", "Bau"]}, False),
            ({"places": ["Delbrück"]}, True),
            ({"places": [DELBRUECK]}, True),
            ({"places": [DELBRUECK[:-1]]}, False),
            ({"places": ["Paderborn"]}, False),
            ({"formats": ["csv"]}, True),
            ({"formats": ["WFS"]}, False),
            ({"sources": ["gdi"], "formats": ["CSV"], "keywords_any": ["Wetter"]}, True),
            ({"sources": ["gdi"], "formats": ["WFS"], "keywords_any": ["Wetter"]}, False),
        ],
    )
    @pytest.mark.parametrize("strength", ["strong", "weak"])
    def test_table(self, conditions, fits, strength):
        """Every condition that is set must hold; a strong rule assigns, a weak one suggests."""
        row = Project("p", {"de": "P"}, (), "", {}, rules=({"strength": strength, **conditions},))
        found = match(of_package(FULL, KR, "gdi"), [row])
        assert [m.strong for m in found] == ([strength == "strong"] if fits else [])

    def test_excluded_words_count_in_no_rule(self):
        """The bare word INSPIRE matches the safety project in no kind of rule."""
        rules = tuple(
            Rule(strength, **{key: ("INSPIRE",)}, organisations=(KR,))
            for strength in ("strong", "weak")
            for key in ("keywords_any", "keywords_all")
        )
        row = Project("p", {"de": "P"}, (), "", {}, keywords_exclude=("INSPIRE",), rules=rules)
        assert match(dataset("INSPIRE", "INSPIRE", place=KR), [row]) == []

    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            (Facts("LoRaWAN-Gateways", (), PB), []),
            (Facts("LoRaWAN-Gateways", (), KR, publishers=("Stadt Paderborn",)), []),
            (Facts("LoRaWAN-Gateways", (), KR, places=("Kreis Paderborn",)), []),
            (Facts("LoRaWAN-Gateways", (), KR, publishers=("Stadt Delbrück",)), [LORA]),
            (Facts("LoRaWAN-Gateways", (), KR, places=(DELBRUECK,)), [LORA]),
            (Facts("LoRaWAN-Gateways", (), PB, places=("Delbrück",)), [LORA]),
            (Facts("Grundwasser", (), KR, places=(DELBRUECK,)), []),
        ],
    )
    def test_lorawan_goes_to_delbrueck_only_with_publisher_or_place(
        self, projects, facts, expected
    ):
        """Paderborn runs a network of its own: the word alone says nothing."""
        assert [m.project for m in assigned(facts, projects)] == expected

    @pytest.mark.usefixtures("settings")
    def test_in_words(self):
        """Each condition is named; a municipality by its name."""
        region = load_region("ckanext.modellregion_owl.region:owl")
        conditions = {
            "keywords_all": ("Messwerte", "Wetter"),
            "publishers": ("Stadt Delbrück",),
            "places": (DELBRUECK,),
            "formats": ("CSV",),
            "organisations": (KR,),
            "sources": ("gdi",),
        }
        row = Project("p", {"de": "P"}, (), "", {}, rules=(Rule("strong", **conditions),))
        (found,) = match(of_package(FULL, KR, "gdi"), [row])
        assert explain.rule(found, region) == (
            "„Messwerte“ im Titel, Schlagwort „Wetter“, Herausgeber: Stadt Delbrück, "
            "Gebiet: Stadt Delbrück, Dateiformat: CSV, Daten von: Kreis Paderborn, Quelle: gdi"
        )


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
