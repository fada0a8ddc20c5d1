"""The desk's pages in a browser: axe, a narrow and a wide screen; a question answered."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

import ckan.model as model
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl.desk import figures
from ckanext.modellregion_owl.desk.today import today
from ckanext.modellregion_owl.model import finding
from ckanext.modellregion_owl.projects import decisions, suggestions

pytestmark = pytest.mark.browser

PAGES = {
    "list": "/datenpflege",
    "sources": "/datenpflege/quellen",
    "links": "/datenpflege/links",
    "log": "/datenpflege/verlauf",
    "figures": "/datenpflege/zahlen",
    "cause": "/datenpflege/ursache?key={key}",
    "accept": "/datenpflege/annehmen?key={key}",
    "report": "/datenpflege/melden?key={key}",
    "filtered": "/datenpflege?effect=blocks&organisation=stadt-bielefeld",
}


def shoot(page, name: str) -> None:
    """Keep a picture when MODELLREGION_PICTURES names a folder."""
    if folder := os.environ.get("MODELLREGION_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def sound(page, where: object) -> None:
    """No violation of axe's rules, and nothing to be scrolled sideways."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    assert not found, (where, [(v["id"], v["nodes"][0]["html"]) for v in found])
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0, where


@pytest.fixture
def work():
    """Findings of each effect in two organisations, a note, an acceptance, figures, a question."""
    admin = factories.SysadminWithToken(fullname="Erika Muster")
    rows, made = [], []
    for name, title in (("stadt-bielefeld", "Stadt Bielefeld"), ("kreis-paderborn", "Kreis Pader")):
        organisation = factories.Organization(name=name, title=title)["id"]
        for n in range(3):
            dataset = factories.Dataset(title=f"Parkplätze {title} {n}", owner_org=organisation)
            made.append(dataset)
            for rule, severity, field, before in (
                ("licence.unknown", "blocks", "resources.license", "frei"),
                ("date.unreadable", "wrong", "issued", "gestern"),
                ("format.unknown", "improve", "resources.format", "shape"),
            ):
                row = {"rule": rule, "severity": severity, "field": field, "before": before}
                rows.append({**row, "dataset_id": dataset["id"]})
    model.Session.execute(sa.insert(finding), rows)
    model.Session.commit()
    factories.Group(name="schlosskreuzung", title="Schlosskreuzung", type="modellprojekt")
    suggestions._write([(made[0]["id"], "schlosskreuzung")])
    for days in (2, 1, 0):
        figures.write(today() - timedelta(days=days))
    listed = call_action("modellregion_desk_list", limit=100)["results"]
    context = {"user": admin["name"], "ignore_auth": False}
    call_action("modellregion_desk_note", context, key=listed[0]["key"], text="Amt 62 fragt nach.")
    until = (today() + timedelta(days=9)).isoformat()
    keys = [listed[-2]["key"]]
    call_action("modellregion_desk_accept", context, keys=keys, reason="Im Umbau", until=until)
    return admin, listed, made


def test_pages(live_site, page, work):
    """Every page, German on a phone, English on a screen: accessible, and as wide as the screen."""
    admin, listed, _made = work
    page.set_extra_http_headers({"Authorization": admin["token"]})
    for language, width in (("de", 320), ("en", 1280)):
        page.set_viewport_size({"width": width, "height": 900})
        for name, address in PAGES.items():
            page.goto(f"{live_site}/{language}{address.format(key=listed[0]['key'])}")
            sound(page, (language, name, width))
            shoot(page, f"deskpage-{name}-{language}-{width}")


def test_answer_a_question(live_site, page, work):
    """From the list to "No, never": the question is gone, the answer stays."""
    admin, _listed, made = work
    page.set_extra_http_headers({"Authorization": admin["token"]})
    page.goto(f"{live_site}/de/datenpflege?question=1")
    page.locator(".owl-desk__step").first.click()
    page.get_by_role("button", name="Nein, nie").click()
    page.wait_for_url("**/datenpflege")
    assert page.locator(".owl-desk__text", has_text="Modellprojekt").count() == 0
    (decision,) = decisions.of_datasets([made[0]["id"]])[made[0]["id"]].values()
    assert decision.wanted is False
