"""Home, header and footer as people meet them: axe, 320 px, keyboard, no third party, no script."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from ckan.tests import factories

from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import init_region

pytestmark = pytest.mark.browser

WIDTHS = (1280, 390, 320)
HOMES = ("/de/", "/en/")
LANGUAGES = (
    ("de", "English", "Offene Daten und Modellprojekte"),
    ("en", "Deutsch", "Open data and model projects"),
)
SKIP = "Zum Inhalt springen"
BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"


@pytest.fixture
def filled(live_site: str) -> str:
    """Serve the region's municipalities and projects, and three datasets; give the address."""
    region = load_region()
    # Four projects are enough here, and sources none: the set-up of each test is the time it takes.
    init_region(replace(region, projects=region.projects[:4], sources=()))
    for title, org in (
        ("Baudenkmale", "stadt-bielefeld"),
        ("Spielplätze", "stadt-bielefeld"),
        ("Flusspegel Delbrück", "stadt-delbrueck"),
    ):
        resource = {"name": "Lage", "url": "https://example.org/x", "format": "CSV", "license": BY}
        factories.Dataset(title=title, owner_org=org, resources=[resource])
    return live_site


def violations(page: Any) -> list[str]:
    """Return axe's findings, `rule: first element`."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found]


def focused(page: Any) -> str:
    """Return the text or the label of what has the focus."""
    return page.evaluate(
        "(e => (e.getAttribute('aria-label') || e.innerText || e.textContent || e.name)"
        ".trim().replace(/\\s+/g, ' '))(document.activeElement)"
    )


class TestEveryWidthAndLanguage:
    def test_axe_finds_nothing_and_nothing_scrolls_sideways(self, filled, page):
        """0 violations and no sideways scrolling at 1280, 390 and 320 px, menu closed and open."""
        wrong = []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for path in HOMES:
                page.goto(filled + path)
                for state in ("closed", "open"):
                    if state == "open" and page.locator(".owl-menu > summary").is_visible():
                        page.click(".owl-menu > summary")
                    wrong += [f"{width} {path} {state} {v}" for v in violations(page)]
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    wrong.append(f"{width} {path} scrolls sideways")
        assert wrong == []

    def test_empty_portal_is_sound_too(self, live_site, page):
        """Before the first harvest the page says so, without a row of zeros."""
        init_region(load_region())
        page.goto(f"{live_site}/")
        assert "Noch gibt es keine Daten" in page.inner_text("[role=main]")
        assert "0 Datensätze" not in page.inner_text("[role=main]")
        assert violations(page) == []


class TestRequests:
    def test_no_third_party_is_asked(self, filled, page):
        """Every request goes to the site itself and is answered, that for the font too."""
        asked, failed = [], []
        page.on("request", lambda r: asked.append(urlsplit(r.url).netloc))
        page.on("response", lambda r: failed.append(r.url) if r.status >= 400 else None)
        for path in ("/", "/dataset/", "/modellprojekte", "/organization/", "/about"):
            page.goto(filled + path, wait_until="networkidle")
        assert set(asked) == {urlsplit(filled).netloc}
        assert failed == []
        assert page.evaluate("document.fonts.check('16px \"Atkinson Hyperlegible Next\"')")


class TestLinks:
    def test_every_link_of_home_leads_somewhere(self, filled, page):
        """No entry of header, map, lists or footer is a dead end."""
        page.goto(f"{filled}/")
        hrefs = page.evaluate(
            "[...document.querySelectorAll('a[href]')].map(a => a.href.baseVal || a.href)"
        )
        local = {urlsplit(h, filled).path or "/" for h in hrefs if filled in h or h.startswith("/")}
        dead = [p for p in sorted(local) if page.request.get(filled + p).status >= 400]
        assert len(local) > 10
        assert dead == []


class TestLanguage:
    def test_page_says_its_language_and_offers_the_other(self, filled, page):
        """`lang` and `<title>` follow the language; the switch leads to the same page."""
        for lang, other, title in LANGUAGES:
            page.goto(f"{filled}/{lang}/")
            assert page.locator("html").get_attribute("lang") == lang
            assert page.title().startswith(title)
            page.goto(f"{filled}/{lang}/dataset/?q=x")
            page.get_by_role("link", name=other, exact=True).click()
            assert page.url.endswith("/dataset/?q=x")
            assert page.locator("html").get_attribute("lang") != lang


class TestCounts:
    def test_numbers_are_those_of_the_catalogue(self, filled, page):
        """Strip, map and list say what is there; a search without a hit is not offered."""
        page.goto(f"{filled}/de/")
        assert page.locator(".owl-places li").all_inner_texts()[1].splitlines()[:2] == [
            "Stadt Bielefeld",
            "2 Datensätze",
        ]
        assert page.locator(".owl-map a", has_text="Delbrück").text_content().split() == [
            "Delbrück",
            "1",
            "Datensatz",
        ]
        assert page.locator(".owl-fields li").count() == len(load_region().action_fields)
        assert page.get_by_role("link", name="Alle 3 Datensätze").count() == 1
        offered = page.locator(".owl-hero__examples a").all_inner_texts()
        assert offered == ["Flusspegel", "Baudenkmale", "Spielplätze"]


class TestKeyboard:
    def test_order_is_that_of_the_eye_and_the_skip_link_skips(self, filled, page):
        """Wide: skip link (seen), name, entries, search, language, sign in, then the field."""
        page.goto(f"{filled}/de/")
        entries = page.locator(".owl-menu__entries a").all_inner_texts()
        assert entries[:4] == ["Daten", "Modellprojekte", "Handlungsfelder", "Kommunen"]
        stops = []
        for _ in range(6 + len(entries)):
            page.keyboard.press("Tab")
            stops.append(focused(page))
        tools = ["Daten suchen", "English", "Anmelden"]
        assert stops == [SKIP, stops[1], *entries, *tools, "q"]
        page.goto(f"{filled}/de/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('.owl-header')")

    def test_menu_opens_and_closes_by_key(self, filled, page):
        """Narrow: the menu is one stop, opens by Enter, and its entries follow."""
        page.set_viewport_size({"width": 320, "height": 800})
        page.goto(f"{filled}/de/")
        assert not page.locator(".owl-menu__entries").is_visible()
        page.locator(".owl-menu > summary").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert focused(page) == "Daten"
        page.locator(".owl-menu > summary").focus()
        page.keyboard.press("Enter")
        assert not page.locator(".owl-menu__entries").is_visible()

    def test_focus_is_drawn_on_everything(self, filled, page):
        """Each stop shows the ring, or for a place of the map its lines in both colours."""
        page.goto(f"{filled}/de/")
        bare = []
        for _ in range(30):
            page.keyboard.press("Tab")
            if not page.evaluate(
                """(e => e.closest('.owl-map')
                    ? getComputedStyle(e.querySelector('.owl-map__area')).strokeWidth === '5px'
                    : getComputedStyle(e).outlineStyle === 'solid')(document.activeElement)"""
            ):
                bare.append(focused(page))
        assert bare == []


class TestWithoutScript:
    def test_menu_search_and_language_work(self, filled, browser):
        """Nothing of the chrome needs a script."""
        context = browser.new_context(
            java_script_enabled=False, locale="de-DE", viewport={"width": 390, "height": 800}
        )
        page = context.new_page()
        page.goto(f"{filled}/de/")
        page.click(".owl-menu > summary")
        assert page.locator(".owl-menu__entries").is_visible()
        page.fill("#owl-search", "Baudenkmale")
        page.press("#owl-search", "Enter")
        assert "q=Baudenkmale" in page.url
        context.close()
