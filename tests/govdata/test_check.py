"""The pre-flight over a running site: command line, API and the stewards' page."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
import requests
import sqlalchemy as sa

import ckan.model as model
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl.cli.govdata import govdata
from ckanext.modellregion_owl.findings import Severity
from ckanext.modellregion_owl.govdata import names
from ckanext.modellregion_owl.govdata.agents import FIELDS
from ckanext.modellregion_owl.govdata.check import check
from ckanext.modellregion_owl.govdata.clients import Answer, Network
from ckanext.modellregion_owl.govdata.dataset import SINGLE
from ckanext.modellregion_owl.govdata.rules import RULES, finding, rule_of
from ckanext.modellregion_owl.model import record

pytestmark = [
    pytest.mark.stack,
    pytest.mark.ckan_config("ckanext.modellregion_owl.feed.page_size", 3),
    pytest.mark.ckan_config("ckanext.modellregion_owl.feed.refresh_seconds", 0),
]

FREE = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
CLOSED = "http://dcat-ap.de/def/licenses/cc-by-nc/4.0"
THEME = "http://publications.europa.eu/resource/authority/data-theme/ENVI"
PROVIDER = "http://dcat-ap.de/def/contributors/openNRW"
OTHER = "http://dcat-ap.de/def/contributors/gdiDE"
FILE = {"url": "https://daten.example/a.csv", "format": "CSV", "license": FREE}
GOOD = {
    "notes": "Alle Bäume der Stadt.",
    "theme": [THEME],
    "tags": [{"name": "Bäume"}],
    "contributor_id": [PROVIDER],
    "modified": "2026-11-01T08:00:00+01:00",
}
# What is wrong with a dataset → rules that tell it, with the field that its link opens.
FAULTS = {
    "kein-stichwort": ({"tags": []}, {("keyword", "field-tag_string")}),
    "zwei-anbieter": (
        {"contributor_id": [PROVIDER, OTHER]},
        {("contributor", "field-contributor_id")},
    ),
    "keine-kategorie": ({"theme": []}, {("theme", "field-theme")}),
    "keine-beschreibung": ({"notes": ""}, {("description", "field-notes")}),
    "nur-ein-tag": ({"modified": "2026-11-01"}, {("day", "field-modified")}),
    "keine-datei": ({"resources": []}, {("files", "")}),
    "ohne-lizenz": (
        {"resources": [{"url": "https://daten.example/b.csv"}]},
        {("licence_missing", "field-license")},
    ),
    "unfrei": (
        {"resources": [{**FILE, "license": CLOSED, "license_attribution_by_text": "Stadt"}]},
        {("licence_closed", "field-license")},
    ),
    "ohne-quelle": (
        {"resources": [{**FILE, "license": BY}]},
        {("attribution", "field-license_attribution_by_text")},
    ),
    "vierhundertvier": (
        {"resources": [{**FILE, "url": "https://daten.example/x404.csv"}]},
        {("link_404", "field-resource-url")},
    ),
}


@pytest.fixture
def make(clean_stack):
    """Return a function that makes a dataset in which GovData finds no fault, but for `values`."""
    organisation = factories.Organization(name="stadt-paderborn", title="Stadt Paderborn")["id"]

    def make_dataset(name: str, **values):
        given = {**GOOD, "resources": [FILE], "owner_org": organisation, **values}
        return factories.Dataset(**{"name": name, "title": f"Satz {name}", **given})

    return make_dataset


def rules(report, dataset: str) -> set[tuple[str, str]]:
    """Return rule and field of what was told of a dataset."""
    return {
        (t.rule.removeprefix("govdata."), t.link.partition("#")[2])
        for t in report.told
        if t.dataset == dataset
    }


class TestCheck:
    def test_names_dataset_rule_and_field(self, live_site, make):
        """Each fault is told once, at its dataset, with a link to the field that mends it."""
        make("einwandfrei")
        for name, (values, _) in FAULTS.items():
            make(name, **values)
        report = check(Network(), f"{live_site}/catalog.rdf")
        assert (report.complete, report.datasets, report.pages) == (True, 11, 4)
        assert {name: rules(report, name) for name in FAULTS} == {
            n: r for n, (_, r) in FAULTS.items()
        }
        assert rules(report, "einwandfrei") == set()
        one = next(t for t in report.told if t.dataset == "kein-stichwort")
        assert one.link.startswith(f"{live_site}/dataset/edit/kein-stichwort#")
        file = next(t for t in report.told if t.dataset == "unfrei")
        assert "/dataset/unfrei/resource/" in file.link
        assert all(t.message and t.fix for t in report.told)
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        for told in report.told:
            page, _, anchor = told.link.partition("#")
            form = requests.get(page, headers=headers, timeout=60)
            assert form.status_code == 200
            assert not anchor or f'id="{anchor}"' in form.text, told.link

    def test_every_rule_leads_to_a_field_of_the_form(self, live_site, make):
        """Whatever field a rule names, an editor's form has it under the link's anchor."""
        made = make("einwandfrei")
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        dataset = names.Named(made["id"], made["name"], made["title"])
        given = [finding(rule) for rule, row in RULES.items() if row.field]
        given += [finding("single", field=field) for field in {*SINGLE.values(), *FIELDS.values()}]
        given += [finding("date", field="issued"), finding("length", field="spatial_coverage")]
        forms: dict[str, str] = {}
        for one in given:
            file = made["resources"][0]["id"] if rule_of(one.rule).of_file else ""
            page, _, anchor = names.link(replace(one, resource_id=file), dataset).partition("#")
            if page not in forms:
                forms[page] = requests.get(page, headers=headers, timeout=60).text
            assert anchor
            assert f'id="{anchor}"' in forms[page], one
        assert len(forms) == 2  # of the dataset, and of its file

    def test_every_format_is_read(self, live_site, make):
        """The same findings come from each format of the feed."""
        make("einwandfrei")
        make("fehler", tags=[])
        for extension in ("ttl", "rdf", "xml", "jsonld", "nt", "n3"):
            report = check(Network(), f"{live_site}/catalog.{extension}")
            assert [(t.dataset, t.rule) for t in report.told] == [("fehler", "govdata.keyword")]

    def test_same_number_twice_blocks(self, live_site, make):
        """Two datasets with one number: GovData deletes one of them."""
        make("eins", identifier="nr-1")
        make("zwei", identifier="nr-1")
        report = check(Network(), f"{live_site}/catalog.ttl")
        assert [t.rule for t in report.told] == ["govdata.duplicate"]
        assert report.blocks

    def test_empty_catalogue_blocks(self, live_site):
        """A site without datasets answers 503: nothing can be signed up."""
        report = check(Network(), f"{live_site}/catalog.rdf")
        assert [(t.rule, t.before) for t in report.told] == [("govdata.answer", "HTTP 503")]
        assert report.blocks


class Broken:
    """A feed between the site and the check that spoils the answers."""

    def __init__(self, spoil) -> None:
        self._real = Network()
        self._spoil = spoil

    def ask(self, method: str, url: str) -> Answer:
        """Return the spoilt answer."""
        return self._spoil(method, self._real.ask(method, url))


def _replaced(answer: Answer, **values) -> Answer:
    return Answer(**{**vars(answer), **values})


SPOILT = {
    "head": lambda m, a: _replaced(a, status=404) if m == "HEAD" else a,
    "type": lambda m, a: _replaced(a, headers={"Content-Type": "text/html"}),
    "encoding": lambda m, a: _replaced(a, body=a.body.replace("ä".encode(), b"\xe4")),
    "control": lambda m, a: _replaced(a, body=a.body.replace(b"Satz", b"Sa\x0btz")),
    "unreadable": lambda m, a: _replaced(a, body=a.body[:-30]),
    "answer": lambda m, a: _replaced(a, status=500) if "page=2" in a.url else a,
    "slow": lambda m, a: _replaced(a, seconds=11.0),
    "paging": lambda m, a: _replaced(a, body=a.body.replace(b"page=2", b"page=1")),
    "address": lambda m, a: _replaced(
        a, body=a.body.replace(b"hydra:next <http://", b"hydra:next <http://fremd.example/")
    ),
    "count": lambda m, a: _replaced(
        a, body=a.body.replace(b'totalItems "4"', b'totalItems "9"').replace(b"s 4", b"s 9")
    ),
}


class TestTransport:
    def test_each_fault_of_an_answer_is_told(self, live_site, make):
        """Whatever goes wrong on the way, the check says what."""
        for number in range(4):
            make(f"satz-{number}")
        assert check(Network(), f"{live_site}/catalog.ttl").told == []
        for rule, spoil in SPOILT.items():
            report = check(Broken(spoil), f"{live_site}/catalog.ttl")
            assert f"govdata.{rule}" in {t.rule for t in report.told}, rule
            harmless = all(t.severity != Severity.BLOCKS.value for t in report.told)
            assert report.blocks is not (harmless and report.complete), rule


class TestCommand:
    def test_formats_and_exit_code(self, live_site, make, cli):
        """Text for people, JSON and CSV for programs; 1 when something blocks."""
        make("gut")
        make("fehler", tags=[], title="=1+1")
        result = cli.invoke(govdata, ["check"])
        assert result.exit_code == 0, result.output
        assert "#field-tag_string" in result.output
        found = json.loads(cli.invoke(govdata, ["check", "--format", "json"]).output)
        assert [f["rule"] for f in found["findings"]] == ["govdata.keyword"]
        assert found["blocks"] is False
        table = cli.invoke(govdata, ["check", "--format", "csv"]).output.lstrip("\ufeff")
        (row,) = csv.DictReader(io.StringIO(table), delimiter=";")
        assert (row["dataset"], row["title"][:1]) == ("fehler", "'")
        make("eins", identifier="1")
        make("zwei", identifier="1")
        assert cli.invoke(govdata, ["check"]).exit_code == 1
        assert cli.invoke(govdata, ["check", "--url", f"{live_site}/x"]).exit_code == 2

    def test_sheet(self, live_site, make, cli, tmp_path):
        """The sheet says what GovData asks: address, formats, numbers, provider."""
        make("gut")
        file = tmp_path / "anmeldung.md"
        assert cli.invoke(govdata, ["check", "--anmeldung", str(file)]).exit_code == 0
        text = file.read_text(encoding="utf-8")
        for part in (f"{live_site}/", "application/rdf+xml", "**Datensätze:** 1", PROVIDER):
            assert part in text
        assert cli.invoke(govdata, ["check", "--anmeldung"]).output == text


class TestLeftOut:
    def test_names_what_reaches_govdata_otherwise(self, live_site, make, cli):
        """What is not ours to deliver is not checked, but listed with the reason."""
        make("unser")
        other = make("ihrer", tags=[])
        source = call_action(
            "harvest_source_create",
            {"ignore_auth": True, "user": factories.Sysadmin()["name"]},
            name="landesportal",
            title="Landesportal",
            url="https://landesportal.example",
            source_type="modellregion",
            owner_org=other["owner_org"],
            config=json.dumps({"protocol": "dcat", "delivery": "no"}),
        )
        row = {"source_id": source["id"], "guid": "1", "package_id": other["id"], "digest": ""}
        runs = {"version": "", "first_run_id": "1", "last_run_id": "1"}
        model.Session.execute(sa.insert(record).values({**row, **runs}))
        model.Session.commit()
        found = json.loads(cli.invoke(govdata, ["check", "--format", "json"]).output)
        assert (found["datasets"], found["findings"]) == (1, [])
        (left,) = found["left_out"]
        assert left["dataset"] == "ihrer"
        assert "Landesportal" in left["reason"]
        assert "Landesportal" in cli.invoke(govdata, ["check"]).output


class TestLinks:
    @pytest.mark.ckan_config("ckanext.modellregion_owl.harvest.allow_private_addresses", True)
    def test_asks_as_govdata_does(self, live_site, make, cli):
        """HEAD of the one link that GovData tests; what does not answer is told with its field."""
        make("gut", resources=[{**FILE, "url": f"{live_site}/feed-status.json"}])
        make("weg", resources=[{**FILE, "url": f"{live_site}/gibt-es-nicht.csv"}])
        make("zu", resources=[{**FILE, "url": "http://127.0.0.1:1/a.csv"}])
        result = cli.invoke(govdata, ["check", "--links", "--format", "json"])
        found = json.loads(result.output)["findings"]
        assert {(f["dataset"], f["rule"]) for f in found} == {
            ("weg", "govdata.link_broken"),
            ("zu", "govdata.link_broken"),
        }
        assert all(f["link"].endswith("#field-resource-url") for f in found)

    @pytest.mark.ckan_config("ckanext.modellregion_owl.harvest.allow_private_addresses", False)
    def test_no_addresses_inside(self, live_site, make, cli):
        """A link into the operator's own network is not asked."""
        make("innen", resources=[{**FILE, "url": f"{live_site}/feed-status.json"}])
        result = cli.invoke(govdata, ["check", "--links", "--format", "json"])
        (found,) = json.loads(result.output)["findings"]
        assert (found["dataset"], found["rule"]) == ("innen", "govdata.link_broken")


