"""What project pages say, in words; English here, German on the site's pages."""

from __future__ import annotations

import pytest
import yaml

from ckanext.modellregion_owl.projects import (
    details,
    filters,
    formats,
    paper,
    presenter,
    publiccode,
    sheet,
)
from ckanext.modellregion_owl.projects.rows import labelled
from ckanext.modellregion_owl.projects.seed import fields
from ckanext.modellregion_owl.region import load_region

pytestmark = pytest.mark.unit

NB = "\u00a0"


@pytest.fixture(scope="module")
def region():
    return load_region("ckanext.modellregion_owl.region:owl")


@pytest.fixture(scope="module")
def records(region):
    """The seeded projects as `store` gives them: amounts are text."""
    return {
        p.slug: {
            "name": p.slug,
            **{k: str(v) if isinstance(v, int) else v for k, v in fields(p).items()},
        }
        for p in region.projects
    }


def url_of(name):
    return f"/modellprojekte/{name}"


def card(records, region, name, language="en"):
    return presenter.card(records[name], region, language, 3, url_of(name))


def page(records, region, name, language="en"):
    shown = card(records, region, name, language)
    return details.page(records[name], region, language, shown, records, url_of)


class TestDay:
    @pytest.mark.parametrize(
        ("value", "german", "english"),
        [
            ("2019-02-05", "05.02.2019", "5 February 2019"),
            ("5.2.2019", "05.02.2019", "5 February 2019"),
            ("31.02.2019", "31.02.2019", "31.02.2019"),
            ("2019-02", "Februar 2019", "February 2019"),
            ("2019", "2019", "2019"),
            ("2019-02-05T10:00:00", "05.02.2019", "5 February 2019"),
            ("2020-06-31", "2020-06-31", "2020-06-31"),
            ("Sommer 2018", "Sommer 2018", "Sommer 2018"),
            (None, "", ""),
        ],
    )
    def test_table(self, value, german, english):
        """A date is never more exact than its source; what is no date stays as it is."""
        assert formats.day(value, "de") == german
        assert formats.day(value, "en") == english


class TestEuros:
    @pytest.mark.parametrize(
        ("value", "qualifier", "german", "english"),
        [
            (1070000, "", f"1.070.000{NB}€", "€1,070,000"),
            ("692000", "about", f"about{NB}692.000{NB}€", f"about{NB}€692,000"),
            ("2400000", "almost", f"almost{NB}2.400.000{NB}€", f"almost{NB}€2,400,000"),
            (None, "", "", ""),
            ("viel", "", "", ""),
        ],
    )
    def test_table(self, value, qualifier, german, english):
        """No break inside an amount; unknown is empty."""
        assert formats.euros(value, "de", qualifier) == german
        assert formats.euros(value, "en", qualifier) == english


class TestRuntime:
    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("lorawan-2-0-delbrueck", f"January 2020{NB}– April 2023"),
            ("theaterlytics", f"2019{NB}– 2022"),
            ("zentrale-open-data-plattform", "from 2019, end: not stated"),
            (
                "digitales-buergerbuero-paderborn",
                "granted October 2018, online since January 2020",
            ),
            ("zeonline", "granted September 2019"),
        ],
    )
    def test_seeded(self, records, name, expected):
        """What is known of the runtime, and nothing else (design 03)."""
        assert presenter.runtime(records[name], "en") == expected

    def test_nothing_known(self):
        """No date at all is no text."""
        assert presenter.runtime({}, "en") == ""


class TestCard:
    def test_languages(self, records, region):
        """Each page gets its own texts."""
        assert card(records, region, "schlosskreuzung")["title"].endswith("traffic flow control")
        german = card(records, region, "schlosskreuzung", "de")
        assert german["title"].endswith("Verkehrsflussregelung")
        assert german["german"] == []

    def test_german_texts_of_an_english_page_are_named(self, region):
        """The page marks their language."""
        record = {"name": "x", "title": "Nur deutsch", "summary": "Satz", "summary_en": "Sentence"}
        assert presenter.card(record, region, "en", 0, "/x")["german"] == ["title"]

    def test_funding_says_how_it_is_known(self, records, region):
        """Stated, calculated, or a reason why there is no sum."""
        lora = card(records, region, "lorawan-2-0-delbrueck")
        assert (lora["funding_state"], lora["funding_state_basis"]) == ("€1,070,000", "stated")
        kreis = card(records, region, "serviceportal-kreis-paderborn")
        assert kreis["funding_state_basis"] == "calculated"
        zeonline = card(records, region, "zeonline")
        assert zeonline["funding_state"] == ""
        assert zeonline["funding_state_note"].startswith("Not stated separately")

    def test_chips_in_the_projects_order(self, records, region):
        """The first field gives the project its drop."""
        chips = card(records, region, "lorawan-2-0-delbrueck")["action_fields"]
        assert [chip["slug"] for chip in chips] == ["smart-city", "open-data"]
        assert chips[0]["icon"] == "antenna"

    def test_unknown_lead_is_empty(self, records, region):
        """Nobody is made the lead."""
        assert card(records, region, "digitale-gesundheitsplattform-owl")["lead"] == ""


