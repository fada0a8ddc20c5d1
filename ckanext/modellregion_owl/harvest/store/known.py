"""What is stored of the records of a source, and of the datasets that they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.harvest.mapping import package_id
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store.sql import any_of
from ckanext.modellregion_owl.model import record as table

CHUNK = 1000  # values in one IN list

T = TypeVar("T")


@dataclass(frozen=True)
class Known:
    """What is stored for a record; `state` and `name` are the dataset's, None when it is gone.

    `new` is a record without a row. `duplicate_of` is the dataset that shows its data from another
    source, `shown` that one's state, `duplicate_by` who decided it (model/tables.py). The last
    three are decided in identity/: the GUID that the record had before, whether its dataset stood
    in the portal before it, and (source, GUID) of the record that showed its dataset until now.
    """

    guid: str
    package_id: str
    digest: str = ""
    version: str = ""
    removed: bool = False
    state: str | None = None
    name: str | None = None
    private: bool = False
    original: str = ""
    skipped: str = ""
    duplicate_of: str = ""
    duplicate_by: str = ""
    shown: str | None = None
    title: str = ""
    new: bool = False
    was: str = ""
    taken: bool = False
    instead_of: tuple[str, str] | None = None


def stored(source: Source, guids: Sequence[str]) -> dict[str, Known]:
    """Return what is known of each GUID; of a new one only the id that its dataset would get."""
    found: dict[str, Known] = {}
    for chunk in chunks(guids, CHUNK):
        query = known_query(source).where(table.c.guid == any_of(chunk))
        for row in model.Session.execute(query):
            found[row.guid] = known_of(row)
    new = {guid: package_id(source, guid) for guid in guids if guid not in found}
    lost = _datasets(list(new.values()))
    for guid, id_ in new.items():
        state, name = lost.get(id_, (None, None))
        found[guid] = Known(guid, id_, state=state, name=name, new=True)
    return found


def known_of(row: Any) -> Known:
    """Return what a row of `known_query` says."""
    return Known(
        row.guid,
        row.package_id,
        row.digest,
        row.version,
        row.removed is not None,
        row.state,
        row.name,
        bool(row.private),
        row.original,
        row.skipped,
        row.duplicate_of or "",
        row.duplicate_by,
        row.shown,
        row.title,
    )


def known_query(source: Source) -> sa.Select:
    """Return the query for all that is stored of a source's records."""
    package, shown = model.Package.__table__, sa.alias(model.Package.__table__)
    joined = table.outerjoin(package, package.c.id == table.c.package_id).outerjoin(
        shown, shown.c.id == table.c.duplicate_of
    )
    return (
        sa.select(
            table.c.guid,
            table.c.title,
            table.c.package_id,
            table.c.digest,
            table.c.version,
            table.c.removed,
            table.c.original,
            table.c.skipped,
            table.c.duplicate_of,
            table.c.duplicate_by,
            package.c.state,
            package.c.name,
            package.c.private,
            shown.c.state.label("shown"),
        )
        .select_from(joined)
        .where(table.c.source_id == source.id)
    )


def _datasets(ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return (state, name) of the datasets that exist although the table does not know them."""
    found: dict[str, tuple[str, str]] = {}
    for chunk in chunks(ids, CHUNK):
        query = sa.select(model.Package.id, model.Package.state, model.Package.name)
        for id_, state, name in model.Session.execute(
            query.where(model.Package.id == any_of(chunk))
        ):
            found[id_] = (state, name)
    return found


def chunks(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the values in lists of at most `size`."""
    rest = iter(values)
    while part := list(islice(rest, size)):
        yield part