class TestInside:
    def test_what_no_reader_can_see(self, live_site, make, cli, monkeypatch):
        """A dataset that can't be written blocks; those that are held wait for an answer."""

        def fail(*args, **kwargs):
            raise ValueError("kaputt")

        made = [make(f"satz-{number}") for number in range(8)]
        requests.get(f"{live_site}/catalog.rdf", timeout=30)
        with monkeypatch.context() as broken:
            broken.setattr("ckanext.modellregion_owl.feed.refresh.make_piece", fail)
            call_action("package_patch", id=made[7]["id"], notes="Neu.")
        for one in made[:6]:
            call_action("package_patch", id=one["id"], private=True)
        result = cli.invoke(govdata, ["check", "--format", "json"])
        found = [f for f in json.loads(result.output)["findings"] if "page=" not in f["page"]]
        rules = [f["rule"].removeprefix("govdata.") for f in found]
        assert (rules.count("not_written"), rules.count("held")) == (1, 6), rules
        assert next(f for f in found if f["rule"] == "govdata.not_written")["dataset"] == "satz-7"
        held = next(f for f in found if f["rule"] == "govdata.held")
        assert held["link"].endswith("/datenpflege/feed")
        assert result.exit_code == 1


class TestChanges:
    def test_since_the_last_visit(self, live_site, make, cli):
        """What a client will find new, changed and gone; our own check is no visit."""
        made = {name: make(name) for name in ("bleibt", "geht", "anders")}

        def changes() -> dict:
            return json.loads(cli.invoke(govdata, ["check", "--format", "json"]).output)["changes"]

        assert changes() == {}
        requests.get(f"{live_site}/lieferung/catalog.rdf", timeout=30)
        assert {**changes(), "since": ""} == {"since": "", "added": 0, "changed": 0, "removed": []}
        call_action("package_delete", id=made["geht"]["id"])
        call_action("package_patch", id=made["anders"]["id"], notes="Ganz neu.")
        make("neu")
        for _ in range(2):
            found = changes()
            assert (found["added"], found["changed"]) == (1, 1)
            assert found["removed"] == ["Satz geht"]
        assert "Satz geht" in cli.invoke(govdata, ["check"]).output


