"""The stewards' question in a browser: the way from the note to the answer, axe, narrow screens."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import requests

from ckan.tests import factories
from ckan.tests.helpers import call_action

pytestmark = [
    pytest.mark.browser,
    pytest.mark.ckan_config("ckanext.modellregion_owl.feed.refresh_seconds", 0),
    pytest.mark.ckan_config("smtp.server", "127.0.0.1:1"),
    pytest.mark.ckan_config("smtp.mail_from", "portal@example.org"),
    pytest.mark.ckan_config(
        "ckanext.modellregion_owl.feed.mailbox", "opendata@stadt-paderborn.example.org"
    ),
]

WIDTHS = (1280, 390, 320)


def shoot(page, name: str) -> None:
    """Keep a picture when MODELLREGION_PICTURES names a folder."""
    if folder := os.environ.get("MODELLREGION_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_from_the_note_to_the_answer(live_site, page):
    """Six of eight have left: told on the start page, decided by one button, then gone."""
    from axe_playwright_python.sync_playwright import Axe

    organisation = factories.Organization(name="stadt-paderborn", title="Stadt Paderborn")["id"]
    names = [f"satz-{n}" for n in range(8)]
    for name in names:
        factories.Dataset(name=name, title=f"Baumkataster, {name}", owner_org=organisation)
    requests.get(f"{live_site}/catalog.ttl", timeout=60)
    for name in names[:6]:
        call_action("package_patch", id=name, private=True)
    requests.get(f"{live_site}/catalog.ttl", timeout=60)

    user = factories.SysadminWithToken()
    page.set_extra_http_headers({"Authorization": user["token"]})
    for language, link in (("en", "Decide"), ("de", "Entscheiden")):
        page.goto(f"{live_site}/{language}/")
        assert not Axe().run(page).response["violations"], language
        shoot(page, f"feed-note-{language}")
        page.get_by_role("link", name=link).click()
        assert page.url.endswith("/datenpflege/feed")
        page.locator("[role=main] summary").click()
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert page.evaluate(overflow) <= 0, (language, width)
            assert not Axe().run(page).response["violations"], (language, width)
            shoot(page, f"feed-desk-{language}-{width}")
        page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="6 Datensätze überall entfernen").click()
    assert page.get_by_text("6 Datensätze wurden entfernt.").is_visible()
    assert page.get_by_text("2 Datensätze werden geliefert.").is_visible()
    assert page.locator("#feed-question").count() == 0
