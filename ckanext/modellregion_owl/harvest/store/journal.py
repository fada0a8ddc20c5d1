"""What is written into our own tables during a run; nothing here commits."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

import ckan.model as model

from ckanext.modellregion_owl.findings import Finding
from ckanext.modellregion_owl.harvest.report import RunReport, State
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store.known import CHUNK, chunks
from ckanext.modellregion_owl.harvest.store.sql import any_of
from ckanext.modellregion_owl.model import finding, record, run

_KEPT = ("source_id", "guid", "first_run_id")


def start_run(source: Source, run_id: str) -> None:
    """Write the run's row; runs of this source that were killed get the state `aborted`.

    The caller holds the source's lock: a row that still says `running` belongs to nobody.
    """
    open_ = run.c.state.in_([State.RUNNING.value, State.CLOSING.value])
    killed = (run.c.source_id == source.id) & open_
    model.Session.execute(
        sa.update(run).where(killed).values(state=State.ABORTED.value, finished=now())
    )
    model.Session.execute(
        sa.insert(run).values(
            id=run_id,
            source_id=source.id,
            started=now(),
            state=State.RUNNING.value,
            holder={"host": socket.gethostname(), "pid": os.getpid()},
        )
    )


def finish_run(report: RunReport) -> None:
    """Write the run's result."""
    message = report.message
    model.Session.execute(
        sa.update(run)
        .where(run.c.id == report.run_id)
        .values(
            finished=now(),
            state=report.state.value,
            complete=report.complete,
            missing=report.missing,
            message=[message.msgid, dict(message.params)] if message else None,
            **report.counts(),
            taken_over=report.taken_over,
            reidentified=report.reidentified,
            duplicates=report.duplicates,
            skipped=report.skipped,
        )
    )


def prune_runs(source: Source, keep: int) -> None:
    """Delete the source's finished runs but the last `keep`, of which the one that ends now is one.

    Failed and held ones stay.

    What identifies records is in a table of its own and never pruned (sources.md 3,
    ckanext-spatial#245: a lost link to the old harvest object doubles everything).
    """
    finished = (run.c.source_id == source.id) & (run.c.state == State.FINISHED.value)
    last = (
        sa.select(run.c.id).where(finished).order_by(run.c.started.desc()).limit(max(keep - 1, 0))
    )
    model.Session.execute(sa.delete(run).where(finished, run.c.id.not_in(last)))


def touch(source: Source, guids: Iterable[str], run_id: str) -> None:
    """Note that records were seen in this run; a missing one is back.

    One that was removed here and has its dataset again was restored by a person: it is there.
    """
    active = sa.select(model.Package.id).where(model.Package.state == "active")
    for chunk in chunks(guids, CHUNK):
        these = (record.c.source_id == source.id) & (record.c.guid == any_of(chunk))
        model.Session.execute(
            sa.update(record)
            .where(these)
            .values(last_run_id=run_id, missing_since=None, missing_runs=0)
        )
        # These have no dataset that could tell.
        aside = (record.c.duplicate_by == "rule") | (record.c.skipped != "")
        restored = record.c.removed.is_not(None) & (aside | record.c.package_id.in_(active))
        model.Session.execute(sa.update(record).where(these, restored).values(removed=None))


def save_records(rows: Sequence[dict[str, Any]], seen: bool = True) -> None:
    """Insert or update records; all rows have the same keys, columns of the table.

    A row without `indexed` still has to be taken into the search.

    :param seen: the source has delivered them; else what is known of their absence stays.
    """
    if not rows:
        return
    query = insert(record).values([{"indexed": False, **row} for row in rows])
    kept = _KEPT if seen else (*_KEPT, "last_run_id")
    changed = {name: query.excluded[name] for name in rows[0] if name not in kept}
    back = {"missing_since": None, "missing_runs": 0, "removed": None} if seen else {}
    model.Session.execute(
        query.on_conflict_do_update(
            index_elements=["source_id", "guid"],
            set_={**changed, "indexed": query.excluded.indexed, **back},
        )
    )


def set_digest(source: Source, guid: str, digest: str) -> None:
    """Note the digest of a record that has changed only in what is never stored."""
    model.Session.execute(
        sa.update(record)
        .where(record.c.source_id == source.id, record.c.guid == guid)
        .values(digest=digest)
    )


def rename(source: Source, guids: Mapping[str, str]) -> None:
    """Give records another GUID, {old: new}: the server has changed its ids."""
    for old, new in guids.items():
        model.Session.execute(
            sa.update(record)
            .where(record.c.source_id == source.id, record.c.guid == old)
            .values(guid=new)
        )


def release(source: Source, package_ids: Sequence[str]) -> None:
    """Forget the records of other sources, no longer active, whose datasets are taken over."""
    if package_ids:
        model.Session.execute(
            sa.delete(record).where(
                record.c.source_id != source.id,
                record.c.package_id == any_of(package_ids),
                record.c.duplicate_of.is_(None),
            )
        )


def mark_indexed(source: Source, package_ids: Sequence[str]) -> None:
    """Note that the search index has the datasets."""
    model.Session.execute(
        sa.update(record)
        .where(record.c.source_id == source.id, record.c.package_id.in_(package_ids))
        .values(indexed=True)
    )


def not_indexed(source: Source) -> list[str]:
    """Return the ids of datasets that were committed but not indexed when a run was killed."""
    query = sa.select(record.c.package_id).where(
        record.c.source_id == source.id, record.c.indexed.is_(False), record.c.deleted.is_(None)
    )
    return list(model.Session.scalars(query))


def save_findings(
    source: Source, run_id: str, dataset_ids: Sequence[str], found: Iterable[Finding]
) -> None:
    """Replace the findings of datasets (or of the source itself: id "") by those of this run."""
    model.Session.execute(
        sa.delete(finding).where(
            finding.c.source_id == source.id, finding.c.dataset_id.in_(dataset_ids)
        )
    )
    rows = []
    for item in found:
        full = asdict(replace(item, source_id=source.id, run_id=run_id))
        rows.append({**full, "severity": item.severity.value})
    if rows:
        model.Session.execute(sa.insert(finding), rows)


def now() -> datetime:
    """Return the present moment with its zone."""
    return datetime.now(timezone.utc)
