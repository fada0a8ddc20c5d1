"""Names the newest job of a source where the search index does not know it yet.

A run that changes nothing leaves the index alone: the source's own entry cost as much as the whole
run (41 of 105 ms at 1,000 datasets). Its page asks the tables anyway; only lists of sources read
the index.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

import ckan.model as model
from ckanext.harvest.model import HarvestJob, HarvestObject
from ckanext.harvest.utils import DATASET_TYPE_NAME

from ckanext.modellregion_owl.harvest.frame.job_stats import UNCHANGED, add_unchanged

# As ckanext-harvest's harvest_job_dictize names them.
STATS = ("added", "updated", UNCHANGED, "errored", "deleted")


def add_newest(found: Sequence[dict[str, Any]]) -> None:
    """Bring `status` of the sources among search results up to date, in place.

    Three statements, whatever the number of sources; none where no source is found.

    :param found: dicts of `package_search`; those that are no source stay as they are.
    """
    sources = {row["id"]: row["status"] for row in found if _is_source(row)}
    stale = {
        job.source_id: (job, count)
        for job, count in (_newest(list(sources)) if sources else ())
        if not _tells(sources[job.source_id], job)
    }
    if not stale:
        return
    shown = {job.id: _shown(job) for job, _count in stale.values()}
    _add_stats(shown)
    add_unchanged(list(shown.values()))
    for source_id, (job, count) in stale.items():
        sources[source_id] |= {"last_job": shown[job.id], "job_count": count}


def _is_source(row: dict[str, Any]) -> bool:
    return row.get("type") == DATASET_TYPE_NAME and isinstance(row.get("status"), dict)


def _tells(status: dict[str, Any], job: HarvestJob) -> bool:
    """Tell whether the index knows the job as it is: it may have been asked while the job ran."""
    known = status.get("last_job") or {}
    return (known.get("id"), known.get("status")) == (job.id, job.status)


def _newest(source_ids: Sequence[str]) -> Sequence[Any]:
    """Return (job, number of jobs) of each source that has one."""
    number = sa.func.count().over(partition_by=HarvestJob.source_id)
    query = (
        sa.select(HarvestJob, number)
        .where(HarvestJob.source_id.in_(source_ids))
        .distinct(HarvestJob.source_id)
        .order_by(HarvestJob.source_id, HarvestJob.created.desc())
    )
    return model.Session.execute(query).all()


def _shown(job: HarvestJob) -> dict[str, Any]:
    summaries: dict[str, Any] = {"object_error_summary": [], "gather_error_summary": []}
    return job.as_dict() | {"stats": dict.fromkeys(STATS, 0)} | summaries


def _add_stats(shown: dict[str, dict[str, Any]]) -> None:
    query = (
        sa.select(HarvestObject.harvest_job_id, HarvestObject.report_status, sa.func.count())
        .where(HarvestObject.harvest_job_id.in_(shown))
        .group_by(HarvestObject.harvest_job_id, HarvestObject.report_status)
    )
    for job_id, status, count in model.Session.execute(query):
        shown[job_id]["stats"][status] = count
