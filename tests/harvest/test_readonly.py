"""Reading only, for an upgrade: everything is served, nothing is written, harvests wait."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from owltests import tables

import ckan.model as model
from ckan.lib.search import rebuild
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl import readonly
from ckanext.modellregion_owl.cli.readonly import read_only
from ckanext.modellregion_owl.harvest.frame.books import HarvestBooks
from ckanext.modellregion_owl.harvest.frame.ckan_harvester import CkanHarvester
from ckanext.modellregion_owl.harvest.pipeline import harvest
from ckanext.modellregion_owl.texts import _site_catalogue

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

STORED = ("package", "resource", "package_tag", "tag", "member", "activity", "harvest_job")
OPEN = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state LIKE 'idle in trans%'
"""


def stored() -> int:
    """Return how many datasets another connection sees."""
    with model.meta.engine.connect() as connection:
        query = "SELECT count(*) FROM package WHERE type = 'dataset' AND state = 'active'"
        return int(connection.execute(sa.text(query)).scalar() or 0)


@pytest.fixture
def pauses(monkeypatch) -> list[dict[str, int]]:
    """Note what there is each time a harvest waits; the upgrade is over at the second time."""
    found: list[dict[str, int]] = []

    def sleep(seconds: float) -> None:
        with model.meta.engine.connect() as connection:
            held = int(connection.execute(sa.text(OPEN)).scalar() or 0)
        found.append({"datasets": stored(), "transactions": held})
        if len(found) == 2:
            readonly.switch(False)

    monkeypatch.setattr(readonly, "sleep", sleep)
    return found


class TestPages:
    @pytest.mark.ckan_config("ckanext.modellregion_owl.feed.refresh_seconds", "0")
    def test_read_but_not_written(self, cli, app, organisation):
        """Pages, API and feed answer; who writes is told so by 503, and nothing is changed."""
        made = factories.Dataset(name="baum", title="Bäume", owner_org=organisation["id"])
        rebuild()
        admin = factories.SysadminWithToken()
        headers = {"Authorization": admin["token"]}
        assert "Bäume" in app.get("/catalog.ttl").text
        assert cli.invoke(read_only, ["on"]).exit_code == 0
        before = tables.content(model.meta.engine, *STORED)

        for path in ("/", "/de/dataset", "/dataset/baum", "/dataset/baum.ttl", "/catalog.ttl"):
            assert app.get(path).status_code == 200, path
        assert app.get("/dataset/edit/baum", headers=headers).status_code == 200
        search = app.post("/api/3/action/package_search", json={"q": "Bäume"})
        assert search.json["result"]["count"] == 1

        for lang in ("de", "en"):
            said = _site_catalogue(lang).gettext(readonly.SENTENCE)
            form = {"title": "Anders", "name": "baum", "save": "save"}
            page = app.post(f"/{lang}/dataset/edit/baum", data=form, headers=headers)
            assert page.status_code == 503
            assert page.headers["Retry-After"] == str(readonly.RETRY_AFTER)
            assert said in page.text
        for action in ("package_patch", "package_delete", "modellregion_harvest_start"):
            answer = app.post(f"/api/3/action/{action}", json={"id": made["id"]}, headers=headers)
            assert answer.status_code == 503
            assert answer.json["success"] is False
            told = answer.json["error"]["message"]
            assert told == _site_catalogue("de").gettext(readonly.SENTENCE)
        assert app.post("/api/3/action/gibt_es_nicht", json={}).status_code == 400
        assert tables.content(model.meta.engine, *STORED) == before

        # What a command changes meanwhile waits for the end; then all is as ever.
        call_action("package_patch", id="baum", title="Linden")
        assert "Bäume" in app.get("/catalog.ttl").text
        assert cli.invoke(read_only, ["off"]).exit_code == 0
        assert "Linden" in app.get("/catalog.ttl").text
        patch = {"id": "baum", "title": "Eichen"}
        assert app.post("/api/3/action/package_patch", json=patch, headers=headers).json["success"]

    def test_told_by_the_command(self, cli):
        """Without an argument the command tells how it is and switches nothing."""
        assert not readonly.on()
        told = {wanted: cli.invoke(read_only, [wanted]).output for wanted in ("on", "off")}
        assert told["on"] != told["off"] == cli.invoke(read_only).output
        assert not readonly.on()
        assert cli.invoke(read_only, ["vielleicht"]).exit_code == 2


class TestHarvest:
    @pytest.fixture
    def source(self, feed, turtle, make_source) -> dict[str, Any]:
        """Three datasets."""
        page = turtle.catalogue(*(turtle.dataset(n) for n in range(3)))
        return make_source(feed.put("/1", page))

    def test_waits_to_begin(self, source, run, pauses):
        """A harvest that is started meanwhile waits, and then does all of its work."""
        readonly.switch(True)
        report = run(source)
        assert pauses == [{"datasets": 0, "transactions": 0}] * 2
        assert (report.state.value, report.added) == ("finished", 3)

    @pytest.mark.ckan_config("ckanext.modellregion_owl.harvest.batch_size", "1")
    def test_waits_between_batches(self, source, pauses):
        """One at work waits before its next batch, without a transaction that could hold up."""

        def progress(done: int, total: int | None) -> None:
            if stored() == 1 and not pauses:
                readonly.switch(True)

        report = harvest(source, HarvestBooks(source["id"]), progress=progress)
        assert pauses == [{"datasets": 1, "transactions": 0}] * 2
        assert (report.state.value, report.added) == ("finished", 3)

    def test_consumers_wait(self, source, pauses):
        """A batch of ckanext-harvest's queue is written afterwards, and ends its job."""
        from ckanext.harvest.model import HarvestJob, HarvestObject

        job = call_action("harvest_job_create", source_id=source["id"], run=False)
        job = model.Session.get(HarvestJob, job["id"])
        harvester = CkanHarvester()
        (id_,) = harvester.gather_stage(job)
        readonly.switch(True)
        harvester.import_stage(model.Session.get(HarvestObject, id_))
        assert pauses == [{"datasets": 0, "transactions": 0}] * 2
        assert stored() == 3
        model.Session.expire_all()
        assert model.Session.get(HarvestJob, job.id).status == "Finished"