class TestPage:
    def test_steps(self, records, region):
        """All twelve are closed: three steps done, the last current, with the dates known."""
        steps = page(records, region, "lorawan-2-0-delbrueck")["steps"]
        assert [s["state"] for s in steps] == ["done", "done", "done", "current"]
        assert (steps[0]["date"], steps[3]["date"]) == ("January 2020", "April 2023")
        assert steps[3]["basis"] == "calculated"

    def test_money_adds_up(self, records, region):
        """Own share and state make the total (design 04)."""
        rows = page(records, region, "lorawan-2-0-delbrueck")["funding"]
        assert [(r["amount"], r["basis"], r["share"], r["total"]) for r in rows] == [
            ("€1,070,000", "stated", 81, False),
            ("€258,126", "stated", 19, False),
            ("€1,328,126", "calculated", None, True),
        ]

    def test_no_money_no_table(self, records, region):
        """Without an amount there is no table of money."""
        assert page(records, region, "lorawan-delbrueck")["funding"] == []

    def test_transfer_shows_what_is_known_and_names_the_rest(self, records, region):
        """Known rows, and one line of what nobody has stated."""
        shown = page(records, region, "zentrale-open-data-plattform")
        rows = {row["label"]: row["texts"] for row in shown["transfer_rows"]}
        assert rows["Adopted by"] == [
            "Projekt Berlin-Tegel (version 1)",
            "5 für Südwestfalen (version 1)",
            "Stadt Mönchengladbach (version 2)",
        ]
        assert "Software licence" in shown["unknown"]
        assert not set(rows) & set(shown["unknown"])

    def test_the_profile_has_every_field_of_the_spec(self, region):
        """Spec portal 4 has 17 fields (source code and publiccode.yml are one); all are shown."""
        record = {
            "name": "x",
            "title": "X",
            "documents": [{"title": "Leitfaden"}],
            "transfer_status": "auf-anfrage",
            "transfer_results": ["Bausteine"],
            "transfer_result_types": ["software", "leitfaden"],
            "transfer_benefit": "Spart Wege",
            "transfer_target_group": "Kreise",
            "transfer_unique": "Offen",
            "transfer_available_from": "2023-08",
            "transfer_adopters": [
                {"name": "A", "version": "2", "since": "2022", "source": "https://example.org/a"}
            ],
            "transfer_open_standards": [{"name": "OGC", "url": "https://example.org/ogc"}],
            "transfer_lessons": "Früh beginnen",
            "transfer_lessons_url": "https://example.org/l",
            "transfer_source_code": "https://example.org/code",
            "transfer_publiccode": "https://example.org/publiccode.yml",
            "transfer_licence": "EUPL-1.2",
            "transfer_licence_documents": "CC BY 4.0",
            "transfer_licence_data": "dl-de/by-2-0",
            "transfer_maturity": "stable",
            "transfer_maintenance": "contract",
            "transfer_maintenance_until": "2028-12",
            "transfer_effort": "10.000 €",
            "transfer_effort_staff": "eine Stelle",
            "transfer_effort_needs": "ein Server",
            "transfer_contact": "nachnutzung@example.org",
        }
        shown = details.page(
            record, region, "en", presenter.card(record, region, "en", 0, "/x"), {}, url_of
        )
        rows = {
            row["label"]: row["texts"] + [link["title"] for link in row["links"]]
            for row in shown["transfer_rows"]
        }
        assert rows == {
            "Can it be reused": ["on request"],
            "What you get": ["Bausteine"],
            "Kind of result": ["software", "guide"],
            "Benefit for municipalities": ["Spart Wege"],
            "For whom": ["Kreise"],
            "What is special about it": ["Offen"],
            "Available from": ["August 2023"],
            "Adopted by": ["A (version 2, since 2022)", "Source: example.org"],
            "Open standards": ["OGC"],
            "Lessons learned": ["Früh beginnen", "example.org"],
            "Documents": ["1 document"],
            "Source code": ["example.org", "publiccode.yml"],
            "Software licence": ["EUPL-1.2"],
            "Licence of documents and data": ["documents: CC BY 4.0", "data: dl-de/by-2-0"],
            "Maturity": ["in operation"],
            "Maintenance": ["by contract", "until December 2028"],
            "Effort": ["costs: 10.000 €", "staff: eine Stelle", "needed first: ein Server"],
            "Contact for reuse": ["nachnutzung@example.org"],
        }
        assert shown["unknown"] == []

    def test_documents_and_image(self, region):
        """Nobody has looked unless somebody says so; an image is ours and described."""
        record = {
            "name": "x",
            "title": "X",
            "documents": [
                {"title": "a", "url": "javascript:alert(1)"},
                {"title": "b", "accessible": "yes", "language": "de", "date": "2022-10"},
            ],
            "image_url": "bild.png",
        }

        def shown(**more):
            row = {**record, **more}
            return details.page(
                row, region, "en", presenter.card(row, region, "en", 0, "/x"), {}, url_of
            )

        first, second = shown()["documents"]
        assert (first["url"], first["accessible"]) == ("", "not checked")
        assert (second["accessible"], second["language"]) == ("yes", "German")
        assert second["date"] == "October 2022"
        assert shown()["image"] is None
        assert shown(image_alt="Ein Sensor")["image"]["alt"] == "Ein Sensor"
        elsewhere = {"image_url": "https://example.org/b.png", "image_alt": "Ein Sensor"}
        assert shown(**elsewhere)["image"] is None

    def test_nothing_is_claimed_of_maturity(self, records, region):
        """The look-up's own guesses are not published."""
        for name in records:
            assert "Maturity" in page(records, region, name)["unknown"], name

    def test_related(self, records, region):
        """Predecessor and successor point at each other."""
        (before,) = page(records, region, "lorawan-2-0-delbrueck")["related"]
        assert (before["kind"], before["url"]) == ("Predecessor", url_of("lorawan-delbrueck"))
        (after,) = page(records, region, "lorawan-delbrueck")["related"]
        assert (after["kind"], after["url"]) == ("Successor", url_of("lorawan-2-0-delbrueck"))

    def test_script_addresses_are_no_links(self, region):
        """An address that a person typed may be anything; only http and https become links."""
        record = {
            "name": "x",
            "title": "X",
            "website": "javascript:alert(1)",
            "links": [{"title": "a", "url": "javascript:alert(1)"}],
            "sources": [{"title": "b", "url": "data:text/html,x"}],
        }
        shown = details.page(
            record, region, "de", presenter.card(record, region, "de", 0, "/x"), {}, url_of
        )
        assert shown["links"] == []
        assert shown["sources"] == [{"title": "b", "url": ""}]
        assert not any(row["links"] for row in shown["facts"])

    def test_every_seeded_page_has_facts_and_sources(self, records, region):
        """No project breaks the page, in either language."""
        for language in ("de", "en"):
            for name in records:
                shown = page(records, region, name, language)
                assert shown["sources"], name
                assert shown["facts"][0]["texts"] or shown["facts"][0]["note"], name


