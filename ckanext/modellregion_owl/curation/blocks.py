"""Tombstones: what must not be shown and must not come back with a source."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.harvest.records.identity_keys import Traits
from ckanext.modellregion_owl.harvest.store.sql import any_of
from ckanext.modellregion_owl.model import block as table

SKIPPED = "blocked"  # of a record whose dataset is blocked (model/tables.py, `skipped`)


def marks(found: Traits) -> tuple[str, ...]:
    """Return the keys by which a blocked dataset is told again: more than harvesting asks for.

    Also the addresses of its files alone: a dataset too much is kept away rather than one too few.
    """
    if not found.addresses:
        return found.keys
    text = "\n".join(found.addresses)
    return (*found.keys, "files:" + blake2b(text.encode(), digest_size=16).hexdigest())


@dataclass(frozen=True)
class Block:
    """Something that is blocked: a dataset, or with `field` one field of it or of its file."""

    id: int
    dataset_id: str
    field: str
    resource_key: str
    guids: tuple[str, ...]
    keys: tuple[str, ...]


class Blocks:
    """All that is blocked now; one query, mostly without a row."""

    def __init__(self, found: Sequence[Block]) -> None:
        self.ids = frozenset(one.id for one in found)
        whole = [one for one in found if not one.field]
        self._fields = [one for one in found if one.field]
        self._datasets = {one.dataset_id for one in whole}
        self._guids = {guid for one in whole for guid in one.guids}
        self._keys = {key for one in whole for key in one.keys}

    @classmethod
    def load(cls) -> Blocks:
        """Read the table."""
        rows = model.Session.execute(sa.select(table).where(table.c.lifted.is_(None)))
        return cls([_block(row) for row in rows])

    def __bool__(self) -> bool:
        """Tell whether anything is blocked at all."""
        return bool(self.ids)

    def stops(self, dataset_id: str, guid: str, keys: Collection[str]) -> bool:
        """Tell whether a record is a blocked dataset: under its id, its GUID or another one."""
        return (
            dataset_id in self._datasets or guid in self._guids or not self._keys.isdisjoint(keys)
        )

    def of(self, dataset_id: str, guid: str) -> list[Block]:
        """Return the blocked fields of a record's dataset."""
        return [one for one in self._fields if one.dataset_id == dataset_id or guid in one.guids]

    @property
    def any_whole(self) -> bool:
        """Tell whether a whole dataset is blocked."""
        return bool(self._datasets)

    @property
    def any_field(self) -> bool:
        """Tell whether a field is blocked."""
        return bool(self._fields)


def _block(row: Any) -> Block:
    told = (tuple(row.guids), tuple(row._mapping["keys"]))
    return Block(row.id, row.dataset_id, row.field, row.resource_key, *told)


def younger(dataset_ids: Collection[str], known: Collection[int]) -> set[str]:
    """Return those of the datasets that were blocked since `known` was read; one query."""
    query = sa.select(table.c.id, table.c.dataset_id).where(
        table.c.lifted.is_(None), table.c.dataset_id == any_of(dataset_ids)
    )
    return {row.dataset_id for row in model.Session.execute(query) if row.id not in known}


def standing(dataset_id: str, field: str = "", resource_key: str = "") -> Any:
    """Return the row of a block that is not lifted, None for none."""
    query = sa.select(table).where(
        table.c.dataset_id == dataset_id,
        table.c.field == field,
        table.c.resource_key == resource_key,
        table.c.lifted.is_(None),
    )
    return model.Session.execute(query).first()


def find(id_or_name: str) -> Any:
    """Return the row of a blocked dataset by its id or former name, None for none."""
    named = sa.or_(table.c.dataset_id == id_or_name, table.c.name == id_or_name)
    query = sa.select(table).where(named, table.c.field == "", table.c.lifted.is_(None))
    return model.Session.execute(query.limit(1)).first()


def is_blocked(dataset_id: str) -> bool:
    """Tell whether the whole dataset is blocked."""
    return standing(dataset_id) is not None
