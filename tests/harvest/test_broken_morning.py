"""Walk W5 "Broken morning": four sources fail, one mail, ten lines, one decision on a phone."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from ckan.tests import factories

from ckanext.modellregion_owl import mail
from ckanext.modellregion_owl.cli.desk import desk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.ckan_config("smtp.mail_from", "portal@example.org"),
    pytest.mark.ckan_config(
        "ckanext.modellregion_owl.desk.mailboxes", "*=opendata@example.org dritte=geo@example.org"
    ),
]

NAMES = ("erste", "zweite", "dritte", "vierte")
TITLES = tuple(f"Quelle {name}" for name in NAMES)


def shoot(page, name: str) -> None:
    """Keep a picture when MODELLREGION_PICTURES names a folder."""
    if folder := os.environ.get("MODELLREGION_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def sound(page) -> None:
    """No violation of axe's rules, and nothing to be scrolled sideways."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    assert not found, [(v["id"], v["nodes"][0]["html"]) for v in found]
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0, page.url


@pytest.fixture
def morning(live_site, feed, make_source, turtle, run):
    """Four sources that were read yesterday, and fail tonight in four ways."""
    sources = {}
    for number, name in enumerate(NAMES):
        datasets = [
            turtle.dataset(100 * number + n, title=f"{name} {n}", dct__modified='"2026-11-01"')
            for n in range(10)
        ]
        feed.put(f"/{name}", turtle.catalogue(*datasets))
        sources[name] = make_source(feed.url + f"/{name}", name=name)
        assert run(sources[name]).state.value == "finished"
    good = {name: feed.routes[f"/{name}"] for name in NAMES}
    few = [turtle.dataset(n, title=f"erste {n}") for n in range(4)]
    feed.put("/erste", turtle.catalogue(*few))
    feed.put("/zweite", b"gone", status=404)
    feed.put("/dritte", b"<html>Wartung</html>", content_type="text/html")
    feed.put("/vierte", b"boom", status=500)
    states = [run(sources[name]).state.value for name in NAMES]
    assert states[0] == "held"
    assert set(states[1:]) == {"failed"}
    return sources, good, feed, run


def write(cli) -> None:
    """Do what cron does at seven."""
    done = cli.invoke(desk, ["mail"], obj=None)
    assert done.exit_code == 0, done.output


def test_broken_morning(morning, live_site, page, cli, ckan_config, smtp_sink):
    """W5: mail, desk, decision by keyboard on a narrow phone, public page, next run, log."""
    sources, good, feed, run = morning
    server, mails = smtp_sink
    ckan_config["smtp.server"] = server
    # 2: none before the test mail; then one to each role box, with what to do in the subject.
    write(cli)
    assert mails == []
    mail.mark_test_mail_sent()
    for _ in range(2):
        write(cli)
    told = {receivers[0]: sent for receivers, sent in mails}
    assert (len(mails), set(told)) == (2, {"opendata@example.org", "geo@example.org"})
    subject = str(told["opendata@example.org"]["Subject"])
    assert subject.startswith("Bitte entscheiden: 6 Datensätze warten auf Ihre Entscheidung")
    assert re.search(r", und \d weitere$", subject)
    text = told["opendata@example.org"].get_body(("plain",)).get_content()
    assert f"{live_site}/datenpflege" in text
    for title in (TITLES[1], TITLES[3]):
        assert f"– {title} konnte nicht gelesen werden" in text
    assert "Wartung" not in text
    # 3: at most ten lines, the first is the most harmful.
    user = factories.SysadminWithToken(fullname="Erika Muster")
    page.set_extra_http_headers({"Authorization": user["token"]})
    page.goto(f"{live_site}/de/datenpflege")
    sound(page)
    shoot(page, "desk-1280")
    lines = page.locator(".owl-desk__cause")
    assert 4 <= lines.count() <= 10
    assert "6 Datensätze warten auf Ihre Entscheidung" in lines.first.inner_text()
    for title in TITLES[1:]:
        assert page.locator(".owl-desk__text", has_text=title).count() == 1
    # 5: the public sees the dataset with its date, and nothing of all this.
    page.set_extra_http_headers({})
    page.goto(f"{live_site}/de/dataset/erste-9")
    public = page.locator("body").inner_text()
    assert re.search(r"0?1\.11\.2026|1\. November 2026", public), public
    for word in ("konnte nicht", "fehlen", "Traceback"):
        assert word not in public
    page.set_extra_http_headers({"Authorization": user["token"]})
    # 4: on a phone of 360 px, by keyboard only.
    page.set_viewport_size({"width": 360, "height": 760})
    page.goto(f"{live_site}/de/datenpflege")
    sound(page)
    shoot(page, "desk-360")
    tab_to(page, "Entscheiden")
    page.keyboard.press("Enter")
    page.wait_for_url("**/abruf/erste")
    sound(page)
    shoot(page, "desk-question-360")
    tab_to(page, "Alten Stand behalten")
    page.keyboard.press("Enter")
    page.wait_for_url("**/entscheiden?*")
    sound(page)
    shoot(page, "desk-reason-360")
    tab_to(page, "Warum?")
    page.keyboard.type("Die Liste war unvollständig.")
    tab_to(page, "Alten Stand behalten")
    page.keyboard.press("Enter")
    page.wait_for_url("**/abruf/erste")
    assert page.get_by_text("6 Datensätze bleiben.").is_visible()
    # 6: the next run is good: its line is gone, and nobody is written to.
    for name in NAMES:
        feed.routes[f"/{name}"] = good[name]
        assert run(sources[name]).state.value == "finished"
    page.goto(f"{live_site}/de/datenpflege")
    for title in (*TITLES[1:], "warten auf Ihre Entscheidung"):
        assert page.locator(".owl-desk__text", has_text=title).count() == 0
    write(cli)
    assert len(mails) == 2
    # 7: the log says who has decided, and why.
    page.goto(f"{live_site}/de/datenpflege/verlauf")
    sound(page)
    shoot(page, "desk-log-360")
    log = page.locator(".owl-desk__log").inner_text()
    assert "Erika Muster" in log
    assert "Die Liste war unvollständig." in log


def tab_to(page, label: str) -> None:
    """Press Tab until the thing of that name has the focus; a person has no other way."""
    for _ in range(80):
        page.keyboard.press("Tab")
        name = page.evaluate(
            "(() => { const e = document.activeElement;"
            " const l = e.labels && e.labels[0];"
            " return ((l ? l.innerText : e.innerText) || '').trim(); })()"
        )
        if name.startswith(label):
            return
    raise AssertionError(f"no Tab leads to “{label}”")
