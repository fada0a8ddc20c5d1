"""What a person decides about one harvested dataset: own values, and what belongs together.

Each decision is written at once, in the transaction that stores it. While a run holds the source it
is only stored: the run, or the next one, writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.curation import log
from ckanext.modellregion_owl.curation.blocks import Blocks
from ckanext.modellregion_owl.harvest.exceptions import SourceBusy
from ckanext.modellregion_owl.harvest.frame.ckan_harvester import source_dict
from ckanext.modellregion_owl.harvest.frame.ledger import NoLedger
from ckanext.modellregion_owl.harvest.lock import source_lock
from ckanext.modellregion_owl.harvest.mapping import Mapper
from ckanext.modellregion_owl.harvest.owner import municipality
from ckanext.modellregion_owl.harvest.report import Action
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store import originals, overlay
from ckanext.modellregion_owl.harvest.store.difference import Versions
from ckanext.modellregion_owl.harvest.store.known import Known, stored
from ckanext.modellregion_owl.harvest.version import mapping_version
from ckanext.modellregion_owl.harvest.write.apply import Item, Writer
from ckanext.modellregion_owl.harvest.write.merge import as_delivered, target
from ckanext.modellregion_owl.harvest.write.resources import Resource, keep_ids, stored_resources
from ckanext.modellregion_owl.model import record
from ckanext.modellregion_owl.texts import translate as _


class Harvested:
    """A harvested dataset and what its source has said of it.

    :raises tk.ObjectNotFound: the dataset was not harvested by one of our sources.
    """

    def __init__(self, dataset_id: str) -> None:
        row = model.Session.execute(
            sa.select(record.c.source_id, record.c.guid, record.c.last_run_id).where(
                record.c.package_id == dataset_id, record.c.duplicate_of.is_(None)
            )
        ).first()
        if row is None:
            raise tk.ObjectNotFound(_("The dataset does not come from a harvest source."))
        self.dataset_id = dataset_id
        self.guid = row.guid
        self.run_id = row.last_run_id
        self.source = Source.from_dict(source_dict(row.source_id))

    def mapped(self) -> Item:
        """Return what the rules make of the stored original today.

        :raises tk.ObjectNotFound: the original is not stored; the next run brings it.
        """
        found = originals.load(self.source, [self.guid]).get(self.guid)
        if found is None:
            raise tk.ObjectNotFound(_("What the source has said is not stored. Harvest it first."))
        known: Known = stored(self.source, [self.guid])[self.guid]
        return Item(Mapper(self.source, municipality(self.source)).map(found), known)

    def whole(self, resources: Sequence[Resource] | None = None) -> dict[str, Any]:
        """Return what the source says, with the ids that its files have here.

        :param resources: the dataset's files; None: as they are stored.
        """
        package = self.mapped().mapped.package
        if resources is None:
            entries = overlay.of_datasets([self.dataset_id]).get(self.dataset_id, [])
            found = stored_resources([self.dataset_id]).get(self.dataset_id, [])
            resources = as_delivered(found, entries)
        return {**package, "resources": keep_ids(package.get("resources") or [], resources)}

    def base(self, key: str, field: str) -> Any:
        """Return the source's own value of a field, None for none."""
        whole = self.whole()
        if field.startswith(overlay.PROJECT):
            name = field.removeprefix(overlay.PROJECT)
            return any(group.get("name") == name for group in whole.get("groups") or [])
        found = target(whole, key)
        if found is None:
            raise tk.ValidationError({"resource_key": [_("The dataset has no such file.")]})
        return found.get(field) or None

    def write(self, decide: Callable[[], object]) -> bool:
        """Store a decision and write the dataset; False when a run holds the source.

        :raises tk.ValidationError: the dataset can't be written like that; nothing is stored then.
        """
        item = self.mapped()
        version = mapping_version(self.source, municipality(self.source))
        try:
            with source_lock(self.source):
                writer = Writer(self.source, self.run_id, Versions(version), NoLedger())
                writer.seen = False
                writer.blocks = Blocks.load().ids  # the original is stored without them
                writer.begin = decide
                outcome = writer.write([item])[0]
        except SourceBusy:
            decide()
            model.Session.commit()
            return False
        if outcome.action is Action.FAILED:
            raise tk.ValidationError({"value": [str(outcome.reason)]})
        return True


def set_value(
    dataset_id: str, resource_key: str, field: str, value: Any, user_id: str, why: str
) -> bool:
    """Lay a steward's value over a field; tell whether the dataset shows it already.

    :param resource_key: "" for the dataset itself, else the `uri` of one of its files, or its id.
    :param value: as `package_show` gives it; None: the field is to be empty. Field `groups:<name>`
        with true or false: a model project.
    :raises tk.ObjectNotFound: not harvested. :raises tk.ValidationError: CKAN does not accept it.
    """
    dataset = Harvested(dataset_id)
    base = dataset.base(resource_key, field)
    entry = overlay.Entry(dataset_id, resource_key, field, base, value, user_id, why)
    line = log.Line(
        dataset_id, log.Act.EDIT, field, resource_key, after=value, why=why, user_id=user_id
    )
    return dataset.write(lambda: _put(entry, line))


def entry_of(dataset_id: str, resource_key: str, field: str) -> overlay.Entry:
    """Return a steward's value.

    :raises tk.ObjectNotFound: there is none of that field.
    """
    for entry in overlay.of_datasets([dataset_id]).get(dataset_id, []):
        if (entry.resource_key, entry.field) == (resource_key, field):
            return entry
    raise tk.ObjectNotFound(_("There is no own value of this field."))


def keep_value(dataset_id: str, resource_key: str, field: str, user_id: str, why: str) -> bool:
    """Let a steward's value stand although the source has another one now, until it changes again.

    :raises tk.ObjectNotFound: there is no steward's value of that field.
    """
    entry = entry_of(dataset_id, resource_key, field)
    dataset = Harvested(dataset_id)
    kept = replace(entry, base=dataset.base(resource_key, field))
    line = log.Line(
        dataset_id, log.Act.KEEP, field, resource_key, kept.base, entry.value, why, user_id
    )
    return dataset.write(lambda: _put(kept, line))


def remove_value(
    dataset_id: str,
    resource_key: str,
    field: str,
    user_id: str = "",
    why: str = "",
    act: log.Act = log.Act.UNDO,
) -> bool:
    """Let the source's own value stand again; tell whether the dataset shows it already.

    :raises tk.ObjectNotFound: there is no steward's value of that field.
    """
    entry = entry_of(dataset_id, resource_key, field)
    dataset = Harvested(dataset_id)
    line = log.Line(dataset_id, act, field, resource_key, entry.value, None, why, user_id)

    def decide() -> None:
        overlay.take_away(dataset_id, resource_key, field)
        log.write([line])

    return dataset.write(decide)


def _put(entry: overlay.Entry, line: log.Line) -> None:
    overlay.put(entry)
    log.write([line])
