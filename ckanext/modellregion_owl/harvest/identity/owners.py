"""Which records of other sources show a dataset, and how it changes hands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid4

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store.sql import any_of, text_array
from ckanext.modellregion_owl.model import record as table

JOIN, SEPARATE, RULE = "join", "separate", "rule"  # who decided about a duplicate


@dataclass(frozen=True)
class Owner:
    """A record of another source that shows a dataset."""

    source_id: str
    guid: str
    package_id: str
    keys: frozenset[str]
    name: str
    state: str
    private: bool
    removed: bool


def owners(source: Source, keys: Iterable[str], package_ids: Iterable[str]) -> list[Owner]:
    """Return the records of other sources that have one of the keys or show one of the datasets."""
    package = model.Package.__table__
    query = (
        sa.select(
            table.c.source_id,
            table.c.guid,
            table.c.package_id,
            table.c["keys"],
            table.c.removed,
            package.c.name,
            package.c.state,
            package.c.private,
        )
        .join(package, package.c.id == table.c.package_id)
        .where(
            table.c.source_id != source.id,
            table.c["keys"].op("&&")(text_array(sorted(keys)))
            | (table.c.package_id == any_of(package_ids)),
            table.c.duplicate_of.is_(None),
            table.c.duplicate_by != SEPARATE,
            table.c.skipped == "",
        )
    )
    return [
        Owner(
            row.source_id,
            row.guid,
            row.package_id,
            frozenset(row[3]),
            row.name,
            row.state,
            row.private,
            row.removed is not None,
        )
        for row in model.Session.execute(query)
    ]


def give_up(source_id: str, guid: str, package_id: str) -> None:
    """Note that a record's dataset is shown by another source from now on."""
    model.Session.execute(
        sa.update(table)
        .where(table.c.source_id == source_id, table.c.guid == guid)
        .values(duplicate_of=package_id, duplicate_by=RULE, package_id=str(uuid4()))
    )


def hand_over(source_id: str, guid: str, package_id: str) -> None:
    """Note that a record shows a dataset from now on; its source's next run writes it."""
    model.Session.execute(
        sa.update(table)
        .where(table.c.source_id == source_id, table.c.guid == guid)
        .values(duplicate_of=None, duplicate_by="", package_id=package_id, version="")
    )
