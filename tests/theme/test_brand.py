"""Own colours, the operator's own pages, the declaration, and that reading sets no cookie."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from ckan.tests import factories

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.cli.colours import colours
from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import init_region
from ckanext.modellregion_owl.theme import brand, legal, tokens

LEGAL = "ckanext.modellregion_owl.legal"
STATE = "ckanext.modellregion_owl.accessibility"
PUBLIC = (
    "/de/",
    "/en/",
    "/de/about",
    "/de/dataset/",
    "/de/dataset/?q=nichts",
    "/de/dataset/probe",
    "/de/modellprojekte",
    "/de/modellprojekte/zentrale-open-data-plattform",
    "/de/handlungsfelder",
    "/de/handlungsfeld/open-data",
    "/de/organization/",
    "/de/kommune/stadt-paderborn",
    "/de/zahlen",
    "/de/entwickler",
    "/de/frage-stellen",
    "/de/barrierefreiheit",
)


@pytest.mark.unit
class TestRefusals:
    @pytest.mark.parametrize("colour", ["#07596B", "#04404E", "#93286A", "#000000"])
    def test_a_tone_that_reads_well_is_used(self, colour):
        """The design's own tones pass."""
        wanted = {config.THEME_COLOUR: colour}
        assert brand.refusals(wanted) == []
        assert f"--owl-pader: {colour};" in brand.style(wanted, has_dark=False)

    @pytest.mark.parametrize("colour", ["#FFD23F", "#7FCFDD", "#888888", "#FFFFFF"])
    def test_a_pale_tone_is_refused(self, colour):
        """It is not used; the message has the contrast and the nearest tone, which passes."""
        wanted = {config.THEME_COLOUR: colour}
        (refusal,) = brand.refusals(wanted)
        assert "at least 4.5 is needed" in str(refusal)
        assert brand.refusals({config.THEME_COLOUR: refusal.nearest}) == []
        assert brand.style(wanted, has_dark=True) == ""

    @pytest.mark.parametrize("value", ["red", "#fff", "#12345G", "}body{display:none"])
    def test_what_is_no_colour(self, value):
        """Nothing but six digits reaches the page."""
        wanted = {config.THEME_COLOUR_FOOTER: value}
        assert "no colour" in str(brand.refusals(wanted)[0])
        assert brand.style(wanted, has_dark=True) == ""

    def test_footer_needs_only_its_own_text(self):
        """A footer is measured with white text, not with the page."""
        assert brand.refusals({config.THEME_COLOUR_FOOTER: "#0B3540"}) == []
        assert brand.refusals({config.THEME_COLOUR_FOOTER: "#C8D6D6"})[0].against == "on-tiefe"

    def test_empty_settings_change_nothing(self):
        """Without a setting there is no rule."""
        assert brand.style(dict.fromkeys((config.THEME_COLOUR,), ""), has_dark=True) == ""

    def test_dark_keeps_its_own(self):
        """A tone that reads on white does not read on black."""
        rule = brand.style({config.THEME_COLOUR: "#07596B"}, has_dark=True)
        assert rule.startswith("@media (prefers-color-scheme: light), print")


@pytest.mark.unit
class TestDark:
    def test_file_is_what_the_tokens_give(self):
        """dark-tokens.css is written from tokens.json and never edited; screens only."""
        written = (tokens.ASSETS / "dark-tokens.css").read_text()
        assert written == tokens.dark_css(tokens.load())
        assert "@media screen and (prefers-color-scheme: dark)" in written

    def test_every_name_of_the_light_layer(self):
        """No colour is forgotten: it would stay light."""
        light, dark = tokens.css(tokens.load()), tokens.dark_css(tokens.load())
        names = [line.split(":")[0].strip() for line in light.splitlines() if ": #" in line]
        assert [name for name in names if f"{name}:" not in dark] == []


@pytest.fixture
def site(clean_stack, app):
    """Serve the region and a dataset; return a function that gives the answer at a path."""
    init_region(load_region())
    factories.Dataset(name="probe", title="Probe", notes="Text", owner_org="stadt-paderborn")
    return lambda path, **more: app.get(path, **more)


def footer(site, path="/de/"):
    page = BeautifulSoup(site(path).body, "html.parser")
    return {a.get_text(strip=True): a["href"] for a in page.select(".site-footer a")}


