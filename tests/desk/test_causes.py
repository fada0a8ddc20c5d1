"""What the desk learns from the feed, from GovData's rules, from model projects, from links."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

import ckan.model as model
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl import mail
from ckanext.modellregion_owl.desk.cause import Provider
from ckanext.modellregion_owl.desk.providers import PROVIDERS, modules
from ckanext.modellregion_owl.doctor import work
from ckanext.modellregion_owl.doctor.check import State
from ckanext.modellregion_owl.feed import build
from ckanext.modellregion_owl.govdata import last
from ckanext.modellregion_owl.govdata.report import Report, Told
from ckanext.modellregion_owl.model import check, check_finding, finding, record
from ckanext.modellregion_owl.projects import assign, assignment, suggestions
from ckanext.modellregion_owl.validation.result import VIOLATION
from ckanext.modellregion_owl.validation.told import SHAPES

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]


@pytest.fixture
def organisation():
    """Delbrück, with an editor."""
    editor = factories.User()
    users = [{"name": editor["name"], "capacity": "editor"}]
    return {**factories.Organization(name="stadt-delbrueck", users=users), "editor": editor["name"]}


def lines(user: str = "", **filters) -> list[dict]:
    context = {"user": user, "ignore_auth": not user}
    return call_action("modellregion_desk_list", context, **filters)["results"]


def checked(dataset: str, source: str, *shapes: str) -> None:
    """Store what the check of a dataset that a source has delivered found."""
    run = {"digest": "x", "version": "x", "first_run_id": "x", "last_run_id": "x"}
    delivered = {"source_id": source, "guid": dataset, "package_id": dataset, **run}
    model.Session.execute(sa.insert(record), delivered)
    model.Session.execute(sa.insert(check), {"dataset_id": dataset, "digest": "x", "version": "x"})
    found = {"dataset_id": dataset, "severity": VIOLATION, "messages": {"de": "Fehlt."}}
    rows = [{**found, "shape": SHAPES + shape} for shape in shapes]
    model.Session.execute(sa.insert(check_finding), rows)
    model.Session.commit()


class TestProviders:
    def test_all_are_there(self):
        """Each is a module with a prefix of its own and `causes`; no key could be two's."""
        found = modules()
        assert len(found) == len(PROVIDERS)
        prefixes = [module.PREFIX for module in found]
        for one in prefixes:
            assert [p for p in prefixes if p.startswith(one)] == [one]
        assert all(isinstance(module, Provider) for module in found)


class TestFeed:
    @pytest.mark.ckan_config("ckanext.modellregion_owl.feed.refresh_seconds", 0)
    @pytest.mark.ckan_config("ckanext.modellregion_owl.feed.shrink_least", 2)
    def test_held_datasets_are_a_question(self, organisation, app):
        """For those who may answer, with the way to the answer; once answered the line is gone."""
        ids = [factories.Dataset(owner_org=organisation["id"])["id"] for _ in range(5)]
        build.compare()
        for id_ in ids[:3]:
            call_action("package_patch", id=id_, private=True)
        app.get("/catalog.ttl", status=200)
        (line,) = lines(organisation["editor"])
        assert (line["count"], line["question"], line["effect"]) == (3, True, "blocks")
        assert line["step"]["url"].endswith("/datenpflege/feed")
        found = call_action("modellregion_desk_show", key=line["key"])
        assert len(found["datasets"]) == 3
        asked = call_action("modellregion_feed_question")
        call_action("modellregion_feed_answer", answer="keep", list=asked["list"])
        assert lines(organisation["editor"]) == []
        (entry,) = call_action("modellregion_desk_log", {"user": organisation["editor"]})
        assert (entry["kind"], entry["key"]) == ("kept", line["key"])
        assert entry["line"].startswith("3 ")

    def test_rules_of_govdata(self, organisation, monkeypatch):
        """By rule and organisation, without what the stored checks tell; the feed to admins."""
        dataset = factories.Dataset(owner_org=organisation["id"])
        told = [
            Told("govdata.licence_many", "blocks", dataset["name"], dataset["title"]),
            Told("govdata.licence_many", "blocks", "purged-since", "Weg"),
            Told("govdata.licence_missing", "blocks", dataset["name"], dataset["title"]),
            Told("govdata.labels", "wrong"),
            Told("govdata.a_rule_of_yesterday", "wrong"),
        ]
        monkeypatch.setattr(
            last, "load", lambda: Report("http://x.example/", "2026-11-23T04:00:00", told=told)
        )
        assert [line["count"] for line in lines(organisation["editor"])] == [1]
        assert len(lines()) == 2
        key = lines(organisation["editor"])[0]["key"]
        found = call_action("modellregion_desk_show", key=key)
        assert [one["name"] for one in found["datasets"]] == [dataset["name"]]


