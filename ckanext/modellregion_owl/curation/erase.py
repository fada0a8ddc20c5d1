"""Takes away what was derived from a dataset: texts of the feed, originals, findings, activity.

Nothing here commits; what lies outside of the database goes last (`outside`).
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Collection
from pathlib import Path

import sqlalchemy as sa
from redis.exceptions import RedisError

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib.redis import connect_to_redis
from ckan.model.meta import metadata
from ckanext.harvest.model import HarvestObject, HarvestObjectError, HarvestObjectExtra

from ckanext.modellregion_owl.curation.blocks import Blocks, marks
from ckanext.modellregion_owl.curation.strip import stripped
from ckanext.modellregion_owl.feed import dumps
from ckanext.modellregion_owl.govdata import last
from ckanext.modellregion_owl.harvest.records.identity_keys import traits
from ckanext.modellregion_owl.harvest.store.batch_format import from_bytes, to_bytes
from ckanext.modellregion_owl.harvest.store.sql import any_of, text_array
from ckanext.modellregion_owl.model import batch, link, link_use, loss, original, outcome, page
from ckanext.modellregion_owl.model import record as record_table

log = logging.getLogger(__name__)

# Tables with a dataset's id whose rows are decisions, not copies of what it says; the feed's texts
# are dealt with on their own.
_DECISIONS = (
    "modellregion_overlay",
    "modellregion_block",
    "modellregion_curation_log",
    "modellregion_curation_choice",
    "modellregion_feed_leaver",
)
_TEXTS = ("modellregion_piece", "modellregion_piece_body")


def derived(dataset_id: str, guids: Collection[str], *, texts: bool) -> None:
    """Delete every copy of what a dataset has said, but the dataset itself.

    :param guids: of its records.
    :param texts: also those of the feed: the dataset is in no generation any more.
    """
    for table in metadata.sorted_tables:
        if not table.name.startswith("modellregion_") or "dataset_id" not in table.c:
            continue
        if table.name not in _DECISIONS and (texts or table.name not in _TEXTS):
            _run(sa.delete(table).where(table.c.dataset_id == dataset_id))
    _run(
        sa.update(outcome).where(outcome.c.package_id == dataset_id).values(title="", message=None)
    )
    _run(sa.update(loss).where(loss.c.package_id == dataset_id).values(title=""))
    _run(sa.delete(page).where(page.c.guids.overlap(text_array(guids))))
    _links(dataset_id)
    _harvest_objects(dataset_id)
    _activity(dataset_id)


def originals(keys: Collection[str]) -> None:
    """Delete originals by their keys, but those that a record still names."""
    used = sa.exists().where(record_table.c.original == original.c.digest)
    _run(sa.delete(original).where(original.c.digest == any_of(keys), ~used))


def waiting_batches(source_ids: Collection[str], blocks: Blocks) -> None:
    """Take what is blocked out of batches that wait to be written."""
    query = sa.select(batch.c.id, batch.c.records).where(
        batch.c.source_id == any_of(source_ids), batch.c.done.is_(False)
    )
    for id_, packed in model.Session.execute(query).all():
        kept = [
            (stripped(item, blocks.of(known.package_id, item.guid)), known, findings)
            for item, known, findings in from_bytes(packed)
            if not blocks.stops(known.package_id, item.guid, marks(traits(item)))
        ]
        _run(sa.update(batch).where(batch.c.id == id_).values(records=to_bytes(kept)))


def outside(dataset_id: str) -> None:
    """Delete the packed files of the catalogue and the last check; both are made anew when asked.

    Neither hinders the block: a file is never served with a dataset that is gone (feed/dumps.py).
    """
    storage = tk.config.get("ckan.storage_path")
    if storage:
        shutil.rmtree(Path(str(storage)) / dumps.FOLDER, ignore_errors=True)
    try:
        connect_to_redis().delete(last.key())
    except RedisError:
        log.warning("the last check could not be deleted after %s was blocked", dataset_id)


def _run(statement: sa.sql.dml.UpdateBase) -> None:
    model.Session.execute(statement)


def _links(dataset_id: str) -> None:
    _run(sa.delete(link_use).where(link_use.c.owner_id == dataset_id))
    used = sa.exists().where(link_use.c.digest == link.c.digest)
    _run(sa.delete(link).where(~used))


def _harvest_objects(dataset_id: str) -> None:
    """Empty what ckanext-harvest keeps of the dataset: content, extras and errors."""
    objects = sa.select(HarvestObject.id).where(HarvestObject.package_id == dataset_id)
    ids = model.Session.scalars(objects).all()
    for table in (HarvestObjectExtra, HarvestObjectError):
        _run(sa.delete(table).where(table.harvest_object_id.in_(ids)))
    _run(sa.update(HarvestObject).where(HarvestObject.id.in_(ids)).values(content=None))


def _activity(dataset_id: str) -> None:
    """Delete the dataset's activity: each row holds a copy of it. Not every site has the table."""
    there = sa.select(sa.func.to_regclass("activity"))
    if model.Session.scalar(there) is None:
        return
    detail = sa.select(sa.func.to_regclass("activity_detail"))
    if model.Session.scalar(detail) is not None:
        model.Session.execute(
            sa.text(
                "DELETE FROM activity_detail WHERE activity_id IN "
                "(SELECT id FROM activity WHERE object_id = :id)"
            ),
            {"id": dataset_id},
        )
    model.Session.execute(sa.text("DELETE FROM activity WHERE object_id = :id"), {"id": dataset_id})
