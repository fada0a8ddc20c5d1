"""Walk W8 of the acceptance walks: the council reads, a neighbour takes over."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

import ckan.plugins.toolkit as tk
from ckan.tests import factories

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.ask import abuse
from ckanext.modellregion_owl.cli.colours import colours
from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import init_region, site_context

pytestmark = pytest.mark.browser

LORA = "lorawan-2-0-delbrueck"
BOX = "nachnutzung@delbrueck.example"
BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
GUIDE = {
    "title": "Leitfaden zum Aufbau",
    "type": "PDF",
    "url": "https://example.org/leitfaden.pdf",
    "licence": "CC BY 4.0",
    "accessible": "yes",
}


def fill() -> None:
    """Set the region up with a project that has data and a document."""
    init_region(replace(load_region(), sources=()))
    resource = {"name": "Pegel", "url": "https://example.org/p", "format": "CSV", "license": BY}
    factories.Dataset(
        name="flusspegel",
        title="Flusspegel",
        notes="Wasserstände.",
        owner_org="stadt-delbrueck",
        groups=[{"name": LORA}],
        modified="2026-11-21",
        resources=[resource],
    )
    tk.get_action("group_patch")(site_context(), {"id": LORA, "documents": [GUIDE]})


def words(page: Any) -> str:
    """Return the words of the page's main part."""
    return " ".join(page.locator("main, [role=main]").first.inner_text().split())


def axe(page: Any) -> list[str]:
    """Return axe's findings in the main part: a foreign theme answers for the rest."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, context={"include": [["[role=main]"]]}).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found]


class TestCouncilAndNeighbour:
    @pytest.mark.ckan_config(config.THEME_COLOUR, "#5B2C6F")
    @pytest.mark.ckan_config(config.THEME_COLOUR_FOOTER, "#FFEE00")
    def test_walk(self, live_site, ckan_config, page, monkeypatch, smtp_sink):
        """Project, sheet, documents, takeover, figures, own colours."""
        monkeypatch.setattr(abuse, "LEAST_SECONDS", 0)
        server, mails = smtp_sink
        ckan_config["smtp.server"] = server
        ckan_config["smtp.mail_from"] = "portal@example.org"
        mailboxes = f"stadt-delbrueck/nachnutzung={BOX} *=portal@example.org"
        ckan_config["ckanext.modellregion_owl.ask.mailboxes"] = mailboxes
        fill()

        page.goto(f"{live_site}/de/modellprojekte/{LORA}")
        self.reads_the_project(page)
        self.prints_the_sheet(page, live_site)
        self.takes_over(page, live_site, mails)
        self.compares_the_figures(page, live_site)
        self.sees_own_colours(page)

    def reads_the_project(self, page):
        """Facts, data and documents with licence and accessibility stand on one page."""
        text = words(page)
        for part in ("Federführung", "Flusspegel", "Leitfaden zum Aufbau"):
            assert part in text
        row = page.locator(".owl-documents tbody tr").inner_text()
        assert "CC BY 4.0" in row
        assert "ja" in row.lower()

    def prints_the_sheet(self, page, site):
        """Two pages A4 at most, with title, status, money, data, day and permanent address."""
        page.get_by_role("link", name=re.compile("Projektblatt")).first.click()
        text = words(page)
        for part in ("LoRaWAN 2.0", "Projektabschluss", "€", "Flusspegel", "Delbrück"):
            assert part in text, part
        assert f"{site.partition('://')[2]}/modellprojekte/{LORA}" in text
        assert re.search(r"\d\d\.\d\d\.20\d\d", text)
        printed = page.pdf(prefer_css_page_size=True)
        assert 1 <= len(re.findall(rb"/Type /Page\b", printed)) <= 2

    def takes_over(self, page, site, mails):
        """„Für Ihre Kommune übernehmen“ leads to a form whose mail reaches the right mailbox."""
        page.goto(f"{site}/de/modellprojekte/{LORA}")
        page.locator(".owl-takeover__ask a").click()
        assert page.locator("#ask-nachnutzung").is_checked()
        page.fill("#ask-text", "Welche Sensoren haben Sie verwendet?")
        page.fill("#ask-reply", "buergermeisterin@example.org")
        page.click(".owl-ask button[type=submit]")
        page.get_by_role("heading", name="Ihre Nachricht ist gesendet").wait_for()
        ((receivers, mail),) = mails
        assert receivers == [BOX]
        assert mail["Reply-To"] == "buergermeisterin@example.org"
        assert f"/modellprojekte/{LORA}" in mail.get_content()

    def compares_the_figures(self, page, site):
        """Every figure of the page stands in the CSV, and no other."""
        page.goto(f"{site}/de/zahlen")
        shown = [
            tuple(row.locator("th, td").all_inner_texts()[:2])
            for row in page.locator(".owl-figures tbody tr").all()
        ]
        answer = page.request.get(f"{site}/de/zahlen.csv").text().removeprefix("\ufeff")
        rows = list(csv.reader(io.StringIO(answer), delimiter=";"))[1:]
        assert [tuple(row[1:3]) for row in rows] == shown
        assert len(rows) > 15

    def sees_own_colours(self, page):
        """The good colour is on the page, the pale one refused with the nearest that passes."""
        link = page.locator(".breadcrumb a, .toolbar a").first
        assert link.evaluate("e => getComputedStyle(e).color") == "rgb(91, 44, 111)"
        done = CliRunner().invoke(colours)
        assert (done.exit_code, "#FFEE00: contrast" in done.output) == (1, True)


class TestPortalsOwnTheme:
    @pytest.mark.ckan_config(
        "ckan.plugins", "modellregion_owl_projects modellregion_owl scheming_datasets"
    )
    def test_same_content(self, live_site, page):
        """Without our theme the project page says the same, and axe finds nothing in it."""
        fill()
        page.goto(f"{live_site}/de/modellprojekte/{LORA}")
        text = BeautifulSoup(page.content(), "html.parser").select_one("[role=main]").get_text(" ")
        for part in ("Federführung", "Flusspegel", "Leitfaden zum Aufbau", "CC BY 4.0"):
            assert part in text, part
        assert axe(page) == []
