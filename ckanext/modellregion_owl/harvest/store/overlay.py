"""A steward's values: they stand before what the source says, field by field.

A repeating field is one value. A project is a field of its own (`groups:<name>`, true or false), so
that one which a person has assigned stays while the rules go on assigning others. CKAN stores the
merge (write/merge.py); nothing here commits.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

import ckan.model as model

from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store.sql import any_of
from ckanext.modellregion_owl.model import overlay as table
from ckanext.modellregion_owl.model import record

PROJECT = "groups:"
# Files that a person has added or taken away: the whole file as the value, None.
ADDED, REMOVED = "file:added", "file:removed"
_KEY = ("dataset_id", "resource_key", "field")


@dataclass(frozen=True)
class Entry:
    """A steward's value of one field.

    `resource_key` is "" for the dataset itself, else a resource's `uri`, or its id where it has
    none. `base` is what the source's own value was when the steward's was set; None: no value.
    `rule_id` names the rule for a whole source that has set it; None: a person has.
    """

    dataset_id: str
    resource_key: str
    field: str
    base: Any
    value: Any
    user_id: str = ""
    why: str = ""
    changed: str = ""
    rule_id: int | None = None


def of_datasets(dataset_ids: Collection[str]) -> dict[str, list[Entry]]:
    """Return the entries of datasets, {dataset id: entries}, by one query."""
    if not dataset_ids:
        return {}
    return _grouped(sa.select(table).where(table.c.dataset_id == any_of(dataset_ids)))


def versions(source: Source) -> dict[str, str]:
    """Return {dataset id: version of its entries} for the source's datasets that have any."""
    query = (
        sa.select(table)
        .join(record, record.c.package_id == table.c.dataset_id)
        .where(record.c.source_id == source.id)
    )
    return {id_: version(entries) for id_, entries in _grouped(query).items()}


def version(entries: Iterable[Entry]) -> str:
    """Return a text that changes when the merge may become another one; "" without entries."""
    parts = sorted((e.resource_key, e.field, plain(e.base), plain(e.value)) for e in entries)
    return blake2b(repr(parts).encode(), digest_size=6).hexdigest() if parts else ""


def put(entry: Entry) -> None:
    """Store an entry; one of the same field is replaced."""
    put_all([entry])


def put_all(entries: Iterable[Entry]) -> None:
    """Store entries by one statement; those of the same fields are replaced."""
    rows = [asdict(entry) | {"changed": sa.func.now()} for entry in entries]
    if not rows:
        return
    query = insert(table).values(rows)
    new = {name: query.excluded[name] for name in rows[0] if name not in _KEY}
    model.Session.execute(query.on_conflict_do_update(index_elements=_KEY, set_=new))


def take_away(dataset_id: str, resource_key: str, field: str) -> bool:
    """Delete an entry; tell whether there was one."""
    result = model.Session.execute(
        sa.delete(table).where(
            table.c.dataset_id == dataset_id,
            table.c.resource_key == resource_key,
            table.c.field == field,
        )
    )
    return bool(result.rowcount)


def plain(value: Any) -> str:
    """Return a value as text that is equal for equal values."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def _grouped(query: sa.Select) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for row in model.Session.execute(query.order_by(table.c.resource_key, table.c.field)):
        values = {**row._mapping, "changed": row.changed.isoformat()}
        found[row.dataset_id].append(Entry(**values))
    return dict(found)
