"""A record as a row of our table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.modellregion_owl.findings import to_json
from ckanext.modellregion_owl.harvest.records.identity_keys import traits
from ckanext.modellregion_owl.harvest.records.record import Record
from ckanext.modellregion_owl.harvest.source import Source


def record_row(
    source: Source, run_id: str, record: Record, version: str, kept: Mapping[str, str]
) -> dict[str, Any]:
    """Return the columns that come from the record itself.

    :param version: mapping version under which it was dealt with.
    :param kept: {GUID: key of its original}, from `originals.save`.
    """
    return {
        "source_id": source.id,
        "guid": record.guid,
        "title": record.title,
        "digest": record.digest,
        "version": version,
        "first_run_id": run_id,
        "last_run_id": run_id,
        "original": kept[record.guid],
        "lasting": record.lasting,
        "findings": to_json(record.findings),
        "keys": list(traits(record).keys),
    }
