"""Names what a dataset lacks that nobody can make up: a licence, a publisher, a title."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.rdf import values
from ckanext.modellregion_owl.rdf.rows import Row, load_rows
from ckanext.modellregion_owl.rdf.stored import items, texts, with_extras

RULE = "mandatory.missing"

# Mandatory row → what stands in for it in the feed (rdf/complete.py).
_STAND_INS = {
    "publisher": ("owner_org", "organization"),
    "access_url": ("url", "download_url", "access_services"),
    "license": ("license_id", "license_url"),
}

Owner = Mapping[str, Any]


def note_lacks(dataset: Owner) -> None:
    """Note each mandatory property that the feed will not be able to say of a dataset.

    Once per dataset or resource; `before` holds the resource's link, to tell which one it is. A
    contact that can't be reached in any way counts as missing, too.
    """
    whole = with_extras(dataset)
    for row in _missing("dataset", (whole,)):
        _note(row, "")
    _note_contacts(whole, load_rows().find("dataset", "contact"))
    # The dataset's own licence stands in for the file's.
    older = {key: whole.get(key) for key in ("license_id", "license_url")}
    for resource in whole.get("resources") or ():
        for row in _missing("resource", (resource, older)):
            _note(row, str(resource.get("url") or ""))


def _note(row: Row, before: str) -> None:
    note(Finding(RULE, Severity.WRONG, row.field, before))


def _missing(entity: str, owners: Sequence[Owner]) -> Iterator[Row]:
    for row, fields in _mandatory(entity):
        if not any(_says(row, o.get(f)) for o in owners for f in fields):
            yield row


@cache
def _mandatory(entity: str) -> tuple[tuple[Row, tuple[str, ...]], ...]:
    """Return the mandatory rows, each with the fields of which one must say something."""
    return tuple(
        (row, (row.field, *row.fallback, *_STAND_INS.get(row.field, ())))
        for row in getattr(load_rows(), entity)
        # What lies in a node between is that node's duty (a file's service).
        if row.mandatory and (entity == "dataset" or row.via is None)
    )


def _says(row: Row, value: Any) -> bool:
    if row.kind == "node" and isinstance(value, (list, Mapping)):
        return any(node.get(row.text) or node.get("title") for node in items(value))
    return bool(texts(row, value)) if not isinstance(value, list) else bool(value)


def _note_contacts(dataset: Owner, row: Row) -> None:
    if any(values.read_iri(str(p.get("url") or "")) for p in items(dataset.get("publisher"))):
        return  # the publisher's web page stands in
    for node in items(dataset.get(row.field)):
        if not any(_reaches(field, str(node.get(field) or "")) for field in row.any_of):
            _note(row, str(node.get("name") or ""))


def _reaches(field: str, text: str) -> bool:
    """Tell whether an address can be written; "amt(at)stadt.de" can't."""
    if field == "email":
        return values.is_mail(text)
    return bool(values.read_iri(text) if field == "url" else text)
