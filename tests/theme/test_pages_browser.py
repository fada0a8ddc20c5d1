"""Dataset list and dataset page as people see them: axe, keyboard, no script, hostile text."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from ckan.tests import factories

from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import init_region

pytestmark = [pytest.mark.browser]

BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
ZERO = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
EU = "http://publications.europa.eu/resource/authority"
WIDTHS = (1280, 640, 390, 320)  # 640 = 1280 at 200 %
HOSTILE = '<script>window.hacked=1</script><img src=x onerror="window.hacked=1">"\'><b>bold'


def gauges(org: str) -> dict[str, Any]:
    """Return a dataset with everything that the page can say."""
    return {
        "name": "pegelstaende-der-pader",
        "title": "Pegelstände der Pader",
        "notes": "Wasserstände der Pader an vier Messstellen im Stadtgebiet.\n\n"
        + "Die Werte werden alle 15 Minuten gemessen und ungeprüft veröffentlicht. " * 6,
        "owner_org": org,
        "groups": [{"name": "zentrale-open-data-plattform"}],
        "publisher": [{"name": "Amt für Vermessung und Geoinformation"}],
        "contact": [{"name": "Geodatenstelle", "email": "geodaten@example.org"}],
        "theme": [f"{EU}/data-theme/ENVI"],
        "frequency": f"{EU}/frequency/CONT",
        "temporal_coverage": [{"start": "2020-01-01", "end": "2026-11-21"}],
        "modified": "2026-11-21",
        "issued": "2020-02-03",
        "tags": [{"name": "Pegel"}, {"name": "Umwelt"}],
        "url": "https://example.org/pegel",
        "resources": [
            {
                "name": "Messwerte",
                "url": "https://example.org/pegel.csv",
                "download_url": "https://example.org/pegel.csv",
                "format": "CSV",
                "size": "1234567",
                "license": BY,
                "modified": "2026-11-21",
            },
            {
                "name": "Kartendienst der Messstellen",
                "url": "https://example.org/wfs?service=WFS&request=GetCapabilities",
                "format": "WFS",
                "license": BY,
            },
        ],
    }


def bare_dataset() -> None:
    """Store a dataset as CKAN without our schema left it: no organisation, free extras."""
    from ckan import model
    from ckan.lib import search

    package = model.Package(name="bare", title="", notes="", creator_user_id="", private=False)
    package.extras = {"spatial": '{"type": "Point"}', "Bezirk": "Schloß Neuhaus"}
    model.Session.add(package)
    model.Session.commit()
    search.rebuild(package.id)


@pytest.fixture
def content(live_site: str) -> str:
    """Fill the site with datasets of three kinds; give its address."""
    init_region(load_region())
    paderborn, bielefeld = "stadt-paderborn", "stadt-bielefeld"
    factories.Dataset(**gauges(paderborn))
    bare_dataset()
    factories.Dataset(
        name="mixed",
        title="Grundstücksmarktbericht",
        notes="Jahresbericht des Gutachterausschusses.",
        owner_org=bielefeld,
        resources=[
            {"name": "Bericht", "url": "https://example.org/b.pdf", "format": "PDF", "license": BY},
            {"name": "Werte", "url": "https://example.org/w.csv", "format": "CSV", "license": ZERO},
        ],
    )
    for n in range(22):
        factories.Dataset(
            name=f"stadtplan-{n}",
            title=f"Öffentliche Toiletten, Blatt {n}",
            notes="Standorte im Stadtgebiet.",
            owner_org=bielefeld,
            resources=[
                {"name": "Lage", "url": "https://example.org/t", "format": f, "license": ZERO}
                for f in ("CSV", "SHP", "WFS", "JSON", "GPKG", "KML")[: 1 + n % 6]
            ],
        )
    return live_site


def visit(page: Any, address: str, width: int = 1280) -> None:
    """Open an address; keep a picture of it when MODELLREGION_PICTURES names a folder."""
    page.set_viewport_size({"width": width, "height": 900})
    answer = page.goto(address, wait_until="load")
    assert answer.status == 200, address
    if folder := os.environ.get("MODELLREGION_PICTURES"):
        name = re.sub(r"\W+", "_", address.split("/", 3)[-1])
        page.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=True)


def violations(page: Any) -> list[str]:
    """Return axe's findings, `rule: selector`."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {n['target']} {n['html'][:120]}" for v in found for n in v["nodes"]]


def sideways(page: Any) -> int:
    """Return by how many pixels the page is wider than its window."""
    script = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(page.evaluate(script))


PAGES = (
    "dataset/",
    "dataset/?q=zzzz&organization=stadt-bielefeld",
    "dataset/pegelstaende-der-pader",
    "dataset/mixed",
    "dataset/bare",
    "modellprojekte",
    "modellprojekte/lorawan-2-0-delbrueck",
    "modellprojekte/zentrale-open-data-plattform",
)


