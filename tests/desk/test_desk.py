"""The stewards' desk: one line for each cause, who sees what, what is accepted, the log."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl.desk import figures
from ckanext.modellregion_owl.desk.today import today
from ckanext.modellregion_owl.model import finding

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]


def note(rule: str, severity: str, dataset: str, number: int = 1, **more: str) -> None:
    """Store findings of a rule on a dataset, as the feed's."""
    row = {"rule": rule, "severity": severity, "dataset_id": dataset, **more}
    model.Session.execute(sa.insert(finding), [row] * number)
    model.Session.commit()


def as_user(user: dict) -> dict:
    return {"user": user["name"], "ignore_auth": False}


@pytest.fixture
def editor():
    """An editor of Bielefeld's; Delbrück has findings too."""
    return factories.UserWithToken()


@pytest.fixture
def two(editor):
    """Two organisations with a dataset each: format.unknown in both, licence.unknown in one."""
    made = {}
    for name in ("stadt-bielefeld", "stadt-delbrueck"):
        users = [{"name": editor["name"], "capacity": "editor"}] if "biele" in name else []
        organisation = factories.Organization(name=name, title=name.title(), users=users)
        dataset = factories.Dataset(name=f"satz-{name}", owner_org=organisation["id"])
        note("format.unknown", "wrong", dataset["id"], 3, field="resources.format", before="shape")
        made[name] = {"id": organisation["id"], "dataset": dataset["id"]}
    note("licence.unknown", "blocks", made["stadt-delbrueck"]["dataset"], field="resources.license")
    note("theme.spelling", "improve", made["stadt-delbrueck"]["dataset"])
    return made


def listed(user, **filters):
    return call_action("modellregion_desk_list", as_user(user), **filters)


class TestList:
    def test_order_and_one_line_for_each_cause(self, two):
        """By effect; three findings of a rule are one line; what needs nobody is none."""
        found = listed(factories.Sysadmin())
        rules = [one["key"].split("/")[0] for one in found["results"]]
        assert rules == ["finding.licence.unknown", *["finding.format.unknown"] * 2]
        assert found["effects"] == {"blocks": 1, "wrong": 2, "improve": 0}
        first = found["results"][0]
        assert first["count"] == 1
        assert first["text"].startswith("1 ")
        assert first["step"]["label"]
        assert first["step"]["url"]

    def test_editors_see_their_organisations(self, two, editor):
        """Nothing of Delbrück's, whatever filter is asked for."""
        found = listed(editor)
        owners = {one["organisation"] for one in found["results"]}
        assert owners == {two["stadt-bielefeld"]["id"]}
        assert listed(editor, organisation=two["stadt-delbrueck"]["id"])["count"] == 0

    def test_filters(self, two):
        """By organisation and effect."""
        admin = factories.Sysadmin()
        assert listed(admin, organisation=two["stadt-delbrueck"]["id"])["count"] == 2
        assert listed(admin, effect="wrong")["count"] == 2
        assert listed(admin, source="gibt-es-nicht")["count"] == 0

    def test_nobody_else(self, two):
        """Neither visitors nor people without an organisation, for any action of the desk."""
        from ckanext.modellregion_owl.desk.actions import ACTIONS

        stranger = factories.User()
        for name in ACTIONS:
            for user in (stranger["name"], ""):
                with pytest.raises(tk.NotAuthorized):
                    tk.check_access(name, {"user": user}, {})

    def test_the_number_of_queries_does_not_grow(self, two, sql_queries):
        """Forty findings of forty rules need as many statements as four."""
        admin = factories.Sysadmin()
        dataset = two["stadt-bielefeld"]["dataset"]

        def asked() -> int:
            sql_queries.clear()
            listed(admin, limit=1000)
            return len(sql_queries)

        few = asked()
        for n in range(40):
            note(f"rule{n}.unreadable", "wrong", dataset, 100)
        assert listed(admin)["count"] == 43
        assert len(listed(admin)["results"]) == 10
        assert asked() == few

    def test_four_statements_for_a_page(self, two, app, sql_queries):
        """At 40 findings as at 40,000, on any page: sources, organisations, causes, decisions.

        Not counted: who asks (CKAN's tables of accounts, tokens and settings, as on every page).
        """
        owners = [one["id"] for one in two.values()]
        datasets = [factories.Dataset(owner_org=owners[n % 2])["id"] for n in range(6)]
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        pages = ("", "?page=3", "?effect=wrong&organisation=stadt-bielefeld")

        def asked(page: str) -> list[str]:
            address = f"/datenpflege{page}"
            app.get(address, headers=headers, status=200)
            sql_queries.clear()
            app.get(address, headers=headers, status=200)
            known = ('FROM "user"', "system_info.id", "api_token")
            return [one for one in sql_queries if not any(name in one for name in known)]

        for rules in (40, 400):
            each = rules // 4 if rules == 400 else 1
            rows = sa.text(
                "INSERT INTO modellregion_finding (rule, severity, dataset_id, field) SELECT"
                " 'rule' || n % :rules || '.unreadable', 'wrong', (:datasets)[1 + n % 6], 'title'"
                " FROM generate_series(1, :number) n"
            )
            values = {"rules": rules, "datasets": datasets, "number": rules * each}
            model.Session.execute(rows, values)
            model.Session.commit()
            assert {page: len(asked(page)) for page in pages} == dict.fromkeys(pages, 4)
        number = model.Session.scalar(sa.select(sa.func.count()).select_from(finding))
        assert number > 40_000


