"""The same data from two sources: one dataset, shown by the source of the higher precedence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.harvest.frame.others import OtherSource
from ckanext.modellregion_owl.harvest.identity.owners import JOIN, RULE, SEPARATE, Owner, owners
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store.known import Known
from ckanext.modellregion_owl.harvest.store.sql import any_of
from ckanext.modellregion_owl.model import record as table


@dataclass(frozen=True)
class Duplicate:
    """A record whose data another source shows."""

    package_id: str
    by: str
    source_id: str = ""


class Duplicates:
    """Decides for the records of one source, a batch at a time.

    :param sources: our active sources by id.
    """

    def __init__(self, source: Source, sources: Mapping[str, OtherSource]) -> None:
        self.source = source
        self.sources = sources

    def decide(self, batch: Sequence[tuple[Known, Sequence[str]]]) -> list[Known | Duplicate]:
        """Return for each record the dataset that it writes, or the one that shows it already.

        Only for records that have no dataset of their own: two datasets that stand in the portal
        are joined by a person and never by a rule.

        :param batch: what is known of each record, and its keys.
        """
        asking = [(known, keys) for known, keys in batch if _asks(known)]
        found = owners(
            self.source,
            {key for _known, keys in asking for key in keys},
            {known.duplicate_of for known, _keys in asking} - {""},
        )
        return [
            self._one(known, frozenset(keys), found) if _asks(known) else known
            for known, keys in batch
        ]

    def rivals(self, package_ids: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Return {dataset id: (source, GUID)} of the records that should show our datasets now.

        Their source has got the higher precedence since they became duplicates.
        """
        query = sa.select(table.c.duplicate_of, table.c.source_id, table.c.guid).where(
            table.c.duplicate_of == any_of(package_ids),
            table.c.duplicate_by == RULE,
            table.c.source_id != self.source.id,
        )
        rows = [row for row in model.Session.execute(query) if self._rank(row.source_id) > self.own]
        best = sorted(rows, key=lambda row: self._rank(row.source_id))
        return {row.duplicate_of: (row.source_id, row.guid) for row in best}

    @property
    def own(self) -> int:
        """Return this source's precedence."""
        return int(self.source.config.get("precedence") or 0)

    def _one(
        self, known: Known, keys: frozenset[str], others: Sequence[Owner]
    ) -> Known | Duplicate:
        shown = next((o for o in others if o.package_id == known.duplicate_of), None)
        if known.duplicate_by == JOIN:
            return _joined(known)
        fitting = [
            o
            for o in others
            if o.keys & keys and o.state == "active" and o.source_id in self.sources
        ]
        if not fitting:
            return _orphan(known, shown, keys)
        owner = max(fitting, key=lambda o: self._rank(o.source_id))
        if self.own <= self._rank(owner.source_id):
            return Duplicate(owner.package_id, RULE, owner.source_id)
        return replace(
            known,
            package_id=owner.package_id,
            name=owner.name,
            state=owner.state,
            private=owner.private,
            duplicate_of="",
            duplicate_by="",
            instead_of=(owner.source_id, owner.guid),
        )

    def _rank(self, source_id: str) -> int:
        found = self.sources.get(source_id)
        return found.precedence if found else -1


def _asks(known: Known) -> bool:
    if known.duplicate_by == SEPARATE:
        return False
    return bool(known.duplicate_of) or (known.new and known.state is None and not known.was)


def _joined(known: Known) -> Known | Duplicate:
    if known.shown == "active":
        return Duplicate(known.duplicate_of, JOIN)
    return replace(known, duplicate_of="", duplicate_by="")


def _orphan(known: Known, shown: Owner | None, keys: frozenset[str]) -> Known | Duplicate:
    """Return the dataset of a record that nobody else shows.

    It takes the dataset over that showed it, if that was withdrawn with its source's record; one
    that a person has deleted stays deleted.
    """
    free = replace(known, duplicate_of="", duplicate_by="")
    if not known.duplicate_of or known.shown in (None, "active"):
        return free
    if shown is None or not shown.keys & keys:
        return free
    if not shown.removed:
        return Duplicate(known.duplicate_of, RULE, shown.source_id)
    return replace(
        free,
        package_id=shown.package_id,
        name=shown.name,
        state=shown.state,
        removed=True,
        instead_of=(shown.source_id, shown.guid),
    )