@pytest.mark.stack
class TestCookies:
    @pytest.mark.ckan_config(config.THEME_NO_COOKIES, True)
    def test_reading_sets_none(self, site):
        """No public page sets a cookie for people who have not signed in; the footer may say so."""
        answers = {path: site(path) for path in PUBLIC}
        assert {p: a.status_code for p, a in answers.items() if a.status_code != 200} == {}
        assert {
            p: a.headers["Set-Cookie"] for p, a in answers.items() if "Set-Cookie" in a.headers
        } == {}
        said = ("keine Cookies nötig", "needs no cookies")
        assert [p for p, a in answers.items() if not any(s in a.text for s in said)] == []
        # Signing in needs one, and scripts of people who have signed in find their token.
        assert "Set-Cookie" in site("/de/user/login").headers
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        assert 'name="csrf_field_name"' in site("/de/", headers=headers).text
        for foreign in ("Leichte Sprache", "Deutsche Gebärdensprache", "Impressum"):
            assert foreign not in footer(site)

    @pytest.mark.ckan_config(config.THEME_NO_COOKIES, False)
    def test_nothing_is_said_without_the_setting(self, site):
        """Another extension may set cookies: the operator decides."""
        assert "keine Cookies nötig" not in site("/de/").text


@pytest.mark.stack
class TestOperator:
    @pytest.mark.ckan_config(f"{LEGAL}.imprint", "https://www.example.org/impressum")
    @pytest.mark.ckan_config(f"{LEGAL}.privacy", "https://www.example.org/datenschutz")
    @pytest.mark.ckan_config(f"{LEGAL}.easy_language", "https://www.example.org/leicht")
    @pytest.mark.ckan_config(f"{LEGAL}.sign_language", "https://www.example.org/dgs")
    @pytest.mark.ckan_config(config.THEME_COLOUR, "#5B2C6F")
    @pytest.mark.ckan_config(config.THEME_COLOUR_FOOTER, "#FFEE00")
    def test_own_pages_and_colours(self, site):
        """The operator's addresses stand in the footer; the pale colour is not used."""
        links = footer(site)
        assert links["Impressum"] == "https://www.example.org/impressum"
        assert links["Datenschutz"] == "https://www.example.org/datenschutz"
        assert links["Leichte Sprache"] == "https://www.example.org/leicht"
        assert links["Erklärung zur Barrierefreiheit"].endswith("/barrierefreiheit")
        english = BeautifulSoup(site("/en/").body, "html.parser")
        assert english.select_one(".site-footer a[lang=de]").text == "Leichte Sprache"
        assert "--owl-pader: #5B2C6F;" in str(english.select("style"))
        assert "#FFEE00" not in str(english)
        done = CliRunner().invoke(colours)
        assert done.exit_code == 1
        assert "theme.colour_footer = #FFEE00: contrast" in done.output

    @pytest.mark.ckan_config(f"{LEGAL}.accessibility", "https://www.example.org/barrierefrei")
    def test_own_declaration(self, site):
        """A declaration of the operator's own stands in place of our draft; nothing reminds."""
        assert (
            footer(site)["Erklärung zur Barrierefreiheit"] == "https://www.example.org/barrierefrei"
        )
        assert legal.reminder() == ""


@pytest.mark.stack
class TestDeclaration:
    def test_draft_claims_nothing(self, site):
        """Not assessed, nothing claimed; the way to report; stewards are reminded, nobody else."""
        text = site("/de/barrierefreiheit").text
        assert "Entwurf: nicht bewertet." in text
        assert "erfüllt die EN 301 549" not in text
        assert "reason=barriere" in text
        assert "lbbp.nrw.de/ombudsstelle" in text
        assert "ist ein Entwurf" not in text
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        for path in ("/de/barrierefreiheit", "/de/dashboard/datasets"):
            assert "ist ein Entwurf" in site(path, headers=headers).text

    @pytest.mark.ckan_config(f"{STATE}.state", "partial")
    @pytest.mark.ckan_config(f"{STATE}.reviewed", "2026-11-01")
    @pytest.mark.ckan_config(f"{STATE}.barriers", "Karten haben keine Vorlesetexte. | PDF fehlt.")
    def test_assessed(self, site):
        """What was assessed is said with its day, and reminded of eleven months later."""
        text = site("/de/barrierefreiheit").text
        assert "erfüllt die EN 301 549 teilweise" in text
        assert "01.11.2027" in text
        assert '<li lang="de">PDF fehlt.</li>' in text
        assert legal.reminder(date(2027, 9, 30)) == ""
        assert "every year" in legal.reminder(date(2027, 10, 10)) or "jedes Jahr" in legal.reminder(
            date(2027, 10, 10)
        )

    @pytest.mark.ckan_config(f"{STATE}.reviewed", "1.11.2026")
    def test_day_as_germans_write_it(self, site):
        """The setting takes both spellings: a review is never lost over one."""
        assert legal.reviewed() == date(2026, 11, 1)
        assert "01.11.2027" in site("/de/barrierefreiheit").text


@pytest.mark.unit
class TestPictures:
    def test_readme_has_its_picture(self):
        """The picture that the README shows was made by dev/screenshots.py."""
        assert (Path(__file__).parents[2] / "docs/pictures/readme.png").stat().st_size > 10_000
