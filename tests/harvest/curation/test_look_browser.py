"""The pages of curation in a browser: axe, narrow screens, both languages."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser]
WIDTHS = (390, 1280)


def look(page: Any, address: str, name: str) -> None:
    """Open a page at both widths: no violation, nothing to be scrolled sideways."""
    from axe_playwright_python.sync_playwright import Axe

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.goto(address).status == 200, address
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        if folder := os.environ.get("MODELLREGION_PICTURES"):
            page.screenshot(path=str(Path(folder) / f"{name}_{width}.png"), full_page=True)
        found = Axe().run(page).response["violations"]
        assert not found, (address, [(v["id"], v["nodes"][0]["html"]) for v in found])
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(overflow) <= 0, (address, width)


def test_pages(source, live_site, people, page, api, feed, turtle, run, without, jobs):
    """Dataset with its question, form, rules, questions, block, places, the 410 page."""
    api("package_patch", id="baumkataster-5", title="Bäume", curation_why="klarer")
    named = {"value": "http://dcat-ap.de/def/licenses/dl-by-de/2.0", "attribution": "Stadt"}
    said = {"why": "Vereinbarung", "proof": "https://stadt.example/beschluss"}
    rule = api("modellregion_rule_create", id=source["id"], **named, **said)[1]["id"]
    jobs()
    feed.put(
        "/1",
        turtle.catalogue(
            *[without(turtle, n) for n in (1, 2, 3)],
            without(turtle, 4, "Nur für Schulen"),
            turtle.dataset(5, title="Grün der Stadt"),
        ),
    )
    run(source)
    api("modellregion_block", id="baumkataster-1", reason="Name in den Metadaten")
    page.goto(f"{live_site}/user/login")
    page.locator("#field-login").fill(people["sysadmin"]["name"])
    page.locator("#field-password").fill("Abcd1234!")
    with page.expect_navigation():
        page.locator("#field-password").press("Enter")
    new = f"datenpflege/regeln/neu?id={source['id']}&now=&value={named['value']}"
    for name, path in {
        "dataset": "dataset/baumkataster-5",
        "form": "dataset/edit/baumkataster-5",
        "rules": "datenpflege/regeln",
        "new": new,
        "rule": f"datenpflege/regeln/{rule}",
        "questions": "datenpflege/fragen/quelle",
        "block": "datenpflege/sperren/baumkataster-5",
        "blocked": "datenpflege/gesperrt",
        "places": "datenpflege/datenschutz",
    }.items():
        look(page, f"{live_site}/{path}", name)
    look(page, f"{live_site}/en/datenpflege/fragen/quelle", "questions_en")
    page.context.clear_cookies()
    look(page, f"{live_site}/dataset/baumkataster-2", "public")
