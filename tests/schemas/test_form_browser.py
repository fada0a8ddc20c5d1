"""The dataset form as people use it: axe, width, keyboard, saving without loss."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import init_region

pytestmark = [pytest.mark.browser]

PASSWORD = "TestPassword1"
EU = "http://publications.europa.eu/resource/authority"


@pytest.fixture
def site(live_site: str, page: Any) -> str:
    """Fill the site with the municipalities and log a system administrator in."""
    init_region(load_region())
    log_in(page, live_site)
    return live_site


def log_in(page: Any, live_site: str) -> None:
    """Log a new system administrator in."""
    user = factories.Sysadmin(password=PASSWORD)
    page.goto(f"{live_site}/en/user/login")
    page.get_by_label("Username or Email").fill(user["name"])
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Login").click()
    page.wait_for_load_state()


def gauges(**values: Any) -> dict[str, Any]:
    """Store a dataset with values in every section, some outside of the vocabularies."""
    return factories.Dataset(
        name="pegel",
        title="Pegelstände der Pader",
        notes="Wasserstände.",
        owner_org="stadt-paderborn",
        publisher=[{"name": "Amt 62", "uri": "https://quelle.example/amt"}],
        contact=[{"name": "Geo", "email": "geo@example.org", "rdf_type": "", "uri": ""}],
        theme=[f"{EU}/data-theme/ENVI", "https://quelle.example/thema"],
        language=[f"{EU}/language/DEU", f"{EU}/language/ENG"],
        spatial_coverage=[{"text": "Pader", "geom": '{"type":"Point","coordinates":[8,51]}'}],
        documentation=["https://e.org/a", "https://e.org/b"],
        legal_basis=["Erste Zeile\nZweite Zeile"],
        keyword=["Rad (Weg)"],
        other_values='{"title": {"en": ["Water levels"]}}',
        extras=[{"key": "Bezirk", "value": "Schloß Neuhaus"}],
        resources=[{"url": "https://e.org/a.csv", "license": "CC BY 4.0"}],
        **values,
    )


def visit(page: Any, address: str, width: int = 1280) -> None:
    """Open an address; keep a picture of it when MODELLREGION_PICTURES names a folder."""
    page.set_viewport_size({"width": width, "height": 900})
    answer = page.goto(address, wait_until="load")
    assert answer.status == 200, address
    picture(page, "_".join(address.split("/")[3:]), width)


def picture(page: Any, name: str, width: int = 1280) -> None:
    """Keep a picture of the page when MODELLREGION_PICTURES names a folder."""
    if folder := os.environ.get("MODELLREGION_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=True)


def wrong(page: Any) -> list[str]:
    """Return axe's findings, and by how much the page is wider than its window."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    script = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    sideways = page.evaluate(script)
    return [f"{v['id']}: {n['target']} {n['html'][:120]}" for v in found for n in v["nodes"]] + (
        [f"scrolls sideways by {sideways} px"] if sideways else []
    )


def unfold(page: Any) -> None:
    """Open all sections of the form."""
    page.evaluate(
        "document.querySelectorAll('details.modellregion-section').forEach(d => { d.open = true })"
    )


def shown(name: str = "pegel") -> dict[str, Any]:
    """Return the stored dataset without what each save changes."""
    found = call_action("package_show", id=name)
    found["resources"] = [
        {k: v for k, v in r.items() if k != "metadata_modified"} for r in found["resources"]
    ]
    return {k: v for k, v in found.items() if k != "metadata_modified"}


