"""A person decides what becomes of the datasets that a held run has missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.harvest.exceptions import N_, HarvestError
from ckanext.modellregion_owl.harvest.frame.ledger import Ledger
from ckanext.modellregion_owl.harvest.lock import source_lock
from ckanext.modellregion_owl.harvest.report import RunReport, State
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store import journal
from ckanext.modellregion_owl.harvest.write.missing import Missing
from ckanext.modellregion_owl.harvest.write.withdraw import withdraw
from ckanext.modellregion_owl.model import loss, record, run


class NothingToConfirm(HarvestError):
    """The latest run of the source was not held, or its list was decided on already."""


class ListChanged(HarvestError):
    """The list that the person has seen is not the one that would be removed now."""


@dataclass(frozen=True)
class Question:
    """What a held run asks: may these datasets go?

    `list` names exactly these records, `known` is how many the source had.
    """

    run_id: str
    started: datetime
    list: str
    known: int
    missing: tuple[Missing, ...]


def question(source_id: str) -> Question | None:
    """Return what waits for a decision, None when nothing does.

    Only the latest run that came to an end counts: a later one that found everything again has
    answered the question.
    """
    latest = _latest(source_id)
    if latest is None or latest.state != State.HELD.value or latest.confirmed is not None:
        return None
    rows = model.Session.execute(
        sa.select(loss).where(loss.c.run_id == latest.id).order_by(loss.c.title, loss.c.guid)
    ).all()
    if not rows:
        return None
    lost = tuple(Missing(r.guid, r.title, r.package_id, True, r.last_seen) for r in rows)
    return Question(latest.id, latest.started, latest.loss, latest.known, lost)


def _latest(source_id: str) -> Any:
    # An incomplete or failed run in between says nothing of what is missing.
    ended = run.c.state.in_([State.FINISHED.value, State.HELD.value])
    query = sa.select(run).where(run.c.source_id == source_id, ended)
    return model.Session.execute(query.order_by(run.c.started.desc()).limit(1)).first()


def confirm(source: Source, list_: str, user_id: str, ledger: Ledger) -> RunReport:
    """Withdraw the datasets of the list that are still missing; return what was done.

    :param list_: `Question.list` as the person saw it.
    :raises NothingToConfirm: nothing waits for a decision.
    :raises ListChanged: another run was held since, with another list.
    :raises SourceBusy: the source is being harvested.
    """
    with source_lock(source):
        asked = question(source.id)
        if asked is None:
            raise NothingToConfirm(
                N_("There is nothing to confirm for {source}."), source=source.name
            )
        if asked.list != list_:
            raise _changed()
        report = RunReport(source.name, source.id, asked.run_id, State.FINISHED)
        _decided(asked.run_id, user_id)
        withdraw(source, _still_missing(source, asked.missing), report, ledger, user_id)
        model.Session.execute(
            sa.update(run)
            .where(run.c.id == asked.run_id)
            .values(removed=run.c.removed + report.removed)
        )
        model.Session.commit()
    return report


def keep(source_id: str, list_: str, user_id: str) -> int:
    """Answer that the datasets of the list stay; return how many they are. Commits.

    The next run asks anew if they are still missing.

    :raises NothingToConfirm: nothing waits for a decision.
    :raises ListChanged: another run was held since, with another list.
    """
    asked = question(source_id)
    if asked is None:
        raise NothingToConfirm(N_("There is nothing to confirm for {source}."), source=source_id)
    if asked.list != list_:
        raise _changed()
    _decided(asked.run_id, user_id)
    model.Session.commit()
    return len(asked.missing)


def _changed() -> ListChanged:
    text = N_(
        "Another run has come in between; other datasets are missing now. Look at the list again."
    )
    return ListChanged(text)


def _still_missing(source: Source, items: Sequence[Missing]) -> list[Missing]:
    """Leave out what an incomplete run has seen since, or a person has deleted."""
    started = sa.select(run.c.started).where(run.c.id == record.c.last_run_id).scalar_subquery()
    query = sa.select(record.c.guid, started.label("seen")).where(
        record.c.source_id == source.id,
        record.c.removed.is_(None),
    )
    seen = {row.guid: row.seen for row in model.Session.execute(query)}
    return [i for i in items if i.guid in seen and seen[i.guid] == i.last_seen]


def _decided(run_id: str, user_id: str) -> None:
    model.Session.execute(
        sa.update(run)
        .where(run.c.id == run_id)
        .values(confirmed=journal.now(), confirmed_by=user_id)
    )
