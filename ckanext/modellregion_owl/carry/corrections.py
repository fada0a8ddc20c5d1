"""Values that stewards have set over what a source says; who has set them is not carried.

A dataset is named by its source and by what the source knows it by: ids are of one database. Where
the dataset is not harvested yet the row waits: put the file in again after the first harvest.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.carry import datasets
from ckanext.modellregion_owl.harvest.store import overlay as store
from ckanext.modellregion_owl.model import overlay, record
from ckanext.modellregion_owl.region.setup import CORRECTION, SetupReport
from ckanext.modellregion_owl.texts import translate as _

NAME = "corrections"
_package = model.Package.__table__


def export() -> list[dict[str, Any]]:
    """Return the values that people have set, those of rules left out, in a fixed order."""
    query = (
        sa.select(_package.c.name.label("source"), record.c.guid, overlay)
        .join(record, record.c.package_id == overlay.c.dataset_id)
        .join(_package, _package.c.id == record.c.source_id)
        .where(overlay.c.rule_id.is_(None), record.c.duplicate_of.is_(None))
        .order_by("source", record.c.guid, overlay.c.resource_key, overlay.c.field)
    )
    return [
        {
            "source": row.source,
            "dataset": row.guid,
            "file": row.resource_key,
            "field": row.field,
            "base": row.base,
            "value": row.value,
            "why": row.why,
        }
        for row in model.Session.execute(query)
    ]


def put(row: dict[str, Any], overwrite: bool, report: SetupReport) -> None:
    """Lay a value over the source's; it is shown after the next harvest or `remap`."""
    name = " ".join(filter(None, (row["dataset"], row["file"], row["field"])))
    dataset_id = datasets.find(row["source"], row["dataset"])
    if dataset_id is None:
        why = _("The dataset is not there yet: harvest its source, then put the file in again.")
        report.failed(CORRECTION, name, why)
        return
    entries = store.of_datasets([dataset_id]).get(dataset_id, [])
    here = (e for e in entries if (e.resource_key, e.field) == (row["file"], row["field"]))
    stored = next(here, None)
    if stored is not None and store.plain(stored.value) == store.plain(row["value"]):
        report.kept(CORRECTION, name)
    elif stored is not None and not overwrite:
        report.differs(CORRECTION, name, [row["field"]])
    else:
        value = {key: row[key] for key in ("field", "base", "value", "why")}
        store.put(store.Entry(dataset_id, row["file"], **value))
        model.Session.commit()
        report.created(CORRECTION, name)
