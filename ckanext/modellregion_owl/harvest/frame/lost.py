"""Jobs whose message is lost: a gather consumer took it, and was killed before its work was done.

ckanext-harvest puts such a message back after two hours, and never one that was not marked yet; the
source takes no other job until then. `ckan harvester run` does it here, by cron.
"""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckanext.harvest import queue
from ckanext.harvest.model import HarvestJob, HarvestSource

from ckanext.modellregion_owl.harvest.frame.moment import now
from ckanext.modellregion_owl.harvest.lock import is_held
from ckanext.modellregion_owl.harvest.source import TYPE

log = logging.getLogger(__name__)

YOUNG = timedelta(minutes=1)  # a job, or its mark, that nobody has looked at for less is left alone


@tk.chained_action
def harvest_jobs_run(up: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """Put jobs back into the queue whose message is lost, after all that this action does."""
    answer = up(context, data_dict)
    put_back(data_dict.get("source_id"))
    return answer


def put_back(source_id: str | None = None) -> list[str]:
    """Send the messages of lost jobs again; return the jobs' ids.

    Lost is a job of our harvester that was sent, has not read its source to the end, waits in no
    queue, and of which no process is at work. With RabbitMQ nothing happens: it keeps messages
    itself until they are done.

    :param source_id: only this source.
    """
    found = _unread(source_id)
    if not found or tk.config.get("ckan.harvest.mq.type", queue.MQ_TYPE) != "redis":
        return []
    client = queue.get_connection()
    key = queue.get_gather_routing_key()
    waiting = {_job_id(message) for message in client.lrange(key, 0, -1)}
    lost = [
        job_id
        for job_id, source in found
        if job_id not in waiting
        and not _young(client.get(f"{key}:{job_id}"))
        and not is_held(source)
    ]
    for job_id in lost:
        log.warning("the message of job %s was lost; it is put back into the queue", job_id)
        client.delete(f"{key}:{job_id}")
        queue.get_gather_publisher().send({"harvest_job_id": job_id})
    return lost


def _unread(source_id: str | None) -> list[tuple[str, str]]:
    """Return jobs that were sent and have not read their source to the end, with the source."""
    job, source = HarvestJob.__table__, HarvestSource.__table__
    query = (
        sa.select(job.c.id, job.c.source_id)
        .join(source, source.c.id == job.c.source_id)
        .where(
            source.c.type == TYPE,
            job.c.status == "Running",
            job.c.gather_finished.is_(None),
            job.c.created < now() - YOUNG,
        )
        .order_by(job.c.created)
    )
    if source_id:
        query = query.where(job.c.source_id == source_id)
    return [(row.id, row.source_id) for row in model.Session.execute(query)]


def _job_id(message: str) -> str:
    try:
        return str(json.loads(message)["harvest_job_id"])
    except (ValueError, KeyError, TypeError):
        return ""


def _young(mark: str | None) -> bool:
    """Tell whether a message was taken just now: its job may not have reached its lock yet."""
    if not mark:
        return False
    try:
        taken = datetime.fromisoformat(mark)
    except ValueError:
        return False
    return abs(datetime.now() - taken) < YOUNG  # noqa: DTZ005 - local, as ckanext-harvest writes
