"""The project pages as people see them: list, map, project, sheet; two languages, two widths."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories

from ckanext.modellregion_owl.projects import datasets, sheet
from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import init_region, site_context

pytestmark = pytest.mark.browser

LORA = "lorawan-2-0-delbrueck"
PLATFORM = "zentrale-open-data-plattform"
FULL = "schlosskreuzung"
PAGES = {
    "liste": "/modellprojekte",
    "karte": "/modellprojekte?ansicht=karte",
    "projekt": f"/modellprojekte/{LORA}",
    "blatt": f"/modellprojekte/{LORA}/projektblatt",
}


def keep_picture(page, name):
    """Keep a picture when MODELLREGION_PICTURES names a folder."""
    if folder := os.environ.get("MODELLREGION_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def create_datasets():
    """Three datasets of one project."""
    for n in range(3):
        factories.Dataset(
            name=f"pegel-{n}",
            title=f"Flusspegel {n}",
            notes="Wasserstände der Messstellen im Sensornetz.",
            owner_org="stadt-delbrueck",
            groups=[{"name": LORA}],
            modified="2026-11-21",
            resources=[
                {
                    "url": "https://example.org/p.csv",
                    "format": "CSV",
                    "name": "Pegel",
                    "license": "http://dcat-ap.de/def/licenses/dl-zero-de/2.0",
                }
            ],
        )


def fill_profile(name):
    """Say something in every field of the transfer profile, with documents and a long text."""
    sentence = (
        "Ein Satz, der in einer Zeile des Blattes etwa so viel Platz braucht wie die anderen. "
    )
    link = "https://example.org/x"
    fields = dict.fromkeys(
        ("benefit", "target_group", "unique", "lessons", "effort", "effort_staff", "effort_needs"),
        sentence.strip(),
    )
    values = {
        "description": sentence * 30,
        "documents": [{"title": f"Leitfaden {n}", "type": "PDF"} for n in range(9)],
        **{f"transfer_{key}": text for key, text in fields.items()},
        "transfer_status": "nachnutzbar",
        "transfer_results": ["Bausteine", "Vorlagen", "Checklisten"],
        "transfer_result_types": ["software", "konzept"],
        "transfer_available_from": "2023-08",
        "transfer_adopters": [{"name": f"Stadt {n}", "source": link} for n in range(4)],
        "transfer_open_standards": [{"name": "OGC API", "url": link}],
        "transfer_source_code": link,
        "transfer_licence": "EUPL-1.2",
        "transfer_licence_data": "dl-de/by-2-0",
        "transfer_maturity": "stable",
        "transfer_maintenance": "internal",
        "transfer_contact": "nachnutzung@example.org",
    }
    tk.get_action("group_patch")(site_context(), {"id": name, **values})


TITLES = {
    "kurz": ("Flusspegel",),
    "lang": ("Standorte der Messstellen für Wasserstände und Temperaturen im Stadtgebiet, Stand",),
    "gemischt": ("Pegel", "Bodenrichtwerte je Zone und Nutzungsart", "Straßenverzeichnis " * 6),
}
TOTAL = 72


def many(kind):
    """A search that finds 72 datasets of a project, their titles of one kind."""
    titles = TITLES[kind]

    def find(_fq, rows, sort):
        one = datasets.find(f'groups:"{LORA}"', 1, sort).results[0]
        found = [{**one, "title": f"{titles[n % len(titles)]} {n}"} for n in range(rows)]
        return datasets.Found(found, TOTAL)

    return find


def print_sheet(page, address):
    """Two pages A4, nothing cut; all datasets are shown or counted. Return how many are shown."""
    page.goto(address)
    page.evaluate("document.fonts.ready.then(() => true)")
    printed = page.pdf(prefer_css_page_size=True)
    if folder := os.environ.get("MODELLREGION_PICTURES"):
        (Path(folder) / f"{address.split('/')[-2]}.pdf").write_bytes(printed)
    sizes = set(re.findall(rb"/MediaBox \[([^]]*)\]", printed))
    assert len(re.findall(rb"/Type /Page\b", printed)) == 2, address
    assert all(b"594" in s or b"595" in s for s in sizes), sizes
    assert max(cut(page)) <= 0, (address, cut(page))
    shown = page.locator(".owl-sheet__table--data tbody tr").count()
    rest = re.search(r"(?:und|and) (\d+) (?:weitere|more)", page.inner_text("main"))
    assert rest, address
    assert shown + int(rest[1]) == TOTAL, address
    return shown


def check(page, name, width):
    """No axe finding, nothing wider than the screen."""
    from axe_playwright_python.sync_playwright import Axe

    keep_picture(page, f"{name}-{width}")
    found = Axe().run(page).response["violations"]
    assert [v["id"] + v["nodes"][0]["html"][:120] for v in found] == [], name
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def cut(page):
    """Return by how many pixels each page's content is higher than its paper."""
    page.set_viewport_size({"width": 673, "height": 900})
    page.emulate_media(media="print")
    script = """[...document.querySelectorAll(".owl-sheet__body")]
        .map(e => e.scrollHeight - e.clientHeight)"""
    found = page.evaluate(script)
    page.emulate_media(media="null")
    return found


