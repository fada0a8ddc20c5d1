"""How the sources stand: last run, what waits, how many datasets, which way it goes. One query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.harvest.report import State
from ckanext.modellregion_owl.harvest.source import TYPE
from ckanext.modellregion_owl.harvest.store.reports import sentence
from ckanext.modellregion_owl.model import record, run

WEEK = timedelta(days=7)
# Twice the rhythm: a run may be late once.
_RHYTHMS = {
    "ALWAYS": timedelta(days=1),
    "DAILY": timedelta(days=2),
    "WEEKLY": timedelta(days=14),
    "BIWEEKLY": timedelta(days=28),
    "MONTHLY": timedelta(days=62),
}
BROKEN = (State.FAILED.value, State.ABORTED.value)
AT_WORK = (State.RUNNING.value, State.CLOSING.value)


@dataclass(frozen=True)
class SourceState:
    """A source as the desk shows it.

    `state`, `message`, `refused` (records) are of the last run, "" and 0 before the first; `good`
    is the beginning of the last run that came to its end. `missing` of `known` datasets wait for an
    answer, 0 for none. `datasets` are those it has here, `trend` how many more than a week ago,
    `batches` what other processes still have to write.
    """

    id: str
    name: str
    title: str
    organisation: str
    started: datetime | None
    good: datetime | None
    state: str
    message: str
    refused: int
    missing: int
    known: int
    datasets: int
    trend: int
    overdue: bool
    batches: int = 0

    @property
    def health(self) -> str:
        """Return "held", "failed", "faults", "running", "never", "overdue" or "good"."""
        if self.missing:
            return "held"
        if not self.state:
            return "never"
        if self.state in BROKEN:
            return "failed"
        if self.overdue:
            return "overdue"
        if self.state in AT_WORK:
            return "running"
        return "faults" if self.refused or self.state == State.INCOMPLETE.value else "good"


def states(organisations: Sequence[str] | None = None, name: str = "") -> list[SourceState]:
    """Return the active sources of these organisations (None: of all), by title.

    :param name: only the source of that name or id.
    """
    query = _query()
    if organisations is not None:
        query = query.where(_package.c.owner_org.in_(organisations))
    if name:
        query = query.where(sa.or_(_package.c.name == name, _package.c.id == name))
    now = datetime.now(timezone.utc)
    return [_state(row, now) for row in model.Session.execute(query)]


_package = model.Package.__table__


def _query() -> sa.Select:
    from ckanext.harvest.model import HarvestSource

    source = HarvestSource.__table__
    last, ended, good = _last("last"), _last("ended", _ENDED), _last("good", _GOOD)
    datasets = (
        sa.select(sa.func.count())
        .where(
            record.c.source_id == _package.c.id,
            record.c.removed.is_(None),
            record.c.skipped == "",
            record.c.duplicate_of.is_(None),
        )
        .scalar_subquery()
    )
    week = (
        sa.select(sa.func.coalesce(sa.func.sum(run.c.added - run.c.removed), 0))
        .where(run.c.source_id == _package.c.id, run.c.started > sa.func.now() - WEEK)
        .scalar_subquery()
    )
    columns = (
        _package.c.id,
        _package.c.name,
        _package.c.title,
        _package.c.owner_org,
        source.c.frequency,
        last.c.started,
        last.c.state,
        last.c.message,
        last.c.failed,
        last.c.open_batches,
        good.c.started.label("good"),
        ended.c.state.label("ended_state"),
        ended.c.confirmed,
        ended.c.missing,
        ended.c.known,
        datasets.label("datasets"),
        week.label("trend"),
    )
    true = sa.true()
    tables = _package.join(source, source.c.id == _package.c.id)
    for part in (last, ended, good):
        tables = tables.outerjoin(part, true)
    return (
        sa.select(*columns)
        .select_from(tables)
        .where(source.c.type == TYPE, source.c.active.is_(True), _package.c.state == "active")
        .order_by(_package.c.title, _package.c.name)
    )


# An incomplete or failed run in between says nothing of what is missing (write/confirm.py).
_ENDED = run.c.state.in_([State.FINISHED.value, State.HELD.value])
_GOOD = run.c.state == State.FINISHED.value
_STARTED = run.c.state != State.LOCKED.value


def _last(name: str, condition: Any = _STARTED) -> Any:
    query = sa.select(run).where(run.c.source_id == _package.c.id, condition)
    return query.order_by(run.c.started.desc()).limit(1).lateral(name)


def _state(row: Any, now: datetime) -> SourceState:
    waits = row.ended_state == State.HELD.value and row.confirmed is None
    return SourceState(
        id=row.id,
        name=row.name,
        title=row.title or row.name,
        organisation=row.owner_org or "",
        started=row.started,
        good=row.good,
        state=row.state or "",
        message=sentence(row.message),
        refused=row.failed or 0,
        missing=row.missing if waits else 0,
        known=row.known if waits else 0,
        datasets=row.datasets,
        trend=int(row.trend),
        overdue=_overdue(row, now),
        batches=row.open_batches or 0,
    )


def _overdue(row: Any, now: datetime) -> bool:
    if row.started is None:
        return False
    usual = _RHYTHMS.get(row.frequency or "", timedelta(days=config.desk_overdue_days()))
    return bool(now - row.started > usual)
