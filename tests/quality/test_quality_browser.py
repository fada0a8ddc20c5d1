"""The pages about quality as people see them: axe, width, phone and desktop, both languages."""

from __future__ import annotations

import os
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from ckan.tests import factories

from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import init_region

sys.path.append(str(Path(__file__).parents[1] / "rdf"))
from samples import full_dataset

pytestmark = pytest.mark.browser
PASSWORD = "correct horse battery staple"
PAGES = (
    "dataset/probe-stadt-bielefeld/qualitaet",
    "qualitaet",
    "zahlen",
    "dataset/probe-stadt-bielefeld",
)


@pytest.fixture
def content(live_site: str) -> str:
    """Two municipalities with a dataset each, checked, and two days that were counted."""
    import ckan.plugins.toolkit as tk

    from ckanext.modellregion_owl.quality import days, refresh

    init_region(load_region())
    steward = factories.User(name="steward", password=PASSWORD)
    today = date.today()  # noqa: DTZ011 - the reader's day
    for name in ("stadt-bielefeld", "kreis-paderborn"):
        member = {"id": name, "username": steward["name"], "role": "editor"}
        tk.get_action("organization_member_create")({"ignore_auth": True}, member)
        package = {**full_dataset(), "name": f"probe-{name}", "owner_org": name}
        for key in ("id", "uri", "identifier"):
            package.pop(key, None)
        for resource in package["resources"]:
            resource.pop("license", None)
        tk.get_action("package_create")({"ignore_auth": True, "user": "steward"}, package)
        list(refresh.refresh())
        days.write(today - timedelta(days=100) if name == "stadt-bielefeld" else today)
    return live_site


def violations(page: Any) -> list[str]:
    """Return axe's findings, and how far the page is wider than its window."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    wrong = [f"{v['id']}: {n['target']} {n['html'][:120]}" for v in found for n in v["nodes"]]
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return [*wrong, *([f"{n} px too wide"] if (n := page.evaluate(wide)) else [])]


def picture(page: Any, name: str) -> None:
    """Keep a picture where somebody wants to look at it."""
    if folder := os.environ.get("MODELLREGION_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def visited(page: Any, content: str, paths: tuple[str, ...], who: str) -> dict[str, list[str]]:
    """Return what is wrong, page by page, in both languages, on a phone and a desktop."""
    found = {}
    for language in ("de", "en"):
        for path in paths:
            for width in (1280, 320):
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(f"{content}/{language}/{path}")
                name = f"{who}-{language}-{path.replace('/', '_')[:60]}-{width}"
                picture(page, name)
                if wrong := violations(page):
                    found[name] = wrong
    return found


def test_everybody(content, page):
    """What all people see."""
    assert visited(page, content, PAGES, "all") == {}


def test_editor(content, page):
    """What is to be corrected, the way to the field, and there the same sentence."""
    page.goto(f"{content}/user/login")
    page.fill("#field-login", "steward")
    page.fill("#field-password", PASSWORD)
    page.press("#field-password", "Enter")
    page.wait_for_load_state()
    page.goto(f"{content}/dataset/probe-stadt-bielefeld")
    page.get_by_role("link", name="Fehler, ").click()
    assert visited(page, content, PAGES[:1], "editor") == {}
    page.goto(f"{content}/{PAGES[0]}")
    page.get_by_role("link", name="Zum Feld Lizenz").first.click()
    page.wait_for_load_state()
    described = page.locator("#field-license").get_attribute("aria-describedby") or ""
    assert "found-license" in described
    assert "Lizenz" in page.locator("#found-license").inner_text()
    picture(page, "editor-form")
    assert violations(page) == []