class TestFilters:
    def test_counts_follow_the_other_filters(self, records, region):
        """An option says how many projects choosing it would show."""
        rows = list(records.values())
        shown = filters.filters(rows, {"kommune": "stadt-delbrueck"}, region, "en")
        counts = {o["value"]: o["count"] for o in shown["handlungsfeld"]["options"]}
        assert counts["smart-city"] == 2
        assert counts["gesundheit"] == 0
        assert {o["value"]: o["count"] for o in shown["kommune"]["options"]} == {
            "stadt-paderborn": 7,
            "stadt-bielefeld": 1,
            "stadt-delbrueck": 2,
            "kreis-paderborn": 2,
        }

    def test_order_of_the_region(self, records, region):
        """Options stand in the region's order, not in the order of their numbers."""
        shown = filters.filters(list(records.values()), {}, region, "de")
        assert [o["value"] for o in shown["handlungsfeld"]["options"]] == [
            f.slug for f in region.action_fields
        ]


class TestReuseFilter:
    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ({}, ["keine-angabe"]),
            ({"transfer_tag": "Vorlagen"}, ["genannt"]),
            ({"transfer_status": "nachnutzbar"}, ["nachnutzbar"]),
            ({"transfer_tag": "a", "transfer_status": "auf-anfrage"}, ["genannt", "auf-anfrage"]),
        ],
    )
    def test_values(self, values, expected):
        """A project is found by its status, by its heather tag, or as one of which nobody knows."""
        assert filters.VALUES["nachnutzung"](values) == expected

    def test_words(self, region):
        """Each value has its words."""
        rows = [{"transfer_status": value} for value in ("nachnutzbar", "nicht-vorgesehen")]
        options = filters.filters(rows, {}, region, "en")["nachnutzung"]["options"]
        assert [o["label"] for o in options] == ["ready for reuse", "not planned"]


