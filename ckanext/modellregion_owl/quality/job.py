"""The check in CKAN's job queue: asked for by each change, never waited for."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from redis.exceptions import RedisError

import ckan.plugins.toolkit as tk
from ckan.lib.redis import connect_to_redis

from ckanext.modellregion_owl.quality import refresh

log = logging.getLogger(__name__)

SECONDS = 120.0  # of checking in one job; CKAN's queue ends jobs after 180
# A job waits so long: what asked for it is in the database by then, and a harvest that writes
# datasets for minutes asks for few jobs, not for one for each dataset.
PAUSE = 3.0
TITLE = "modellregion: check datasets"
_WAITING = timedelta(hours=1)  # a job that was lost does not hold up the next one for longer


_queued = 0.0  # when this process has queued the last one


def ask() -> None:
    """Queue a check, unless one is waiting; nothing happens when Redis does not answer."""
    global _queued
    # Our own job still waits: the next hundred datasets of a harvest need not ask Redis.
    if time.monotonic() < _queued + PAUSE / 2:
        return
    try:
        if connect_to_redis().set(_key(), "1", nx=True, ex=_WAITING):
            _queued = time.monotonic()
            tk.enqueue_job(run, title=TITLE, rq_kwargs={"timeout": int(SECONDS) + 600})
    except RedisError:
        log.warning("the check of a dataset could not be queued", exc_info=True)


def run() -> None:
    """Check what is to be checked for some minutes, then queue the rest. The job's function."""
    time.sleep(PAUSE)
    # From here on a change asks for another job: this one may have looked already.
    connect_to_redis().delete(_key())
    began = time.monotonic()
    number = sum(refresh.refresh(SECONDS))
    if time.monotonic() - began >= SECONDS:
        ask()
    if number:
        log.info("checked %d datasets", number)


def _key() -> str:
    return f"ckan:{tk.config['ckan.site_id']}:modellregion:quality"
