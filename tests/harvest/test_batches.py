"""Batches that other processes write: queue of ckanext-harvest, own processes (issue 5, 9)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
import sqlalchemy.exc
from psycopg2.errors import DeadlockDetected

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]


@pytest.fixture
def small_batches(monkeypatch):
    """Batches of three records."""
    monkeypatch.setattr("ckanext.modellregion_owl.config.harvest_batch_size", lambda: 3)


@pytest.fixture
def source(feed, make_source, turtle):
    feed.put("/1", turtle.catalogue(*(turtle.dataset(n) for n in range(8))))
    return make_source(feed.url + "/1")


def new_job(source):
    from ckanext.harvest.model import HarvestJob, HarvestSource

    job = HarvestJob(source=HarvestSource.get(source["id"]), status="Running")
    job.save()
    return job


def gather(job):
    from ckanext.harvest import queue

    return queue.gather_stage(queue.get_harvester("modellregion"), job)


def consume(ids):
    """Do what a fetch consumer does with each item."""
    from ckanext.harvest import queue
    from ckanext.harvest.model import HarvestObject

    for id_ in ids:
        item = HarvestObject.get(id_)
        queue.fetch_and_import_stages(queue.get_harvester("modellregion"), item)


def latest_run():
    import ckan.model as model

    from ckanext.modellregion_owl.model import run

    return model.Session.execute(sa.select(run).order_by(run.c.started.desc())).first()


@pytest.mark.usefixtures("small_batches")
class TestQueue:
    def test_last_batch_finishes_the_job(self, source, packages):
        """Items are batches; datasets, numbers of the job and of the run are there in the end."""
        import ckan.plugins.toolkit as tk
        from ckanext.harvest.model import HarvestJob

        job = new_job(source)
        ids = gather(job)
        assert len(ids) == 3
        consume(ids[:2])
        assert (HarvestJob.get(job.id).status, latest_run().state) == ("Running", "running")
        consume(ids[2:])
        assert len(packages()) == 8
        assert HarvestJob.get(job.id).status == "Finished"
        row = latest_run()
        assert (row.state, row.added, row.complete) == ("finished", 8, True)
        shown = tk.get_action("harvest_job_show")({"ignore_auth": True}, {"id": job.id})
        assert shown["stats"]["added"] == 8
        assert shown["stats"]["errored"] == 0

    def test_twice_and_in_any_order(self, source, packages):
        """A batch that comes a second time writes nothing again."""
        job = new_job(source)
        ids = gather(job)
        consume([ids[2], ids[0], ids[0], ids[1]])
        consume(ids)
        assert latest_run().added == 8
        assert len(packages()) == 8

    def test_nothing_changed_needs_no_queue(self, source):
        """The gather stage closes the job itself."""
        from ckanext.harvest.model import HarvestJob

        consume(gather(new_job(source)))
        job = new_job(source)
        assert gather(job) == []
        assert HarvestJob.get(job.id).status == "Finished"
        assert (latest_run().state, latest_run().unchanged) == ("finished", 8)

    def test_missing_ones_are_looked_after_by_the_last(self, source, feed, turtle):
        """Retirement comes after the last batch."""
        consume(gather(new_job(source)))
        feed.put("/1", turtle.catalogue(*(turtle.dataset(n, title=f"Neu {n}") for n in range(7))))
        consume(gather(new_job(source)))
        assert (latest_run().state, latest_run().changed, latest_run().missing) == (
            "finished",
            7,
            1,
        )

    def test_fault_in_a_batch(self, source, packages, monkeypatch):
        """No exception leaves the stage; nothing is taken for missing, the next run writes it."""
        from ckanext.harvest.model import HarvestJob

        from ckanext.modellregion_owl.harvest.frame import queue as our_queue

        job = new_job(source)
        ids = gather(job)
        with monkeypatch.context() as patch:
            patch.setattr(our_queue, "write_batch", lambda *_: 1 / 0)
            consume(ids[:1])
        consume(ids[1:])
        row = latest_run()
        assert (row.state, row.complete, row.added) == ("incomplete", False, 5)
        assert HarvestJob.get(job.id).status == "Finished"
        consume(gather(new_job(source)))
        assert len(packages()) == 8

    def test_killed_consumer(self, source, packages):
        """A run whose batches were never written: the next run finishes the work."""
        gather(new_job(source))
        consume(gather(new_job(source)))
        assert len(packages()) == 8
        assert latest_run().state == "finished"


@pytest.mark.usefixtures("small_batches")
class TestProcesses:
    def test_two_processes_write_all(self, source, packages):
        """Both write; the report counts everything; a second run finds nothing to do."""
        from ckanext.modellregion_owl.harvest.parallel import harvest_one

        report = harvest_one(source, processes=2)
        assert (report.message, report.added, report.state.value) == (None, 8, "finished")
        assert len(packages()) == 8
        assert harvest_one(source, processes=2).unchanged == 8

    def test_same_titles_and_tags(self, feed, make_source, turtle, packages):
        """Names stay unique, no tag is made twice, whoever is first."""
        import ckan.model as model

        from ckanext.modellregion_owl.harvest.parallel import harvest_one

        datasets = [turtle.dataset(n, title="Wege") for n in range(24)]
        source = make_source(feed.put("/1", turtle.catalogue(*datasets)))
        report = harvest_one(source, processes=2)
        assert (report.added, report.failed) == (24, 0)
        assert len(packages()) == 24
        doubled = sa.select(model.Tag.name).group_by(model.Tag.name).having(sa.func.count() > 1)
        assert model.Session.execute(doubled).all() == []

    def test_sources_of_different_servers(self, feed, make_source, turtle, reply):
        """A slow source holds up nobody but its own server's next one; reports come in order."""
        from ckanext.modellregion_owl.harvest.parallel import harvest_many

        feed.routes["/1"] = reply(turtle.catalogue(turtle.dataset(1)), delay=3.0)
        one = make_source(f"{feed.url}/1", name="langsam")
        two = make_source(feed.put("/2", turtle.catalogue(turtle.dataset(2))), name="dahinter")
        three = make_source(feed.put("/3", turtle.catalogue(turtle.dataset(3))), name="daneben")
        three["url"] = three["url"].replace("127.0.0.1", "localhost")
        ended = []
        reports = harvest_many([one, two, three], 1, lambda report: ended.append(report.source))
        found = [(r.source, r.added, r.message) for r in reports]
        assert found == [("langsam", 1, None), ("dahinter", 1, None), ("daneben", 1, None)]
        assert ended == ["daneben", "langsam", "dahinter"]
        assert feed.requests.index("/1") < feed.requests.index("/2")


