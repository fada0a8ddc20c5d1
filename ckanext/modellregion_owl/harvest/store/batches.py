"""Changed records on their way to another process that writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

import ckan.model as model

from ckanext.modellregion_owl.harvest.exceptions import N_, SourceBusy
from ckanext.modellregion_owl.harvest.report import COLUMNS, RunReport, State
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store.batch_format import Decided, from_bytes, to_bytes
from ckanext.modellregion_owl.locks import held
from ckanext.modellregion_owl.model import batch, run


def put(run_id: str, source_id: str, number: int, items: Sequence[Decided]) -> str:
    """Store a batch and return its id; the caller commits."""
    id_ = str(uuid4())
    model.Session.execute(
        sa.insert(batch).values(
            id=id_, run_id=run_id, source_id=source_id, number=number, records=to_bytes(items)
        )
    )
    _count(run_id, 1)
    return id_


def walked(report: RunReport) -> None:
    """Note that all batches of a run are stored, and what its last one has to know.

    Batches that were written meanwhile have added their counts, one that has failed has left its
    message: both stay.
    """
    failed = run.c.message.is_not(None)
    message = [report.message.msgid, dict(report.message.params)] if report.message else sa.null()
    told = sa.case((failed, run.c.message), else_=sa.cast(message, JSONB))
    model.Session.execute(
        sa.update(run)
        .where(run.c.id == report.run_id)
        .values(
            known=sa.case((failed, -1), else_=report.seen),
            complete=~failed & sa.literal(report.complete),
            message=told,
            holder=sa.null(),
            **{name: run.c[name] + getattr(report, name) for name in COLUMNS},
        )
    )


def _count(run_id: str, by: int) -> int:
    left = model.Session.scalar(
        sa.update(run)
        .where(run.c.id == run_id)
        .values(open_batches=run.c.open_batches + by)
        .returning(run.c.open_batches)
    )
    return int(left if left is not None else -1)


def get(id_: str) -> Any:
    """Return the row of a batch that is not written yet, None otherwise; `items` unpacks it."""
    query = sa.select(batch).where(batch.c.id == id_, batch.c.done.is_(False))
    return model.Session.execute(query).first()


def items(row: Any) -> list[Decided]:
    """Return the records of a batch with what is known of each."""
    return from_bytes(row.records)


def done(row: Any, counts: Mapping[str, int]) -> None:
    """Note that a batch is written, and add its counts to the run's. Commits."""
    empty = sa.update(batch).where(batch.c.id == row.id).values(done=True, records=b"")
    model.Session.execute(empty)
    _count(row.run_id, -1)
    added = {name: run.c[name] + number for name, number in counts.items()}
    model.Session.execute(sa.update(run).where(run.c.id == row.run_id).values(**added))
    model.Session.commit()


def failed(row: Any, err: Exception) -> None:
    """Note that a batch could not be written; its records stay as they are until the next run.

    The run is an incomplete one, so that nothing is taken for missing. Commits.
    """
    text = "The run broke off by a fault ({error}). The log has the details."  # pipeline.py's
    message = [text, {"error": f"{type(err).__name__}: {err}"[:300]}]
    model.Session.execute(
        sa.update(run)
        .where(run.c.id == row.run_id)
        .values(complete=False, known=-1, message=message)
    )
    model.Session.execute(sa.update(batch).where(batch.c.id == row.id).values(done=True))
    _count(row.run_id, -1)
    model.Session.commit()


def last(run_id: str) -> Any:
    """Return the row of a run whose walk has ended and whose batches are all written, else None.

    Only one process gets it: the run is no longer `running` afterwards. Commits.
    """
    ready = (run.c.id == run_id) & (run.c.open_batches <= 0) & (run.c.state == State.RUNNING.value)
    query = (
        sa.update(run)
        .where(ready, run.c.holder.is_(None))
        .values(state=State.CLOSING.value)
        .returning(run)
    )
    row = model.Session.execute(query).first()
    model.Session.commit()
    return row


def check_none_waits(source: Source) -> None:
    """Refuse work that would write older records than a source's waiting batches hold.

    :raises SourceBusy: says how many wait, since when, and what to do.
    """
    waiting = (batch.c.source_id == source.id) & batch.c.done.is_(False)
    query = sa.select(sa.func.count(), sa.func.min(run.c.started)).select_from(
        batch.join(run, run.c.id == batch.c.run_id)
    )
    number, since = model.Session.execute(query.where(waiting)).one()
    if number:
        raise SourceBusy(
            N_(
                "Parts of the run of {since} over {name} still wait to be written ({number}). "
                "Start the consumers of the queue or harvest the source, then do this again."
            ),
            name=source.name,
            number=str(number),
            since=since.astimezone().strftime("%d.%m.%Y %H:%M"),
        )


def forget(source_id: str) -> None:
    """Delete the batches of a source's earlier runs; a new run compares anew what they hold.

    Waits for those that are being written right now: two processes must not write one dataset.
    """
    query = sa.select(batch.c.id).where(batch.c.source_id == source_id, batch.c.done.is_(False))
    for id_ in model.Session.scalars(query).all():
        with held(_lock(id_), wait=True) as connection:
            assert connection is not None  # noqa: S101  # it has waited
            connection.execute(sa.delete(batch).where(batch.c.id == id_))
    model.Session.execute(sa.delete(batch).where(batch.c.source_id == source_id))


@contextmanager
def claimed(id_: str) -> Iterator[bool]:
    """Hold a batch for the block; gives False when another process has it.

    An advisory lock on a connection of its own: it ends with the process, however that ends, so
    that a batch which is queued a second time is written once (spec ckan-2.12.md d).
    """
    with held(_lock(id_)) as connection:
        yield connection is not None


def _lock(id_: str) -> str:
    return f"modellregion_batch:{id_}"
