"""„Frage stellen“ over HTTP, with a mail server of the test's own."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timezone

import pytest

import ckan.plugins.toolkit as tk
from ckan.tests import factories

from ckanext.modellregion_owl.ask import abuse
from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import init_region, site_context

pytestmark = pytest.mark.stack

PAGE = "/de/frage-stellen"
BOXES = "*=portal@example.org */barriere=bar@example.org stadt-delbrueck=delbrueck@example.org"
ASK = "ckanext.modellregion_owl.ask"


@pytest.fixture
def mails(clean_stack, ckan_config, smtp_sink):
    """The mails that the site has sent: (receivers, mail)."""
    server, received = smtp_sink
    ckan_config["smtp.server"], ckan_config["smtp.mail_from"] = server, "portal@example.org"
    ckan_config[f"{ASK}.mailboxes"], ckan_config[f"{ASK}.per_hour"] = BOXES, 6
    return received


def stamp_of(app):
    return re.search(r'name="stamp" value="([^"]+)"', app.get(PAGE).text)[1]


def send(app, **values):
    return app.post(PAGE, data=values, follow_redirects=False)


class TestForm:
    def test_sends(self, app, mails, monkeypatch):
        """Right mailbox, answer address, nothing kept but a count; no injection, no machines."""
        init_region(replace(load_region(), sources=()))
        factories.Dataset(name="pegel", title="Pegel\nBcc: evil@x.org", owner_org="stadt-delbrueck")
        lora = {"id": "lorawan-2-0-delbrueck", "transfer_contact": "leitfaden@example.org"}
        tk.get_action("group_patch")(site_context(), lora)
        stamp = stamp_of(app)
        good = {"reason": "fehler", "text": "Zahl fehlt.\nSeit März.", "stamp": stamp}

        answer = send(app, **good)
        assert answer.status_code == 400
        assert "Das ging sehr schnell" in answer.text
        assert "Seit März." in answer.text
        monkeypatch.setattr(abuse, "LEAST_SECONDS", 0)
        wrong = (
            {"reason": "nix"},
            {"text": " "},
            {"text": "x" * 5001},
            {"homepage": "http://spam.example"},
            {"stamp": "x" + stamp},
            {"stamp": ""},
            {"reply": "a@example.org\r\nBcc: evil@x.org"},
            {"reply": "keine Adresse"},
        )
        assert [send(app, **{**good, **bad}).status_code for bad in wrong] == [400] * len(wrong)
        assert mails == []

        for values in (
            {"dataset": "pegel", "reply": "jana@example.org"},
            {"dataset": "pegel", "reason": "barriere"},
            {"dataset": "gibt-es-nicht", "q": "a"},
            {"q": "Bäume\r\nBcc: evil@x.org", "reason": "wunsch"},
            {"project": lora["id"], "reason": "nachnutzung"},
            {"project": lora["id"], "reason": "frage"},
        ):
            answer = send(app, **{**good, **values})
            assert answer.status_code == 302, values
        assert "Ihre Nachricht ist gesendet" in app.get(answer.headers["Location"]).text
        boxes = ["delbrueck", "bar", "portal", "portal", "leitfaden", "delbrueck"]
        assert [to for to, _ in mails] == [[f"{box}@example.org"] for box in boxes]
        first = mails[0][1]
        assert first["Reply-To"] == "jana@example.org"
        assert first["Subject"] == "Fehler im Datensatz: Pegel Bcc: evil@x.org"
        assert "Zahl fehlt.\nSeit März." in first.get_content().replace("\r\n", "\n")
        assert "/dataset/pegel" in first.get_content()
        assert mails[1][1]["Reply-To"] is None
        assert all(mail["Bcc"] is None for _, mail in mails)

        assert send(app, **good).status_code == 429
        assert len(mails) == 6
        day = datetime.now(timezone.utc).date().isoformat()
        assert abuse.counts(day) == {
            **{"fehler": 2, "barriere": 1, "wunsch": 1},
            **{"nachnutzung": 1, "frage": 1},
        }

    def test_without_mailbox_or_server(self, app, mails, ckan_config, monkeypatch):
        """The page says so before somebody writes; a server that is away loses no text."""
        monkeypatch.setattr(abuse, "LEAST_SECONDS", 0)
        good = {"reason": "frage", "text": "Wo?", "stamp": stamp_of(app)}
        ckan_config["smtp.server"] = "127.0.0.1:1"
        answer = send(app, **good)
        assert answer.status_code == 503
        assert "Wo?</textarea>" in answer.text
        ckan_config[f"{ASK}.mailboxes"] = ""
        assert "noch kein Postfach eingerichtet" in app.get(PAGE).text
        assert send(app, **good).status_code == 503
        assert mails == []

    def test_links_lead_there(self, app, mails):
        """From dataset, project, empty result and footer."""
        init_region(replace(load_region(), sources=()))
        factories.Dataset(name="pegel", title="Pegel", owner_org="stadt-delbrueck")
        project = "lorawan-2-0-delbrueck"
        for page, link in (
            ("/de/dataset/pegel", f"{PAGE}?dataset=pegel"),
            (f"/de/modellprojekte/{project}", f"{PAGE}?project={project}"),
            ("/de/dataset/?q=gibtesnicht", f"{PAGE}?reason=wunsch&amp;q=gibtesnicht"),
            ("/de/", f"{PAGE}?reason=barriere"),
        ):
            assert f'href="{link}' in app.get(page).text, page
        text = app.get(f"{PAGE}?project={project}&reason=nachnutzung").text
        assert 'value="nachnutzung" checked' in text
        assert "Stadt Delbrück" in text
