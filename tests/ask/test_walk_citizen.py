"""Walk W7 of the acceptance walks: a citizen on a phone, as far as it goes without a script."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

import ckan.model as model
from ckan.tests import factories

from ckanext.modellregion_owl.ask import abuse
from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import init_region

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
BOX = "daten@bielefeld.example"
BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"


def create_dataset():
    """Bielefeld's trees, with everything that the first screen says."""
    factories.Dataset(
        name="baeume",
        title="Bäume im Stadtgebiet",
        notes="Standorte und Arten der Bäume an Straßen und in Parks.",
        owner_org="stadt-bielefeld",
        modified="2026-11-18",
        resources=[
            {
                "name": "Baumkataster",
                "url": "https://example.org/baeume.csv",
                "format": "CSV",
                "size": 1_200_000,
                "license": BY,
            }
        ],
    )


def rows():
    """Return the number of rows of every table: nothing that a visitor does adds one."""
    with model.meta.engine.connect() as connection:
        tables = [sa.table(name) for name in sa.inspect(connection).get_table_names()]
        count = sa.select(sa.func.count())
        return {table.name: connection.scalar(count.select_from(table)) for table in tables}


class TestCitizen:
    def test_walk(self, live_site, ckan_config, browser, monkeypatch, smtp_sink):
        """Find, understand, cite, download, report, wish, follow; nobody else learns of it."""
        monkeypatch.setattr(abuse, "LEAST_SECONDS", 0)
        server, mails = smtp_sink
        ckan_config["smtp.server"] = server
        ckan_config["smtp.mail_from"] = "portal@example.org"
        ckan_config["ckanext.modellregion_owl.ask.mailboxes"] = (
            f"stadt-bielefeld/fehler={BOX} *=portal@example.org"
        )
        init_region(replace(load_region(), sources=()))
        create_dataset()
        before = rows()
        context = browser.new_context(java_script_enabled=False, viewport=PHONE, locale="de-DE")
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        page = context.new_page()

        self.finds(page, live_site)
        self.understands(page)
        self.reports(page, mails, live_site)
        self.wishes(page, live_site, mails)
        self.follows(page, live_site)

        assert {urlsplit(url).netloc for url in asked} == {urlsplit(live_site).netloc}
        assert context.cookies() == []
        assert rows() == before
        context.close()
        self.copies(browser, live_site)

    def finds(self, page, site):
        """1: "Baum" finds "Bäume"."""
        page.goto(f"{site}/de/")
        page.fill("#owl-search", "Baum")
        page.press("#owl-search", "Enter")
        page.get_by_role("link", name="Bäume im Stadtgebiet").click()

    def understands(self, page):
        """2–4: the four answers without scrolling; source line, format and size in words."""
        answers = page.locator(".owl-strip > div")
        for part, words in zip(
            answers.all(),
            ("CSV", "Stadt Bielefeld", "18.11.2026", "Ja, mit Quellenangabe"),
            strict=True,
        ):
            assert words in part.inner_text()
            box = part.bounding_box()
            assert box["y"] + box["height"] <= PHONE["height"], words
        assert "Stadt Bielefeld" in page.inner_text("[data-owl-copy-text]")
        download = page.locator(".owl-download a").first
        assert download.inner_text().strip() == "CSV herunterladen, 1,2\u00a0MB"
        assert download.get_attribute("href") == "https://example.org/baeume.csv"

    def reports(self, page, mails, site):
        """5: the error reaches Bielefeld's box, with the permalink."""
        page.locator("a[href*='frage-stellen'][href*='dataset=baeume']").first.click()
        page.check("#ask-fehler")
        page.fill("#ask-text", "Ein Baum steht an der falschen Stelle.")
        page.click(".owl-ask button[type=submit]")
        assert "Ihre Nachricht ist gesendet" in page.inner_text("h1")
        receivers, mail = mails.pop()
        assert receivers == [BOX]
        assert f"{site}/dataset/baeume" in mail.get_content()

    def wishes(self, page, site, mails):
        """6: a search without a hit leads to the wish, which knows the words."""
        page.goto(f"{site}/de/dataset/?q=Seilbahnfahrplan")
        page.get_by_role("link", name="Daten wünschen").first.click()
        assert page.is_checked("#ask-wunsch")
        page.fill("#ask-text", "Bitte den Fahrplan der Seilbahn.")
        page.click(".owl-ask button[type=submit]")
        receivers, mail = mails.pop()
        assert receivers == ["portal@example.org"]
        assert "Seilbahnfahrplan" in mail["Subject"]

    def follows(self, page, site):
        """7: the search as a feed finds the same."""
        page.goto(f"{site}/de/dataset/?q=Baum")
        address = page.locator("link[type='application/atom+xml']").first.get_attribute("href")
        answer = page.request.get(f"{site}{address}" if address.startswith("/") else address)
        assert answer.headers["content-type"].startswith("application/atom+xml")
        assert "Bäume im Stadtgebiet" in answer.text()

    def copies(self, browser, site):
        """3, with a script: the button copies the line as it stands there."""
        context = browser.new_context(viewport=PHONE)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
        page = context.new_page()
        page.goto(f"{site}/de/dataset/baeume")
        line = page.inner_text("[data-owl-copy-text]")
        page.click("[data-owl-copy] button")
        assert page.evaluate("navigator.clipboard.readText()") == line
        assert context.cookies() == []
        context.close()