@pytest.mark.usefixtures("small_batches")
class TestTwoAtOnce:
    @pytest.fixture
    def consumed_meanwhile(self, monkeypatch):
        """Consumers write all batches that there are before the second page is read."""
        from ckan import model
        from ckanext.harvest.model import HarvestObject

        from ckanext.modellregion_owl.harvest.adapters.dcat import DcatAdapter

        original = DcatAdapter.pages

        def pages(self, *arguments):
            for page in original(self, *arguments):
                items = model.Session.query(HarvestObject.id).filter_by(state="WAITING")
                consume([id_ for (id_,) in items])
                yield page

        monkeypatch.setattr(DcatAdapter, "pages", pages)

    @pytest.fixture
    def two_pages(self, feed, make_source, turtle):
        """Serve six datasets, and two on a second page."""
        feed.put("/2", turtle.catalogue(*map(turtle.dataset, range(6, 8))))
        first = turtle.catalogue(*map(turtle.dataset, range(6)), next_page="/2")
        return make_source(feed.put("/1", first))

    @pytest.mark.usefixtures("consumed_meanwhile")
    def test_counts_of_a_quick_consumer_stay(self, two_pages, packages):
        """What is written while the source is still being read is counted too."""
        consume(gather(new_job(two_pages)))
        assert (latest_run().state, latest_run().added) == ("finished", 8)
        assert len(packages()) == 8

    @pytest.mark.usefixtures("consumed_meanwhile")
    def test_fault_of_a_quick_consumer_stays(self, two_pages, monkeypatch):
        """The walk's good end does not hide that a batch has failed meanwhile."""
        from ckanext.modellregion_owl.harvest.frame import queue as our_queue

        calls = []
        original = our_queue.write_batch

        def fail_first(*arguments):
            calls.append(1)
            if len(calls) == 1:
                raise RuntimeError("a fault")
            return original(*arguments)

        monkeypatch.setattr(our_queue, "write_batch", fail_first)
        consume(gather(new_job(two_pages)))
        row = latest_run()
        assert (row.state, row.complete, row.added) == ("incomplete", False, 5)
        assert row.message

    def test_new_run_waits_for_a_batch_that_is_being_written(self, source):
        """And takes over what nobody is writing yet."""
        import threading

        import ckan.model as model

        from ckanext.modellregion_owl.harvest.store import batches
        from ckanext.modellregion_owl.model import batch

        gather(new_job(source))
        ids = [id_ for (id_,) in model.Session.query(batch.c.id)]
        model.Session.commit()

        def forget():
            batches.forget(source["id"])
            model.Session.commit()
            model.Session.remove()

        with batches.claimed(ids[0]) as mine:
            assert mine
            other = threading.Thread(target=forget)
            other.start()
            other.join(0.5)
            assert other.is_alive()
            assert batches.get(ids[0]) is not None
            model.Session.commit()
        other.join(10)
        assert not other.is_alive()
        assert [batches.get(id_) for id_ in ids] == [None] * 3

    def test_preview_while_batches_wait(self, source, packages):
        """It shows what they hold and leaves them alone."""
        from ckanext.modellregion_owl.harvest.preview import preview

        ids = gather(new_job(source))
        assert preview(source).report.added == 8
        assert packages() == {}
        consume(ids)
        assert len(packages()) == 8
        assert (latest_run().state, latest_run().added) == ("finished", 8)

    def test_run_in_the_foreground_while_batches_wait(self, source, run, packages):
        """It writes all itself; items that come later write nothing, and doubly nothing."""
        ids = gather(new_job(source))
        assert run(source).added == 8
        before = packages()
        consume(ids)
        assert packages() == before


