"""Services that go down and come back, a full disk, a clock that jumps: the next run is clean.

The services are not stopped, others use them: the process under test reaches them over a wire that
is cut (`forwarder.py`), which to it is the same.
"""

from __future__ import annotations

import gzip
import json
import random
import resource
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

sys.path.append(str(Path(__file__).parent))
from after import indexed, jobs_at_work, stored, wait_for, whole

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

NUMBER = 24
TITLES = sorted(f"Baumkataster {n}" for n in range(NUMBER))


@pytest.fixture
def source(feed, make_source, turtle):
    """A source with 24 datasets."""
    return make_source(feed.put("/1", turtle.catalogue(*map(turtle.dataset, range(NUMBER)))))


def clean(report, packages) -> None:
    """Check that a run has brought all in order."""
    counts = report.counts()
    assert report.state.value == "finished", report.message
    assert sum(counts.values()) == NUMBER, counts
    assert not (counts["failed"] or counts["removed"]), counts
    found = packages().values()
    assert sorted(p["title"] for p in found) == TITLES
    whole(found)
    assert indexed() == TITLES
    assert jobs_at_work() == []


class TestDown:
    @pytest.mark.parametrize("service", ["postgres", "solr"])
    @pytest.mark.parametrize("times", [1, pytest.param(10, marks=pytest.mark.long)])
    def test_in_the_middle(self, source, services, start, run, packages, capsys, service, times):
        """The service goes down while a run writes: the run ends by itself, and says so.

        The next one, when the service is back, finishes the work.
        """
        moment = random.Random(service)  # noqa: S311 - the same moments each time
        for _ in range(times):
            enough = min(stored() + moment.randrange(2, 10), NUMBER - 2)
            process = start("modellregion", "harvest", "--json")
            wait_for(lambda: stored() >= enough or process.poll() is not None)  # noqa: B023
            services[service].cut()
            out, err = process.communicate(timeout=120)
            services[service].mend()
            with capsys.disabled():
                print(f"\n  {service} down: {stored()} datasets, exit code {process.returncode}")
            assert process.returncode == 1, out + err
            whole(packages().values())
        clean(run(source), packages)
        assert run(source).unchanged == NUMBER

    def test_redis_all_the_time(self, source, services, start, run, packages):
        """Nothing of a run in the foreground depends on Redis."""
        services["redis"].cut()
        process = start("modellregion", "harvest", "--json")
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        assert json.loads(out)["quelle"]["added"] == NUMBER
        clean(run(source), packages)


class TestFullDisk:
    def test_files_of_the_whole_catalogue(self, source, start, run, app, ckan_config):
        """A file that can't be written to its end: a sentence, the old file stays, nothing else.

        Files of a process may not grow beyond 2 kB here; to it that is a full disk.
        """
        from ckanext.modellregion_owl.feed import dumps
        from ckanext.modellregion_owl.feed.formats import TTL

        assert run(source).added == NUMBER
        before = dumps.make(TTL)
        folder = Path(ckan_config["ckan.storage_path"]) / dumps.FOLDER
        files = sorted(folder.iterdir())

        def small_files() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

        process = start("modellregion", "feed", "dump", preexec_fn=small_files)
        _, err = process.communicate(timeout=120)
        assert process.returncode == 1
        assert "Traceback" not in err
        assert "File too large" in err
        assert sorted(folder.iterdir()) == files
        text = gzip.decompress(app.get("/dump/catalog.ttl.gz").data).decode()
        assert all(title in text for title in TITLES)
        assert dumps.current(TTL) == before


def jump(hours: int) -> None:
    """Move every moment that is stored, as if the clock had been wrong by so much until now."""
    import ckan.model as model

    with model.meta.engine.begin() as connection:
        columns = connection.execute(
            sa.text(
                "SELECT table_name, column_name FROM information_schema.columns "
                "WHERE table_schema = 'public' AND data_type LIKE 'timestamp%'"
            )
        ).all()
        for table, column in columns:
            connection.execute(
                sa.text(
                    f'UPDATE "{table}" SET "{column}" = "{column}" + make_interval(hours => :h)'  # noqa: S608
                ),
                {"h": hours},
            )
    model.Session.expire_all()


class TestClock:
    @pytest.mark.parametrize("hours", [26, -26], ids=["back", "forward"])
    def test_jumps_by_a_day(self, source, feed, turtle, run, packages, app, hours):
        """The next run counts as always, and the feed tells the change as soon as always."""
        assert run(source).added == NUMBER
        assert "Baumkataster 3" in app.get("/catalog.ttl").text
        jump(hours)
        changed = [turtle.dataset(0, "Neu"), *map(turtle.dataset, range(1, NUMBER - 1))]
        feed.put("/1", turtle.catalogue(*changed))
        report = run(source)
        assert report.state.value == "finished"
        counts = report.counts()
        assert (counts["changed"], counts["unchanged"]) == (1, NUMBER - 2), counts
        assert jobs_at_work() == []
        assert sorted(p["title"] for p in packages().values())[-1] == "Neu"
        jump(-1 if hours < 0 else 0)  # an hour later, that the feed compares in any case
        assert '"Neu"@de' in app.get("/catalog.ttl").text