class TestPage:
    def test_for_editors_only(self, live_site, make):
        """Who may edit datasets checks and reads; nobody else does."""
        make("gut")
        make("fehler", tags=[])
        page, run = f"{live_site}/datenpflege/govdata", "modellregion_govdata_check"
        assert requests.get(page, timeout=30, allow_redirects=False).status_code in (302, 403)
        editor = factories.UserWithToken()
        stranger = factories.UserWithToken()
        call_action(
            "organization_member_create",
            id="stadt-paderborn",
            username=editor["name"],
            role="editor",
        )
        for user, status in ((stranger, 403), (editor, 200)):
            headers = {"Authorization": user["token"]}
            answer = requests.post(
                f"{live_site}/api/action/{run}", json={}, headers=headers, timeout=60
            )
            assert answer.status_code == status
            assert requests.get(page, headers=headers, timeout=30).status_code == status
        (found,) = answer.json()["result"]["findings"]
        assert (found["dataset"], found["rule"]) == ("fehler", "govdata.keyword")
        shown = requests.get(page, headers=headers, timeout=30).text
        assert "#field-tag_string" in shown
        table = requests.get(f"{page}?format=csv", headers=headers, timeout=30)
        assert "fehler" in table.content.decode("utf-8-sig")
        sheet = requests.get(f"{page}/anmeldung.md", headers=headers, timeout=30)
        assert "**Datensätze:** 2" in sheet.content.decode()
