"""Writes changed records as datasets, a batch in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.findings import Finding
from ckanext.modellregion_owl.harvest.exceptions import N_, Message
from ckanext.modellregion_owl.harvest.faults import RECORD_ERRORS, reason
from ckanext.modellregion_owl.harvest.frame.ledger import Ledger
from ckanext.modellregion_owl.harvest.mapping import Mapped
from ckanext.modellregion_owl.harvest.report import Action, Outcome
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store import journal
from ckanext.modellregion_owl.harvest.store.difference import Known
from ckanext.modellregion_owl.harvest.write.names import taken_names, unique_name
from ckanext.modellregion_owl.harvest.write.resources import Stored, keep_ids, stored_resources
from ckanext.modellregion_owl.harvest.write.solr import index_datasets

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Item:
    """A mapped record and what is stored for it."""

    mapped: Mapped
    known: Known


class Writer:
    """Writes the batches of one run."""

    def __init__(self, source: Source, run_id: str, version: str, ledger: Ledger) -> None:
        self.source = source
        self.run_id = run_id
        self.version = version
        self.ledger = ledger
        self._user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
        model.Session.commit()

    def write(self, batch: Sequence[Item]) -> list[Outcome]:
        """Write a batch and return what became of each record.

        A ValidationError rolls the whole transaction back, savepoints included, although the
        records before it have returned an id (spec ckan-2.12.md c): then each is written alone.
        """
        if not batch:
            return []
        try:
            outcomes = self._transaction(batch)
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
        taken = taken_names([i.mapped.package["title"] for i in batch if i.known.name is None])
        resources = stored_resources([i.known.package_id for i in batch])
        outcomes = [self._write_one(item, taken, resources) for item in batch]
        model.Session.flush()
        journal.save_records([self._row(item) for item in batch])
        journal.save_findings(
            self.source,
            self.run_id,
            [i.known.package_id for i in batch],
            [f for item in batch for f in _findings(item)],
        )
        self.ledger.written(outcomes)
        model.Session.commit()
        return outcomes

    def _write_one(
        self, item: Item, taken: set[str], resources: dict[str, list[Stored]]
    ) -> Outcome:
        known, record = item.known, item.mapped.record
        package: dict[str, Any] = {**item.mapped.package, "id": known.package_id}
        context = self._context()
        if known.name is None:
            package["name"] = unique_name(
                package["title"], f"{self.source.id}:{record.guid}", taken
            )
            taken.add(package["name"])
            tk.get_action("package_create")(context, package)
            return Outcome(Action.ADDED, record.guid, record.title, known.package_id)
        package["name"] = known.name
        package["state"] = "active"
        keep_ids(package.get("resources") or [], resources.get(known.package_id, []))
        # CKAN needs the stored dataset only to spare equal parts; all of this one are validated,
        # and showing it would cost more than it spares (spec performance.md 2).
        context["original_package"] = {"id": known.package_id, "resources": []}
        tk.get_action("package_update")(context, package)
        action = Action.ADDED if known.removed else Action.CHANGED
        return Outcome(action, record.guid, record.title, known.package_id)

    def _context(self) -> dict[str, Any]:
        return {
            "user": self._user,
            "ignore_auth": True,
            "defer_commit": True,
            "return_id_only": True,
            "modellregion_harvest": True,
        }

    def _row(self, item: Item) -> dict[str, Any]:
        record = item.mapped.record
        return {
            "source_id": self.source.id,
            "guid": record.guid,
            "package_id": item.known.package_id,
            "title": record.title,
            "digest": record.digest,
            "version": self.version,
            "first_run_id": self.run_id,
            "last_run_id": self.run_id,
        }

    def _index(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        refused = index_datasets([o.package_id for o in outcomes])
        indexed = [o.package_id for o in outcomes if o.package_id not in refused]
        journal.mark_indexed(self.source, indexed)
        model.Session.commit()
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


def _findings(item: Item) -> list[Finding]:
    return [replace(f, dataset_id=item.known.package_id) for f in item.mapped.findings]
