"""Writes changed records as datasets, a batch in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import ckan.lib.search as search
import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckanext.harvest.model import HarvestSource

from ckanext.modellregion_owl.curation.blocks import younger
from ckanext.modellregion_owl.curation.rules import Rules
from ckanext.modellregion_owl.findings import Finding
from ckanext.modellregion_owl.harvest.exceptions import N_, Message
from ckanext.modellregion_owl.harvest.faults import RECORD_ERRORS, reason
from ckanext.modellregion_owl.harvest.frame.hand_made import keep_projects
from ckanext.modellregion_owl.harvest.frame.ledger import Ledger
from ckanext.modellregion_owl.harvest.identity.decide import settle
from ckanext.modellregion_owl.harvest.mapping import Mapped
from ckanext.modellregion_owl.harvest.report import Action, Outcome
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store import journal, originals, overlay
from ckanext.modellregion_owl.harvest.store.difference import Versions
from ckanext.modellregion_owl.harvest.store.known import Known
from ckanext.modellregion_owl.harvest.store.rows import record_row
from ckanext.modellregion_owl.harvest.user import harvest_user
from ckanext.modellregion_owl.harvest.write.again import patiently
from ckanext.modellregion_owl.harvest.write.lookups import looked_up_once
from ckanext.modellregion_owl.harvest.write.merge import as_delivered, merge
from ckanext.modellregion_owl.harvest.write.names import taken_names, unique_name
from ckanext.modellregion_owl.harvest.write.resources import Resource, keep_ids, stored_resources
from ckanext.modellregion_owl.harvest.write.solr import index_datasets
from ckanext.modellregion_owl.harvest.write.tags import tag_names
from ckanext.modellregion_owl.harvest.write.validation import quick_validation
from ckanext.modellregion_owl.interfaces import IModellregion

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Item:
    """A mapped record and what is stored for it.

    `findings` are those of the comparison (store/), not of the mapping.
    """

    mapped: Mapped
    known: Known
    findings: tuple[Finding, ...] = ()


class Writer:
    """Writes the batches of one run.

    `seen`: the source has delivered the records; False when they come from our store. `begin` is
    done first in each transaction, and undone with it.
    """

    def __init__(self, source: Source, run_id: str, versions: Versions, ledger: Ledger) -> None:
        self.source = source
        self.run_id = run_id
        self.versions = versions
        self.ledger = ledger
        self.seen = True
        # Of tombstones that the records were cleaned by (curation/blocks.py).
        self.blocks: Collection[int] = ()
        self.begin: Callable[[], object] = lambda: None
        self._user = harvest_user()
        model.Session.commit()

    def write(self, batch: Sequence[Item]) -> list[Outcome]:
        """Write a batch and return what became of each record.

        A ValidationError rolls the whole transaction back, savepoints included, although the
        records before it have returned an id (spec ckan-2.12.md c): then each is written alone.
        """
        if not batch:
            return []
        try:
            outcomes = patiently(lambda: self._transaction(batch))
        except BlockedMeanwhile as err:
            model.Session.rollback()
            return self.write([item for item in batch if item.known.package_id not in err.ids])
        except RECORD_ERRORS as err:
            model.Session.rollback()
            if len(batch) > 1:
                log.info("batch of %d failed, one by one now: %s", len(batch), err)
                return [outcome for item in batch for outcome in self.write([item])]
            return [self._failure(batch[0], err)]
        return self._index(outcomes)

    def fail(self, outcomes: Sequence[Outcome]) -> None:
        """Enter records that failed before they could be written."""
        self.ledger.written(outcomes)
        model.Session.commit()

    def _transaction(self, batch: Sequence[Item]) -> list[Outcome]:
        self.begin()
        self._rules = Rules.load(self.source.id)
        keep_projects([item.known.package_id for item in batch if item.known.taken])
        overlays = overlay.of_datasets([item.known.package_id for item in batch])
        mine = [
            {"tags": e.value} for found in overlays.values() for e in found if e.field == "tags"
        ]
        names = tag_names([*(item.mapped.package for item in batch), *mine])
        with quick_validation(), looked_up_once(names):
            return self._save_all(batch, overlays)

    def _save_all(
        self, batch: Sequence[Item], overlays: dict[str, list[overlay.Entry]]
    ) -> list[Outcome]:
        ids = [i.known.package_id for i in batch]
        taken = taken_names([i.mapped.package["title"] for i in batch if i.known.name is None])
        stored = Stored(stored_resources(ids), overlays)
        written = [self._write_one(item, taken, stored) for item in batch]
        overlay.put_all(e for found in stored.overlays.values() for e in found if not e.changed)
        model.Session.flush()
        # Only now, when we hold the datasets' rows: a block comes before this or after our commit.
        if late := younger(ids, self.blocks):
            raise BlockedMeanwhile(late)
        settle([(i.mapped.record.guid, i.known) for i in batch], self.source)
        kept = originals.save([i.mapped.record for i in batch])
        journal.save_records([self._row(item, stored, kept) for item in batch], self.seen)
        found = [f for w in written for f in w.findings]
        journal.save_findings(self.source, self.run_id, ids, found)
        outcomes = [w.outcome for w in written]
        self.ledger.written(outcomes)
        _tell_plugins([w.package for w in written])
        model.Session.commit()
        return outcomes

    def _write_one(self, item: Item, taken: set[str], stored: Stored) -> Written:
        known, record = item.known, item.mapped.record
        package: dict[str, Any] = {**item.mapped.package, "id": known.package_id}
        exists = known.name is not None
        package["name"] = known.name or unique_name(
            package["title"], f"{self.source.id}:{record.guid}", taken
        )
        taken.add(package["name"])
        if exists:
            package["state"] = "active"
            package["private"] = known.private
        entries = stored.overlays.setdefault(known.package_id, [])
        resources = as_delivered(stored.resources.get(known.package_id, []), entries)
        package["resources"] = keep_ids(package.get("resources") or [], resources)
        entries += self._rules.entries(known.package_id, package, entries)
        laid = merge(package, entries)
        self._save(package, exists)
        action = Action.CHANGED if exists and not known.removed else Action.ADDED
        if known.taken:
            action = Action.TAKEN_OVER
        found = [*item.mapped.findings, *item.findings, *laid]
        return Written(
            Outcome(action, record.guid, record.title, known.package_id),
            package,
            tuple(replace(f, dataset_id=known.package_id) for f in found),
        )

    def _save(self, package: dict[str, Any], exists: bool) -> None:
        context = self._context()
        # A copy: CKAN's actions and their chains may change what they get.
        data = deepcopy(package)
        if not exists:
            tk.get_action("package_create")(context, data)
            return
        # CKAN needs the stored dataset only to spare equal parts; all of this one are validated,
        # and showing it would cost more than it spares (spec performance.md 2).
        context["original_package"] = {"id": package["id"], "resources": []}
        tk.get_action("package_update")(context, data)

    def _context(self) -> dict[str, Any]:
        return {
            "user": self._user,
            "ignore_auth": True,
            "defer_commit": True,
            "return_id_only": True,
            "modellregion_harvest": True,
        }

    def _row(self, item: Item, stored: Stored, kept: Mapping[str, str]) -> dict[str, Any]:
        id_ = item.known.package_id
        version = self.versions.with_overlay(overlay.version(stored.overlays.get(id_, [])))
        return record_row(self.source, self.run_id, item.mapped.record, version, kept) | {
            "package_id": id_,
            "duplicate_of": None,
            "duplicate_by": "separate" if item.known.duplicate_by == "separate" else "",
            "skipped": "",
        }

    def _index(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        # ckanext-harvest asks each dataset's object for its source: the session finds one that is
        # held without a query.
        self._held = model.Session.get(HarvestSource, self.source.id)
        refused = index_datasets([o.package_id for o in outcomes])
        indexed = [o.package_id for o in outcomes if o.package_id not in refused]
        # One that was blocked between our commit and now is in the index again.
        for id_ in younger(indexed, self.blocks):
            model.Session.expire_all()
            search.rebuild(id_)
        patiently(lambda: self._indexed(indexed))
        return [
            replace(
                o,
                action=Action.FAILED,
                reason=Message(
                    N_("Saved, but the search could not take it in: {error}"),
                    {"error": refused[o.package_id]},
                ),
            )
            if o.package_id in refused
            else o
            for o in outcomes
        ]

    def _indexed(self, package_ids: Sequence[str]) -> None:
        journal.mark_indexed(self.source, package_ids)
        model.Session.commit()

    def _failure(self, item: Item, err: Exception) -> Outcome:
        record = item.mapped.record
        outcome = Outcome(
            Action.FAILED,
            record.guid,
            record.title,
            item.known.package_id if item.known.name else "",
            reason(err),
        )
        self.fail([outcome])
        return outcome


class BlockedMeanwhile(Exception):
    """A person has blocked these datasets, or fields of them, while they were being written."""

    def __init__(self, ids: Collection[str]) -> None:
        super().__init__(", ".join(sorted(ids)))
        self.ids = ids


def _tell_plugins(packages: Sequence[dict[str, Any]]) -> None:
    """Hand the batch to the plugins, with the ids that CKAN has given to new resources."""
    ids = stored_resources([package["id"] for package in packages])
    for package in packages:
        for resource, row in zip(package["resources"], ids.get(package["id"], []), strict=False):
            resource["id"] = row["id"]
    for plugin in p.PluginImplementations(IModellregion):
        plugin.modellregion_written(list(packages))


@dataclass(frozen=True)
class Stored:
    """What is stored for the datasets of a batch: resources and the steward's values."""

    resources: Mapping[str, Sequence[Resource]]
    overlays: dict[str, list[overlay.Entry]]


@dataclass(frozen=True)
class Written:
    """A dataset that was written: what became of it, as CKAN got it, what was noticed."""

    outcome: Outcome
    package: dict[str, Any]
    findings: tuple[Finding, ...]
