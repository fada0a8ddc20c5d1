"""Batches as items of ckanext-harvest's queue, and of our own processes."""

from __future__ import annotations

import logging
from uuid import uuid4

import sqlalchemy as sa

import ckan.model as model
from ckanext.harvest.model import HarvestJob, HarvestObject

from ckanext.modellregion_owl import readonly
from ckanext.modellregion_owl.harvest.exceptions import Message
from ckanext.modellregion_owl.harvest.frame.books import HarvestBooks
from ckanext.modellregion_owl.harvest.frame.moment import now
from ckanext.modellregion_owl.harvest.frame.sources import source_dict
from ckanext.modellregion_owl.harvest.mapping import Mapper
from ckanext.modellregion_owl.harvest.owner import municipality
from ckanext.modellregion_owl.harvest.pipeline import close
from ckanext.modellregion_owl.harvest.report import COLUMNS, RunReport, State
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store import batches
from ckanext.modellregion_owl.harvest.store.outcomes import Recorded
from ckanext.modellregion_owl.harvest.write.apply import Writer
from ckanext.modellregion_owl.harvest.write.batch import (
    Written,
    still_to_write,
    versions_of,
    write_batch,
)
from ckanext.modellregion_owl.health.logs import about

log = logging.getLogger(__name__)
BATCH = "batch:"


def write_queued(batch_id: str, job_id: str) -> Written:
    """Write a stored batch; one that another process has or has written is left alone."""
    readonly.wait()
    with batches.claimed(batch_id) as mine:
        row = batches.get(batch_id) if mine else None
        if row is None:
            log.info("batch %s is written, or being written by another process", batch_id)
            return Written()
        source = Source.from_dict(source_dict(row.source_id))
        owner = municipality(source)
        mapper = Mapper(source, owner)
        versions = versions_of(source, owner)
        books = Recorded(row.run_id, HarvestBooks(source.id, job_id=job_id))
        writer = Writer(source, row.run_id, versions, books)
        with about(source=source.name, run=row.run_id):
            items = still_to_write(source, batches.items(row), versions)
            written = write_batch(items, mapper, writer)
        batches.done(row, written.counts())
        return written


class LaterQueue:
    """Enters each batch as an object of ckanext-harvest's job; its consumers write them later."""

    later = True

    def __init__(self, job: HarvestJob) -> None:
        self._job_id = job.id
        self._source_id = job.source_id
        self.ids: list[str] = []

    def put(self, batch_id: str) -> None:
        """Enter the batch; commits. Its guid tells that it is no record."""
        id_ = str(uuid4())
        model.Session.execute(
            sa.insert(HarvestObject.__table__).values(
                id=id_,
                guid=f"{BATCH}{batch_id}",
                current=False,
                gathered=now(),
                state="WAITING",
                retry_times=0,
                harvest_job_id=self._job_id,
                harvest_source_id=self._source_id,
            )
        )
        model.Session.commit()
        self.ids.append(id_)

    def ready(self) -> list[Written]:
        """Return nothing: nobody waits for it."""
        return []

    def wait(self) -> list[Written]:
        """Return nothing: nobody waits for it."""
        return []


def write_object(guid: str, job_id: str) -> None:
    """Write the batch of a queue item; the last one of a run ends it. Lets no exception out."""
    batch_id = guid.removeprefix(BATCH)
    row = batches.get(batch_id)
    try:
        write_queued(batch_id, job_id)
    except Exception as err:
        # ckanext-harvest's consumer would end (spec ckan-2.12.md d); the next run writes it.
        log.exception("batch %s failed", batch_id)
        model.Session.rollback()
        if row is not None:
            batches.failed(row, err)
    if row is not None:
        end_if_last(row.run_id, row.source_id, job_id)


def end_if_last(run_id: str, source_id: str, job_id: str) -> None:
    """End a run whose walk and batches have come to their end; nothing happens before."""
    row = batches.last(run_id)
    if row is None:
        return
    source = Source.from_dict(source_dict(source_id))
    report = RunReport(source.name, source.id, run_id, complete=row.complete)
    for name in COLUMNS:
        setattr(report, name, getattr(row, name))
    if row.message:
        report.message = Message(row.message[0], row.message[1])
        report.state = State.INCOMPLETE
    close(source, report, HarvestBooks(source.id, job_id=job_id), row.known)