class TestAccept:
    def test_until_a_day_unless_it_grows(self, two, monkeypatch):
        """Gone from the list, back on the day after, and when more datasets are affected."""
        admin = factories.Sysadmin()
        key = listed(admin)["results"][0]["key"]
        until = today() + timedelta(days=3)
        arguments = {"keys": [key], "reason": "Lizenz wird geklärt", "until": until.isoformat()}
        call_action("modellregion_desk_accept", as_user(admin), **arguments)
        after = listed(admin)
        assert (after["count"], after["accepted"]) == (2, 1)
        (accepted,) = listed(admin, accepted=True)["results"]
        assert accepted["accepted"]["reason"] == "Lizenz wird geklärt"
        monkeypatch.setattr(
            "ckanext.modellregion_owl.desk.listing.today", lambda: until + timedelta(days=1)
        )
        assert listed(admin)["count"] == 3
        monkeypatch.undo()
        more = factories.Dataset(owner_org=two["stadt-delbrueck"]["id"])
        note("licence.unknown", "blocks", more["id"], field="resources.license")
        assert listed(admin)["count"] == 3

    def test_taken_back(self, two):
        """The line stands in the list again; the log has both."""
        admin = factories.Sysadmin(fullname="Erika Muster")
        key = listed(admin)["results"][0]["key"]
        until = today().isoformat()
        call_action(
            "modellregion_desk_accept", as_user(admin), keys=[key], reason="Ja", until=until
        )
        call_action("modellregion_desk_reopen", as_user(admin), key=key)
        assert listed(admin)["accepted"] == 0
        log = call_action("modellregion_desk_log", as_user(admin))
        assert [entry["kind"] for entry in log] == ["reopened", "accepted"]
        assert log[1]["who"] == "Erika Muster"

    @pytest.mark.parametrize(
        "wrong", [{"reason": ""}, {"until": "gestern"}, {"until": "2020-01-01"}, {"keys": ["x"]}]
    )
    def test_needs_reason_day_and_line(self, two, wrong):
        """Without one of them nothing is accepted."""
        admin = factories.Sysadmin()
        key = listed(admin)["results"][0]["key"]
        good = {"keys": [key], "reason": "Ja", "until": today().isoformat()}
        with pytest.raises(tk.ValidationError):
            call_action("modellregion_desk_accept", as_user(admin), **{**good, **wrong})
        assert listed(admin)["accepted"] == 0

    def test_not_of_others(self, two, editor):
        """An editor can't accept what another organisation has to do."""
        keys = [one["key"] for one in listed(factories.Sysadmin())["results"]]
        with pytest.raises(tk.ValidationError):
            call_action(
                "modellregion_desk_accept",
                as_user(editor),
                keys=keys,
                reason="Ja",
                until=today().isoformat(),
            )


class TestLog:
    def test_note_and_names(self, two, ckan_config):
        """The last note stands with the line; a deleted account's name goes, or all names."""
        admin, other = factories.Sysadmin(fullname="Erika Muster"), factories.Sysadmin()
        key = listed(admin)["results"][0]["key"]
        call_action("modellregion_desk_note", as_user(admin), key=key, text="Frage läuft")
        assert listed(other)["results"][0]["note"]["reason"] == "Frage läuft"

        def who() -> str:
            return call_action("modellregion_desk_log", as_user(other))[0]["who"]

        assert who() == "Erika Muster"
        call_action("user_delete", id=admin["id"])
        assert who() == ""
        ckan_config["ckanext.modellregion_owl.desk.names"] = "always"
        assert who() == "Erika Muster"
        ckan_config["ckanext.modellregion_owl.desk.names"] = "never"
        assert who() == ""