class Deadlock(DeadlockDetected):
    pgcode = "40P01"


class TestDeadlock:
    @pytest.fixture
    def once(self, monkeypatch):
        """Let a function of a module end in a deadlock the first time it is called."""

        def unlucky(module, name):
            original, calls = getattr(module, name), []

            def ended(*arguments, **more):
                calls.append(1)
                original(*arguments, **more)
                if len(calls) == 1:
                    raise sqlalchemy.exc.OperationalError("UPDATE", {}, Deadlock())

            monkeypatch.setattr(module, name, ended)

        return unlucky

    @pytest.mark.parametrize("name", ["save_records", "touch", "mark_indexed"])
    def test_transaction_comes_anew(self, source, run, packages, once, name):
        """PostgreSQL ends one of two transactions that wait for each other: that one comes anew."""
        from ckanext.modellregion_owl.harvest.store import journal

        once(journal, name)
        report = run(source)
        assert (report.message, report.added, report.failed) == (None, 8, 0)
        assert len(packages()) == 8
        assert run(source).unchanged == 8

    def test_withdrawing_and_counting(self, source, feed, turtle, run, packages, once, monkeypatch):
        """A missing dataset is counted once for a run, and withdrawn once."""
        import ckan.model as model

        from ckanext.modellregion_owl import config
        from ckanext.modellregion_owl.harvest.write import missing, withdraw
        from ckanext.modellregion_owl.model import record

        run(source)
        feed.put("/1", turtle.catalogue(*(turtle.dataset(n) for n in range(7))))
        once(missing, "note_missing")
        run(source)
        runs = sa.select(record.c.missing_runs).where(record.c.missing_runs > 0)
        assert model.Session.scalars(runs).all() == [1]
        monkeypatch.setattr(config, "harvest_grace_days", lambda: 0)
        monkeypatch.setattr(config, "harvest_grace_runs", lambda: 1)
        once(withdraw, "_mark")
        report = run(source)
        assert (report.message, report.removed) == (None, 1)
        assert len(packages()) == 7

    def test_not_for_ever(self, source, run, monkeypatch):
        """After some rounds the run says what is wrong; another fault is told at once."""
        from ckanext.modellregion_owl.harvest.store import journal

        calls = []

        def always(*_arguments):
            calls.append(1)
            raise sqlalchemy.exc.OperationalError("UPDATE", {}, Deadlock())

        monkeypatch.setattr(journal, "touch", always)
        assert run(source).state.value == "failed"
        assert len(calls) == 4


class TestRemap:
    def test_waits_for_batches(self, source, packages, cli):
        """What waits is newer than what is stored: it is not dropped, and the command says so."""
        from ckan.cli.cli import ckan

        ids = gather(new_job(source))
        done = cli.invoke(ckan, ["modellregion", "remap", source["name"]])
        assert done.exit_code != 0
        assert "(1)" in done.output  # how many parts; the words are the language's
        consume(ids)
        assert len(packages()) == 8
        assert cli.invoke(ckan, ["modellregion", "remap", source["name"]]).exit_code == 0
