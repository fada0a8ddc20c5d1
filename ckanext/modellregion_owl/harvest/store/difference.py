"""Tells new, changed and unchanged records apart before anything is mapped or written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.harvest.mapping import package_id
from ckanext.modellregion_owl.harvest.records.digest import digest
from ckanext.modellregion_owl.harvest.records.record import Record, Same
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store import originals
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


class Verdict(Enum):
    """What has to be done with a record."""

    WRITE = "write"
    UNCHANGED = "unchanged"
    LEFT_ALONE = "left alone"


@dataclass(frozen=True)
class Difference:
    """The records of a page by what has to be done.

    `left_alone` are those whose dataset a person has deleted here: it stays so until restored.
    """

    write: tuple[tuple[Record, Known], ...]
    unchanged: int
    left_alone: tuple[tuple[str, str], ...]  # GUID, title

    def __add__(self, other: Difference) -> Difference:
        """Return the difference of both parts of a page."""
        return Difference(
            self.write + other.write,
            self.unchanged + other.unchanged,
            self.left_alone + other.left_alone,
        )


class Versions:
    """The mapping version of each dataset: the run's one, and the steward's values of the dataset.

    :param common: `version.mapping_version` of the run.
    :param overlays: {dataset id: version of its steward's values} (store/overlay.versions).
    """

    def __init__(self, common: str, overlays: Mapping[str, str] | None = None) -> None:
        self.common = common
        self.overlays = overlays or {}

    def of(self, package_id: str) -> str:
        """Return the version under which a dataset has to stand."""
        return self.with_overlay(self.overlays.get(package_id, ""))

    def with_overlay(self, overlay: str) -> str:
        """Return the version of a dataset whose steward's values have this version, "" for none."""
        return f"{self.common}+{overlay}" if overlay else self.common


def compare(source: Source, records: Sequence[Record], versions: Versions) -> Difference:
    """Compare records with the table and with the datasets, by one query per thousand.

    *Unchanged* is a record of the same digest and mapping version whose dataset still exists and is
    active; a table that is believed alone hides a purge or a restored backup for ever.
    """
    known = stored(source, [r.guid for r in records])
    write: list[tuple[Record, Known]] = []
    left_alone: list[tuple[str, str]] = []
    for record in records:
        row = known[record.guid]
        found = verdict(row, record.digest, versions.of(row.package_id))
        if found is Verdict.WRITE:
            write.append((record, row))
        elif found is Verdict.LEFT_ALONE:
            left_alone.append((record.guid, record.title))
    unchanged = len(records) - len(write) - len(left_alone)
    return Difference(tuple(write), unchanged, tuple(left_alone))


def verdict(row: Known, hashed: str, version: str) -> Verdict:
    """Tell what has to be done with a record of this digest under this mapping version."""
    same = (row.digest, row.version) == (hashed, version)
    if row.skipped:
        return Verdict.UNCHANGED if same else Verdict.WRITE
    if row.duplicate_of:
        return Verdict.UNCHANGED if same and row.shown == "active" else Verdict.WRITE
    if row.state not in (None, "active") and not row.removed:
        return Verdict.LEFT_ALONE
    return Verdict.UNCHANGED if same and row.state == "active" else Verdict.WRITE


def is_stored(record: Record, row: Known, versions: Versions) -> bool:
    """Tell whether what is left of a cleaned record is what is stored for it already."""
    return (
        row.state == "active"
        and not (row.skipped or row.duplicate_of)
        and row.version == versions.of(row.package_id)
        and bool(row.original)
        and row.original == digest(record.triples)
    )


def compare_same(source: Source, same: Same, versions: Versions) -> Difference:
    """Compare a page that is the same as last time: what has to be written comes from our store.

    One query that returns only the records which are not plainly unchanged.

    :raises OriginalMissing: a record must be mapped again and its original is gone.
    """
    rows = [_known(row) for row in model.Session.execute(_not_plain(source, same, versions.common))]
    digests = dict(zip(same.guids, same.digests, strict=True))
    found = {r.guid: verdict(r, digests[r.guid], versions.of(r.package_id)) for r in rows}
    again = [row for row in rows if found[row.guid] is Verdict.WRITE]
    records = originals.load(source, [row.guid for row in again]) if again else {}
    if len(records) < len(again):
        raise OriginalMissing(next(row.guid for row in again if row.guid not in records))
    alone = tuple((r.guid, r.title) for r in rows if found[r.guid] is Verdict.LEFT_ALONE)
    unchanged = len(same.guids) - len(again) - len(alone)
    write = tuple((records[row.guid], row) for row in again)
    return Difference(write, unchanged, alone)


class OriginalMissing(Exception):
    """Our store has lost the original of a record; `guid` tells which."""

    def __init__(self, guid: str) -> None:
        super().__init__(guid)
        self.guid = guid


def stored(source: Source, guids: Sequence[str]) -> dict[str, Known]:
    """Return what is known of each GUID; of a new one only the id that its dataset would get."""
    found: dict[str, Known] = {}
    for chunk in chunks(guids, CHUNK):
        query = _known_query(source).where(table.c.guid == any_of(chunk))
        for row in model.Session.execute(query):
            found[row.guid] = _known(row)
    new = {guid: package_id(source, guid) for guid in guids if guid not in found}
    lost = _datasets(list(new.values()))
    for guid, id_ in new.items():
        state, name = lost.get(id_, (None, None))
        found[guid] = Known(guid, id_, state=state, name=name, new=True)
    return found


def _known(row: Any) -> Known:
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


def _known_query(source: Source) -> sa.Select:
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


def _not_plain(source: Source, same: Same, version: str) -> sa.Select:
    package = model.Package.__table__
    plain = (
        (table.c.version == version)
        & (sa.func.coalesce(package.c.state, "") == "active")
        & (table.c.skipped == "")
        & table.c.duplicate_of.is_(None)
    )
    return _known_query(source).where(table.c.guid == any_of(same.guids), ~plain)


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
