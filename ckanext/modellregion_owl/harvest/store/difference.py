"""Tells new, changed and unchanged records apart before anything is mapped or written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.harvest.mapping import package_id
from ckanext.modellregion_owl.harvest.records.record import Record
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.model import record as table

CHUNK = 1000  # values in one IN list

T = TypeVar("T")


@dataclass(frozen=True)
class Known:
    """What is stored for a record; `state` and `name` are the dataset's, None when it is gone."""

    guid: str
    package_id: str
    digest: str = ""
    version: str = ""
    removed: bool = False
    state: str | None = None
    name: str | None = None


@dataclass(frozen=True)
class Difference:
    """The records of a page by what has to be done.

    `left_alone` are those whose dataset a person has deleted here: it stays so until restored.
    """

    write: tuple[tuple[Record, Known], ...]
    unchanged: tuple[Record, ...]
    left_alone: tuple[Record, ...]


def compare(source: Source, records: Sequence[Record], version: str) -> Difference:
    """Compare records with the table and with the datasets, by one query per thousand.

    *Unchanged* is a record of the same digest and mapping version whose dataset still exists and is
    active; a table that is believed alone hides a purge or a restored backup for ever.
    """
    known = stored(source, [r.guid for r in records])
    write: list[tuple[Record, Known]] = []
    unchanged: list[Record] = []
    left_alone: list[Record] = []
    for record in records:
        row = known[record.guid]
        if row.state not in (None, "active") and not row.removed:
            left_alone.append(record)
        elif row.state == "active" and (row.digest, row.version) == (record.digest, version):
            unchanged.append(record)
        else:
            write.append((record, row))
    return Difference(tuple(write), tuple(unchanged), tuple(left_alone))


def stored(source: Source, guids: Sequence[str]) -> dict[str, Known]:
    """Return what is known of each GUID; of a new one only the id that its dataset would get."""
    found: dict[str, Known] = {}
    for chunk in chunks(guids, CHUNK):
        for row in model.Session.execute(_known_query(source, chunk)):
            found[row.guid] = Known(
                row.guid,
                row.package_id,
                row.digest,
                row.version,
                row.removed is not None,
                row.state,
                row.name,
            )
    new = {guid: package_id(source, guid) for guid in guids if guid not in found}
    lost = _datasets(list(new.values()))
    for guid, id_ in new.items():
        state, name = lost.get(id_, (None, None))
        found[guid] = Known(guid, id_, state=state, name=name)
    return found


def _known_query(source: Source, guids: Sequence[str]) -> sa.Select:
    package = model.Package
    joined = table.outerjoin(package.__table__, package.id == table.c.package_id)
    return (
        sa.select(
            table.c.guid,
            table.c.package_id,
            table.c.digest,
            table.c.version,
            table.c.removed,
            package.state,
            package.name,
        )
        .select_from(joined)
        .where(table.c.source_id == source.id, table.c.guid.in_(guids))
    )


def _datasets(ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return (state, name) of the datasets that exist although the table does not know them."""
    found: dict[str, tuple[str, str]] = {}
    for chunk in chunks(ids, CHUNK):
        query = sa.select(model.Package.id, model.Package.state, model.Package.name)
        for id_, state, name in model.Session.execute(query.where(model.Package.id.in_(chunk))):
            found[id_] = (state, name)
    return found


def chunks(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the values in lists of at most `size`."""
    rest = iter(values)
    while part := list(islice(rest, size)):
        yield part
