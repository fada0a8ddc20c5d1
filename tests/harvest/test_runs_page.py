"""Reports of runs: page for editors, action, CSV, command line (issue 5, 5 and 8)."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

SHOTS = os.environ.get("MODELLREGION_SHOTS", "")
LANGUAGES = {"de": "Abrufe: Quelle quelle", "en": "Runs: Quelle quelle"}


@pytest.fixture
def held(feed, make_source, turtle, run):
    """A source of ten datasets, one of them broken; the last run misses four."""
    datasets = [turtle.dataset(n) for n in range(10)]
    feed.put("/1", turtle.catalogue(*datasets, turtle.dataset(10, title="")))
    source = make_source(feed.url + "/1")
    run(source)
    feed.put("/1", turtle.catalogue(*datasets[:6], turtle.dataset(11, title="=Wege")))
    assert run(source).state.value == "held"
    return source


def headers(organisation: str, capacity: str) -> dict[str, str]:
    """The headers of a new user with that role in the organisation."""
    import ckan.plugins.toolkit as tk
    from ckan.tests import factories

    user = factories.UserWithToken()
    if capacity:
        site = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
        data = {"id": organisation, "username": user["name"], "role": capacity}
        tk.get_action("organization_member_create")({"ignore_auth": True, "user": site}, data)
    return {"Authorization": user["token"]}


@pytest.mark.stack
@pytest.mark.usefixtures("clean_stack")
class TestPage:
    @pytest.mark.parametrize(
        ("capacity", "status"), [("editor", 200), ("admin", 200), ("member", 403), ("", 403)]
    )
    def test_who_may_see_it(self, held, organisation, app, capacity, status):
        """Who may edit the source; nobody else."""
        app.get("/abruf/quelle", headers=headers(organisation["id"], capacity), status=status)

    @pytest.mark.parametrize("number", ["²", "-1", "9" * 40, "x"])
    def test_page_that_is_none(self, held, organisation, app, number):
        """A number that nobody can mean is no fault of the server."""
        user = headers(organisation["id"], "editor")
        app.get(f"/abruf/quelle?page={number}", headers=user, status=200)

    def test_question_runs_records_findings(self, held, organisation, app):
        """What waits, how the runs ended, what became of each record, what was noticed."""
        user = headers(organisation["id"], "editor")
        page = app.get("/en/abruf/quelle", headers=user).text
        for text in (
            "4 of 11 datasets are missing in the delivery",
            "Baumkataster 9",
            "Remove 4 datasets",
            "Waits for your decision",
            "=Wege",
            "filled in",
        ):
            assert text in page
        app.get("/abruf/quelle?run=gibt-es-nicht", headers=user, status=404)
        app.get("/abruf/gibt-es-nicht", headers=user, status=404)

    def test_four_queries(self, held, sql_queries):
        """The report needs runs, records and findings: one query each."""
        from ckanext.modellregion_owl.harvest.web.report import report

        sql_queries.clear()
        report(held)
        assert len(sql_queries) <= 4

    def test_confirm_by_button(self, held, organisation, app, packages):
        """The button removes exactly the list that it stands under."""
        import ckan.plugins.toolkit as tk

        user = headers(organisation["id"], "editor")
        asked = tk.get_action("modellregion_harvest_confirm")(
            {"ignore_auth": True}, {"id": "quelle"}
        )
        app.post("/abruf/quelle/bestaetigen", data={"list": "alt"}, headers=user)
        assert len(packages()) == 11
        app.post("/abruf/quelle/bestaetigen", data={"list": asked["list"]}, headers=user)
        assert len(packages()) == 7

    @pytest.mark.ckan_config("ckanext.modellregion_owl.feed.refresh_seconds", 0)
    def test_the_feed_does_not_ask_again(self, feed, make_source, turtle, run, organisation, app):
        """What was confirmed leaves the catalogue at once; what is lost beside it is still held."""
        import ckan.plugins.toolkit as tk

        def deliver(*numbers: int) -> None:
            feed.put("/1", turtle.catalogue(*(turtle.dataset(n) for n in numbers)))
            run(source)

        def stands() -> tuple[int, int]:
            """Return how many the catalogue lists, and how many of them wait for an answer."""
            listed = app.get("/catalog.ttl").text.count(" a dcat:Dataset")
            return listed, app.get("/feed-status.json").json["lost"]

        source = make_source(feed.url + "/1")
        deliver(*range(20))
        assert stands() == (20, 0)
        deliver(*range(10))
        user = headers(organisation["id"], "editor")
        asked = tk.get_action("modellregion_harvest_confirm")(
            {"ignore_auth": True}, {"id": "quelle"}
        )
        app.post("/abruf/quelle/bestaetigen", data={"list": asked["list"]}, headers=user)
        assert stands() == (10, 0)
        for number in range(5):
            app.post(
                "/api/3/action/package_patch",
                json={"id": f"baumkataster-{number}", "private": True},
                headers=user,
            )
        assert stands() == (10, 5)
        # Back again they are in the catalogue; lost another way they are a new question.
        deliver(*range(20))
        assert stands() == (20, 5)
        for number in range(10, 20):
            app.post(
                "/api/3/action/package_delete", json={"id": f"baumkataster-{number}"}, headers=user
            )
        assert stands() == (20, 15)

    def test_preview_by_button(self, held, organisation, app, feed, turtle, packages):
        """It shows what would change, and changes nothing."""
        user = headers(organisation["id"], "editor")
        numbers = (turtle.dataset(n, title=f"Neu {n}") for n in range(10))
        feed.put("/1", turtle.catalogue(*numbers))
        page = app.post("/en/abruf/quelle/vorschau", headers=user).text
        assert "Changed: 10" in page
        assert "Neu 3" in page
        assert not [p for p in packages().values() if p["title"].startswith("Neu")]
        app.get("/abruf/quelle/vorschau", headers=user, status=404)  # by POST only


@pytest.mark.stack
@pytest.mark.usefixtures("clean_stack")
class TestRights:
    def test_no_action_for_strangers(self, held):
        """Neither for anybody nor for an editor of another organisation; all actions of ours."""
        import ckan.plugins as p
        import ckan.plugins.toolkit as tk
        from ckan.tests import factories

        editor = factories.User()
        member = {"name": editor["name"], "capacity": "editor"}
        factories.Organization(name="andere", users=[member])
        plugin = p.get_plugin("modellregion_owl_harvest")
        # Rules and questions of curation are found by other parameters, and lists show everybody
        # what is theirs: they have tests of their own.
        others = ("modellregion_rule_", "modellregion_question_list")
        ours = [
            name
            for name in plugin.get_actions()
            if name.startswith("modellregion_") and not name.startswith(others)
        ]
        assert len(ours) >= 11
        for name in ours:
            source = name.startswith("modellregion_harvest")
            data = {
                "id": "quelle" if source else "baumkataster-1",
                "into": "baumkataster-2",
                "field": "title",
                "source": held["id"],
                "guid": "x",
                "list": "x",
            }
            for who in ("", editor["name"]):
                with pytest.raises(tk.NotAuthorized):
                    tk.get_action(name)({"user": who, "ignore_auth": False}, dict(data))


@pytest.mark.stack
@pytest.mark.usefixtures("clean_stack")
class TestCommands:
    @pytest.fixture
    def command(self, cli):
        """Run `ckan modellregion harvest …` in this process."""
        from ckanext.modellregion_owl.cli.harvest import harvest

        return lambda *arguments: cli.invoke(harvest, list(arguments))

    def test_report(self, held, command):
        """As text, JSON and a table; the first run is there by its id."""
        data = json.loads(command("report", "quelle", "--json").stdout)
        assert [r["state"] for r in data["runs"]] == ["held", "finished"]
        first = data["runs"][1]["id"]
        older = json.loads(command("report", "quelle", "--run", first, "--json").stdout)
        failed = [r for r in older["records"] if r["action"] == "failed"]
        assert [r["guid"] for r in failed] == ["https://daten.example/dataset/10"]
        assert failed[0]["reason"]
        assert "Baumkataster" not in command("report", "quelle").stdout
        assert "=Wege" in command("report", "quelle").stdout

    def test_csv_is_no_formula(self, held, command):
        """A title that begins like a formula is none in the spreadsheet."""
        table = command("report", "quelle", "--csv").stdout
        assert table.startswith("\ufeff")
        assert ";'=Wege;" in table

    def test_confirm(self, held, command, packages):
        """The list, a question, and only "yes" removes."""
        assert "Baumkataster 9" in command("confirm", "quelle", "--list").stdout
        command("confirm", "quelle")  # no answer is no
        assert len(packages()) == 11
        assert command("confirm", "quelle", "--yes").exit_code == 0
        assert len(packages()) == 7
        assert command("confirm", "gibt-es-nicht").exit_code == 1

    def test_dry_run(self, held, command, packages):
        """The same numbers as a run, and nothing is written."""
        shown = json.loads(command("quelle", "--dry-run", "--json").stdout)["quelle"]
        assert shown["state"] == "held"
        assert shown["counts"]["missing"] == 4
        assert len(packages()) == 11


@pytest.mark.browser
class TestBrowser:
    @pytest.mark.parametrize("width", [1280, 390])
    def test_axe_and_width(self, live_site, held, organisation, page, run, width):
        """No violation, no scrolling sideways; in German and English; the gone page too."""
        from axe_playwright_python.sync_playwright import Axe

        import ckan.plugins.toolkit as tk

        page.set_viewport_size({"width": width, "height": 900})
        page.set_extra_http_headers(headers(organisation["id"], "editor"))
        seen = []
        for language, title in LANGUAGES.items():
            page.goto(f"{live_site}/{language}/abruf/quelle")
            assert page.locator("h1").inner_text() == title
            seen.append(self.check(page, Axe(), f"runs-{language}-{width}"))
        page.get_by_role("button", name="Show preview").click()
        page.locator("h1", has_text="Preview").wait_for()
        seen.append(self.check(page, Axe(), f"preview-en-{width}"))
        asked = tk.get_action("modellregion_harvest_confirm")(
            {"ignore_auth": True}, {"id": "quelle"}
        )
        tk.get_action("modellregion_harvest_confirm")(
            {"ignore_auth": True}, {"id": "quelle", "list": asked["list"]}
        )
        page.set_extra_http_headers({})
        for language in LANGUAGES:
            answer = page.goto(f"{live_site}/{language}/dataset/baumkataster-9")
            assert answer.status == 410
            seen.append(self.check(page, Axe(), f"gone-{language}-{width}"))
        run(held)
        assert [s for s in seen if s] == []

    @staticmethod
    def check(page, axe, name: str) -> str:
        """Return what is wrong with the page, "" when nothing is.

        A page's heading is there before its last style sheet: measured too early it is wider.
        """
        page.wait_for_load_state("load")
        if SHOTS:
            page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        found = axe.run(page)
        faults = [v["id"] for v in found.response["violations"]]
        return f"{name}: {faults} {wide}" if faults or wide > 0 else ""


@pytest.mark.unit
class TestProgressBar:
    def test_grows_with_what_the_source_announces(self, monkeypatch):
        """In a terminal: how many of how many, also where the total comes later or not at all."""
        import io

        from ckanext.modellregion_owl.cli.harvest_texts import progress_bar

        class Terminal(io.StringIO):
            def isatty(self) -> bool:
                return True

        monkeypatch.setattr("sys.stderr", terminal := Terminal())
        with progress_bar("quelle") as progress:
            progress(2, None)
            progress(5, 10)
            progress(10, 10)
        shown = terminal.getvalue()
        assert "quelle" in shown
        assert [text for text in ("2/2", "5/10", "10/10") if text not in shown] == []
