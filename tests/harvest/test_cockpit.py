"""The cockpit of a source: harvest now, how far it is, keep or remove with a reason."""

from __future__ import annotations

import pytest

import ckan.plugins.toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl.harvest import job, live
from ckanext.modellregion_owl.harvest.lock import source_lock
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.sources_state import states

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]


@pytest.fixture
def source(feed, make_source, turtle):
    """A source of ten datasets that was never read."""
    feed.put("/1", turtle.catalogue(*(turtle.dataset(n) for n in range(10))))
    return make_source(feed.url + "/1")


@pytest.fixture
def held(source, feed, turtle, run):
    """The source, whose last run misses six of ten."""
    run(source)
    feed.put("/1", turtle.catalogue(*(turtle.dataset(n) for n in range(4))))
    assert run(source).state.value == "held"
    return source


@pytest.fixture
def user():
    """The headers of somebody who may do all."""
    return {"Authorization": factories.SysadminWithToken(fullname="Erika Muster")["token"]}


def progress() -> dict:
    return call_action("modellregion_harvest_progress", id="quelle")


class TestHarvestNow:
    def test_button_queue_run(self, source, app, user, packages, monkeypatch):
        """The button queues one run, however often it is pressed; the job does it."""
        queued = []
        monkeypatch.setattr(tk, "enqueue_job", lambda *a, **k: queued.append((a, k)))
        for _ in range(2):
            page = app.post("/en/abruf/quelle/starten", headers=user).text
        assert len(queued) == 1
        assert "The run waits for its turn." in page
        assert app.get("/abruf/quelle/stand.json", headers=user).json["waiting"] is True
        function, arguments = queued[0][0]
        assert function is job.run
        job.run(*arguments)
        assert len(packages()) == 10
        assert (progress()["waiting"], progress()["running"]) == (False, False)
        assert "Harvest now" in app.get("/en/abruf/quelle", headers=user).text

    def test_how_far_it_is(self, source, run, app, user, monkeypatch):
        """While the source is read the page says how many records are done."""
        seen = []
        tell = live.telling

        def watched(source_id, also):
            told = tell(source_id, also)

            def one(done, total):
                told(done, total)
                seen.append(progress())

            return one

        monkeypatch.setattr("ckanext.modellregion_owl.harvest.live.telling", watched)
        monkeypatch.setattr(live, "EVERY", 0.0)
        run(source)
        assert seen[0]["running"] is True
        assert seen[-1]["done"] == 10
        assert progress()["running"] is False

    def test_not_beside_another_run(self, source, monkeypatch):
        """Who harvests on the command line is not doubled; a killed run hinders nobody."""
        monkeypatch.setattr(tk, "enqueue_job", lambda *a, **k: None)
        with source_lock(Source.from_dict(source)):
            assert call_action("modellregion_harvest_start", id="quelle") == {"queued": False}
        assert call_action("modellregion_harvest_start", id="quelle") == {"queued": True}


class TestDecision:
    def test_keep_with_a_reason(self, held, app, user, packages, feed, turtle, run):
        """All stays, the question is gone, the log says why; the next run asks again."""
        page = app.get("/en/abruf/quelle/entscheiden?answer=keep", headers=user).text
        assert "Baumkataster 9" in page
        asked = call_action("modellregion_harvest_confirm", id="quelle")
        form = {"answer": "keep", "list": asked["list"], "reason": "Nur die Liste war kurz."}
        page = app.post("/en/abruf/quelle/entscheiden", data=form, headers=user).text
        assert "6 datasets stay." in page
        assert "Remove 6 datasets" not in page
        assert len(packages()) == 10
        (entry,) = call_action("modellregion_desk_log")
        assert (entry["kind"], entry["who"]) == ("kept", "Erika Muster")
        assert entry["reason"] == "Nur die Liste war kurz."
        assert states()[0].health == "good" or states()[0].missing == 0
        assert run(held).state.value == "held"
        assert states()[0].missing == 6

    def test_remove_with_a_reason(self, held, app, user, packages):
        """The datasets go, and the log says who and why."""
        asked = call_action("modellregion_harvest_confirm", id="quelle")
        form = {"answer": "remove", "list": asked["list"], "reason": "Umgezogen"}
        app.post("/en/abruf/quelle/entscheiden", data=form, headers=user)
        assert len(packages()) == 4
        (entry,) = call_action("modellregion_desk_log")
        assert (entry["kind"], entry["reason"]) == ("removed", "Umgezogen")

    def test_another_list_is_refused(self, held, app, user, packages):
        """Who has looked at an older list decides nothing."""
        for answer in ("keep", "remove"):
            form = {"answer": answer, "list": "alt", "reason": "x"}
            app.post("/abruf/quelle/entscheiden", data=form, headers=user)
        assert len(packages()) == 10
        assert states()[0].missing == 6
        assert call_action("modellregion_desk_log") == []

    def test_stands_though_a_later_run_failed(self, held, app, user, feed, run):
        """A run that could not read the source says nothing of what is missing."""
        feed.put("/1", b"boom", status=500)
        assert run(held).state.value == "failed"
        page = app.get("/en/abruf/quelle", headers=user).text
        assert "6 of 10 datasets are missing in the delivery" in page


class TestStates:
    def test_one_query_for_all(self, held, make_source, sql_queries):
        """However many sources there are; with datasets, trend, health."""
        for n in range(3):
            make_source(f"http://127.0.0.1:1/{n}", name=f"weitere-{n}")
        sql_queries.clear()
        found = {s.name: s for s in states()}
        assert len(sql_queries) == 1
        assert found["quelle"].health == "held"
        assert (found["quelle"].datasets, found["quelle"].trend) == (10, 10)
        assert found["weitere-0"].health == "never"

    def test_table_of_a_run(self, held, app, user):
        """What the run did and what was noticed, for a spreadsheet."""
        table = app.get("/abruf/quelle/protokoll.csv", headers=user)
        assert table.mimetype == "text/csv"
        assert table.text.count("\r\n") > 4
