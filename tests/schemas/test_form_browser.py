"""The dataset form as people use it: axe, width, keyboard, saving without loss."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from ckan import model
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


def entitle(page: Any, title: str) -> None:
    """Write a new dataset's title and wait for its address, which CKAN's script makes of it.

    The script listens only where the title is empty when it starts: who types before that gets no
    address at all, so its preview of the address is waited for first.
    """
    page.locator(".slug-preview").wait_for()
    page.locator("#field-title").press_sequentially(title)
    page.wait_for_function("document.querySelector('#field-name').value !== ''")


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


def tab_to(page: Any, target: str, limit: int = 120) -> None:
    """Press Tab until the element of that id has the focus."""
    for _ in range(limit):
        if page.evaluate("document.activeElement.id") == target:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"#{target} is not reached by Tab")


def type_into(page: Any, target: str, text: str) -> None:
    """Go to a control by Tab and write."""
    tab_to(page, target)
    page.keyboard.type(text)


def tab_to_summary(page: Any, section: str) -> None:
    """Go to the head of a folded section by Tab and unfold it."""
    script = f"document.activeElement === document.querySelector('#{section} > summary')"
    for _ in range(120):
        if page.evaluate(script):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{section} is not reached by Tab")


def tab_to_button(page: Any, name: str) -> None:
    """Go to a button by Tab and press it."""
    for _ in range(250):
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by Tab")


def chips(page: Any, name: str) -> list[str]:
    """Return the chosen values of a choice of several."""
    found = page.locator(
        f"select[name={name}] + .modellregion-combobox .modellregion-combobox__chip"
    )
    return [text.rstrip("×").strip() for text in found.all_inner_texts()]


def shown(name: str = "pegel") -> dict[str, Any]:
    """Return the stored dataset without what each save changes."""
    model.Session.expire_all()  # the site has saved in another thread, by a session of its own
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
        """From the first field to publication without a mouse: Tab, letters, arrows, Enter."""
        visit(page, f"{site}/en/dataset/new")
        page.locator(".slug-preview").wait_for()
        type_into(page, "field-title", "Baumkataster")
        type_into(page, "field-notes", "Alle Straßenbäume.")
        tab_to(page, "field-organizations")
        page.keyboard.type("Stadt Del")
        tab_to(page, "field-publisher-0-name")
        assert page.locator("#field-publisher-0-name").input_value() == "Stadt Delbrück"
        type_into(page, "field-contact-0-name", "Grünflächen")
        type_into(page, "field-contact-0-email", "gruen@example.org")
        tab_to_summary(page, "section-geo")
        type_into(page, "field-spatial_coverage-0-text", "Delbrück")
        tab_to_summary(page, "section-weitere")
        tab_to(page, "field-language")
        page.keyboard.type("dutch")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.keyboard.type("german")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        assert chips(page, "language") == ["German", "Dutch"]
        tab_to_button(page, "Next: Add Data")
        page.wait_for_url("**/resource/new")
        tab_to(page, "resource-link-button")
        page.keyboard.press("Enter")
        page.keyboard.type("https://example.org/baeume.csv")
        tab_to(page, "field-license")
        page.keyboard.type("namensn 2.0")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        type_into(page, "field-license_attribution_by_text", "Datenquelle: Stadt Delbrück")
        tab_to_button(page, "Publish")
        page.wait_for_url("**/dataset/baumkataster")
        picture(page, "saved")
        made = shown("baumkataster")
        assert (made["state"], made["private"]) == ("active", False)
        assert made["resources"][0]["license"] == "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
        assert [v.rsplit("/", 1)[-1] for v in made["language"]] == ["DEU", "NLD"]
        assert filled(made["contact"]) == [{"name": "Grünflächen", "email": "gruen@example.org"}]
        place = "http://dcat-ap.de/def/politicalGeocoding/regionalKey/057740020020"
        assert filled(made["spatial_coverage"]) == [{"text": "Delbrück", "uri": place}]

    def test_entries_come_and_go_by_keyboard(self, site, page):
        """An entry is added and removed by its buttons; the others stay as they were."""
        gauges()
        before = shown()
        visit(page, f"{site}/en/dataset/edit/pegel")
        page.get_by_role("button", name="Add Contact").press("Enter")
        page.keyboard.type("Zweite Stelle")
        assert page.locator("#field-contact-1-name").input_value() == "Zweite Stelle"
        page.get_by_role("button", name="Remove Contact 1").press("Enter")
        page.get_by_role("button", name="Update Dataset").press("Enter")
        page.wait_for_url("**/dataset/pegel")
        after = shown()
        assert filled(after.pop("contact")) == [{"name": "Zweite Stelle"}]
        before.pop("contact")
        for repeating in ("publisher", "spatial_coverage"):
            assert filled(after.pop(repeating)) == filled(before.pop(repeating))
        assert {k: after.get(k) for k in before} == before

    def test_errors_are_named_and_reached(self, site, page):
        """The list of errors has the focus and leads to the fields; their section is open."""
        visit(page, f"{site}/en/dataset/new")
        entitle(page, "Baumkataster")
        unfold(page)
        page.locator("#field-issued").fill("gestern")
        page.get_by_role("button", name="Next: Add Data").click()
        page.locator(".modellregion-errors").wait_for()
        picture(page, "errors")
        page.wait_for_function("document.activeElement.matches('.modellregion-errors')")
        assert page.locator(".modellregion-errors li").count() == 2
        assert page.locator("#section-weitere").get_attribute("open") == ""
        assert page.locator("#section-hvd").get_attribute("open") is None
        page.locator(".modellregion-errors a").last.press("Enter")
        assert page.url.endswith("#field-issued")
        assert wrong(page) == []

    def test_errors_stand_at_the_field(self, site, page):
        """A control says that it is wrong and names the text that says why; help too."""
        visit(page, f"{site}/en/dataset/new")
        entitle(page, "Baumkataster")
        page.locator("#field-temporal_coverage-0-start").fill("2021")
        page.locator("#field-temporal_coverage-0-end").fill("2020")
        page.get_by_role("button", name="Next: Add Data").click()
        page.locator(".modellregion-errors").wait_for()
        for field, words in (
            ("notes", "Please fill in this field"),
            ("temporal_coverage-0-end", "The end is before the beginning"),
        ):
            control = page.locator(f"#field-{field}")
            assert control.get_attribute("aria-invalid") == "true"
            ids = control.get_attribute("aria-describedby").split()
            assert words in " ".join(page.locator(f"#{one}").inner_text() for one in ids)
        way = page.locator(".modellregion-ways li", has_text="Mandatory")
        assert "1 entry to correct" in way.text_content()
        assert page.locator("#field-title").get_attribute("aria-invalid") is None


class TestDraft:
    def test_saved_and_continued(self, site, page):
        """A draft needs a title only; it is on the dashboard, in no search, and goes on."""
        visit(page, f"{site}/en/dataset/new")
        entitle(page, "Unfertig")
        page.get_by_role("button", name="Save as draft").press("Enter")
        page.wait_for_url("**/dashboard/datasets")
        picture(page, "dashboard")
        assert "is stored as a draft" in page.locator(".flash-messages").inner_text()
        row = page.locator(".dataset-item", has_text="Unfertig")
        assert "Draft" in row.inner_text()
        assert call_action("package_search")["count"] == 0
        assert wrong(page) == []
        row.get_by_role("link", name="Continue").press("Enter")
        page.locator("#field-notes").wait_for()
        assert page.locator("#field-title").input_value() == "Unfertig"
        page.locator("#field-notes").fill("Jetzt mit Text.")
        page.get_by_role("button", name="Save as draft").press("Enter")
        page.wait_for_url("**/dashboard/datasets")
        (name,) = [p["name"] for p in drafts()]
        assert shown(name)["notes"] == "Jetzt mit Text."

    def test_file_with_proposal(self, site, page):
        """By keyboard: a proposal for the attribution is taken over, the file kept as a draft."""
        group = call_action("organization_show", id="stadt-delbrueck")["id"]
        visit(page, f"{site}/de/dataset/new?group={group}")
        entitle(page, "Unfertig")
        page.locator("#field-notes").fill("Text.")
        page.locator("#field-organizations").select_option(value=group)
        page.locator("button[name=save].btn-primary").press("Enter")
        page.wait_for_url("**/resource/new")
        box = page.locator("[data-modellregion-proposal]")
        licence = page.locator("#field-license")
        licence.fill("")
        page.keyboard.press("Tab")
        assert not box.is_visible(), "no licence, nothing to propose"
        licence.press_sequentially("namensn 2.0")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        assert box.is_visible()
        type_into(page, "field-format", "Shape im ZIP")
        for width in (1280, 390, 320):
            page.set_viewport_size({"width": width, "height": 900})
            picture(page, "file_proposal", width)
            assert wrong(page) == []
        tab_to_button(page, "Vorschlag übernehmen")
        text = "Datenquelle: Stadt Delbrück, Datenlizenz Deutschland Namensnennung 2.0"
        field = page.locator("#field-license_attribution_by_text")
        assert field.input_value() == text
        assert page.evaluate("document.activeElement.id") == "field-license_attribution_by_text"
        assert not box.is_visible(), "nothing is proposed over what stands there"
        tab_to_button(page, "Als Entwurf speichern")
        page.wait_for_url("**/dashboard/datasets")
        (draft,) = drafts()
        (file,) = draft["resources"]
        assert (file["license_attribution_by_text"], file["format"]) == (text, "Shape im ZIP")

    def test_without_a_title(self, site, page):
        """Without a title the form comes back and says so."""
        visit(page, f"{site}/en/dataset/new")
        page.locator("#field-notes").fill("Text ohne Titel")
        page.get_by_role("button", name="Save as draft").press("Enter")
        page.locator(".modellregion-errors").wait_for()
        assert page.locator("#field-notes").input_value() == "Text ohne Titel"


def drafts() -> list[dict[str, Any]]:
    """Return the datasets that are drafts."""
    return call_action("package_search", include_drafts=True, fq="state:draft")["results"]


class TestDefaults:
    def test_follow_the_organisation(self, site, page):
        """The municipality's values are there, change with it, and never over what was typed."""
        visit(page, f"{site}/en/dataset/new")
        unfold(page)
        name = page.locator("#field-publisher-0-name")
        place = page.locator("#field-spatial_coverage-0-uri")
        organisation = page.locator("#field-organizations")
        organisation.select_option(label="Kreis Paderborn")
        assert name.input_value() == "Kreis Paderborn"
        assert place.input_value() == "Paderborn"
        assert chips(page, "contributor_id") == ["Geodateninfrastruktur Deutschland"]
        name.fill("Amt für Vermessung")
        organisation.select_option(label="Stadt Bielefeld")
        assert name.input_value() == "Amt für Vermessung"
        assert place.input_value() == "Bielefeld, Stadt"
        assert page.locator("#section-geo input:checked").count() == 1

    def test_given_in_the_address(self, site, page):
        """A new dataset of an organisation opens with its values, without a script too."""
        group = call_action("organization_show", id="stadt-delbrueck")["id"]
        context = page.context.browser.new_context(
            java_script_enabled=False, storage_state=page.context.storage_state()
        )
        plain = context.new_page()
        visit(plain, f"{site}/en/dataset/new?group={group}")
        assert plain.locator("#field-publisher-0-name").input_value() == "Stadt Delbrück"
        level = plain.locator("input[name=political_geocoding_level_uri]:checked")
        assert level.input_value().endswith("/municipality")
        # A plain list to choose from: without the script nothing is hidden.
        assert plain.locator("select#field-language[multiple]").count() == 1
        context.close()


