"""Makes records of the items of a JSON list; a broken item costs itself only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ckanext.modellregion_owl.findings import Finding, Severity, collect, note
from ckanext.modellregion_owl.harvest.exceptions import N_, RecordInvalid
from ckanext.modellregion_owl.harvest.records.describe import Description
from ckanext.modellregion_owl.harvest.records.json_values import text_of
from ckanext.modellregion_owl.harvest.records.make import make_record
from ckanext.modellregion_owl.harvest.records.record import Record

Describe = Callable[[Mapping[str, Any]], Description]


def records_of(
    items: Iterable[Any], describe: Describe, key: str, url: str
) -> tuple[tuple[Record, ...], tuple[RecordInvalid, ...]]:
    """Return the records of a list's items, and why the others are none.

    Two items with the same GUID are noted (`record.double`): the pipeline takes one of them.

    :param describe: puts one item into triples; what it notes becomes the record's findings.
    :param key: the member that holds the GUID.
    :param url: address of the source, for items without a GUID.
    """
    records: list[Record] = []
    problems: list[RecordInvalid] = []
    for item in items:
        try:
            records.append(_record(item, describe, key, url))
        except RecordInvalid as err:
            problems.append(err)
    counted = Counter(record.guid for record in records)
    for guid, number in counted.items():
        if number > 1:
            note(Finding("record.double", Severity.WRONG, "identifier", before=guid))
    return tuple(records), tuple(problems)


def _record(item: Any, describe: Describe, key: str, url: str) -> Record:
    if not isinstance(item, Mapping):
        raise RecordInvalid(
            N_("An entry of the list is no dataset: {entry}"), entry=text_of(item)[:100]
        )
    with collect() as findings:
        about = describe(item)
    guid = text_of(item.get(key))
    return make_record(about.triples, about.term, url, guid, findings=findings)
