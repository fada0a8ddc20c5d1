"""The page of the check as stewards see it: axe, no sideways scrolling, the way to a field."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ckan.tests import factories

from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import init_region

pytestmark = [pytest.mark.browser]

WIDTHS = (1280, 390, 320)
BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
FILE = {"url": "https://daten.example/a.csv", "format": "CSV"}


@pytest.fixture
def desk(live_site, page):
    """Show the page to an administrator, with findings of every weight; give the page."""
    init_region(load_region())
    for number in range(4):
        factories.Dataset(
            name=f"satz-{number}",
            title=f"Baumkataster der Stadt, Teil {number}",
            owner_org="stadt-paderborn",
            identifier="nr-1" if number < 2 else "",
            resources=[{**FILE, "license": BY} if number else FILE],
        )
    user = factories.SysadminWithToken()
    page.set_extra_http_headers({"Authorization": user["token"]})
    page.goto(f"{live_site}/de/datenpflege/govdata")
    return page


def shoot(page, name: str) -> None:
    """Keep a picture when MODELLREGION_PICTURES names a folder."""
    if folder := os.environ.get("MODELLREGION_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_check_and_go_to_the_field(desk, live_site):
    """One button checks; each cause says what to do and leads to the field; axe 0 everywhere."""
    from axe_playwright_python.sync_playwright import Axe

    shoot(desk, "govdata-vorher")
    desk.get_by_role("button", name="Jetzt prüfen").click()
    assert desk.get_by_text(
        "So würde GovData den Katalog nicht vollständig übernehmen."
    ).is_visible()
    first = desk.locator("[role=main] li", has_text="Blockiert GovData").first
    assert "dieselbe Kennung" in first.inner_text()
    for language in ("de", "en"):
        desk.goto(f"{live_site}/{language}/datenpflege/govdata")
        desk.locator("[role=main] details").first.locator("summary").click()
        for width in WIDTHS:
            desk.set_viewport_size({"width": width, "height": 900})
            overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert desk.evaluate(overflow) <= 0, width
            assert not Axe().run(desk).response["violations"], (language, width)
            shoot(desk, f"govdata-{language}-{width}")
    desk.set_viewport_size({"width": 1280, "height": 900})
    desk.locator("[role=main] details").first.get_by_role("link").first.click()
    assert desk.url.endswith("#field-identifier")
    assert desk.locator("#field-identifier").count() == 1