class TestProjects:
    def test_weak_matches_until_decided(self, organisation):
        """One question for each organisation; a decision takes its dataset away."""
        ids = [factories.Dataset(owner_org=organisation["id"])["id"] for _ in range(2)]
        suggestions._write([(id_, "schlosskreuzung") for id_ in ids] + [("weg", "x")])
        (line,) = lines(organisation["editor"])
        assert (line["count"], line["question"]) == (2, True)
        found = call_action("modellregion_desk_show", key=line["key"])
        assert len(found["datasets"]) == 2
        suggestions.forget(ids[0], "schlosskreuzung")
        assert lines(organisation["editor"])[0]["count"] == 1

    def test_decisions_stand_in_the_log(self, organisation, monkeypatch):
        """Whoever comes after reads which dataset was put to which project, and why."""
        monkeypatch.setattr(assign.existing, "get", lambda: {"schlosskreuzung": "x"})
        monkeypatch.setattr(assignment, "write", lambda _rows: None)
        dataset = factories.Dataset(owner_org=organisation["id"], title="Ampeln")
        call_action(
            "modellregion_project_decide",
            {"user": organisation["editor"]},
            id=dataset["id"],
            project="schlosskreuzung",
            decision="pin",
            why="Gehört dazu",
        )
        (entry,) = call_action("modellregion_desk_log", {"user": organisation["editor"]})
        assert (entry["kind"], entry["reason"]) == ("decided", "Gehört dazu")
        assert "Ampeln" in entry["line"]
        assert entry["who"]


class TestNextStep:
    def test_a_licence_leads_to_a_rule(self, organisation):
        """W6: what is wrong with the licences of a source is mended for all of it at once."""
        source = factories.Dataset(owner_org=organisation["id"], title="Quelle")
        dataset = factories.Dataset(owner_org=organisation["id"])
        row = {"severity": "blocks", "source_id": source["id"], "dataset_id": dataset["id"]}
        rules = (("licence.unknown", "resources.license"), ("format.unknown", "resources.format"))
        rows = [{**row, "rule": rule, "field": field} for rule, field in rules]
        model.Session.execute(sa.insert(finding), rows)
        model.Session.commit()
        steps = {line["key"].split("/")[0]: line["step"]["url"] for line in lines()}
        assert f"/datenpflege/regeln/neu?id={source['id']}" in steps["finding.licence.unknown"]
        assert "/datenpflege/ursache?key=" in steps["finding.format.unknown"]

    def test_one_rule_is_promised_only_where_there_is_one(self, organisation):
        """What a rule for the source can't set leads to the list, and says nothing of rules."""
        source = factories.Dataset(owner_org=organisation["id"], title="Quelle")
        dataset = factories.Dataset(owner_org=organisation["id"])
        shapes = ("Distribution-license-min", "Dataset-publisher-min", "Dataset-title-min")
        checked(dataset["id"], source["id"], *shapes)
        found = {
            line["key"].removeprefix(f"check.{SHAPES}").split(":")[0]: line for line in lines()
        }
        for shape, field in zip(shapes[:2], ("license", "publisher"), strict=True):
            assert f"/regeln/neu?id={source['id']}&field={field}" in found[shape]["step"]["url"]
            assert "Regel" in found[shape]["detail"]
        other = found["Dataset-title-min"]
        assert "/datenpflege/ursache?key=" in other["step"]["url"]
        assert "Regel" not in other["detail"]


class TestOwners:
    def test_a_source_of_two_organisations(self, organisation):
        """Each has a line of its own with its own datasets; none sees the other's."""
        editor = factories.User()
        users = [{"name": editor["name"], "capacity": "editor"}]
        other = factories.Organization(name="stadt-bielefeld", users=users)
        source = factories.Dataset(owner_org=organisation["id"], title="Quelle")
        sets = [factories.Dataset(owner_org=one["id"]) for one in (organisation, other, other)]
        for dataset in sets:
            checked(dataset["id"], source["id"], "Dataset-publisher-min")
        assert len({line["key"] for line in lines()}) == 2
        for user, mine in ((organisation["editor"], sets[:1]), (editor["name"], sets[1:])):
            (line,) = lines(user)
            assert line["count"] == len(mine)
            context = {"user": user, "ignore_auth": False}
            found = call_action("modellregion_desk_show", context, key=line["key"])
            assert {one["name"] for one in found["datasets"]} == {one["name"] for one in mine}


class TestMail:
    @pytest.mark.ckan_config("ckanext.modellregion_owl.desk.mailboxes", "*=all@example.org")
    @pytest.mark.ckan_config("smtp.server", "localhost")
    @pytest.mark.ckan_config("smtp.mail_from", "portal@example.org")
    def test_silence_is_told(self, organisation):
        """Who runs the portal reads that nobody is told, until a test mail has gone."""
        assert lines(organisation["editor"]) == []
        (line,) = lines()
        assert line["key"] == "mail.silent"
        assert "doctor --mail" in line["detail"]
        assert work.morning_mail().state is not State.GOOD
        mail.mark_test_mail_sent()
        assert lines() == []
        assert work.morning_mail().state is State.GOOD
