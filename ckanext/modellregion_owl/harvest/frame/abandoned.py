"""Jobs of ckanext-harvest whose process is gone: each would hold up its source's queue for ever."""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa

import ckan.model as model
from ckanext.harvest.model import HarvestGatherError, HarvestJob

from ckanext.modellregion_owl.harvest.frame.moment import now
from ckanext.modellregion_owl.texts import translate as _


def close_jobs(source_id: str, but: str = "") -> None:
    """Close a source's jobs that have begun and never ended; the caller commits.

    ckanext-harvest makes no job for a source that has one at work, and takes one whose process was
    killed for such until `ckan.harvest.timeout`, which is not set as a rule. Whoever calls holds
    the source's lock, and so none of them is at work; one that still waits in the queue has not
    begun.

    :param but: id of the caller's own job.
    """
    moment = now()
    job = HarvestJob.__table__
    closed = (
        sa.update(job)
        .where(
            job.c.source_id == source_id,
            job.c.status == "Running",
            job.c.gather_started.is_not(None),
            job.c.id != but,
        )
        .values(
            status="Finished",
            gather_finished=sa.func.coalesce(job.c.gather_finished, moment),
            finished=moment,
        )
        .returning(job.c.id)
    )
    text = _("The run was broken off from outside. The next run has taken over its work.")
    rows = [
        {"id": str(uuid4()), "harvest_job_id": id_, "created": moment, "message": text}
        for id_ in model.Session.scalars(closed).all()
    ]
    if rows:
        model.Session.execute(sa.insert(HarvestGatherError.__table__), rows)
