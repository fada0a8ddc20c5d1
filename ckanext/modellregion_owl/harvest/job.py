"""A run of one source in CKAN's job queue, as the button "Harvest now" starts it."""

from __future__ import annotations

import logging

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.harvest import live
from ckanext.modellregion_owl.harvest.frame.sources import source_dict

log = logging.getLogger(__name__)

HOURS = 6  # after which the queue ends a run
TITLE = "modellregion: harvest {source}"


def start(source_id: str, name: str) -> bool:
    """Queue a run; False when one waits already.

    :param source_id: id of the source. :param name: its name, for the queue's list.
    """
    if not live.wait(source_id):
        return False
    timeout = {"timeout": HOURS * 3600}
    tk.enqueue_job(run, [source_id], title=TITLE.format(source=name), rq_kwargs=timeout)
    return True


def run(source_id: str) -> None:
    """Harvest the source. The job's function."""
    from ckanext.modellregion_owl.harvest.parallel import harvest_one

    live.begin(source_id)
    report = harvest_one(source_dict(source_id))
    log.info("%s: %s, %s", report.source, report.state.value, report.counts())
