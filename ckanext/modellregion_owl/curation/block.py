"""Blocks a dataset or one of its fields at once, and lifts a block again.

Each block is one transaction that locks the dataset's row. A batch of the harvester that writes the
dataset at the same moment comes before it, and is overwritten, or after it, and finds the tombstone
(harvest/write/apply.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

import ckan.lib.search as search
import ckan.model as model

from ckanext.modellregion_owl.curation import blocks, erase, log
from ckanext.modellregion_owl.feed import guard
from ckanext.modellregion_owl.harvest.records.identity_keys import traits
from ckanext.modellregion_owl.harvest.store import originals
from ckanext.modellregion_owl.harvest.write.again import patiently
from ckanext.modellregion_owl.harvest.write.withdraw import purge_dataset
from ckanext.modellregion_owl.model import block as table
from ckanext.modellregion_owl.model import curation_log, leaver, overlay, record

_package = model.Package.__table__


def block_dataset(dataset_id: str, reason: str, user_id: str) -> None:
    """Take a dataset out of everything that the portal shows or keeps of it.

    It stays in CKAN's own tables, deleted and of no organisation, so that only administrators see
    it and can lift the block; `purge` deletes it for good.
    """
    patiently(lambda: _block(dataset_id, reason, user_id))
    erase.outside(dataset_id)
    search.clear(dataset_id)


def _block(dataset_id: str, reason: str, user_id: str) -> None:
    row = locked(dataset_id)
    if blocks.standing(dataset_id) is None:
        records = records_of(dataset_id)
        insert(row, records, reason, user_id)
        hidden = {"state": "deleted", "owner_org": None}
        _run(sa.update(_package).where(_package.c.id == dataset_id).values(**hidden))
        _forget(dataset_id, records, user_id)
        log.write([log.Line(dataset_id, log.Act.BLOCK, why=reason, user_id=user_id)])
    model.Session.commit()
    model.Session.expire_all()


def locked(dataset_id: str) -> Any:
    """Return the dataset's row and hold it until the transaction ends."""
    query = sa.select(_package).where(_package.c.id == dataset_id).with_for_update()
    return model.Session.execute(query).one()


def records_of(dataset_id: str) -> Sequence[Any]:
    """Return the records that are the dataset, or would be it without it."""
    either = sa.or_(record.c.package_id == dataset_id, record.c.duplicate_of == dataset_id)
    return model.Session.execute(sa.select(record).where(either)).all()


def insert(row: Any, records: Sequence[Any], reason: str, user_id: str, **more: str) -> None:
    """Write a tombstone; `more` names a field."""
    _run(
        sa.insert(table).values(
            dataset_id=row.id,
            name=row.name,
            organisation_id=row.owner_org or "",
            guids=[one.guid for one in records],
            keys=sorted({key for one in records for key in one._mapping["keys"]} | _marks(records)),
            reason=reason,
            user_id=user_id,
            **more,
        )
    )


def _marks(records: Sequence[Any]) -> set[str]:
    """Return by what else the records are told again, from what is stored of them."""
    known = [{**one._mapping, "findings": []} for one in records if one.original]
    return {mark for item in originals.by_key(known) for mark in blocks.marks(traits(item))}


def _forget(dataset_id: str, records: Sequence[Any], user_id: str) -> None:
    connection = model.Session.connection()
    guard.agree(connection, [dataset_id], user_id)
    _run(sa.update(leaver).where(leaver.c.dataset_id == dataset_id).values(title=""))
    for one in records:
        these = (record.c.source_id == one.source_id) & (record.c.guid == one.guid)
        nothing = {"title": "", "findings": [], "original": "", "skipped": blocks.SKIPPED}
        _run(sa.update(record).where(these).values(**nothing))
    erase.originals([one.original for one in records])
    erase.derived(dataset_id, [one.guid for one in records], texts=True)
    erase.waiting_batches([one.source_id for one in records], blocks.Blocks.load())
    said = curation_log.c.dataset_id == dataset_id
    _run(sa.update(curation_log).where(said).values(before=None, after=None))


def lift(row: Any, user_id: str, why: str) -> None:
    """Show a blocked dataset again; what its source says now comes with the next run."""
    patiently(lambda: _lift(row, user_id, why))
    if model.Session.get(model.Package, row.dataset_id) is not None:
        search.rebuild(row.dataset_id)


def _lift(row: Any, user_id: str, why: str) -> None:
    dataset_id = row.dataset_id
    lifted = {"lifted": sa.func.now(), "lifted_by": user_id}
    _run(sa.update(table).where(table.c.id == row.id).values(**lifted))
    shown = {"state": "active", "owner_org": row.organisation_id or None}
    now = {"metadata_modified": sa.func.timezone("UTC", sa.func.now())}
    _run(sa.update(_package).where(_package.c.id == dataset_id).values(**shown, **now))
    either = sa.or_(record.c.package_id == dataset_id, record.c.duplicate_of == dataset_id)
    # No digest: the next run writes it, whatever the source says.
    _run(sa.update(record).where(either).values(skipped="", digest=""))
    log.write([log.Line(dataset_id, log.Act.UNBLOCK, why=why, user_id=user_id)])
    model.Session.commit()
    model.Session.expire_all()


def purge(row: Any) -> None:
    """Delete a blocked dataset from CKAN's tables too; only its tombstone stays."""
    dataset_id = row.dataset_id
    for one in (overlay, curation_log):
        _run(sa.delete(one).where(one.c.dataset_id == dataset_id))
    if model.Session.get(model.Package, dataset_id) is None:
        model.Session.commit()
        return
    purge_dataset(dataset_id)


def _run(statement: Any) -> None:
    model.Session.execute(statement)
