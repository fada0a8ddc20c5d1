"""The editors' part of the dataset page, used as a person uses it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from ckan.tests import factories

from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import init_region

pytestmark = pytest.mark.browser

LORA = "lorawan-2-0-delbrueck"
PASSWORD = "Abcd1234!"


def keep_picture(page, name):
    """Keep a picture when MODELLREGION_PICTURES names a folder."""
    if folder := os.environ.get("MODELLREGION_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


class TestEditor:
    def test_keeps_out_and_pins(self, live_site, page):
        """Log in, read the reason, decide by button; no axe finding, no sideways scrolling."""
        from axe_playwright_python.sync_playwright import Axe

        init_region(replace(load_region(), sources=()))
        factories.Dataset(
            name="park",
            title="Parksensoren",
            owner_org="stadt-delbrueck",
            groups=[{"name": LORA}],
        )
        user = factories.Sysadmin(password=PASSWORD)
        page.goto(f"{live_site}/de/user/login")
        page.fill("#field-login", user["name"])
        page.fill("#field-password", PASSWORD)
        page.press("#field-password", "Enter")
        page.wait_for_url("**/dashboard/**")
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{live_site}/de/dataset/park")
            page.click(".owl-assign summary")
            keep_picture(page, f"assign-{width}")
            found = Axe().run(page).response["violations"]
            assert [v["id"] + v["nodes"][0]["html"][:120] for v in found] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.click("button:has-text('Nicht zuordnen')")
        assert "Ihre Entscheidung bleibt" in page.inner_text(".flash-messages")
        assert page.locator(".owl-origin").count() == 0
        page.click(".owl-assign summary")
        assert "Von Hand" in page.inner_text(".owl-assign") or "entfernt" in page.inner_text(
            ".owl-assign"
        )
        page.click(".owl-assign button:has-text('Zuordnen') >> nth=0")
        assert page.locator(".owl-origin").count() == 1
