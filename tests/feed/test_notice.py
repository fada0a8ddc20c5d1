"""The mail about datasets that have left at once: one, to the functional mailbox, without names."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl.cli.feed import feed
from ckanext.modellregion_owl.feed import build, notice

pytestmark = [
    pytest.mark.stack,
    pytest.mark.ckan_config("ckanext.modellregion_owl.feed.refresh_seconds", 0),
    pytest.mark.ckan_config("ckanext.modellregion_owl.feed.shrink_least", 2),
]
MAILBOX = "ckanext.modellregion_owl.feed.mailbox"


@pytest.fixture
def six(clean_stack):
    organisation = factories.Organization(name="stadt-paderborn")["id"]
    made = [
        factories.Dataset(name=f"satz-{n}", title=f"Erika {n}", owner_org=organisation)["id"]
        for n in range(6)
    ]
    build.compare()
    return made


def hide(ids) -> None:
    for id_ in ids:
        call_action("package_patch", id=id_, private=True)


def clock(monkeypatch, **later) -> None:
    now = notice._now()
    monkeypatch.setattr(notice, "_now", lambda: now + timedelta(**later))


class TestTell:
    def test_once_a_day_and_only_what_is_new(self, six, app, ckan_config, monkeypatch, smtp_sink):
        """W4 step 4. None before a mailbox is set; a second loss on that day waits."""
        server, mails = smtp_sink
        ckan_config["smtp.server"], ckan_config["smtp.mail_from"] = server, "portal@example.org"
        hide(six[:2])
        app.get("/catalog.ttl", status=200)
        assert mails == []
        ckan_config[MAILBOX] = "opendata@example.org"
        for _ in range(3):
            app.get("/catalog.ttl", status=200)
        ((receivers, mail),) = mails
        assert receivers == ["opendata@example.org"]
        assert "2 " in str(mail["Subject"])
        text = mail.get_body(("plain",)).get_content()
        assert "http://test.ckan.net/datenpflege/feed" in text
        assert "Erika" not in text
        hide(six[2:4])
        app.get("/catalog.ttl", status=200)
        assert len(mails) == 1
        clock(monkeypatch, days=1, minutes=1)
        for _ in range(2):
            app.get("/catalog.ttl", status=200)
        assert (len(mails), "4 " in str(mails[1][1]["Subject"])) == (2, True)
        clock(monkeypatch, days=3)
        app.get("/catalog.ttl", status=200)
        assert len(mails) == 2  # nothing new waits

    def test_nothing_where_somebody_has_answered(self, six, app, cli, ckan_config, smtp_sink):
        """Who goes by an answer, or is few, is no question."""
        server, mails = smtp_sink
        ckan_config["smtp.server"], ckan_config["smtp.mail_from"] = server, "portal@example.org"
        hide(six[:2])
        app.get("/catalog.ttl", status=200)
        cli.invoke(feed, ["keep"])
        ckan_config[MAILBOX] = "opendata@example.org"
        app.get("/catalog.ttl", status=200)
        assert mails == []

    def test_a_dead_mail_server_stops_nothing(self, six, app, ckan_config, monkeypatch, smtp_sink):
        """The feed is answered; the mail is tried again after an hour, not at each request."""
        ckan_config["smtp.server"] = "127.0.0.1:1"
        ckan_config["smtp.mail_from"] = "portal@example.org"
        ckan_config[MAILBOX] = "opendata@example.org"
        hide(six[:2])
        app.get("/catalog.ttl", status=200)
        assert notice.last_sent() == ""
        server, mails = smtp_sink
        ckan_config["smtp.server"] = server
        app.get("/catalog.ttl", status=200)
        assert mails == []
        clock(monkeypatch, hours=1, minutes=1)
        app.get("/catalog.ttl", status=200)
        assert len(mails) == 1

    def test_stands_on_the_page(self, six, app, ckan_config, smtp_sink):
        """Where the mail goes, and when the last one went; or that nobody gets one."""
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        for mailbox in ("", "opendata@example.org"):  # and no mail server
            ckan_config[MAILBOX] = mailbox
            page = app.get("/en/datenpflege/feed", headers=headers).text
            assert "no mailbox or no mail server is set" in page
        server, _ = smtp_sink
        ckan_config["smtp.server"], ckan_config["smtp.mail_from"] = server, "portal@example.org"
        ckan_config[MAILBOX] = "opendata@example.org"
        hide(six[:2])
        app.get("/catalog.ttl", status=200)
        sent = datetime.fromisoformat(notice.last_sent())
        page = app.get("/en/datenpflege/feed", headers=headers).text
        assert "opendata@example.org" in page
        assert f"{sent:%d.%m.%Y}" in page
