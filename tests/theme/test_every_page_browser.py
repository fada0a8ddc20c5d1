"""Every public page with axe: both languages, light and dark (dev/a11y.py); keyboard; pictures."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from ckan.tests import factories

from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import init_region

pytestmark = pytest.mark.browser

BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
PASSWORD = "Abcd1234!"
PROJECT = "zentrale-open-data-plattform"


def module(path: str) -> Any:
    """Load a script of the folder dev/."""
    file = Path(__file__).parents[2] / path
    spec = importlib.util.spec_from_file_location(file.stem, file)
    sys.modules[file.stem] = loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture
def filled(live_site: str, ckan_config: Any) -> str:
    """Region, projects and four datasets; a mailbox, so that the form is there."""
    ckan_config["ckanext.modellregion_owl.ask.mailboxes"] = "*=portal@example.org"
    ckan_config["smtp.server"], ckan_config["smtp.mail_from"] = "127.0.0.1:9", "p@example.org"
    init_region(replace(load_region(), sources=()))
    for number, (title, org) in enumerate(
        (
            ("Baudenkmale", "stadt-bielefeld"),
            ("Flusspegel", "stadt-delbrueck"),
            ("Friedhöfe", "kreis-paderborn"),
            ("Pegelstände der Pader", "stadt-paderborn"),
        )
    ):
        resource = {
            "name": "Lage",
            "url": "https://example.org/x.csv",
            "download_url": "https://example.org/x.csv",
            "format": "CSV",
            "size": "1234567",
            "license": BY,
        }
        factories.Dataset(
            name=f"probe-{number}",
            title=title,
            notes="Wasserstände und Standorte, ein Satz dazu.",
            owner_org=org,
            groups=[{"name": PROJECT}],
            modified="2026-11-21",
            tags=[{"name": "Umwelt"}],
            publisher=[{"name": "Amt für Vermessung"}],
            resources=[resource],
        )
    return live_site


def keep_pictures(browser: Any, site: str) -> None:
    """Keep pictures of all pages when MODELLREGION_PICTURES names a folder."""
    folder = os.environ.get("MODELLREGION_PICTURES")
    if not folder:
        return
    a11y = module("dev/a11y.py")
    page = browser.new_page()
    for path in [p for p in a11y.addresses(page, site) if "login" not in p]:
        for language in ("de", "en"):
            for width, scheme in ((1280, "light"), (390, "light"), (390, "dark"), (1280, "dark")):
                if (language, scheme) == ("en", "dark"):
                    continue
                page.set_viewport_size({"width": width, "height": 844})
                page.emulate_media(color_scheme=scheme)
                page.goto(f"{site}/{language}{path}")
                name = re.sub(r"\W+", "_", f"{path}-{language}-{width}-{scheme}").strip("_")
                page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
    page.close()


class TestEveryPage:
    def test_dark_and_narrow(self, filled, browser):
        """No finding in the dark on a desk nor at 320 px; skip link, language, width."""
        a11y = module("dev/a11y.py")
        keep_pictures(browser, filled)
        dark = (
            "/",
            "/dataset/",
            "/dataset/probe-3",
            "/modellprojekte",
            f"/modellprojekte/{PROJECT}",
            "/organization/kreis-paderborn",
        )
        page = browser.new_page()
        file = next(path for path in a11y.addresses(page, filled) if "/resource/" in path)
        page.close()
        looks = [
            *a11y.looked(browser, filled, ("de",), [(1280, "dark")], [*dark, file]),
            *a11y.looked(browser, filled, ("en",), [(320, "light")], ["/barrierefreiheit"]),
        ]
        assert max(k.stops for k in looks) > 30
        assert [(k.path, k.width, k.findings) for k in looks if k.findings] == []
        assert "| `/dataset/` | 1 | 0 |" in a11y.report(looks)

    def test_form_of_a_project(self, filled, browser):
        """Its editors find every control named and every word readable, in light and dark."""
        name = factories.Sysadmin(password=PASSWORD)["name"]
        page = browser.new_page()
        page.goto(f"{filled}/user/login")
        page.locator("#field-login").fill(name)
        page.locator("#field-password").fill(PASSWORD)
        with page.expect_navigation():
            page.locator("#field-password").press("Enter")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.goto(f"{filled}/de/modellprojekt/edit/{PROJECT}")
            page.locator("[data-modellregion-repeat-add]:visible").first.wait_for()
            rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
            found = Axe().run(page, options={"runOnly": rules}).response["violations"]
            assert [(v["id"], len(v["nodes"])) for v in found] == [], scheme
        page.close()


@pytest.mark.long
class TestAllSizes:
    def test_report(self, filled, browser, tmp_path):
        """`make a11y-report`: every page, size, language and scheme; a report is written."""
        a11y = module("dev/a11y.py")
        page = browser.new_page()
        assert len(a11y.addresses(page, filled)) == sum(
            map(len, (a11y.PAGES, a11y.FIRST, a11y.NEXT))
        )
        page.close()
        assert a11y.main([filled, str(tmp_path)]) == 0
        assert (tmp_path / "report.md").read_text().startswith("# Accessibility")
