"""ckanext-harvest's consumers outlive idle hours, and no job is lost with one that is killed."""

from __future__ import annotations

import json
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import redis

import ckan.model as model
import ckan.plugins.toolkit as tk

sys.path.append(str(Path(__file__).parents[1] / "faults"))
from forwarder import Forwarder

from ckanext.modellregion_owl.harvest.frame import consumer as patient
from ckanext.modellregion_owl.harvest.frame.lost import put_back
from ckanext.modellregion_owl.harvest.frame.moment import now

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]


@pytest.fixture
def queue():
    """ckanext-harvest's queue, empty."""
    from ckanext.harvest import queue

    queue.purge_queues()
    return queue


class TestConsumer:
    def test_waits_longer_than_redis_lets_it(self, queue):
        """A wait that ends without an answer is no end: the message that comes later is taken."""
        consumer = queue.get_gather_consumer()
        consumer.redis.connection_pool.connection_kwargs["socket_timeout"] = 0.2
        body = json.dumps({"harvest_job_id": "owl"})
        late = threading.Timer(0.7, queue.get_gather_publisher().send, [json.loads(body)])
        late.start()
        method, channel, taken = next(consumer.consume(queue="gather"))
        late.join()
        assert taken == method.delivery_tag == body
        assert consumer.redis.get(consumer.persistance_key(body))  # marked as being at work
        channel.basic_ack(method.delivery_tag)
        assert not consumer.redis.keys(f"{consumer.routing_key}*")

    def test_outlives_a_redis_that_goes_away(self, queue, monkeypatch):
        """Redis down and back: the consumer says so, and takes the next message."""
        # Not by caplog: a test of the command line before this one may have switched loggers off.
        said = threading.Event()
        monkeypatch.setattr(patient.log, "warning", lambda *_args: said.set())
        monkeypatch.setattr(patient, "PAUSE", 0.1)
        there = queue.get_connection().connection_pool.connection_kwargs
        wire = Forwarder(there["host"], there["port"])
        client = redis.Redis(port=wire.port, db=there["db"], decode_responses=True, retry=None)
        consumer = queue.RedisConsumer(client, queue.get_gather_routing_key())
        taken: list[str] = []
        work = threading.Thread(target=lambda: taken.append(next(consumer.consume("gather"))[2]))
        work.start()
        wire.cut()
        told = said.wait(timeout=20)
        wire.mend()
        queue.get_gather_publisher().send({"harvest_job_id": "owl"})
        work.join(timeout=20)
        wire.cut()
        assert told
        assert [json.loads(body) for body in taken] == [{"harvest_job_id": "owl"}]


class TestLostJob:
    @pytest.fixture
    def job(self, queue, feed, make_source, turtle):
        """A job that was sent, five minutes ago."""
        from ckanext.harvest.model import HarvestJob

        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))))
        user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
        context = {"ignore_auth": True, "user": user}
        made = tk.get_action("harvest_job_create")(context, {"source_id": source["id"]})
        job = HarvestJob.get(made["id"])
        job.created = now() - timedelta(minutes=5)
        job.save()
        return job

    @pytest.fixture
    def take(self, queue, job):
        """Take the job's message as a consumer does that is killed, so many seconds ago."""
        consumer = queue.get_gather_consumer()

        def killed(seconds: int | None) -> None:
            body = consumer.redis.lpop(consumer.routing_key)
            assert json.loads(body)["harvest_job_id"] == job.id
            if seconds is not None:
                mark = datetime.now() - timedelta(seconds=seconds)  # noqa: DTZ005 - as it does
                consumer.redis.set(consumer.persistance_key(body), str(mark))

        return killed

    @pytest.mark.parametrize("seconds", [None, 300])
    def test_is_put_back_and_run(self, queue, job, take, packages, seconds):
        """Killed before or behind its mark: `harvester run` sends it again, and it is done."""
        take(seconds)
        user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
        context = {"ignore_auth": True, "user": user, "session": model.Session}
        tk.get_action("harvest_jobs_run")(context, {})
        gather, fetch = queue.get_gather_consumer(), queue.get_fetch_consumer()
        taken = gather.basic_get(queue="gather")
        assert json.loads(taken[2]) == {"harvest_job_id": job.id}
        assert put_back() == [job.id]  # again without a mark, as if it were lost anew
        gather.queue_purge()
        queue.gather_callback(gather, *taken[:2], taken[2])
        queue.fetch_callback(fetch, *(found := fetch.basic_get(queue="fetch"))[:2], found[2])
        assert len(packages()) == 1
        assert type(job).get(job.id).status == "Finished"
        assert put_back() == []

    def test_others_are_left_alone(self, job, take):
        """One that waits in the queue, or was taken just now, is not lost."""
        assert put_back() == []
        take(1)
        assert put_back() == []

    def test_at_work_is_left_alone(self, job, take):
        """A run that has its source's lock is no lost one, however old its mark."""
        from ckanext.modellregion_owl.harvest.frame.sources import source_dict
        from ckanext.modellregion_owl.harvest.lock import source_lock
        from ckanext.modellregion_owl.harvest.source import Source

        take(3000)
        with source_lock(Source.from_dict(source_dict(job.source_id))):
            assert put_back() == []
        assert put_back("another-source") == []
        job.status = "Finished"
        job.save()
        assert put_back() == []

    def test_an_ended_job_is_not_run(self, queue, job, feed, packages):
        """A job that somebody broke off while it waited reads nothing."""
        job.status = "Finished"
        job.save()
        feed.requests.clear()
        gather = queue.get_gather_consumer()
        queue.gather_callback(gather, *(found := gather.basic_get(queue="gather"))[:2], found[2])
        assert feed.requests == []
        assert packages() == {}
