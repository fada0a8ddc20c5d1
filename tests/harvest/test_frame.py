"""In ckanext-harvest's frame: jobs, forms, sources of the region, tables, search index."""

from __future__ import annotations

import json
import re

import pytest

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]


def job_of(source):
    from ckanext.harvest.model import HarvestJob, HarvestSource

    job = HarvestJob(source=HarvestSource.get(source["id"]), status="Running")
    job.save()
    return job


class TestJob:
    def test_job_of_the_web(self, feed, make_source, turtle):
        """Gathered, its batch imported, finished; with its number."""
        import ckan.plugins.toolkit as tk
        from ckanext.harvest import queue
        from ckanext.harvest.model import HarvestJob, HarvestObject

        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))))
        job = job_of(source)
        harvester = queue.get_harvester("modellregion")
        (item,) = queue.gather_stage(harvester, job)
        queue.fetch_and_import_stages(harvester, HarvestObject.get(item))
        stored = HarvestJob.get(job.id)
        assert (stored.status, bool(stored.finished)) == ("Finished", True)
        shown = tk.get_action("harvest_job_show")({"ignore_auth": True}, {"id": job.id})
        assert shown["stats"]["added"] == 1

    def test_through_the_queue(self, feed, make_source, turtle, packages, app):
        """Sent by the web, taken by its consumers, closed; the job's page counts what there is."""
        import ckan.plugins.toolkit as tk
        from ckan.tests import factories
        from ckanext.harvest import queue

        def work(consumer, name, callback):
            while (found := consumer.basic_get(queue=name))[2]:
                callback(consumer, *found)

        source = make_source(
            feed.put("/1", turtle.catalogue(turtle.dataset(1, title=""), turtle.dataset(2)))
        )
        admin = factories.SysadminWithToken()
        queue.purge_queues()
        gather, fetch = queue.get_gather_consumer(), queue.get_fetch_consumer()
        for title in ("Baumkataster 2", "Neu"):
            feed.put("/1", turtle.catalogue(turtle.dataset(1, title=""), turtle.dataset(2, title)))
            job = tk.get_action("harvest_job_create")(
                {"user": admin["name"]}, {"source_id": source["id"], "run": True}
            )
            work(gather, queue.get_gather_queue_name(), queue.gather_callback)
            work(fetch, queue.get_fetch_queue_name(), queue.fetch_callback)
            tk.get_action("harvest_jobs_run")({"user": admin["name"]}, {})
        assert [p["title"] for p in packages().values()] == ["Neu"]
        shown = tk.get_action("harvest_job_show")({"ignore_auth": True}, {"id": job["id"]})
        assert (shown["status"], shown["finished"] is not None) == ("Finished", True)
        # The item of the queue is no dataset, and no "not modified" one either.
        wanted = {"added": 0, "updated": 1, "deleted": 0, "errored": 1, "not modified": 0}
        assert {name: shown["stats"][name] for name in wanted} == wanted
        headers = {"Authorization": admin["token"]}
        page = app.get(f"/harvest/quelle/job/{job['id']}", headers=headers).body
        badges = dict(re.findall(r'data-diff="([a-z ]+)">\s*(\d+)', page))
        shown = {name: badges.get(name) for name in ("error", "updated", "not modified")}
        assert shown == {"error": "1", "updated": "1", "not modified": "0"}

    @pytest.mark.ckan_config("ckan.harvest.status_mail.all", True)
    @pytest.mark.ckan_config("smtp.mail_from", "portal@example.org")
    @pytest.mark.ckan_config("ckanext.modellregion_owl.desk.mailboxes", "*=all@example.org")
    def test_no_mail_of_ckanext_harvest(self, make_source, smtp_sink, ckan_config, app):
        """Where the morning mail tells of our sources, that extension mails of the others alone."""
        import ckan.plugins.toolkit as tk
        from ckan.tests import factories

        ckan_config["smtp.server"], sent = smtp_sink
        admin = {"ignore_auth": True, "user": factories.Sysadmin(email="a@example.org")["name"]}
        job = job_of(make_source("https://daten.example.org/"))
        for type_, boxes in (("modellregion", 0), ("ckan", 1)):
            job.source.type = type_
            # As a consumer leaves it that has not come to closing it.
            job.status, job.gather_finished = "Running", job.created
            job.save()
            with app.flask_app.test_request_context():
                tk.get_action("harvest_jobs_run")(dict(admin), {})
            assert job.status == "Finished"
            assert bool(sent) is bool(boxes), type_

    def test_user_that_writes(self, feed, make_source, turtle, run, packages):
        """An own one, who is neither administrator nor can log in."""
        import ckan.model as model

        run(make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1)))))
        (package,) = packages().values()
        user = model.User.get(package["creator_user_id"])
        assert user.name == "modellregion_harvest"
        assert not (user.sysadmin or user.password or user.email or user.apikey)

    def test_no_exception_leaves_a_stage(self, feed, make_source, monkeypatch):
        """Even a mistake of ours ends as a finished job with an error, not as a dead consumer."""
        from ckanext.harvest import queue
        from ckanext.harvest.model import HarvestJob

        monkeypatch.setattr("ckanext.modellregion_owl.harvest.run.Run.execute", lambda self: 1 / 0)
        job = job_of(make_source(feed.put("/1", b"")))
        queue.gather_stage(queue.get_harvester("modellregion"), job)
        stored = HarvestJob.get(job.id)
        assert stored.status == "Finished"
        assert "ZeroDivisionError" in stored.gather_errors[0].message

    def test_source_pages_work(self, feed, make_source, turtle, run, app):
        """The pages of the source, its job and a job's report answer."""
        from ckanext.harvest.model import HarvestJob

        page = turtle.catalogue(turtle.dataset(1), turtle.dataset(2, title=""))
        source = make_source(feed.put("/1", page))
        run(source)
        user = sysadmin_headers()
        job = HarvestJob.filter(source_id=source["id"]).one()
        assert "Baumkataster 1" in app.get("/harvest/quelle", headers=user).text
        report = app.get(f"/harvest/quelle/job/{job.id}", headers=user)
        assert "Der Datensatz hat keinen Titel." in report.text


