"""Tells new, changed and unchanged records apart before anything is mapped or written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.curation.blocks import SKIPPED as BLOCKED
from ckanext.modellregion_owl.harvest.records.digest import digest
from ckanext.modellregion_owl.harvest.records.record import Record, Same
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store import originals
from ckanext.modellregion_owl.harvest.store.known import Known, known_of, known_query, stored
from ckanext.modellregion_owl.harvest.store.sql import any_of
from ckanext.modellregion_owl.model import record as table


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
    if row.skipped == BLOCKED:
        return Verdict.UNCHANGED
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
    rows = [known_of(row) for row in model.Session.execute(_not_plain(source, same, versions))]
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


def _not_plain(source: Source, same: Same, versions: Versions) -> sa.Select:
    package = model.Package.__table__
    plain = (
        (table.c.version == versions.common)
        & (sa.func.coalesce(package.c.state, "") == "active")
        & (table.c.skipped == "")
        & table.c.duplicate_of.is_(None)
    )
    if versions.overlays:
        # A steward's value may have come without the dataset being written (an import, a run that
        # held the source): only the whole version tells.
        plain &= ~(table.c.package_id == any_of(list(versions.overlays)))
    return known_query(source).where(table.c.guid == any_of(same.guids), ~plain)