class TestPublicCode:
    def test_draft_states_what_is_known(self):
        """And names in a comment what the standard asks for and nobody has entered."""
        record = {
            "name": "p",
            "title": "Portal",
            "lead": "Stadt Paderborn",
            "summary": "Ein Satz.",
            "transfer_source_code": "https://example.org/code",
            "transfer_licence": "EUPL-1.2",
            "transfer_maturity": "stable",
            "transfer_maintenance": "internal",
            "transfer_adopters": [{"name": "Stadt Gelsenkirchen"}],
        }
        text = publiccode.text(record)
        assert text.startswith("# Draft")
        assert yaml.safe_load(text) == {
            "publiccodeYmlVersion": "0.4",
            "name": "Portal",
            "url": "https://example.org/code",
            "developmentStatus": "stable",
            "description": {"de": {"shortDescription": "Ein Satz."}},
            "legal": {"license": "EUPL-1.2", "mainCopyrightOwner": "Stadt Paderborn"},
            "maintenance": {"type": "internal"},
            "usedBy": ["Stadt Gelsenkirchen"],
        }
        missing = text.partition("yet: ")[2].partition(".\n")[0].split(", ")
        assert missing == ["releaseDate", "platforms", "categories", "softwareType", "localisation"]

    def test_no_code_no_file(self):
        """An address that is none is no code."""
        assert not publiccode.has_code({"transfer_source_code": "javascript:alert(1)"})


def data(title):
    """A row of the table of datasets."""
    return {"title": title, "lang": "", "use": "frei", "formats": "CSV", "updated": "01.02.2026"}


class TestSheet:
    @pytest.mark.parametrize(
        ("room", "total", "expected"),
        [(40, 20, 4), (40, 5, 5), (37.5, 6, 4), (5, 1, 0), (99, 99, 12)],
    )
    def test_rest_is_named(self, room, total, expected):
        """A line for the number of the others is kept free, unless there are no others."""
        assert paper.fitting([data("x")] * min(total, 60), room, total) == expected

    def test_long_words_take_more(self):
        """A row is as high as its highest cell; empty lines of a text take no room."""
        assert paper.row(data("x" * 39)) > paper.row(data("x" * 38))
        assert paper.lines("Eins.\n\nZwei.", 10) == 2

    def test_columns_as_a_browser_fills_them(self):
        """In order, and as low as can be: never split by counting."""
        assert paper.columns([10, 10, 10, 40]) == 40
        assert paper.columns([20, 10, 10]) == 20
        assert paper.columns([]) == 0

    def test_text_gives_way_to_data(self):
        """Where the text leaves no room for three datasets it ends earlier; a short one stays."""
        page = {
            "title": "x" * 40,
            "summary": "y" * 200,
            "steps": [1],
            "description": "Satz. " * 400,
        }
        page["facts"] = [labelled("Lead", ["x" * 30], "y" * 120)] * 3
        text, number = sheet.first_page(page, [data("x" * 38)] * 9, 9)
        assert number >= sheet.FEWEST
        assert len(text) < sheet.TEXT
        assert sheet.first_page({**page, "facts": [], "description": "Kurz."}, [], 0) == (
            "Kurz.",
            0,
        )

    def test_whole_sentences(self):
        """A long text ends behind a sentence."""
        assert sheet.shortened("Eins. Zwei. Drei.", 12) == "Eins. Zwei."
        assert sheet.shortened("Eins. Zwei.", 12) == "Eins. Zwei."
        assert sheet.shortened("ein langes Wort", 8) == "ein …"

    def test_code_is_a_drawing(self):
        """Shapes that scale, no text of the address in it."""
        drawn = str(sheet.qr_code("https://example.org/<b>"))
        assert drawn.startswith("<svg")
        assert "<b>" not in drawn
        assert "viewBox" in drawn


class TestJoined:
    def test_no_line_begins_with_a_dash(self):
        """A dash keeps to the word before it; a hyphen inside of a word is none."""
        assert formats.joined("MINT-Unterricht – Messwerte") == f"MINT-Unterricht{NB}– Messwerte"