class TestLetter:
    def test_ready_to_send(self, two, ckan_config):
        """To the organisation's mailbox, with the datasets; once told it stands in the log."""
        ckan_config["ckanext.modellregion_owl.ask.mailboxes"] = "stadt-delbrueck=geo@example.org"
        admin = factories.Sysadmin()
        key = listed(admin)["results"][0]["key"]
        letter = call_action("modellregion_desk_letter", as_user(admin), key=key)
        assert letter["mailbox"] == "geo@example.org"
        assert "/dataset/satz-stadt-delbrueck" in letter["body"]
        assert letter["mailto"].startswith("mailto:geo@example.org?subject=")
        call_action("modellregion_desk_report", as_user(admin), key=key)
        assert call_action("modellregion_desk_log", as_user(admin))[0]["kind"] == "reported"

    def test_several_at_once(self, two, app, ckan_config):
        """One mail for each office, each with its lines; all are entered by one press."""
        boxes = "stadt-delbrueck=geo@example.org stadt-bielefeld=amt@example.org"
        ckan_config["ckanext.modellregion_owl.ask.mailboxes"] = boxes
        user = factories.SysadminWithToken()
        keys = [one["key"] for one in listed(user)["results"]]
        letters = call_action("modellregion_desk_letter", as_user(user), keys=keys)["letters"]
        told = {one["mailbox"]: len(one["keys"]) for one in letters}
        assert told == {"geo@example.org": 2, "amt@example.org": 1}
        both = next(one for one in letters if len(one["keys"]) == 2)
        assert both["body"].count("/dataset/satz-stadt-delbrueck") == 2
        headers = {"Authorization": user["token"]}
        where = "/en/datenpflege/melden"
        page = app.get(where, query_string={"key": keys}, headers=headers, status=200).text
        assert page.count("<textarea") == 2
        app.get(where, headers=headers, status=200)
        app.get(where, query_string={"key": [*keys, "x"]}, headers=headers, status=404)
        app.post(where, data={"key": both["keys"]}, headers=headers)
        log = call_action("modellregion_desk_log", as_user(user))
        assert {(entry["key"], entry["kind"]) for entry in log} == {
            (key, "reported") for key in both["keys"]
        }


class TestFigures:
    def test_a_row_a_day(self, two, editor):
        """Counted twice a day is counted once; editors see their own."""
        yesterday = today() - timedelta(days=1)
        for day in (yesterday, yesterday, None):
            figures.write(day)
        rows = call_action("modellregion_desk_figures", as_user(factories.Sysadmin()))
        assert [(r["blocks"], r["wrong"]) for r in rows] == [(1, 2), (1, 2)]
        rows = call_action("modellregion_desk_figures", as_user(editor))
        assert [(r["blocks"], r["wrong"]) for r in rows] == [(0, 1), (0, 1)]


class TestPages:
    def test_every_page_with_its_filters(self, two, app):
        """All pages answer, in both languages; the list has the lines, the tables are tables."""
        user = factories.SysadminWithToken()
        headers = {"Authorization": user["token"]}
        key = listed(user)["results"][0]["key"]
        figures.write()
        for language in ("de", "en"):
            for path in ("", "/quellen", "/verlauf", "/zahlen"):
                app.get(f"/{language}/datenpflege{path}", headers=headers, status=200)
            for path in ("ursache", "melden", "annehmen"):
                url = f"/{language}/datenpflege/{path}"
                app.get(url, query_string={"key": key}, headers=headers, status=200)
        page = app.get("/en/datenpflege?organisation=stadt-bielefeld", headers=headers).text
        assert "1 dataset: The format is not in the EU list" in page
        assert "licence" not in page.split('class="owl-desk__main"')[1].split("<aside")[0].lower()
        table = app.get("/en/datenpflege/aufgaben.csv", headers=headers)
        assert table.mimetype == "text/csv"
        assert table.text.count("\r\n") == 4
        table = app.get("/datenpflege/ursache.csv", query_string={"key": key}, headers=headers)
        assert "satz-stadt-delbrueck" in table.text
        assert app.get("/datenpflege/zahlen.csv", headers=headers).text.count("\r\n") == 2

    def test_closed_to_others(self, two, app):
        """403 for those who edit nothing, also for the tables; 404 for what is not there."""
        stranger = {"Authorization": factories.UserWithToken()["token"]}
        for path in ("", "/aufgaben.csv", "/quellen", "/verlauf", "/zahlen", "/zahlen.csv"):
            app.get(f"/datenpflege{path}", headers=stranger, status=403)
        admin = {"Authorization": factories.SysadminWithToken()["token"]}
        app.get("/datenpflege/ursache?key=gibt-es-nicht", headers=admin, status=404)

    def test_accept_and_note_by_form(self, two, app):
        """Several at once with a reason; without one the page says what is missing."""
        user = factories.SysadminWithToken()
        headers = {"Authorization": user["token"]}
        keys = [one["key"] for one in listed(user)["results"]]
        form = {"key": keys[1:], "reason": "", "until": today().isoformat()}
        page = app.post("/en/datenpflege/annehmen", data=form, headers=headers, status=422)
        assert "Something is missing" in page.text
        app.post("/datenpflege/annehmen", data={**form, "reason": "Später"}, headers=headers)
        assert listed(user)["count"] == 1
        form = {"key": keys[0], "what": "note", "text": "Mit Amt 62 besprochen"}
        page = app.post("/datenpflege/ursache", data=form, headers=headers).text
        assert "Mit Amt 62 besprochen" in page
