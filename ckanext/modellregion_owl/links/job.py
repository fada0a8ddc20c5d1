"""The link check in CKAN's job queue: short jobs, each of which asks for the next."""

from __future__ import annotations

import logging
from datetime import timedelta

import ckan.plugins.toolkit as tk
from ckan.lib.redis import connect_to_redis

from ckanext.modellregion_owl.links import check
from ckanext.modellregion_owl.quality import relink

log = logging.getLogger(__name__)

SECONDS = 120.0  # of asking in one job; CKAN's queue ends jobs after 180
TITLE = "modellregion: link check"
_WAITING = timedelta(hours=1)  # a job that was lost does not hold up the next check for longer


def start() -> bool:
    """Queue a check of the whole catalogue; False when one is waiting or running."""
    if not connect_to_redis().set(_key(), "1", nx=True, ex=_WAITING):
        return False
    _enqueue(anew=True)
    return True


def run(anew: bool = False) -> None:
    """Check for some minutes, then queue the rest. The job's function.

    :param anew: first read from the catalogue which links there are.
    """
    connect_to_redis().set(_key(), "1", ex=_WAITING)
    if anew:
        check.look()
    done = check.check(SECONDS)
    log.info("link check: %d asked, %d failed, %d left", done.asked, done.failed, done.left)
    if done.left and not done.busy:
        _enqueue(anew=False)
    else:
        connect_to_redis().delete(_key())
        relink.rescore()


def _enqueue(anew: bool) -> None:
    timeout = {"timeout": int(SECONDS) + 600}
    tk.enqueue_job(run, kwargs={"anew": anew}, title=TITLE, rq_kwargs=timeout)


def _key() -> str:
    return f"ckan:{tk.config['ckan.site_id']}:modellregion:link-check"