def sysadmin_headers() -> dict[str, str]:
    from ckan.tests import factories

    return {"Authorization": factories.SysadminWithToken()["token"]}


class TestForm:
    def test_wrong_configuration_is_told(self, make_source, feed):
        """The form of a source says in words what is wrong with the configuration."""
        import ckan.plugins.toolkit as tk

        with pytest.raises(tk.ValidationError) as caught:
            make_source(feed.url, protocol="gopher")
        assert "Bekannt sind: " in str(caught.value.error_dict["config"])


class TestInit:
    def test_creates_what_is_missing_and_keeps_the_rest(self, organisations):
        """A second init changes nothing; an edited source stays as it was edited."""
        import ckan.plugins.toolkit as tk

        from ckanext.modellregion_owl.harvest.frame.ckan_harvester import source_dict, source_names
        from ckanext.modellregion_owl.harvest.frame.setup import init_sources
        from ckanext.modellregion_owl.region import load_region
        from ckanext.modellregion_owl.region.setup import Outcome, SetupReport, site_context

        def init(**options):
            report = SetupReport()
            init_sources(load_region(), report, options)
            return report

        demo = [row for row in load_region().sources if row.demo]
        first = init(demo_url="http://127.0.0.1:8000/")
        assert len(first.names(Outcome.CREATED)) == len(demo) == len(source_names())
        source = source_dict(demo[0].slug)
        assert source["url"] == f"http://127.0.0.1:8000{demo[0].demo}"
        assert json.loads(source["config"])["municipality"] == demo[0].municipality
        edited = tk.get_action("harvest_source_show")(site_context(), {"id": source["id"]})
        tk.get_action("harvest_source_update")(
            site_context(), {**edited, "title": "Von Hand", "config": source["config"]}
        )
        second = init(demo_url="http://127.0.0.1:8000")
        assert second.names(Outcome.DIFFERS) == [demo[0].slug]
        assert len(second.names(Outcome.KEPT)) == len(demo) - 1
        assert source_dict(demo[0].slug)["title"] == "Von Hand"

    @pytest.fixture
    def organisations(self):
        """The organisations of the region, as the first step of init makes them."""
        from ckan.tests import factories

        from ckanext.modellregion_owl.region import load_region

        for row in load_region().municipalities:
            factories.Organization(name=row.slug)


class TestIndexDatasets:
    def test_one_request_for_many(self, feed, make_source, turtle, run, monkeypatch):
        """If CKAN stops going through `make_connection`, this fails."""
        import pysolr

        sent = []
        original = pysolr.Solr.add
        monkeypatch.setattr(
            pysolr.Solr,
            "add",
            lambda self, docs, **more: (sent.append(len(docs)), original(self, docs, **more))[1],
        )
        page = turtle.catalogue(*(turtle.dataset(n) for n in range(5)))
        source = make_source(feed.put("/1", page))
        sent.clear()
        assert run(source).added == 5
        assert sent[0] == 5

    def test_one_document_too_large(self, feed, make_source, turtle, run, monkeypatch):
        """It is told by name; the others of the batch are found."""
        import ckan.plugins.toolkit as tk

        from ckanext.modellregion_owl.harvest.write import solr

        original = solr.index_update_package

        def grow(context, id_, defer_commit=False):
            original(context, id_, defer_commit)
            doc = solr.ckan_index.make_connection().docs[-1]
            if doc["title"].endswith("1"):
                doc["extras_x_string"] = doc["vocab_x"] = "x" * 40_000

        monkeypatch.setattr(solr, "index_update_package", grow)
        page = turtle.catalogue(*(turtle.dataset(n) for n in range(3)))
        report = run(make_source(feed.put("/1", page)))
        assert (report.added, report.failed) == (2, 1)
        assert report.reasons[0].title.endswith("1")
        found = tk.get_action("package_search")({"ignore_auth": True}, {"q": "*:*"})
        assert found["count"] == 2


