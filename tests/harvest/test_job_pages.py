"""ckanext-harvest's pages of a job: what stayed the same, and where a record came from."""

from __future__ import annotations

from typing import Any

import pytest

import ckan.plugins.toolkit as tk
from ckan.tests import factories

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]


def ask(action: str, **data: Any) -> Any:
    return tk.get_action(action)({"ignore_auth": True}, data)


class TestUnchanged:
    def test_is_counted_on_the_job_that_saw_it(self, feed, make_source, turtle, run, app):
        """The second run's two records are not modified; the first run's were added."""
        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1), turtle.dataset(2))))
        assert [run(source).counts()["added"] for _ in range(2)] == [2, 0]
        jobs = ask("harvest_job_list", source_id=source["id"])
        counts = sorted((j["stats"]["added"], j["stats"]["not modified"]) for j in jobs)
        assert counts == [(0, 2), (2, 0)]
        last = ask("harvest_source_show_status", id=source["id"])["last_job"]
        assert last["stats"]["not modified"] == 2
        assert ask("harvest_job_show", id=last["id"])["stats"]["not modified"] == 2

        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        page = app.get(f"/harvest/quelle/job/{last['id']}", headers=headers).body
        badge = page[page.index('data-diff="not modified"') :]
        assert badge[badge.index(">") + 1 :].split()[0] == "2"

    def test_other_source_at_the_same_time_is_not_counted(self, feed, make_source, turtle, run):
        """Runs of two sources overlap; each job has its own count."""
        first = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))), name="eins")
        second = make_source(feed.put("/2", turtle.catalogue(turtle.dataset(2))), name="zwei")
        run(first)
        run(second)
        run(second)
        (job,) = ask("harvest_job_list", source_id=first["id"])
        assert job["stats"]["not modified"] == 0


class TestListOfSources:
    def test_tells_of_a_run_that_changed_nothing(
        self, feed, make_source, turtle, run, app, solr_queries, sql_queries
    ):
        """The index was left alone; the list names the same last job as the source's own page."""
        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1), turtle.dataset(2))))
        assert run(source).counts()["added"] == 2
        solr_queries.clear()
        assert run(source).counts()["unchanged"] == 2
        assert not [query for query in solr_queries if "update" in str(query)]

        sql_queries.clear()
        (found,) = ask("package_search", fq="+dataset_type:harvest")["results"]
        asked = [query for query in sql_queries if "harvest_job" in str(query)]
        assert len(asked) == 3
        status = ask("harvest_source_show_status", id=source["id"])
        assert found["status"] == status
        assert status["job_count"] == 2 and status["last_job"]["stats"]["not modified"] == 2
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        assert "2" in app.get("/harvest", headers=headers).body

    @pytest.mark.parametrize("then", ["Finished", "Running"])
    def test_tells_a_job_as_it_is_now(self, feed, make_source, turtle, run, then):
        """Indexed while it ran (an edited source), it has ended; a newer one is at work."""
        from ckan import model
        from ckanext.harvest.model import HarvestJob, HarvestSource

        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))))
        run(source)
        newest = HarvestJob(source=HarvestSource.get(source["id"]), status="Running")
        if then == "Finished":
            newest.save()
            ask("harvest_source_reindex", id=source["id"])
            newest.status = then
        newest.save()
        model.Session.expire_all()
        (found,) = ask("package_search", fq="+dataset_type:harvest")["results"]
        assert found["status"] == ask("harvest_source_show_status", id=source["id"])
        assert (found["status"]["last_job"]["status"], found["status"]["job_count"]) == (then, 2)

    def test_a_search_without_sources_asks_nothing(
        self, feed, make_source, turtle, run, sql_queries
    ):
        """Datasets are found as before, without a question to the tables of jobs."""
        run(make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1)))))
        sql_queries.clear()
        assert ask("package_search", q="*:*")["count"] == 1
        assert not [query for query in sql_queries if "harvest_job" in str(query)]


class TestOriginalUrl:
    @pytest.mark.parametrize(
        ("guid", "config", "expected"),
        [
            ("https://x.example/1", {}, "https://x.example/1"),
            ("abc", {}, "{source}"),
            (None, {}, "{source}"),
            (
                "ä b",
                {"protocol": "csw"},
                "{source}?service=CSW&version=2.0.2&request=GetRecordById&elementSetName=full"
                "&outputSchema=http%3A%2F%2Fwww.isotc211.org%2F2005%2Fgmd&id=%C3%A4+b",
            ),
        ],
    )
    def test_leads_to_the_record(self, make_source, guid, config, expected):
        """To its IRI, to the catalogue's answer about it, else at least to the source."""
        from ckanext.harvest.model import HarvestJob, HarvestObject, HarvestSource

        from ckanext.modellregion_owl.harvest.frame.ckan_harvester import CkanHarvester

        source = make_source("https://quelle.example/csw", **config)
        job = HarvestJob(source=HarvestSource.get(source["id"]), status="Finished")
        job.save()
        found = HarvestObject(guid=guid, job=job)
        found.save()
        wanted = expected.format(source="https://quelle.example/csw")
        assert CkanHarvester().get_original_url(found.id) == wanted

    def test_unknown_object(self):
        """None: the page shows no link."""
        from ckanext.modellregion_owl.harvest.frame.ckan_harvester import CkanHarvester

        assert CkanHarvester().get_original_url("nichts") is None
