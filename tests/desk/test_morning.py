"""The morning mail: once a day, to functional mailboxes, only when there is something new to do."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

import ckan.model as model
from ckan.tests import factories

from ckanext.modellregion_owl import mail
from ckanext.modellregion_owl.cli.desk import desk
from ckanext.modellregion_owl.desk import morning
from ckanext.modellregion_owl.desk.today import today
from ckanext.modellregion_owl.feed import notice
from ckanext.modellregion_owl.model import finding

pytestmark = [
    pytest.mark.stack,
    pytest.mark.usefixtures("clean_stack"),
    pytest.mark.ckan_config(
        "ckanext.modellregion_owl.desk.mailboxes", "*=all@example.org delbrueck=d@example.org"
    ),
    pytest.mark.ckan_config("smtp.mail_from", "portal@example.org"),
]


@pytest.fixture
def mails(ckan_config, smtp_sink):
    """What was sent; the test mail has gone."""
    ckan_config["smtp.server"], sent = smtp_sink
    mail.mark_test_mail_sent()
    return sent


def found(organisation: str, rule: str, severity: str = "wrong") -> None:
    """Store a finding about a dataset that bears a person's name."""
    owner = model.Group.get(organisation)
    id_ = owner.id if owner else factories.Organization(name=organisation)["id"]
    dataset = factories.Dataset(title="Baumkataster Erika Muster", owner_org=id_)
    row = {"rule": rule, "severity": severity, "dataset_id": dataset["id"], "before": "Erika"}
    model.Session.execute(sa.insert(finding), row)
    model.Session.commit()


def later(monkeypatch, **difference) -> None:
    day = today() + timedelta(**difference)
    monkeypatch.setattr(morning, "today", lambda: day)


class TestSend:
    def test_when_and_to_whom(self, mails, monkeypatch):
        """Each box once a day; the next day only what is new; what stays, again after a week."""
        assert morning.send() == (0, 0)  # nothing to do
        found("delbrueck", "format.unknown")
        found("bielefeld", "licence.unknown", "blocks")
        assert morning.send() == (2, 0)
        assert {receivers[0] for receivers, _mail in mails} == {"all@example.org", "d@example.org"}
        found("delbrueck", "theme.unknown")
        assert morning.send() == (0, 0)
        later(monkeypatch, days=1)
        assert morning.send() == (1, 0)
        later(monkeypatch, days=2)
        assert morning.send() == (0, 0)
        later(monkeypatch, days=7)
        assert morning.send() == (1, 0)  # Bielefeld's, told a week ago

    def test_says_what_to_do_and_names_nobody(self, mails):
        """The subject is a task; neither titles of datasets nor values stand in the mail."""
        found("bielefeld", "licence.unknown", "blocks")
        found("bielefeld", "format.unknown")
        morning.send()
        ((_receivers, sent),) = mails
        assert str(sent["Subject"]).startswith("Bitte ansehen: 1 Datensatz: ")
        assert str(sent["Subject"]).endswith(", und 1 weitere")
        text = sent.get_body(("plain",)).get_content()
        assert "/datenpflege" in text
        assert "Erika" not in text

    def test_what_could_be_better_is_no_mail(self, mails):
        """Nobody is woken up by what can wait."""
        found("bielefeld", "keyword.tag", "improve")
        assert morning.send() == (0, 0)

    def test_a_dead_server_is_tried_again(self, mails, ckan_config):
        """What the server did not take counts as not told."""
        found("bielefeld", "format.unknown")
        server, ckan_config["smtp.server"] = ckan_config["smtp.server"], "127.0.0.1:1"
        assert morning.send() == (0, 1)
        ckan_config["smtp.server"] = server
        assert morning.send() == (1, 0)

    def test_the_feed_writes_no_second_mail(self, mails, ckan_config, monkeypatch):
        """With the morning mail the feed's own one stays away: one mail a day."""
        ckan_config["ckanext.modellregion_owl.feed.mailbox"] = "feed@example.org"
        monkeypatch.setattr(notice.guard, "held", lambda: pytest.fail("nobody asks"))
        assert notice.tell() is False


class TestCommand:
    def test_says_why_none_goes(self, cli, ckan_config, smtp_sink):
        """No server, no test mail; a look at the mails is possible all the same."""
        found("bielefeld", "format.unknown")
        ckan_config["smtp.server"] = ""
        assert "smtp.server" in cli.invoke(desk, ["mail"]).output
        ckan_config["smtp.server"], sent = smtp_sink
        assert "ckan modellregion doctor" in cli.invoke(desk, ["mail"]).output
        assert "all@example.org" in cli.invoke(desk, ["mail", "--dry-run"]).output
        assert sent == []

    def test_list_and_nightly(self, cli, mails):
        """The list in the terminal, and the count of the night."""
        assert "nichts zu tun" in cli.invoke(desk, ["list"]).output
        found("bielefeld", "format.unknown")
        assert "Falsch: 1 Datensatz" in cli.invoke(desk, ["list"]).output
        assert '"count": 1' in cli.invoke(desk, ["list", "--json"]).output
        assert "1 Ursachen" in cli.invoke(desk, ["nightly"]).output
