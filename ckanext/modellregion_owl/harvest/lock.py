"""One run per source at a time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.harvest.exceptions import N_, SourceBusy
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.locks import held
from ckanext.modellregion_owl.model import run

_PAUSE = 0.2  # seconds between two attempts


@contextmanager
def source_lock(source: Source, wait: float = 0.0) -> Iterator[None]:
    """Hold the source's lock for the block.

    :param wait: seconds to wait for it.
    :raises SourceBusy: another process holds it; says which.
    """
    until = time.monotonic() + wait
    while True:
        with held(_name(source.id)) as mine:
            if mine:
                yield
                return
        if time.monotonic() >= until:
            raise _busy(source)
        time.sleep(_PAUSE)


def is_held(source_id: str) -> bool:
    """Tell whether a run of the source is at work: a killed one holds nothing."""
    with held(_name(source_id)) as mine:
        return mine is None


def _name(source_id: str) -> str:
    return f"modellregion_harvest:{source_id}"


def _busy(source: Source) -> SourceBusy:
    query = (
        sa.select(run.c.started, run.c.holder)
        .where(run.c.source_id == source.id, run.c.state == "running", run.c.holder.is_not(None))
        .order_by(run.c.started.desc())
    )
    with model.meta.engine.connect() as connection:
        found = connection.execute(query.limit(1)).first()
    if found is None:
        return SourceBusy(
            N_("The source {name} is being harvested by another process right now."),
            name=source.name,
        )
    return SourceBusy(
        N_("The source {name} is being harvested by process {pid} on {host} since {since}."),
        name=source.name,
        since=found.started.astimezone().strftime("%d.%m.%Y %H:%M"),
        **{key: str(found.holder.get(key, "")) for key in ("pid", "host")},
    )
