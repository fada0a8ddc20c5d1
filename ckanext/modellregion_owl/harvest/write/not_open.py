"""Withdraws datasets of which their source says today that they must not be shown."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.harvest.frame.ledger import Ledger
from ckanext.modellregion_owl.harvest.records.record import Skipped
from ckanext.modellregion_owl.harvest.report import RunReport
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store.sql import any_of
from ckanext.modellregion_owl.harvest.write.missing import Missing
from ckanext.modellregion_owl.harvest.write.withdraw import withdraw
from ckanext.modellregion_owl.model import record


def withdraw_skipped(
    source: Source, skipped: Sequence[Skipped], report: RunReport, ledger: Ledger
) -> None:
    """Withdraw the datasets of skipped records, at once and after an incomplete walk too.

    Neither grace nor shrink guard: these are for what a source leaves out, perhaps by mistake. Here
    it says that something is not for the public, and what is withdrawn comes back as the same
    dataset as soon as it says otherwise.
    """
    if not skipped:
        return
    package = model.Package
    query = (
        sa.select(record.c.guid, record.c.title, record.c.package_id)
        .join(package.__table__, package.id == record.c.package_id)
        .where(
            record.c.source_id == source.id,
            record.c.guid == any_of([s.guid for s in skipped]),
            record.c.removed.is_(None),
            record.c.duplicate_of.is_(None),
            package.state == "active",
        )
        .order_by(record.c.guid)
    )
    rows = model.Session.execute(query).all()
    items = [Missing(row.guid, row.title, row.package_id, due=True) for row in rows]
    withdraw(source, items, report, ledger)
