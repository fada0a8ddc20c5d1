"""Processes that are killed, and two at once: afterwards all is there once, and whole."""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))
from after import indexed, jobs_at_work, stored, wait_for, whole

from ckanext.modellregion_owl.harvest.lock import is_held

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

NUMBER = 24
COUNTS = {"added": 0, "changed": 0, "unchanged": 0, "removed": 0, "failed": 0}


@pytest.fixture
def say(capsys):
    """Print a line although pytest keeps what is printed."""

    def line(text: str) -> None:
        with capsys.disabled():
            print(f"\n  {text}", end="", flush=True)

    return line


def serve(feed, turtle, edition: object) -> None:
    """Let the source deliver all datasets, each with a new title."""
    datasets = (turtle.dataset(n, f"{edition}/{n}") for n in range(NUMBER))
    feed.put("/1", turtle.catalogue(*datasets))


def titles(edition: object) -> list[str]:
    return sorted(f"{edition}/{n}" for n in range(NUMBER))


class TestKilledAnywhere:
    @pytest.mark.parametrize("kills", [2, pytest.param(50, marks=pytest.mark.long)])
    def test_no_half_dataset_and_no_double(
        self, feed, make_source, turtle, packages, start, say, kills
    ):
        """Killed at random moments while it writes; the run after the last one finishes it.

        Prints after each kill how many datasets stand, and how many of them as last delivered. No
        job of a killed process is left that would hold up the next one of the queue.
        """
        moment = random.Random(kills)  # noqa: S311 - the same moments each time
        make_source(feed.put("/1"))
        for kill in range(1, kills + 1):
            serve(feed, turtle, kill)
            feed.requests.clear()
            process = start("modellregion", "harvest", "--json")
            wait_for(lambda: "/1" in feed.requests)
            waited = moment.uniform(0.0, 1.5)
            time.sleep(waited)
            process.kill()
            process.communicate()
            found = packages().values()
            whole(found)
            new = sum(p["title"].startswith(f"{kill}/") for p in found)
            say(f"kill {kill} after {waited:.2f} s: {len(found)} datasets, {new} new")
        process = start("modellregion", "harvest", "--json")
        counted = json.loads(process.communicate()[0])["quelle"]
        say(f"the run after them: {counted}")
        assert sum(counted.values()) == NUMBER, counted
        assert not (counted["failed"] or counted["removed"])
        assert sorted(p["title"] for p in packages().values()) == titles(kills)
        whole(packages().values())
        assert indexed() == titles(kills)
        assert jobs_at_work() == []


class TestConsumers:
    @pytest.mark.parametrize("kills", [2, pytest.param(50, marks=pytest.mark.long)])
    def test_killed_anywhere(self, feed, make_source, turtle, packages, start, say, run, kills):
        """ckanext-harvest's two consumers, one of them killed at random moments, started again.

        After each kill the next run finishes the work, and the queue takes a job of the source
        again.
        """
        import ckan.plugins.toolkit as tk
        from ckanext.harvest import queue

        moment = random.Random(kills)  # noqa: S311 - the same moments each time
        source = make_source(feed.put("/1"))
        queue.purge_queues()
        user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
        names = ("fetch-consumer", "gather-consumer")
        running = {name: start("harvester", name) for name in names}
        for kill in range(1, kills + 1):
            serve(feed, turtle, kill)
            feed.requests.clear()
            job = {"source_id": source["id"], "run": True}
            tk.get_action("harvest_job_create")({"ignore_auth": True, "user": user}, job)
            # A consumer that was just started takes its time on a machine that has much to do.
            wait_for(lambda: "/1" in feed.requests or not jobs_at_work(), seconds=120)
            assert "/1" in feed.requests, told()
            name = names[(kill - 1) % 2]
            if name == "fetch-consumer":
                wait_for(lambda: stored(f"{kill}/%") or not jobs_at_work())  # noqa: B023
            waited = moment.uniform(0.0, 0.6)
            time.sleep(waited)
            running[name].kill()
            running[name].communicate()
            whole(packages().values())
            say(f"kill {kill}, {name} after {waited:.2f} s: {stored(f'{kill}/%')} new datasets")
            running[name] = start("harvester", name)
            wait_for(lambda: not is_held(source["id"]))  # the other one may still read
            report = run(source)
            say(f"the run after it: {report.counts()}")
            assert report.state.value == "finished"
            assert sum(report.counts().values()) == NUMBER
            assert not (report.failed or report.removed)
            assert sorted(p["title"] for p in packages().values()) == titles(kill)
            whole(packages().values())
            assert indexed() == titles(kill)
            assert jobs_at_work() == []


def told() -> list[str]:
    """Return what the jobs say of themselves."""
    import ckan.model as model
    from ckanext.harvest.model import HarvestGatherError

    return [message for (message,) in model.Session.query(HarvestGatherError.message)]


class TestTwoAtOnce:
    def test_one_of_them_does_it(self, feed, make_source, turtle, packages, start, reply, say):
        """Two harvests of one source by two processes: one writes, the other says that it must not.

        The next run finds nothing to do.
        """
        body = turtle.catalogue(*map(turtle.dataset, range(NUMBER)))
        make_source(feed.put("/1"))
        entered = []

        def slowly():
            """Answer when both processes have come here or one has gone."""
            entered.append(1)
            wait_for(lambda: len(entered) > 1 or any(p.poll() is not None for p in both))
            return reply(body, headers={"Content-Type": "text/turtle"})

        feed.routes["/1"] = slowly
        both = [start("modellregion", "harvest", "--json") for _ in range(2)]
        ended = [(p, *p.communicate(timeout=120)) for p in both]
        say(f"two at once: {[(p.returncode, out.strip()[:80]) for p, out, _ in ended]}")
        assert sorted(p.returncode for p, *_ in ended) == [0, 1]
        (refused,) = [err for p, _, err in ended if p.returncode]
        (other,) = [p for p in both if not p.returncode]
        assert str(other.pid) in refused  # it names the process that has the source
        assert len(entered) == 1
        assert len(packages()) == NUMBER
        whole(packages().values())
        again = start("modellregion", "harvest", "--json").communicate()[0]
        assert json.loads(again)["quelle"] == {**COUNTS, "unchanged": NUMBER}