class TestAccessible:
    @pytest.mark.parametrize("language", ["de", "en"])
    def test_axe_and_width(self, content, page, language):
        """No axe finding and no sideways scrolling, on a desk, at 200 %, on a phone, at 320 px."""
        found = {}
        for path in PAGES:
            for width in WIDTHS:
                visit(page, f"{content}/{language}/{path}", width)
                wrong = violations(page) if width != 640 else []
                if sideways(page):
                    wrong.append(f"scrolls sideways by {sideways(page)} px")
                if wrong:
                    found[path, width] = wrong
        assert found == {}


class TestKeyboard:
    def test_filter_and_copy(self, content, page):
        """Filters and the copy button work by keyboard, and what has focus is visible."""
        visit(page, f"{content}/en/dataset/")
        box = page.get_by_label(re.compile("Stadt Bielefeld"))
        box.focus()
        page.keyboard.press("Space")
        assert box.is_checked()
        outline = "getComputedStyle(document.activeElement).outlineWidth"
        assert page.evaluate(outline) == "3px"
        page.keyboard.press("Enter")
        page.wait_for_url("**organization=stadt-bielefeld**")
        visit(page, f"{content}/en/dataset/pegelstaende-der-pader")
        copy = page.locator(".owl-licence").get_by_role("button", name="Copy")
        copy.focus()
        page.keyboard.press("Enter")
        page.locator(".owl-licence [role=status]").get_by_text("Copied").wait_for()

    def test_reading_order(self, content, page):
        """The order of the text is the order on the screen: the aside comes last."""
        visit(page, f"{content}/en/dataset/pegelstaende-der-pader")
        heads = page.locator("main h1, main h2, [role=main] h1, [role=main] h2")
        assert heads.all_inner_texts() == [
            "Pegelstände der Pader",
            "Files and services",
            "Description",
            "In detail",
            "Area",
            "More",
        ]


class TestWithoutScript:
    def test_search_filter_and_source_line(self, content, browser):
        """Search, filter, paging and the source line need no script."""
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{content}/en/dataset/")
        page.get_by_label(re.compile("Stadt Paderborn")).check()
        page.get_by_label(re.compile("Stadt Bielefeld")).check()
        page.get_by_role("button", name="Apply filter").click()
        assert "24 datasets" in page.locator(".owl-list__count").inner_text()
        page.get_by_label("Search all data").fill("Pegelstände")
        page.get_by_role("button", name="Find").click()
        assert "1 dataset" in page.locator(".owl-list__count").inner_text()
        assert "organization=stadt-bielefeld" in page.url
        page.goto(f"{content}/en/dataset/pegelstaende-der-pader")
        assert "dl-de/by-2-0" in page.locator("[data-owl-copy-text]").first.inner_text()
        assert page.locator(".owl-licence button").count() == 0
        page.goto(f"{content}/en/modellprojekte")
        page.get_by_label("Action field").select_option("kultur")
        page.get_by_role("button", name="Apply filter").click()
        assert "1 project" in page.locator(".owl-projects__count").inner_text()
        context.close()


class TestHostile:
    def test_text_and_addresses_from_outside(self, live_site, page):
        """Markup in harvested text stays text; no address but web and mail becomes a link."""
        init_region(load_region())
        package = gauges("stadt-paderborn")
        package |= {"title": HOSTILE, "notes": f"{HOSTILE}\n\n[x](javascript:alert(1))" * 5}
        package["publisher"] = [{"name": HOSTILE}]
        package["contact"] = [{"name": HOSTILE, "email": "a@example.org"}]
        for resource in package["resources"]:
            resource |= {"name": HOSTILE, "description": HOSTILE}
        factories.Dataset(**package)
        force_urls("javascript:window.hacked=1")
        for path in ("dataset/", "dataset/pegelstaende-der-pader"):
            visit(page, f"{live_site}/en/{path}")
            assert page.evaluate("window.hacked === undefined")
            assert page.locator("a[href^='javascript:' i]").count() == 0
            assert page.locator("[role=main] script, [role=main] img").count() == 0
        assert "no usable address" in page.locator("#owl-files").inner_text()


def force_urls(url: str) -> None:
    """Write an address past all validators, as an older harvester may have left it."""
    from ckan import model
    from ckan.lib import search

    for resource in model.Session.query(model.Resource):
        resource.url = url
        resource.extras = {**(resource.extras or {}), "download_url": url, "access_url": url}
    for package in model.Session.query(model.Package):
        package.url = url
    model.Session.commit()
    search.rebuild()
