"""Takes datasets out of the public catalogue, and deletes them for good later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.harvest.frame.ledger import Ledger
from ckanext.modellregion_owl.harvest.report import Action, Outcome, RunReport
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store import journal
from ckanext.modellregion_owl.harvest.store.known import chunks
from ckanext.modellregion_owl.harvest.user import harvest_user
from ckanext.modellregion_owl.harvest.write.again import patiently
from ckanext.modellregion_owl.harvest.write.missing import Missing
from ckanext.modellregion_owl.harvest.write.solr import sent_together
from ckanext.modellregion_owl.harvest.write.transaction import one_transaction
from ckanext.modellregion_owl.interfaces import IModellregion
from ckanext.modellregion_owl.model import record


def withdraw(
    source: Source,
    items: Sequence[Missing],
    report: RunReport,
    ledger: Ledger,
    confirmed_by: str | None = None,
) -> None:
    """Delete the datasets in CKAN's sense (state `deleted`), a batch in one transaction.

    :param confirmed_by: id of the person who was asked; None: nobody was.
    """
    for batch in chunks(items, config.harvest_batch_size()):
        for outcome in patiently(partial(_withdraw, source, batch, ledger, confirmed_by)):
            report.note(outcome)


def _withdraw(
    source: Source, batch: Sequence[Missing], ledger: Ledger, confirmed_by: str | None
) -> list[Outcome]:
    outcomes = [Outcome(Action.REMOVED, i.guid, i.title, i.package_id) for i in batch]
    with sent_together(), one_transaction(keep=True):
        names = _names([i.package_id for i in batch])
        for item in batch:
            if item.package_id in names:
                tk.get_action("package_delete")(_context(), {"id": item.package_id})
            _mark(source, item, names.get(item.package_id, ""))
        if confirmed_by is not None:
            _tell_plugins(list(names), confirmed_by)
        ledger.written(outcomes)
    journal.mark_indexed(source, [i.package_id for i in batch])
    model.Session.commit()
    return outcomes


def _tell_plugins(package_ids: Sequence[str], user_id: str) -> None:
    for plugin in p.PluginImplementations(IModellregion):
        plugin.modellregion_confirmed(package_ids, user_id)


def delete_old(source: Source) -> int:
    """Delete withdrawn datasets whose days are over from CKAN's tables; return how many.

    The record stays: the address goes on saying what was there, and a dataset that comes back has
    its id again.
    """
    days = config.harvest_delete_days()
    if not days:
        return 0
    query = sa.select(record.c.guid, record.c.package_id).where(
        record.c.source_id == source.id,
        record.c.removed <= journal.now() - timedelta(days=days),
        record.c.deleted.is_(None),
    )
    old = model.Session.execute(query).all()
    for row in old:
        package = model.Package.get(row.package_id)
        # One that a person has restored meanwhile is no longer ours to delete; one that is private
        # stays in the bin, or it would be public when the source brings it back.
        if package is not None and package.state == "deleted" and not package.private:
            purge_dataset(row.package_id)
        _deleted(source, row.guid)
    return len(old)


def purge_dataset(package_id: str) -> None:
    """Delete a dataset from CKAN's tables; commits."""
    # ckanext-harvest's objects refer to the dataset and would refuse it.
    model.Session.execute(
        sa.text("UPDATE harvest_object SET package_id = NULL WHERE package_id = :id"),
        {"id": package_id},
    )
    tk.get_action("dataset_purge")(_context(), {"id": package_id})


def _deleted(source: Source, guid: str) -> None:
    these = (record.c.source_id == source.id) & (record.c.guid == guid)
    model.Session.execute(sa.update(record).where(these).values(deleted=journal.now()))
    model.Session.commit()


def _names(ids: Sequence[str]) -> dict[str, str]:
    """Return {id: name} of the datasets that are there now, "" for private ones.

    By that name their page will be asked for, and nobody has to know that they were there.
    """
    package = model.Package
    query = sa.select(package.id, package.name, package.private).where(
        package.id.in_(ids), package.state == "active"
    )
    return {row.id: "" if row.private else row.name for row in model.Session.execute(query)}


def _mark(source: Source, item: Missing, name: str) -> None:
    model.Session.execute(
        sa.update(record)
        .where(record.c.source_id == source.id, record.c.guid == item.guid)
        .values(removed=journal.now(), deleted=None, name=name, indexed=False)
    )


def _context() -> dict[str, object]:
    return {"user": harvest_user(), "ignore_auth": True, "modellregion_harvest": True}
