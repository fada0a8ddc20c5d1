"""What happens to datasets that a source no longer delivers: nothing, on doubt.

Temporary losses are real (spec sources.md 2, no. 2: 15 → 4 → 4 → 15 within four months, and HTTP
200 with an empty list), so a missing record is only noted at first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.harvest.exceptions import N_, Message
from ckanext.modellregion_owl.harvest.frame.ledger import Ledger
from ckanext.modellregion_owl.harvest.report import Action, Outcome, RunReport, State
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store import journal
from ckanext.modellregion_owl.model import record

# A record is removed only after both, counted over complete walks (issue 5, pipeline 5).
GRACE_RUNS = 3
GRACE_TIME = timedelta(days=7)
# A walk that misses more than this share of the records, and at least so many, is not believed.
SHRINK_SHARE = 0.2
SHRINK_LEAST = 3


@dataclass(frozen=True)
class _Missing:
    guid: str
    title: str
    package_id: str
    due: bool


def retire(source: Source, report: RunReport, ledger: Ledger, seen: int) -> None:
    """Note the missing records after a complete walk, and remove those whose time has come.

    Sets the report's state to HELD, and touches nothing, when too much is missing or when the
    source came back without any record.
    """
    missing = _missing(source, report.run_id)
    known = _known(source)
    report.missing = len(missing)
    if seen == 0:
        _hold(report, N_("The source delivers not a single dataset; nothing was changed here."))
        return
    if len(missing) >= SHRINK_LEAST and len(missing) > SHRINK_SHARE * known:
        _hold(
            report,
            N_(
                "{missing} of {known} datasets are missing at the source; that is too many to "
                "believe it, nothing was removed here."
            ),
            missing=len(missing),
            known=known,
        )
        return
    _note_missing(source, [m.guid for m in missing])
    model.Session.commit()
    for item in missing:
        if item.due:
            _remove(source, item, report, ledger)


def _hold(report: RunReport, msgid: str, **params: object) -> None:
    report.state = State.HELD
    report.message = Message(msgid, {k: str(v) for k, v in params.items()})


def _known(source: Source) -> int:
    query = sa.select(sa.func.count()).where(
        record.c.source_id == source.id, record.c.removed.is_(None)
    )
    return int(model.Session.scalar(query) or 0)


def _missing(source: Source, run_id: str) -> list[_Missing]:
    """Return the records that the run has not seen.

    Not those whose dataset a person has deleted here: marked as removed by us, it would come back
    with the source.
    """
    package = model.Package
    query = (
        sa.select(record)
        .outerjoin(package.__table__, package.id == record.c.package_id)
        .where(
            sa.or_(package.state.is_(None), package.state == "active"),
            record.c.source_id == source.id,
            record.c.last_run_id != run_id,
            record.c.removed.is_(None),
        )
        .order_by(record.c.guid)
    )
    limit = journal.now() - GRACE_TIME
    return [
        _Missing(
            row.guid,
            row.title,
            row.package_id,
            # This run is the next one that misses it.
            row.missing_since is not None
            and row.missing_since <= limit
            and row.missing_runs + 1 >= GRACE_RUNS,
        )
        for row in model.Session.execute(query)
    ]


def _note_missing(source: Source, guids: Sequence[str]) -> None:
    model.Session.execute(
        sa.update(record)
        .where(record.c.source_id == source.id, record.c.guid.in_(guids))
        .values(
            missing_since=sa.func.coalesce(record.c.missing_since, journal.now()),
            missing_runs=record.c.missing_runs + 1,
        )
    )


def _remove(source: Source, item: _Missing, report: RunReport, ledger: Ledger) -> None:
    package = model.Package.get(item.package_id)
    if package is not None and package.state == "active":
        user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
        context = {"user": user, "ignore_auth": True, "modellregion_harvest": True}
        tk.get_action("package_delete")(context, {"id": item.package_id})
    outcome = Outcome(Action.REMOVED, item.guid, item.title, item.package_id)
    model.Session.execute(
        sa.update(record)
        .where(record.c.source_id == source.id, record.c.guid == item.guid)
        .values(removed=journal.now())
    )
    ledger.written([outcome])
    model.Session.commit()
    report.note(outcome)
