"""What happens to datasets that a source no longer delivers: nothing, on doubt.

Missing → public with a note, for a time → withdrawn (its page says so) → deleted.
"""

from __future__ import annotations

import ckan.model as model

from ckanext.modellregion_owl.harvest.exceptions import N_, Message
from ckanext.modellregion_owl.harvest.frame.ledger import Ledger
from ckanext.modellregion_owl.harvest.report import RunReport, State
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.write import missing as m
from ckanext.modellregion_owl.harvest.write.again import patiently
from ckanext.modellregion_owl.harvest.write.withdraw import delete_old, withdraw


def retire(source: Source, report: RunReport, ledger: Ledger, seen: int) -> None:
    """Note the missing records after a complete walk, and withdraw those whose time has come.

    Sets the report's state to HELD, and touches nothing, when too much is missing or when the
    source came back without any record; the run keeps the list for `confirm`.
    """
    lost = m.missing(source.id, report.run_id)
    of = m.known(source)
    report.missing = len(lost)
    if seen == 0 or m.too_many(source, len(lost), of):
        _hold(source, report, lost, of, seen)
        return
    patiently(lambda: _note(source, lost))
    withdraw(source, [item for item in lost if item.due], report, ledger)
    if not report.preview:
        delete_old(source)


def _note(source: Source, lost: list[m.Missing]) -> None:
    m.note_missing(source, [item.guid for item in lost])
    model.Session.commit()


def _hold(source: Source, report: RunReport, lost: list[m.Missing], of: int, seen: int) -> None:
    report.state = State.HELD
    m.ask(report.run_id, lost, of)
    if seen:
        text = N_(
            "{missing} of {known} datasets are missing in the delivery. Nothing has been changed "
            "yet. Decide with: ckan modellregion harvest confirm {source}"
        )
    elif lost:
        text = N_(
            "The source delivers not a single dataset, {missing} are known. Nothing has been "
            "changed yet. Decide with: ckan modellregion harvest confirm {source}"
        )
    else:
        text = N_("The source delivers not a single dataset; nothing was changed here.")
    params = {"missing": str(len(lost)), "known": str(of), "source": source.name}
    report.message = Message(text, params)