class TestPages:
    def test_all(self, live_site, browser, monkeypatch):
        """Every page in both languages, wide and narrow; map, search, print and code as used."""
        init_region(replace(load_region(), sources=()))
        create_datasets()
        context = browser.new_context(java_script_enabled=True)
        page = context.new_page()
        for width, language in ((1280, "de"), (320, "en")):
            page.set_viewport_size({"width": width, "height": 900})
            for name, path in PAGES.items():
                page.goto(f"{live_site}/{language}{path}")
                check(page, f"{name}-{language}", width)
        self.map_and_search(page, live_site)
        self.paper(page, live_site, monkeypatch)
        context.close()
        self.without_script(browser, live_site)

    def map_and_search(self, page, site):
        """The keyboard reaches a place of the map, which leads to its part of the list."""
        page.goto(f"{site}/de/modellprojekte?ansicht=karte")
        place = page.locator(".owl-map a", has_text="Delbrück")
        place.focus()
        assert "2 Projekte" in place.text_content()
        page.keyboard.press("Enter")
        assert page.url.endswith("#kommune-stadt-delbrueck")
        listed = page.locator("#kommune-stadt-delbrueck li")
        assert listed.count() == 2
        page.fill("#filter-q", "Ampeln")
        page.press("#filter-q", "Enter")
        assert "ansicht=karte" in page.url
        assert (
            page.locator(".owl-bymap__list li").all_inner_texts()[0].startswith("Schlosskreuzung")
        )
        page.click(".owl-switch a:has-text('Liste')")
        assert page.locator(".owl-card").count() == 1
        assert "q=Ampeln" in page.url

    def paper(self, page, site, monkeypatch):
        """Two pages A4 with much data, many sources, a full profile; the address is the page's."""
        fill_profile(FULL)
        monkeypatch.setattr(sheet, "find", many("gemischt"))
        for name, least in ((PLATFORM, 2), (FULL, 1), (LORA, 4)):
            assert print_sheet(page, f"{site}/de/modellprojekte/{name}/projektblatt") >= least
            keep_picture(page, f"papier-{name}")
        text = page.inner_text("main")
        assert f"{site.partition('://')[2]}/modellprojekte/{LORA}" in text
        for words in ("Projektabschluss", "1.070.000", "Land Nordrhein-Westfalen"):
            assert words in text, words
        assert page.locator("svg.owl-sheet__code").count() == 1

    def without_script(self, browser, site):
        """Filters, map and sheet are plain links and one form."""
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{site}/de/modellprojekte")
        page.select_option("#filter-kommune", "stadt-delbrueck")
        page.click("button:has-text('Filter')")
        assert page.locator(".owl-card").count() == 2
        page.click(".owl-switch a:has-text('Karte')")
        assert page.locator(".owl-bymap__list li").count() == 2
        page.locator(".owl-bymap__list a", has_text="2.0").click()
        page.click("a:has-text('Projektblatt')")
        assert page.locator(".owl-sheet").count() == 2
        assert context.cookies() == []
        context.close()


@pytest.mark.long
class TestPaper:
    @pytest.mark.parametrize("kind", TITLES)
    def test_every_project(self, live_site, page, monkeypatch, kind):
        """Every project of the region in both languages, with short and long titles."""
        init_region(replace(load_region(), sources=()))
        create_datasets()
        monkeypatch.setattr(sheet, "find", many(kind))
        names = [project.slug for project in load_region().projects]
        shown = {
            (name, language): print_sheet(
                page, f"{live_site}/{language}/modellprojekte/{name}/projektblatt"
            )
            for name in names
            for language in ("de", "en")
        }
        print(f"{kind}: {sorted(shown.values())} of {TOTAL} datasets")
        assert min(shown.values()) >= 1


class TestCode:
    def test_publiccode(self, app, clean_stack):
        """Where there is code: a draft of what is known, or the project's own file; else 404."""
        init_region(replace(load_region(), sources=()))
        path = f"/modellprojekte/{LORA}/publiccode.yml"
        assert app.get(path).status_code == 404
        assert "publiccode.yml" not in app.get(f"/modellprojekte/{LORA}").text
        group = model.Group.get(LORA)
        group.extras["transfer_source_code"] = "https://example.org/code"
        model.repo.commit()
        assert "publiccode.yml" in app.get(f"/modellprojekte/{LORA}").text
        answer = app.get(path)
        assert answer.headers["Content-Type"].startswith("application/yaml")
        assert "url: https://example.org/code" in answer.text
        assert "Not stated yet: releaseDate, platforms" in answer.text
        group = model.Group.get(LORA)
        group.extras["transfer_publiccode"] = "https://example.org/publiccode.yml"
        model.repo.commit()
        answer = app.get(path, follow_redirects=False)
        assert answer.headers["Location"] == "https://example.org/publiccode.yml"
