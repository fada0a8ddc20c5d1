"""Walk W6: a licence for a source, by keyboard only, in German only, without a banned word."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytestmark = [pytest.mark.browser]

BANNED = re.compile(r"\b(?:SHACL|IRIs?|GUIDs?|(?i:overlays?|snapshots?|distribution(?:en)?))\b")
ENGLISH = re.compile(r"\b(?:the|rule|source|undo|apply|licence|block|keep|files?)\b")
BY = "Datenlizenz Deutschland"


class Keyboard:
    """A person at a keyboard who reads every page."""

    def __init__(self, page: Any, axe: Any) -> None:
        self.page = page
        self.axe = axe

    def goto(self, selector: str) -> None:
        """Press Tab until the element has the focus."""
        for _ in range(150):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way to {selector} by keyboard at {self.page.url}")

    def press(self, selector: str) -> None:
        """Press a button or follow a link; read the page that comes."""
        self.goto(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.read()

    def write(self, selector: str, text: str) -> None:
        """Write into a field."""
        self.goto(selector)
        self.page.keyboard.type(text)

    def choose(self, selector: str, beginning: str) -> None:
        """Choose an option by its beginning."""
        self.goto(selector)
        self.page.keyboard.type(beginning)

    def read(self) -> str:
        """Read the main part: no banned word, no English, no hindrance."""
        text: str = self.page.locator("[role=main]").inner_text()
        assert not BANNED.findall(text), text
        assert not ENGLISH.findall(text), ENGLISH.findall(text)
        found = self.axe.run(self.page, context="[role=main]")
        assert found.violations_count == 0, found.generate_report()
        return text


@pytest.fixture
def keyboard(source: Any, live_site: str, people: Any, page: Any) -> Keyboard:
    """Log the editor in."""
    from axe_playwright_python.sync_playwright import Axe

    page.goto(f"{live_site}/user/login")
    page.locator("#field-login").fill(people["editor"]["name"])
    page.locator("#field-password").fill("Abcd1234!")
    with page.expect_navigation():
        page.locator("#field-password").press("Enter")
    page.goto(f"{live_site}/datenpflege/regeln")
    return Keyboard(page, Axe())


def test_licence_for_a_source(
    keyboard, jobs, licences, packages, feed, turtle, run, source, without
):
    """From the source to the rule, its single decisions, a question, and back."""
    page = keyboard.page
    assert "Regel" in keyboard.read()
    keyboard.press("form button.btn-primary")
    keyboard.choose("#curation-term", BY)
    keyboard.press("form button.btn-primary")
    text = keyboard.read()
    assert "Betrifft 4 Dateien, 1 davon anders" in text
    assert "Nur für Schulen" in text
    keyboard.write("#curation-why", "Vereinbarung mit dem Amt")
    keyboard.write("#curation-proof", "https://stadt.example/beschluss")
    keyboard.press("form[method=post] button.btn-primary")
    if "attribution" in page.content() and page.locator(".alert-danger").count():
        assert "wie die Quelle genannt werden soll" in page.locator(".alert-danger").inner_text()
        keyboard.write("#curation-attribution", "Datenquelle: Stadt Paderborn")
        keyboard.press("form[method=post] button.btn-primary")
    assert "wird angewendet" in keyboard.read()
    jobs()
    keyboard.press("p[role=status] a")
    assert "gilt" in page.locator("p[role=status]").inner_text()
    assert len([v for v in licences().values() if v]) == 4
    keyboard.press("button[name=applies][value=false]")
    assert "Es bleibt, wie es ist" in keyboard.read()
    theirs = turtle.dataset(1).replace("dl-by-de", "dl-zero-de")
    rest = [without(turtle, n) for n in (2, 3)]
    feed.put(
        "/1",
        turtle.catalogue(theirs, *rest, without(turtle, 4, "Nur für Schulen"), turtle.dataset(5)),
    )
    run(source)
    assert len([v for v in licences().values() if v]) == 4
    rule = page.url
    page.goto(rule.split("/datenpflege")[0] + "/datenpflege/fragen/quelle")
    assert "Was soll gelten?" in keyboard.read()
    keyboard.press("button[value=keep]")
    assert "Keine Quelle hat geändert" in keyboard.read()
    page.goto(rule.split("/datenpflege")[0] + "/dataset/baumkataster-2")
    keyboard.goto("#changed-here summary")
    page.keyboard.press("Enter")
    assert "vom Portal geändert" in page.locator("#changed-here").inner_text()
    assert "keine Angabe" in page.locator("#changed-here").inner_text()
    page.goto(rule)
    keyboard.write("#curation-why", "Irrtum")
    keyboard.press("button.btn-danger")
    jobs()
    keyboard.press("p[role=status] a")
    assert "zurückgenommen" in keyboard.read()
    assert licences()["2"] == ""
