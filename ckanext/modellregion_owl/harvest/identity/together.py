"""What a person says about datasets that hold the same data; what the page says of it."""

from __future__ import annotations

from contextlib import ExitStack
from uuid import uuid4

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckanext.harvest.model import HarvestSource

from ckanext.modellregion_owl.harvest.identity.owners import JOIN, SEPARATE
from ckanext.modellregion_owl.harvest.lock import source_lock
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store import journal
from ckanext.modellregion_owl.harvest.store.sql import any_of
from ckanext.modellregion_owl.harvest.user import harvest_user
from ckanext.modellregion_owl.harvest.write.again import patiently
from ckanext.modellregion_owl.model import record
from ckanext.modellregion_owl.texts import translate as _

WAIT = 5.0  # seconds for a run that is about to end; a person is waiting


def also_in(package_id: str) -> list[dict[str, str]]:
    """Return the other sources that deliver a dataset's data, by title.

    For each `source` (id), `title` of the source, `guid` of the record, `url`: its address there,
    "" when the GUID is none.
    """
    query = (
        sa.select(record.c.source_id, record.c.guid, model.Package.title)
        .join(HarvestSource, HarvestSource.id == record.c.source_id)
        .join(model.Package, model.Package.id == HarvestSource.id)
        .where(
            record.c.duplicate_of == package_id,
            sa.or_(record.c.removed.is_(None), record.c.duplicate_by == JOIN),
            HarvestSource.active.is_(True),
        )
        .order_by(model.Package.title, record.c.guid)
    )
    return [
        {
            "source": row.source_id,
            "title": row.title,
            "guid": row.guid,
            "url": row.guid if row.guid.startswith(("http://", "https://")) else "",
        }
        for row in model.Session.execute(query)
    ]


def join(package_id: str, into: str) -> None:
    """Let the record of a dataset be shown by another one; its own dataset is deleted.

    Holds the sources of both: a run would write the one while it is deleted.

    :raises tk.ObjectNotFound: the dataset does not come from one of our sources.
    :raises SourceBusy: one of the sources is being harvested; says by whom.
    """
    with ExitStack() as held:
        for source in _sources_of(package_id, into):
            held.enter_context(source_lock(source, WAIT))
        patiently(lambda: _join(package_id, into))


def _sources_of(*package_ids: str) -> list[Source]:
    """Return the sources of datasets, always in the same order, so that two wait in a row."""
    query = sa.select(record.c.source_id).where(
        record.c.package_id == any_of(package_ids), record.c.duplicate_of.is_(None)
    )
    return [_to_lock(id_) for id_ in sorted(set(model.Session.scalars(query)))]


def _to_lock(source_id: str) -> Source:
    """Return a source as far as its lock needs it; its configuration may be a broken one."""
    found = model.Package.get(source_id)
    return Source(source_id, found.name if found else source_id, "", "", "")


def _join(package_id: str, into: str) -> None:
    name = sa.select(model.Package.name).where(model.Package.id == package_id).scalar_subquery()
    changed = model.Session.execute(
        sa.update(record)
        .where(record.c.package_id == package_id, record.c.duplicate_of.is_(None))
        # The name: its address leads to the one that stays (web/gone.py).
        .values(duplicate_of=into, duplicate_by=JOIN, removed=journal.now(), name=name)
    )
    if not changed.rowcount:
        raise tk.ObjectNotFound(_("The dataset does not come from a harvest source."))
    # What it showed for other sources is shown by the one that stays.
    model.Session.execute(
        sa.update(record).where(record.c.duplicate_of == package_id).values(duplicate_of=into)
    )
    context = {"user": harvest_user(), "ignore_auth": True, "modellregion_harvest": True}
    tk.get_action("package_delete")(context, {"id": package_id})


def separate(package_id: str, source_id: str, guid: str) -> bool:
    """Give a record a dataset of its own again; tell whether it stands already.

    :raises tk.ObjectNotFound: the dataset does not show that record.
    :raises SourceBusy: the source is being harvested; says by whom.
    """
    from ckanext.modellregion_owl.harvest.steward import Harvested

    with source_lock(_to_lock(source_id), WAIT):
        id_ = patiently(lambda: _separate(package_id, source_id, guid))
    return Harvested(id_).write(lambda: None)


def _separate(package_id: str, source_id: str, guid: str) -> str:
    """Free a record from the dataset that shows it; return the id of its own. Commits."""
    these = (
        (record.c.source_id == source_id)
        & (record.c.guid == guid)
        & (record.c.duplicate_of == package_id)
    )
    row = model.Session.execute(sa.select(record).where(these)).first()
    if row is None:
        raise tk.ObjectNotFound(_("The dataset does not show data of that source."))
    # The old id, unless the dataset that stays has it from this very record.
    id_ = row.package_id if row.package_id != package_id else str(uuid4())
    model.Session.execute(
        sa.update(record)
        .where(these)
        .values(duplicate_of=None, duplicate_by=SEPARATE, package_id=id_, version="")
    )
    model.Session.commit()
    return id_
