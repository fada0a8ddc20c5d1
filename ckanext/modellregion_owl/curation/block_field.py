"""Blocks one field of a dataset, or of one of its files, at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.curation import block, blocks, erase, log
from ckanext.modellregion_owl.curation.strip import stripped
from ckanext.modellregion_owl.feed.refresh import refresh
from ckanext.modellregion_owl.harvest.frame.ckan_harvester import source_dict
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store import originals, overlay
from ckanext.modellregion_owl.harvest.store.sql import text_array
from ckanext.modellregion_owl.harvest.user import harvest_user
from ckanext.modellregion_owl.harvest.write.merge import target
from ckanext.modellregion_owl.harvest.write.transaction import one_transaction
from ckanext.modellregion_owl.model import curation_log, generation_page, piece, piece_body, record
from ckanext.modellregion_owl.rdf.rows import load_rows


def block_field(
    dataset_id: str, resource_key: str, field: str, instead: str, reason: str, user_id: str
) -> None:
    """Empty a field everywhere, and keep it out of what its source delivers from now on.

    :param instead: what stands there now, "" for nothing.
    :raises tk.ValidationError: the dataset can't be without it; nothing has changed then.
    """
    with one_transaction(keep=True):
        row = block.locked(dataset_id)
        records = block.records_of(dataset_id)
        if blocks.standing(dataset_id, field, resource_key) is None:
            more = {"field": field, "resource_key": resource_key}
            block.insert(row, records, reason, user_id, **more)
        overlay.take_away(dataset_id, resource_key, field)
        if instead:
            mine = overlay.Entry(dataset_id, resource_key, field, None, instead, user_id, reason)
            overlay.put(mine)
        _empty(dataset_id, resource_key, field, instead)
        _forget(dataset_id, field, resource_key, records)
        more = {"field": field, "resource_key": resource_key, "why": reason, "user_id": user_id}
        log.write([log.Line(dataset_id, log.Act.BLOCK, **more)])
    _texts_of_feed(dataset_id)
    erase.outside(dataset_id)


def lift_field(row: Any, user_id: str, why: str) -> None:
    """Take what the source says of a field again, with the next run."""
    table = blocks.table
    values = {"lifted": sa.func.now(), "lifted_by": user_id}
    model.Session.execute(sa.update(table).where(table.c.id == row.id).values(**values))
    mine = record.c.package_id == row.dataset_id
    model.Session.execute(sa.update(record).where(mine).values(digest=""))
    overlay.take_away(row.dataset_id, row.resource_key, row.field)
    more = {"field": row.field, "resource_key": row.resource_key, "why": why, "user_id": user_id}
    log.write([log.Line(row.dataset_id, log.Act.UNBLOCK, **more)])
    model.Session.commit()


def _empty(dataset_id: str, resource_key: str, field: str, instead: str) -> None:
    context = {"ignore_auth": True, "use_cache": False}
    package = tk.get_action("package_show")(context, {"id": dataset_id})
    holder = target(package, resource_key)
    if holder is None:
        raise tk.ValidationError({"resource": [tk._("The dataset has no such file.")]})
    before = holder.get(field)
    holder[field] = instead or ([] if isinstance(before, list) else "")
    if field == "tag_string":
        holder["tags"] = []
    _empty_kept(holder, "resource" if resource_key else "dataset", field)
    write = {"user": harvest_user(), "ignore_auth": True, "modellregion_harvest": True}
    tk.get_action("package_update")(write, package)


def _empty_kept(holder: dict[str, Any], entity: str, field: str) -> None:
    """Take the field's further values and its statements in other words away too."""
    if holder.get("other_values"):
        others = json.loads(holder["other_values"])
        others.pop(field, None)
        holder["other_values"] = json.dumps(others, ensure_ascii=False) if others else ""
    if holder.get("kept_statements"):
        rows = (row for row in getattr(load_rows(), entity) if row.field == field)
        names = {f"<{name}>" for row in rows for name in (row.predicate, *row.read_from)}
        lines = str(holder["kept_statements"]).splitlines(keepends=True)
        holder["kept_statements"] = "".join(x for x in lines if not names & set(x.split(" ")))


def _forget(dataset_id: str, field: str, key: str, records: Sequence[Any]) -> None:
    found = blocks.Blocks.load()
    for one in records:
        _strip_original(one, found.of(dataset_id, one.guid))
    erase.derived(dataset_id, [one.guid for one in records], texts=False)
    erase.waiting_batches([one.source_id for one in records], found)
    said = (
        (curation_log.c.dataset_id == dataset_id)
        & (curation_log.c.field == field)
        & (curation_log.c.resource_key == key)
    )
    model.Session.execute(sa.update(curation_log).where(said).values(before=None, after=None))


def _strip_original(row: Any, found: list[blocks.Block]) -> None:
    source = Source.from_dict(source_dict(row.source_id))
    item = originals.load(source, [row.guid]).get(row.guid)
    if item is None:
        return
    clean = stripped(item, found)
    kept = originals.save([clean])[row.guid]
    these = (record.c.source_id == row.source_id) & (record.c.guid == row.guid)
    values = {"original": kept, "title": clean.title, "findings": []}
    model.Session.execute(sa.update(record).where(these).values(**values))
    erase.originals([row.original])


def _texts_of_feed(dataset_id: str) -> None:
    """Let every generation name the dataset's new text, and delete the older ones."""
    refresh(dataset_id)
    with model.meta.engine.begin() as connection:
        new = connection.scalar(sa.select(piece.c.digest).where(piece.c.dataset_id == dataset_id))
        body, page = piece_body.c, generation_page
        mine = body.dataset_id == dataset_id
        old = connection.scalars(sa.select(body.digest).where(mine, body.digest != (new or "")))
        for digest in old.all():
            digests = sa.func.array_replace(page.c.digests, digest, new or "")
            named = page.c.ids.contains(text_array([dataset_id]))
            connection.execute(sa.update(page).where(named).values(digests=digests))
        connection.execute(sa.delete(piece_body).where(mine, body.digest != (new or "")))