class TestLeaving:
    def test_changed_form_warns(self, site, page):
        """Who leaves a changed form is asked, after a choice by the search too."""
        visit(page, f"{site}/en/dataset/new")
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.goto(f"{site}/en/dataset/")
        assert asked == []
        visit(page, f"{site}/en/dataset/new")
        # CKAN's scripts start behind their translations; a choice before that is no change.
        page.locator(".slug-preview").wait_for()
        page.locator("#section-weitere summary").press("Enter")
        page.locator("#field-language").press_sequentially("german")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.goto(f"{site}/en/dataset/")
        assert asked == ["beforeunload"]


class TestCombobox:
    def test_several_values(self, site, page):
        """Chips can be removed by their button and by Backspace; Escape closes the list."""
        gauges()
        visit(page, f"{site}/de/dataset/edit/pegel")
        unfold(page)
        box = page.locator("#field-language")
        assert chips(page, "language") == ["Deutsch", "Englisch"]
        box.press_sequentially("franz")
        assert box.get_attribute("aria-expanded") == "true"
        option = page.locator("#field-language-list [role=option]").first
        assert option.inner_text() == "Französisch"
        page.keyboard.press("ArrowDown")
        assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
        picture(page, "combobox")
        assert wrong(page) == []
        page.keyboard.press("Escape")
        assert box.get_attribute("aria-expanded") == "false"
        box.fill("")
        page.keyboard.press("Backspace")
        assert chips(page, "language") == ["Deutsch"]
        page.get_by_role("button", name="Entfernen: Deutsch").press("Enter")
        assert chips(page, "language") == []
        assert page.evaluate("document.activeElement.id") == "field-language"
        page.locator(".form-actions button.btn-primary").press("Enter")
        page.wait_for_url("**/dataset/pegel")
        assert not shown().get("language")

    def test_one_value(self, site, page):
        """A single choice shows its label; unknown text falls back, an empty one takes it off."""
        gauges(frequency=f"{EU}/frequency/ANNUAL")
        visit(page, f"{site}/de/dataset/edit/pegel")
        unfold(page)
        box = page.locator("#field-frequency")
        assert box.input_value() == "jährlich"
        box.fill("Unsinn")
        page.keyboard.press("Tab")
        assert box.input_value() == "jährlich"
        box.fill("")
        page.keyboard.press("Tab")
        assert page.locator("select[name=frequency]").input_value() == ""

    def test_entry_added_later(self, site, page):
        """A choice in an entry that the script adds is searchable too."""
        visit(page, f"{site}/de/dataset/new")
        unfold(page)
        page.get_by_role("button", name="Hinzufügen Gebiet").press("Enter")
        assert page.evaluate("document.activeElement.getAttribute('role')") == "combobox"
        page.keyboard.type("delbr")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        assert page.locator("#field-spatial_coverage-1-uri").input_value() == "Delbrück, Stadt"


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
        """No axe finding, no sideways scrolling, on a desk, a phone, and at 400 % (320 px)."""
        made = gauges()
        resource = f"dataset/pegel/resource/{made['resources'][0]['id']}/edit"
        # The dataset's own page too: with what it lacks, as an editor sees it.
        forms = ("dataset/new", "dataset/edit/pegel", "dataset/pegel/resource/new", resource)
        paths = (*forms, "dataset/pegel")
        found = {}
        for language in ("de", "en"):
            for path in paths:
                visit(page, f"{site}/{language}/{path}")
                found[language, path, "folded"] = wrong(page)
                unfold(page)
                # German words are the longer ones.
                for width in (1280, 390, 320) if language == "de" else (1280, 390):
                    page.set_viewport_size({"width": width, "height": 900})
                    picture(page, f"{language}_{path.replace('/', '_')[:20]}_open", width)
                    found[language, path, width] = wrong(page)
        assert page.locator(".modellregion-open").is_visible()
        assert {where: problems for where, problems in found.items() if problems} == {}
