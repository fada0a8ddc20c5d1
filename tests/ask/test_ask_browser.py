"""The form as people use it: without script, by keyboard, on a phone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ckanext.modellregion_owl.ask import abuse

pytestmark = pytest.mark.browser


def keep_picture(page, name):
    """Keep a picture when MODELLREGION_PICTURES names a folder."""
    if folder := os.environ.get("MODELLREGION_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


class TestForm:
    def test_accessible_and_without_script(
        self, live_site, ckan_config, browser, page, monkeypatch, smtp_sink
    ):
        """No axe finding at any width, in both languages, with errors too; sent without script."""
        from axe_playwright_python.sync_playwright import Axe

        monkeypatch.setattr(abuse, "LEAST_SECONDS", 0)
        ckan_config["smtp.mail_from"] = "portal@example.org"
        ckan_config["ckanext.modellregion_owl.ask.mailboxes"] = "*=portal@example.org"
        server, mails = smtp_sink
        ckan_config["smtp.server"] = server
        for language, width in (("de", 1280), ("en", 320), ("de", 320)):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{live_site}/{language}/frage-stellen?reason=barriere")
            for state in ("leer", "fehler"):
                keep_picture(page, f"frage-{state}-{language}-{width}")
                found = Axe().run(page).response["violations"]
                assert [v["id"] + v["nodes"][0]["html"][:90] for v in found] == []
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                page.click(".owl-ask button[type=submit]")
        page.wait_for_function("document.activeElement.getAttribute('role') === 'alert'")

        context = browser.new_context(java_script_enabled=False)
        plain = context.new_page()
        plain.goto(f"{live_site}/de/frage-stellen")
        plain.check("#ask-frage")
        plain.fill("#ask-text", "Wie oft kommen neue Daten?")
        plain.press("#ask-reply", "Enter")
        assert "Ihre Nachricht ist gesendet" in plain.inner_text("h1")
        context.close()
        assert [to for to, _ in mails] == [["portal@example.org"]]
