"""What the sources have said, kept once for equal content: a changed rule maps it again.

Nothing here commits; the originals of a batch are written in the batch's transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

import ckan.model as model

from ckanext.modellregion_owl.findings import from_json
from ckanext.modellregion_owl.harvest.records.digest import digest
from ckanext.modellregion_owl.harvest.records.packed import node, pack, unpack, written
from ckanext.modellregion_owl.harvest.records.record import Record
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store.sql import any_of
from ckanext.modellregion_owl.model import original, record

log = logging.getLogger(__name__)

# An original that a run has just named must not be pruned before the run has committed.
YOUNG = timedelta(days=1)


def save(records: Sequence[Record]) -> dict[str, str]:
    """Store the records' triples and return {GUID: key of the original}.

    The key is the digest of what is stored, and not the record's own one: personal data may have
    been taken out in between. A record that could not be read back has the key "".
    """
    keys: dict[str, str] = {}
    rows: dict[str, dict[str, Any]] = {}
    for item in records:
        body = pack(item.triples)
        if not _readable(body, item):
            keys[item.guid] = ""
            continue
        key = keys[item.guid] = digest(item.triples)
        rows[key] = {"digest": key, "subject": written(item.subject), "body": body}
    if rows:
        # Sorted: two processes that store the same originals must not wait for each other.
        query = insert(original).values([rows[key] for key in sorted(rows)])
        renewed = {"created": sa.func.now()}
        model.Session.execute(query.on_conflict_do_update(index_elements=["digest"], set_=renewed))
    return keys


def load(source: Source, guids: Collection[str]) -> dict[str, Record]:
    """Return the stored records of a source; those without an original are missing in it."""
    query = (
        sa.select(
            record.c.guid,
            record.c.digest,
            record.c.title,
            record.c.lasting,
            record.c.findings,
            original.c.subject,
            original.c.body,
        )
        .join(original, original.c.digest == record.c.original)
        .where(record.c.source_id == source.id, record.c.guid == any_of(guids))
    )
    return {row.guid: _record(row._mapping) for row in model.Session.execute(query)}


def by_key(known: Collection[Mapping[str, Any]]) -> list[Record]:
    """Return records that have no row yet.

    :param known: `guid`, `digest`, `title`, `lasting`, `findings` (as JSON) of each, and
        `original`: its key.
    """
    query = sa.select(original).where(original.c.digest == any_of(k["original"] for k in known))
    found = {row.digest: row for row in model.Session.execute(query)}
    return [
        _record({**item, **found[item["original"]]._mapping, "digest": item["digest"]})
        for item in known
        if item["original"] in found
    ]


def prune() -> int:
    """Delete the originals that no record refers to; return how many."""
    used = sa.exists().where(record.c.original == original.c.digest)
    old = original.c.created < sa.func.now() - YOUNG
    result = model.Session.execute(sa.delete(original).where(~used, old))
    return int(result.rowcount)


def _record(row: Mapping[str, Any]) -> Record:
    return Record(
        row["guid"],
        row["digest"],
        row["title"],
        node(row["subject"]),
        unpack(row["body"]),
        row["lasting"],
        from_json(row["findings"]),
    )


def _readable(body: bytes, item: Record) -> bool:
    try:
        return unpack(body) == item.triples
    except (SyntaxError, ValueError) as err:
        log.warning("the original of %s can't be kept: %s", item.guid, err)
        return False