class TestKilledBeforeIndexing:
    def test_next_run_indexes(self, feed, make_source, turtle, run, monkeypatch):
        """Committed but not yet in the search: the next run catches up, though nothing changed."""
        import ckan.plugins.toolkit as tk

        from ckanext.modellregion_owl.harvest.write.apply import Writer

        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))))

        def killed(self, outcomes):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(Writer, "_index", killed)
            with pytest.raises(KeyboardInterrupt):
                run(source)
        search = {"q": "title:Baumkataster"}
        assert tk.get_action("package_search")({"ignore_auth": True}, search)["count"] == 0
        assert run(source).unchanged == 1
        assert tk.get_action("package_search")({"ignore_auth": True}, search)["count"] == 1

    def test_its_run_is_marked(self, feed, make_source, turtle, run, monkeypatch):
        """A run that was killed does not stay `running` for ever."""
        import sqlalchemy as sa

        import ckan.model as model

        from ckanext.modellregion_owl.model import run as table

        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))))
        model.Session.execute(
            sa.insert(table).values(
                id="alt", source_id=source["id"], started=sa.func.now(), state="running"
            )
        )
        model.Session.commit()
        run(source)
        states = model.Session.execute(sa.select(table.c.id, table.c.state)).all()
        assert sorted(state for _id, state in states) == ["aborted", "finished"]


class TestMigration:
    def test_down_and_up(self, clean_db):
        """Tables go and come back as `model/tables.py` describes them."""
        import sqlalchemy as sa

        import ckan.model as model
        from ckan.cli.db import _run_migrations

        from ckanext.modellregion_owl.model import finding, record
        from ckanext.modellregion_owl.model import run as run_table

        model.Session.remove()
        engine = model.meta.engine
        _run_migrations("modellregion_owl", "base", False)
        assert not [n for n in sa.inspect(engine).get_table_names() if n == "modellregion_record"]
        _run_migrations("modellregion_owl", "head", True)
        for table in (record, run_table, finding):
            stored = sa.inspect(engine)
            columns = {c["name"]: c["nullable"] for c in stored.get_columns(table.name)}
            assert columns == {c.name: c.nullable for c in table.columns}
            indexes = {i["name"] for i in stored.get_indexes(table.name)}
            assert indexes == {i.name for i in table.indexes}

    def test_from_the_first_release_with_its_data(self, clean_db, feed, make_source, turtle, run):
        """What the first tables hold survives both ways; the next run knows its datasets again."""
        import sqlalchemy as sa

        import ckan.model as model
        from ckan.cli.db import _run_migrations

        source = make_source(feed.put("/1", turtle.catalogue(*map(turtle.dataset, range(3)))))
        run(source)
        model.Session.remove()
        ids = "SELECT guid, package_id FROM modellregion_record ORDER BY guid"
        runs = "SELECT id, state, added FROM modellregion_run"
        held = "SELECT rule, dataset_id FROM modellregion_finding ORDER BY id"
        before = [rows_of(query) for query in (ids, runs, held)]
        _run_migrations("modellregion_owl", FIRST, False)
        assert [rows_of(query) for query in (ids, runs, held)] == before
        assert not sa.inspect(model.meta.engine).has_table("modellregion_original")
        _run_migrations("modellregion_owl", "head", True)
        assert [rows_of(query) for query in (ids, runs, held)] == before
        again = run(source)  # without originals it is read anew
        assert (again.state.value, again.added, again.failed, again.missing) == (
            "finished",
            0,
            0,
            0,
        )
        assert rows_of(ids) == before[0]
        assert run(source).unchanged == 3


FIRST = "5c0f1a7d2b31"


def rows_of(query):
    """Return the rows of a query on a connection of its own."""
    import sqlalchemy as sa

    import ckan.model as model

    with model.meta.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


class TestPluginAlone:
    @pytest.mark.parametrize("missing", ["modellregion_owl", "harvest"])
    def test_says_what_is_missing(self, missing, monkeypatch):
        """Without the plugins it stands on the site does not start, and says why."""
        import ckan.plugins as p
        from ckan.exceptions import CkanConfigurationException

        plugin = p.get_plugin("modellregion_owl_harvest")
        monkeypatch.setattr(p, "plugin_loaded", lambda name: name != missing)
        with pytest.raises(CkanConfigurationException, match=f"needs {missing}:"):
            plugin.configure({})
