"""Action fields, municipalities, figures, interfaces as people see them: axe, widths, languages."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ckan.tests import factories

from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import init_region

pytestmark = pytest.mark.browser

LORA = "lorawan-2-0-delbrueck"
BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
WIDTHS = (1280, 320)
PAGES = (
    "handlungsfelder",
    "handlungsfeld/smart-city",
    "handlungsfeld/kultur",
    "kommune/stadt-delbrueck",
    "kommune/kreis-paderborn",
    "zahlen",
    "entwickler",
    "dataset/?q=Parksensorn",
    "dataset/?sort=modellprojekt_first+asc%2C+title_string+asc",
)


@pytest.fixture
def filled(live_site: str) -> str:
    """Region, projects and datasets; give the address."""
    region = load_region()
    init_region(replace(region, sources=()))
    for title, org, groups in (
        ("Baudenkmale", "stadt-bielefeld", []),
        ("Flusspegel Delbrück", "stadt-delbrueck", [{"name": LORA}]),
        ("Parksensoren Delbrück", "stadt-delbrueck", [{"name": LORA}]),
        ("Friedhöfe", "stadt-delbrueck", []),
    ):
        resource = {"name": "Lage", "url": "https://example.org/x", "format": "CSV", "license": BY}
        factories.Dataset(
            title=title,
            notes="Ein Satz dazu.",
            owner_org=org,
            groups=groups,
            modified="2026-11-21",
            resources=[resource],
        )
    return live_site


def keep_picture(page: Any, address: str, width: int) -> None:
    """Keep a picture of the page when MODELLREGION_PICTURES names a folder."""
    if folder := os.environ.get("MODELLREGION_PICTURES"):
        name = re.sub(r"\W+", "_", address)
        page.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=True)


def faults(page: Any, address: str, width: int) -> list[str]:
    """Open an address at a width; return axe's findings and whether it scrolls sideways."""
    from axe_playwright_python.sync_playwright import Axe

    page.set_viewport_size({"width": width, "height": 900})
    assert page.goto(address).status == 200, address
    keep_picture(page, address.split("/", 3)[-1], width)
    found = [
        v["id"] + ": " + v["nodes"][0]["html"][:120] for v in Axe().run(page).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append("scrolls sideways")
    return found


class TestAccessible:
    def test_axe_and_width(self, filled, page):
        """No axe finding and no sideways scrolling, on a desk and on a phone, in both languages."""
        found = {
            (language, path, width): wrong
            for language in ("de", "en")
            for path in PAGES
            for width in WIDTHS
            if (wrong := faults(page, f"{filled}/{language}/{path}", width))
        }
        assert found == {}

    def test_current_entry(self, filled, page):
        """The header marks the part of the portal in which the page stands."""
        for path, entry in (("handlungsfeld/kultur", "Handlungsfelder"), (PAGES[3], "Kommunen")):
            page.goto(f"{filled}/de/{path}")
            marked = page.locator(".owl-menu__entries [aria-current=page]").all_inner_texts()
            assert marked == [entry]
