"""Sets what a rule says, or takes it away: a batch in one transaction, in CKAN's job queue."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.curation import rule_preview, rules
from ckanext.modellregion_owl.curation.rules import State
from ckanext.modellregion_owl.harvest.exceptions import SourceBusy
from ckanext.modellregion_owl.harvest.frame.ckan_harvester import source_dict
from ckanext.modellregion_owl.harvest.frame.ledger import NoLedger
from ckanext.modellregion_owl.harvest.lock import source_lock
from ckanext.modellregion_owl.harvest.mapping import Mapper
from ckanext.modellregion_owl.harvest.owner import municipality
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store import batches, originals
from ckanext.modellregion_owl.harvest.store.known import chunks, stored
from ckanext.modellregion_owl.harvest.store.sql import any_of
from ckanext.modellregion_owl.harvest.write.apply import Writer
from ckanext.modellregion_owl.harvest.write.batch import versions_of, write_batch
from ckanext.modellregion_owl.model import record

log = logging.getLogger(__name__)

WAIT = 600.0  # seconds for a run that holds the source
TIMEOUT = 4 * 3600
TITLE = "modellregion: rule"


def enqueue(rule_id: int) -> None:
    """Queue the work on a rule; the site's worker does it."""
    options = {"timeout": TIMEOUT}
    tk.enqueue_job(work, [rule_id], title=f"{TITLE} {rule_id}", rq_kwargs=options)


def work(rule_id: int, wait: float = WAIT) -> None:
    """Do what a rule's state asks for, from where it was left: set or take away. The job.

    A run that holds the source for longer leaves the rule as it is, with a message.
    """
    row = rules.get(rule_id)
    if row is None or row.state in (State.ACTIVE.value, State.ENDED.value):
        return
    source = Source.from_dict(source_dict(row.source_id))
    try:
        with source_lock(source, wait=wait):
            batches.check_none_waits(source)
            _end(source, rule_id) if row.state == State.ENDING.value else _set(source, row)
    except SourceBusy as err:
        log.info("rule %d waits: %s", rule_id, err)
        rules.change(rule_id, message=[err.message.msgid, dict(err.message.params)])


def _set(source: Source, row: sa.Row) -> None:
    found = rule_preview.files(row.source_id, row.field, row.matches, row.id)
    ids = rule_preview.to_write(found)
    _write(source, row.id, ids, lambda _part: None)
    rules.change(row.id, state=State.ACTIVE.value, message=None)


def _end(source: Source, rule_id: int) -> None:
    ids = rules.datasets_of(rule_id)
    _write(source, rule_id, ids, lambda part: rules.take_away(rule_id, part))
    rules.take_away(rule_id, ids)  # of datasets that the source no longer delivers
    rules.change(rule_id, state=State.ENDED.value, ended=sa.func.now(), message=None)


def _write(
    source: Source, rule_id: int, ids: Sequence[str], begin: Callable[[Sequence[str]], None]
) -> None:
    """Write datasets from their stored originals; those without one wait for the next run."""
    rules.change(rule_id, total=len(ids), done=0)
    place = municipality(source)
    mapper, versions = Mapper(source, place), versions_of(source, place)
    done = 0
    for part in chunks(ids, config.harvest_batch_size()):
        guids, run_id = _records(source, part)
        writer = Writer(source, run_id, versions, NoLedger())
        writer.seen = False
        writer.begin = lambda part=part: begin(part)  # type: ignore[misc]
        items, known = originals.load(source, guids), stored(source, guids)
        write_batch([(items[g], known[g], ()) for g in guids if g in items], mapper, writer)
        done += len(part)
        rules.change(rule_id, done=done)


def _records(source: Source, ids: Sequence[str]) -> tuple[list[str], str]:
    query = sa.select(record.c.guid, record.c.last_run_id).where(
        record.c.source_id == source.id,
        record.c.package_id == any_of(ids),
        record.c.duplicate_of.is_(None),
    )
    rows = model.Session.execute(query).all()
    return [row.guid for row in rows], rows[0].last_run_id if rows else ""
