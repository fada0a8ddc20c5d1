"""Lets ckanext-harvest's pages count what stayed the same.

Unchanged records cost no harvest object (issue 5, pipeline 1), and so its pages would show “0 not
modified”. A source's run and its job belong together by time: one lock per source lets only one run
happen between the start of a job and its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckanext.harvest.model import HarvestJob

from ckanext.modellregion_owl.model import run

UNCHANGED = "not modified"  # its word


@tk.chained_action
@tk.side_effect_free
def harvest_job_show(up: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """Count the unchanged records of a job too."""
    return add_unchanged([up(context, data_dict)])[0]


@tk.chained_action
@tk.side_effect_free
def harvest_job_list(up: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """Count the unchanged records of each job too."""
    return add_unchanged(up(context, data_dict))


@tk.chained_action
@tk.side_effect_free
def harvest_source_show_status(up: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """Count the unchanged records of the last job too."""
    status = up(context, data_dict)
    if status.get("last_job"):
        add_unchanged([status["last_job"]])
    return status


def add_unchanged(jobs: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """Add our count to the `stats` of dictized jobs, in place; those of other harvesters stay."""
    counted = {job["id"]: job["stats"] for job in jobs if job.get("stats") is not None}
    if not counted:
        return jobs
    table = HarvestJob.__table__
    begin = sa.func.timezone("UTC", sa.func.coalesce(table.c.gather_started, table.c.created))
    end = sa.func.timezone("UTC", table.c.finished)
    query = (
        sa.select(table.c.id, sa.func.sum(run.c.unchanged))
        .join(run, run.c.source_id == table.c.source_id)
        .where(table.c.id.in_(counted))
        .where(run.c.started >= begin, sa.or_(end.is_(None), run.c.started <= end))
        .group_by(table.c.id)
    )
    for id_, unchanged in model.Session.execute(query):
        counted[id_][UNCHANGED] = int(unchanged)
    return jobs
