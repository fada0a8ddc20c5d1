"""Checks are kept for each dataset, made once for each text, shown to those who can use them."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

sys.path.append(str(Path(__file__).parents[1] / "rdf"))
from samples import full_dataset

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]


@pytest.fixture
def organisation() -> dict[str, Any]:
    """Create an organisation with one editor, `steward`."""
    from ckan.tests import factories

    factories.User(name="steward")
    users = [{"name": "steward", "capacity": "editor"}]
    return factories.Organization(name="amt", title="Amt", users=users)


@pytest.fixture
def make(organisation: Any) -> Any:
    """Create a dataset with a value in every row; without licences it breaks a rule."""
    import ckan.plugins.toolkit as tk

    def make(name: str, licence: bool = False, **more: Any) -> dict[str, Any]:
        package = {**full_dataset(), "name": name, "owner_org": organisation["id"], **more}
        for key in ("id", "uri", "identifier"):
            package.pop(key, None)
        for resource in package["resources"]:
            resource.pop("id", None)
            if not licence:
                resource.pop("license", None)
        return tk.get_action("package_create")({"ignore_auth": True, "user": "steward"}, package)

    return make


def fill() -> int:
    """Check what is to be checked; return how many datasets."""
    from ckanext.modellregion_owl.quality import refresh

    return sum(refresh.refresh())


def kept() -> int:
    """Return how many checks and findings are kept."""
    import ckan.model as model

    from ckanext.modellregion_owl.model import check, check_finding

    tables = (check, check_finding)
    return sum(model.Session.scalar(sa.select(sa.func.count()).select_from(t)) for t in tables)


def command(cli: Any, *args: str) -> Any:
    """Run `ckan modellregion quality`."""
    from ckan.cli.cli import ckan

    return cli.invoke(ckan, ["modellregion", "quality", *args])


def as_steward() -> dict[str, str]:
    """Return the headers of the editor."""
    from ckan.tests import factories

    return {"Authorization": factories.APIToken(user="steward")["token"]}


def checks() -> dict[str, Any]:
    """Return id → row of what is kept."""
    import ckan.model as model

    from ckanext.modellregion_owl.model import check

    return {row.dataset_id: row for row in model.Session.execute(sa.select(check))}


class TestKept:
    def test_once_for_each_text(self, make):
        """What has not changed is never checked again, what has is; what is gone is gone."""
        import ckan.plugins.toolkit as tk

        context = {"ignore_auth": True, "user": "steward"}
        one, two = make("eins"), make("zwei")
        assert fill() == 2
        assert fill() == 0
        before = checks()
        assert before[one["id"]].errors > 0
        tk.get_action("package_patch")(dict(context), {"id": one["id"], "title": "Neu"})
        assert fill() == 1
        assert checks()[two["id"]].checked == before[two["id"]].checked
        tk.get_action("package_delete")(dict(context), {"id": one["id"]})
        assert set(checks()) == {two["id"]}
        tk.get_action("package_patch")(dict(context), {"id": two["id"], "private": True})
        assert (fill(), checks()) == (0, {})

    def test_by_the_worker(self, make, monkeypatch):
        """A new dataset is checked by nothing but `ckan jobs worker`, as operators run it."""
        from ckanext.modellregion_owl.quality import job

        # The test before this one may have queued a job a moment ago; Redis was emptied since.
        monkeypatch.setattr(job, "_queued", 0.0)
        made = make("eins")
        assert checks() == {}
        ckan = Path(sys.executable).parent / "ckan"
        config = Path(__file__).parents[2] / "test.ini"
        command = [ckan, "-c", config, "jobs", "worker", "--burst"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        assert set(checks()) == {made["id"]}

    def test_purged(self, make):
        """Purging a dataset takes all that is kept of it along."""
        import ckan.model as model
        import ckan.plugins.toolkit as tk

        from ckanext.modellregion_owl.model import check_finding

        made = make("eins")
        fill()
        tk.get_action("dataset_purge")({"ignore_auth": True}, {"id": made["id"]})
        assert checks() == {}
        assert model.Session.scalar(sa.select(sa.func.count()).select_from(check_finding)) == 0

    def test_other_rules(self, make, monkeypatch):
        """With other rules everything is checked anew."""
        from ckanext.modellregion_owl.quality import store

        make("eins")
        fill()
        monkeypatch.setattr(store, "version", lambda: "anders")
        assert fill() == 1

    def test_goes_on_where_it_stopped(self, make, monkeypatch):
        """A run that ends early keeps what it has done."""
        from ckanext.modellregion_owl.quality import refresh

        monkeypatch.setattr(refresh, "BATCH", 1)
        for name in ("eins", "zwei", "drei"):
            make(name)
        assert next(refresh.refresh()) == 1
        assert len(checks()) == 1
        assert fill() == 2

    def test_asked_for_by_a_change(self, make, monkeypatch):
        """A change queues one job, however many there are; the page does not wait for it."""
        from ckan.lib import jobs

        from ckanext.modellregion_owl.quality import job

        monkeypatch.setattr(job, "PAUSE", 0.0)
        make("eins")
        make("zwei")
        waiting = [j for j in jobs.get_queue().jobs if j.meta.get("title") == job.TITLE]
        assert len(waiting) == 1
        assert checks() == {}
        job.run()
        assert len(checks()) == 2

    def test_links(self, make):
        """What the link check finds out changes the points, without another check of the text."""
        import ckan.model as model

        from ckanext.modellregion_owl.links import check as links
        from ckanext.modellregion_owl.links.ask import Told
        from ckanext.modellregion_owl.links.store import save
        from ckanext.modellregion_owl.quality import relink

        made = make("eins")
        fill()
        before = checks()[made["id"]]
        assert before.unknown == 80
        links.look()
        save({url: Told() for urls in before.links.values() for url in urls})
        model.Session.commit()
        assert relink.rescore() == 1
        after = checks()[made["id"]]
        assert (after.points - before.points, after.unknown) == (80, 0)
        assert after.checked == before.checked
        assert relink.rescore() == 0


class TestShown:
    def test_pages(self, make, make_app):
        """Everybody sees points and the next step, editors what to correct and where."""
        make("eins")
        app = make_app()
        assert "Qualität der Beschreibung" not in app.get("/dataset/eins").body
        assert "noch nicht geprüft" in app.get("/dataset/eins/qualitaet").body
        fill()
        page = app.get("/dataset/eins").body
        assert "Qualität der Beschreibung" in page
        assert "von 405 Punkten" in page
        assert "Nächster Schritt" in page
        assert "Fehler</a>" not in page
        public = app.get("/dataset/eins/qualitaet").body
        assert "Was die nächsten Punkte bringt" in public
        assert "Zum Feld" not in public
        assert app.get("/dataset/fehlt/qualitaet").status_code == 404
        headers = as_steward()
        assert "#wrong" in app.get("/dataset/eins", headers=headers).body
        own = app.get("/dataset/eins/qualitaet", headers=headers).body
        assert "Lizenz" in own
        assert "#field-license" in own
        found = app.get("/datenpflege/pruefung.csv?dataset=eins", headers=headers).body
        lines = list(csv.DictReader(io.StringIO(found.lstrip("\ufeff")), delimiter=";"))
        assert any(line["label"] == "Lizenz" and line["file"] for line in lines)
        assert app.get("/datenpflege/pruefung.csv").status_code == 403

    def test_form(self, make, make_app):
        """Beside the field, told to screen readers with it."""
        made = make("eins")
        fill()
        app, headers = make_app(), as_steward()
        file = made["resources"][0]["id"]
        page = app.get(f"/dataset/eins/resource/{file}/edit", headers=headers).body
        assert 'id="found-license"' in page
        assert re.search('aria-describedby="[^"]*found-license', page)
        assert "found-title" not in app.get("/dataset/edit/eins", headers=headers).body

    def test_private(self, make, make_app):
        """Editors see what is wrong before it is published, others nothing, and nothing is kept."""
        made = make("entwurf", private=True)
        assert fill() == 0
        app, headers = make_app(), as_steward()
        page = app.get("/de/dataset/entwurf", headers=headers).body
        assert re.search(r"[1-9]\d* Fehler", page)
        assert "bevor er veröffentlicht ist" in page
        assert app.get("/dataset/entwurf").status_code == 404
        file = made["resources"][0]["id"]
        form = app.get(f"/de/dataset/entwurf/resource/{file}/edit", headers=headers).body
        assert 'id="found-license"' in form
        assert "found-title" not in app.get("/dataset/edit/entwurf", headers=headers).body
        good = make("fertig", licence=True, private=True)
        page = app.get(f"/de/dataset/{good['name']}", headers=headers).body
        assert not re.search(r"[1-9]\d* Fehler", page)
        assert kept() == 0

    def test_overview(self, make, app, sql_queries):
        """By municipality; the file says what the page says; as many queries for 1 as for 3."""
        make("eins")
        fill()

        def asked() -> int:
            sql_queries.clear()
            assert "Amt" in app.get("/qualitaet").body
            return len([q for q in sql_queries if "modellregion_check" in q])

        first = asked()
        make("zwei", licence=True)
        make("drei", licence=True)
        fill()
        assert asked() == first == 4
        page = app.get("/qualitaet").body
        lines = list(csv.reader(io.StringIO(app.get("/qualitaet.csv").body), delimiter=";"))
        assert lines[1][1:3] == ["Amt", "3"]
        assert f">{lines[1][3]}</td>" in page

    def test_api(self, make, app, sql_queries):
        """Points for everybody, findings for editors, by page and with at most four queries."""
        make("eins")
        make("zwei")
        fill()
        headers = as_steward()
        path = "/api/3/action/modellregion_"
        shown = json.loads(app.get(f"{path}quality_show?id=eins").body)["result"]
        assert sum(d["points"] for d in shown["dimensions"]) == shown["points"] <= 405
        assert shown["unknown"] == 80
        assert "licence_missing" in {g["rule"] for g in shown["govdata"] if not g["kept"]}
        assert "licence" in {step["name"] for step in shown["next"]}
        listed = json.loads(app.get(f"{path}quality_list").body)["result"]
        assert [line["title"] for line in listed["organisations"]] == ["Amt"]
        assert app.get(f"{path}quality_show?id=fehlt").status_code == 404
        assert app.get(f"{path}finding_list").status_code == 403
        all_ = json.loads(app.get(f"{path}finding_list", headers=headers).body)["result"]
        sql_queries.clear()
        one = json.loads(app.get(f"{path}finding_list?limit=1&offset=1", headers=headers).body)
        assert len([q for q in sql_queries if "check_finding" in q]) == 2
        assert one["result"]["count"] == all_["count"]
        assert one["result"]["results"] == all_["results"][1:2]
        errors = app.get(f"{path}finding_list?severity=Violation&dataset=eins", headers=headers)
        assert {r["label"] for r in json.loads(errors.body)["result"]["results"]} == {"Lizenz"}
        assert app.get(f"{path}finding_list?severity=schlimm", headers=headers).status_code == 409


class TestThenAndNow:
    def test_figures(self, make, make_app, cli):
        """Every night a row; /zahlen shows the oldest and the newest day, its file the same."""
        from ckanext.modellregion_owl.quality import days

        app = make_app()
        assert "Qualität der Beschreibungen" not in app.get("/zahlen").body
        make("eins")
        result = command(cli, "nightly")
        assert result.exit_code == 0, result.output
        assert "1 Datensätze geprüft" in result.output
        today = date.today()  # noqa: DTZ011
        days.write(today - timedelta(days=30))
        make("zwei", licence=True)
        assert command(cli, "nightly").exit_code == 0
        then, now = (one for one in days.then_and_now(today) if not one.title)
        assert then.points < now.points
        page, file = app.get("/zahlen").body, app.get("/zahlen.csv").body
        assert "Qualität der Beschreibungen" in page
        for one in (then, now):
            assert f";{one.points};" in file
            assert str(one.points) in page

    def test_show(self, make, cli):
        """On the command line: points, dimensions, next steps."""

        make("eins")
        assert command(cli, "show", "eins").exit_code == 2
        fill()
        shown = command(cli, "show", "eins").output
        assert "/ 405" in shown
        assert "+20" in shown


class TestDesk:
    def test_one_line_for_each_cause(self, make, sql_queries):
        """Two datasets without licences are one line, with one query, and the list of the files."""
        from ckan.plugins.toolkit import get_action

        from ckanext.modellregion_owl.desk.cause import Scope
        from ckanext.modellregion_owl.desk.listing import causes_of
        from ckanext.modellregion_owl.quality import causes

        make("eins")
        make("zwei")
        fill()
        sql_queries.clear()
        found = list(causes_of([causes], Scope("")))
        assert len(sql_queries) == 1
        line = next(one for one in found if "license" in one.key)
        assert "ohne „Lizenz“" in line.text
        assert line.count == len(list(causes.affected(Scope(""), line.key)))
        assert {a.name for a in causes.affected(Scope(""), line.key)} == {"eins", "zwei"}
        listed = get_action("modellregion_desk_list")({"user": "steward"}, {"limit": 100})
        assert line.key in {one["key"] for one in listed["results"]}
        assert list(causes_of([causes], Scope("", ("andere",)))) == []
