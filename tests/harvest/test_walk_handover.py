"""Walk W9: to another machine, without the person who built it, and back to yesterday's state."""

from __future__ import annotations

import shutil
import subprocess
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from ckan import model
from ckan.lib.search import clear_all, rebuild
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl.cli.config import config
from ckanext.modellregion_owl.cli.remap import remap
from ckanext.modellregion_owl.projects import assignment
from ckanext.modellregion_owl.projects.groups import GROUP_TYPE

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

# What the region that we ship is made of; another one must not meet it.
BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
OURS = ("paderborn", "bielefeld", "delbr", "owl", "westfalen")


@pytest.fixture
def organisation() -> dict[str, Any]:
    """A municipality of an invented region."""
    return factories.Organization(name="nordtal", title="Gemeinde Nordtal", description="Ein Tal.")


def exported(cli, path: Path) -> str:
    answer = cli.invoke(config, ["export", "-o", str(path)])
    assert answer.exit_code == 0, answer.output
    return path.read_text(encoding="utf-8")


def show(name: str) -> dict[str, Any]:
    return call_action("package_show", {"use_cache": False}, id=name)


def _act(context: dict[str, Any], action: str, **data: Any) -> Any:
    return tk.get_action(action)(dict(context), data)


def titles(packages) -> list[str]:
    return sorted(package["title"] for package in packages().values())


class TestHandover:
    def test_new_machine(self, cli, feed, turtle, make_source, run, packages, tmp_path, restart):
        """W9.1, 2: export, import, harvest: the same sources, projects, corrections; no person."""
        person = factories.User(fullname="Erika Muster", email="erika@nordtal.example")
        factories.Group(
            name="talsperre",
            type=GROUP_TYPE,
            title="Talsperre",
            summary="Von Hand.",
            links=[{"title": "Bericht", "url": "https://a.example"}],
        )
        source = make_source(
            feed.put("/1", turtle.catalogue(turtle.dataset(1), turtle.dataset(2))), municipality=""
        )
        run(source)
        context = {"user": person["name"], "auth_user_obj": model.User.get(person["id"])}
        tk.get_action("modellregion_overlay_set")(
            {**context, "ignore_auth": True},
            {"id": "baumkataster-1", "field": "title", "value": "Bäume", "why": "kürzer"},
        )
        call_action("user_delete", id=person["id"])
        assert run(source).counts()["changed"] == 0
        assert titles(packages) == ["Baumkataster 2", "Bäume"]
        text = exported(cli, tmp_path / "a.yaml")
        assert not [word for word in (*OURS, "Erika", "erika", person["id"]) if word in text]
        assert yaml.safe_load(text)["version"] == 1

        restart()
        answer = cli.invoke(config, ["import", str(tmp_path / "a.yaml")])
        assert answer.exit_code == 1, "the dataset is not harvested yet"
        from ckanext.modellregion_owl.harvest.frame.ckan_harvester import source_dict

        source = source_dict("quelle")
        run(source)
        answer = cli.invoke(config, ["import", str(tmp_path / "a.yaml")])
        assert answer.exit_code == 0, answer.output
        assert cli.invoke(remap, ["quelle"]).exit_code == 0
        assert titles(packages) == ["Baumkataster 2", "Bäume"]
        assert exported(cli, tmp_path / "b.yaml") == text

    def test_rules_and_what_was_taken_down(
        self, cli, feed, turtle, make_source, run, packages, tmp_path, restart
    ):
        """W9.1: a blocked dataset stays away on the new machine; a rule for a source is there."""
        page = turtle.catalogue(turtle.dataset(1), turtle.dataset(2))
        source = make_source(feed.put("/1", page), municipality="")
        run(source)
        context = {"ignore_auth": True, "user": call_action("get_site_user")["name"]}
        tk.get_action("modellregion_block")(
            dict(context), {"id": "baumkataster-1", "reason": "Erika Muster hat es verlangt"}
        )
        tk.get_action("modellregion_rule_create")(
            dict(context),
            {"id": "quelle", "value": "cc-zero", "why": "Beschluss", "proof": "https://a.example"},
        )
        text = exported(cli, tmp_path / "a.yaml")
        assert "Erika" not in text
        restart()
        answer = cli.invoke(config, ["import", str(tmp_path / "a.yaml")])
        assert answer.exit_code == 0, answer.output
        assert exported(cli, tmp_path / "b.yaml") == text
        from ckanext.modellregion_owl.harvest.frame.ckan_harvester import source_dict

        run(source_dict("quelle"))
        assert titles(packages) == ["Baumkataster 2"]

    def test_choices_and_projects_of_own_datasets(
        self, cli, feed, turtle, make_source, run, tmp_path, restart
    ):
        """W9.1: decisions on files that a rule meets, and pins of the portal's own datasets."""
        person = factories.User(fullname="Erika Muster", email="erika@nordtal.example")
        for name in ("talsperre", "wald"):
            factories.Group(name=name, type=GROUP_TYPE, title=name.title())

        def own() -> dict[str, str]:
            """Create what the portal itself has, {name: id}."""
            names = ("karte", "pegel", "foto")
            return {n: factories.Dataset(name=n, owner_org="nordtal")["id"] for n in names}

        page = turtle.catalogue(turtle.dataset(1), turtle.dataset(2))
        source = make_source(feed.put("/1", page), municipality="")
        run(source)
        who = {"user": person["name"], "auth_user_obj": model.User.get(person["id"])}
        act = partial(_act, {**who, "ignore_auth": True})
        said = {"value": "cc-zero", "why": "Beschluss", "proof": "https://a.example"}
        rule = act("modellregion_rule_create", id="quelle", matches=BY, **said)["id"]
        files = {
            package["name"]: package["resources"][0]["uri"]
            for package in map(show, ("baumkataster-1", "baumkataster-2"))
        }
        for name, applies in (("baumkataster-1", True), ("baumkataster-2", False)):
            data = {"dataset": show(name)["id"], "resource": files[name], "applies": applies}
            act("modellregion_rule_choose", rule=rule, **data)
        datasets = own()
        decide = partial(act, "modellregion_project_decide", project="talsperre")
        decide(id="karte", decision="pin", why="liegt dort")
        decide(id="pegel", decision="exclude", why="anderes Tal")
        assignment.member("member_create", datasets["foto"], "wald")
        text = exported(cli, tmp_path / "a.yaml")
        assert not [word for word in ("Erika", "erika", person["id"]) if word in text]
        told = yaml.safe_load(text)
        assert [(row["dataset"], row["applies"]) for row in told["choices"]] == [
            ("https://daten.example/dataset/1", True),
            ("https://daten.example/dataset/2", False),
        ]
        assert told["memberships"] == [
            {"dataset": "foto", "project": "wald", "decision": "", "why": ""},
            {"dataset": "karte", "project": "talsperre", "decision": "pin", "why": "liegt dort"},
            {
                "dataset": "pegel",
                "project": "talsperre",
                "decision": "exclude",
                "why": "anderes Tal",
            },
        ]

        restart()
        answer = cli.invoke(config, ["import", str(tmp_path / "a.yaml")])
        assert answer.exit_code == 1, "no dataset is there yet"
        own()
        from ckanext.modellregion_owl.harvest.frame.ckan_harvester import source_dict

        run(source_dict("quelle"))
        answer = cli.invoke(config, ["import", str(tmp_path / "a.yaml")])
        assert answer.exit_code == 0, answer.output
        assert cli.invoke(remap, ["quelle"]).exit_code == 0
        assert exported(cli, tmp_path / "b.yaml") == text
        licences = [show(name)["resources"][0]["license"] for name in sorted(files)]
        assert licences == ["http://dcat-ap.de/def/licenses/cc-zero", BY]
        groups = {name: [g["name"] for g in show(name)["groups"]] for name in datasets}
        assert groups == {"karte": ["talsperre"], "pegel": [], "foto": ["wald"]}
        # Once more: nothing is to be done; what was decided here stays.
        _act(
            {"ignore_auth": True},
            "modellregion_project_decide",
            id="pegel",
            project="talsperre",
            decision="pin",
        )
        answer = cli.invoke(config, ["import", str(tmp_path / "a.yaml")])
        assert answer.exit_code == 0, answer.output
        assert [g["name"] for g in show("pegel")["groups"]] == ["talsperre"]
        cli.invoke(config, ["import", "--overwrite", str(tmp_path / "a.yaml")])
        assert show("pegel")["groups"] == []

    def test_what_was_edited_here_stays(self, cli, make_source, tmp_path):
        """Import tells the difference and leaves it; `--overwrite` takes the file's."""
        make_source("https://a.example/catalog.ttl")
        exported(cli, tmp_path / "a.yaml")
        call_action("organization_patch", id="nordtal", title="Nordtal am See")
        answer = cli.invoke(config, ["import", str(tmp_path / "a.yaml")])
        assert "title" in answer.output
        assert model.Group.get("nordtal").title == "Nordtal am See"
        cli.invoke(config, ["import", "--overwrite", str(tmp_path / "a.yaml")])
        model.Session.expire_all()
        assert model.Group.get("nordtal").title == "Gemeinde Nordtal"

    def test_another_file_is_refused(self, cli, tmp_path):
        """What is no such file is told; nothing is put in."""
        for text in ("version: 7", "[", "version: 1\nfremd: []"):
            path = tmp_path / "x.yaml"
            path.write_text(text)
            assert cli.invoke(config, ["import", str(path)]).exit_code == 1