def filled(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return entries of a repeating field without empty subfields."""
    return [{k: v for k, v in row.items() if v} for row in rows]


class TestSaving:
    def test_saved_form_loses_nothing(self, site, page):
        """Opened and saved unchanged, a dataset is as it was, hidden values and extras too."""
        gauges()
        before = shown()
        visit(page, f"{site}/en/dataset/edit/pegel")
        page.get_by_role("button", name="Update Dataset").click()
        page.wait_for_url("**/dataset/pegel")
        after = shown()
        for repeating in ("contact", "publisher", "spatial_coverage"):
            assert filled(after.pop(repeating)) == filled(before.pop(repeating))
        assert {k: after.get(k) for k in before} == before

    def test_new_dataset_by_keyboard(self, site, page):
        """A dataset with the mandatory fields, publisher, contact and area is made and changed."""
        visit(page, f"{site}/en/dataset/new")
        page.get_by_label("Title", exact=False).first.fill("Baumkataster")
        page.locator("#field-notes").fill("Alle Straßenbäume.")
        page.get_by_label("Organisation").select_option(label="Stadt Delbrück")
        page.locator("#field-publisher-0-name").fill("Fachbereich Bauen")
        page.locator("#field-contact-0-name").fill("Grünflächen")
        page.locator("#field-contact-0-email").fill("gruen@example.org")
        page.locator("#section-geo summary").press("Enter")
        page.locator("#field-spatial_coverage-0-text").fill("Delbrück")
        page.get_by_role("button", name="Next: Add Data").press("Enter")
        page.wait_for_url("**/resource/new")
        page.locator("#resource-link-button").press("Enter")
        page.locator("#field-resource-url").fill("https://example.org/baeume.csv")
        page.get_by_label("Licence").select_option(index=1)
        page.locator("button[value=go-metadata]").press("Enter")
        page.wait_for_url("**/dataset/baumkataster")
        picture(page, "saved")
        assert "Fachbereich Bauen" in page.locator(".owl-details").inner_text()
        made = shown("baumkataster")
        assert filled(made["contact"]) == [{"name": "Grünflächen", "email": "gruen@example.org"}]
        assert filled(made["spatial_coverage"]) == [{"text": "Delbrück"}]
        visit(page, f"{site}/en/dataset/edit/baumkataster")
        page.get_by_role("button", name="Add Contact").press("Enter")
        page.keyboard.type("Zweite Stelle")
        assert page.locator("#field-contact-1-name").input_value() == "Zweite Stelle"
        page.get_by_role("button", name="Remove Contact 1").press("Enter")
        page.get_by_role("button", name="Update Dataset").press("Enter")
        page.wait_for_url("**/dataset/baumkataster")
        changed = shown("baumkataster")
        assert filled(changed.pop("contact")) == [{"name": "Zweite Stelle"}]
        made.pop("contact")
        for repeating in ("publisher", "spatial_coverage"):
            assert filled(changed.pop(repeating)) == filled(made.pop(repeating))
        assert {k: changed.get(k) for k in made} == made

    def test_errors_are_named_and_reached(self, site, page):
        """The list of errors has the focus and leads to the fields; their section is open."""
        visit(page, f"{site}/en/dataset/new")
        page.locator("#field-title").fill("Baumkataster")
        unfold(page)
        page.locator("#field-issued").fill("gestern")
        page.get_by_role("button", name="Next: Add Data").click()
        page.locator(".modellregion-errors").wait_for()
        picture(page, "errors")
        assert page.evaluate("document.activeElement.className").endswith("modellregion-errors")
        assert page.locator(".modellregion-errors li").count() == 2
        assert page.locator("#section-weitere").get_attribute("open") == ""
        assert page.locator("#section-hvd").get_attribute("open") is None
        page.locator(".modellregion-errors a").last.press("Enter")
        assert page.url.endswith("#field-issued")
        assert wrong(page) == []


class TestWithoutTheTheme:
    @pytest.mark.ckan_config("ckan.plugins", "modellregion_owl dcat scheming_datasets")
    def test_sections_and_repeating_fields(self, live_site, page):
        """In CKAN's own look too: sections unfold, entries come and go by keyboard."""
        factories.Organization()  # without one CKAN shows no form
        log_in(page, live_site)
        visit(page, f"{live_site}/en/dataset/new")
        page.locator("#section-weitere summary").press("Enter")
        page.get_by_role("button", name="Add Documentation").press("Enter")
        page.keyboard.type("https://example.org/a")
        boxes = page.locator("input[name=documentation]")
        assert [box.input_value() for box in boxes.all()] == ["", "https://example.org/a"]
        page.get_by_role("button", name="Add Creator").press("Enter")
        page.keyboard.type("Amt 62")
        assert page.locator("#field-creator-0-name").input_value() == "Amt 62"
        page.get_by_role("button", name="Remove Creator 1").press("Enter")
        assert page.locator("#field-creator-0-name").count() == 0
        assert page.evaluate("document.activeElement.textContent.trim()") == "Add Creator"


class TestAccessible:
    def test_axe_and_width(self, site, page):
        """No axe finding, no sideways scrolling, folded and unfolded, on a desk and a phone."""
        made = gauges()
        resource = f"dataset/pegel/resource/{made['resources'][0]['id']}/edit"
        paths = ("dataset/new", "dataset/edit/pegel", "dataset/pegel/resource/new", resource)
        found = {}
        for language in ("de", "en"):
            for path in paths:
                for width in (1280, 390):
                    visit(page, f"{site}/{language}/{path}", width)
                    problems = wrong(page)
                    unfold(page)
                    picture(page, f"{language}_{path.replace('/', '_')[:20]}_open", width)
                    if problems := problems + wrong(page):
                        found[language, path, width] = problems
        assert found == {}
