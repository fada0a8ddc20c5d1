"""Finds the dataset of a new record among those that the portal had before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.harvest.frame.others import objects_of_guids
from ckanext.modellregion_owl.harvest.records.identity_keys import Traits, is_unique
from ckanext.modellregion_owl.harvest.records.record import Record
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store.sql import any_of
from ckanext.modellregion_owl.model import record as table

# Fields and extras that hold what a source knows a dataset by, ours and other harvesters'.
FIELDS = ("guid", "uri", "identifier", "harvest_guid")


@dataclass(frozen=True)
class Found:
    """A dataset that stands in the portal and belongs to none of our active sources."""

    id: str
    name: str
    title: str


class Existing:
    """Looks for datasets to take over; free when every dataset of the portal is ours already.

    :param active: ids of our active sources: what belongs to one of them is not taken.
    """

    def __init__(self, source: Source, active: Collection[str]) -> None:
        self.source = source
        self._free = _free(active)
        self._taken: set[str] = set()

    @cached_property
    def _any(self) -> bool:
        """Tell whether the portal has such datasets; asked for the first new record only."""
        return bool(model.Session.scalar(sa.select(sa.exists(self._free))))

    def found(self, new: Sequence[tuple[Record, Traits]]) -> dict[str, Found]:
        """Return {GUID: dataset}; a record that fits several datasets is in none.

        Told by the GUID that another harvester of the same server has entered, by IRI and unique
        identifier, and last by title and the address of a file.
        """
        if not self._any or not new:
            return {}
        by_text = self._by_field({t for r, traits in new for t in (r.guid, *traits.identifiers)})
        by_object = objects_of_guids(
            [record.guid for record, _traits in new], urlsplit(self.source.url).hostname or ""
        )
        by_address = self._by_address({a for _r, traits in new for a in traits.addresses})
        datasets = self._datasets(
            {
                i
                for ids in (*by_text.values(), *by_object.values(), *by_address.values())
                for i in ids
            }
        )
        found: dict[str, Found] = {}
        for record, traits in new:
            texts = [t for t in (record.guid, *traits.identifiers) if is_unique(t)]
            ways = (
                by_object.get(record.guid, set()),
                set().union(*(by_text.get(text, set()) for text in texts)),
                _same_title(traits, by_address, datasets),
            )
            one = next((ids & datasets.keys() for ids in ways if ids & datasets.keys()), set())
            left = one - self._taken
            if len(one) == 1 and left:
                self._taken |= left
                found[record.guid] = datasets[left.pop()]
        return found

    def _by_field(self, texts: Iterable[str]) -> dict[str, set[str]]:
        """Return {value: dataset ids} of the fields in `FIELDS`.

        They have no index: one pass over the table for a batch, and none when all are ours.
        """
        wanted = sorted(text for text in texts if is_unique(text))
        extras = model.Package.extras
        found: dict[str, set[str]] = defaultdict(set)
        for name in FIELDS:
            value = extras[name].astext
            query = sa.select(value, model.Package.id).where(
                value == any_of(wanted), model.Package.id.in_(self._free)
            )
            for text, id_ in model.Session.execute(query):
                found[text].add(id_)
        return found

    def _by_address(self, addresses: Iterable[str]) -> dict[str, set[str]]:
        resource = model.Resource
        query = sa.select(resource.url, resource.package_id).where(
            resource.state == "active",
            resource.url == any_of(addresses),
            resource.package_id.in_(self._free),
        )
        found: dict[str, set[str]] = defaultdict(set)
        for url, id_ in model.Session.execute(query):
            found[url].add(id_)
        return found

    def _datasets(self, ids: Collection[str]) -> dict[str, Found]:
        package = model.Package
        query = sa.select(package.id, package.name, package.title).where(
            package.id == any_of(ids), package.id.in_(self._free)
        )
        return {row.id: Found(row.id, row.name, row.title) for row in model.Session.execute(query)}


def _same_title(
    traits: Traits, by_address: dict[str, set[str]], datasets: dict[str, Found]
) -> set[str]:
    ids = set().union(*(by_address.get(address, set()) for address in traits.addresses))
    titles = {id_: (datasets[id_].title or "").casefold().strip() for id_ in ids if id_ in datasets}
    return {id_ for id_, title in titles.items() if title == traits.title}


def _free(active: Collection[str]) -> sa.Select:
    """Select the ids of public datasets that belong to none of the sources."""
    owned = sa.exists().where(
        table.c.package_id == model.Package.id,
        table.c.source_id == any_of(active),
        table.c.duplicate_of.is_(None),
    )
    return sa.select(model.Package.id).where(
        model.Package.state == "active",
        model.Package.type == "dataset",
        model.Package.private.is_(False),
        ~owned,
    )