class TestYesterday:
    def test_restored_dump(self, feed, turtle, make_source, run, packages, tmp_path):
        """W9.4: yesterday's database comes back: nothing withdrawn, ids and addresses the same."""
        if not shutil.which("pg_restore"):
            pytest.skip("pg_restore is not installed")
        pages = [turtle.dataset(1), turtle.dataset(2)]
        source = make_source(feed.put("/1", turtle.catalogue(*pages)))
        run(source)
        before = {p["id"]: p["uri"] for p in packages().values()}
        address = str(model.meta.engine.url.render_as_string(hide_password=False))
        file = tmp_path / "yesterday"
        subprocess.run(["pg_dump", "-Fc", "-f", file, address], check=True)
        feed.put("/1", turtle.catalogue(*pages, turtle.dataset(3)))
        run(source)
        model.Session.remove()
        model.meta.engine.dispose()
        options = ["--clean", "--if-exists", "--single-transaction", "-d", address]
        subprocess.run(["pg_restore", *options, file], check=True)
        clear_all()
        rebuild()
        report = run(source)
        assert (report.counts()["added"], report.counts()["removed"]) == (1, 0)
        after = {p["id"]: p["uri"] for p in packages().values()}
        assert before.items() <= after.items()


@pytest.fixture
def restart() -> Any:
    """Give an empty machine: database, index."""

    def empty() -> None:
        import sys

        conftest = next(m for n, m in sys.modules.items() if n.endswith("tests.conftest"))
        conftest.empty_database()
        clear_all()

    return empty
