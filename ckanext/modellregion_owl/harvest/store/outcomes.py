"""Keeps what a run did to each record, and why, for the reports."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.harvest.exceptions import Message
from ckanext.modellregion_owl.harvest.frame.ledger import Ledger
from ckanext.modellregion_owl.harvest.report import Outcome, RunReport
from ckanext.modellregion_owl.model import outcome as table


class Recorded:
    """A ledger that enters outcomes into our table, then hands them on."""

    def __init__(self, run_id: str, ledger: Ledger) -> None:
        self._run_id = run_id
        self._ledger = ledger

    def begun(self) -> None:
        """Close what earlier runs have left open in the other's books."""
        self._ledger.begun()

    def written(self, outcomes: Sequence[Outcome]) -> None:
        """Enter records that were added, changed, removed or have failed."""
        rows = [_row(self._run_id, outcome) for outcome in outcomes]
        if rows:
            model.Session.execute(sa.insert(table), rows)
        self._ledger.written(outcomes)

    def note(self, report: RunReport) -> None:
        """Enter what the run notes of records that it did not touch."""
        rows = [
            {**_NOTE, "run_id": self._run_id, "guid": guid, "message": _message(message)}
            for guid, message in report.notes
        ]
        if rows:
            model.Session.execute(sa.insert(table), rows)

    def finished(self, report: RunReport) -> None:
        """Close the other's books."""
        self._ledger.finished(report)


_NOTE = {"title": "", "package_id": "", "action": "note"}


def _row(run_id: str, outcome: Outcome) -> dict[str, object]:
    return {
        "run_id": run_id,
        "guid": outcome.guid,
        "title": outcome.title,
        "package_id": outcome.package_id,
        "action": outcome.action.value,
        "message": _message(outcome.reason),
    }


def _message(message: Message | None) -> object:
    # As [msgid, parameters]: it is translated where it is read.
    return [message.msgid, dict(message.params)] if message is not None else sa.null()
