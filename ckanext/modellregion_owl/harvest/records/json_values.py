"""Reads values of JSON that may be of any type, whatever a standard says."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.harvest.address import join


def each(value: Any) -> Iterator[Any]:
    """Yield the items of a list, also of lists inside of it; a single value is a list of one.

    None and empty lists have no items.
    """
    if isinstance(value, list):
        for item in value:
            yield from each(item)
    elif value is not None:
        yield value


def text_of(value: Any) -> str:
    """Return a value as text, without outer blanks; "" for None.

    What is neither text nor number becomes JSON: nothing is lost by a wrong type.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    return json.dumps(value, ensure_ascii=False)


def absolute(link: str, base: str) -> str:
    """Return a link that begins with a slash as address on the server of `base`."""
    return join(base, link) if base and link.startswith("/") else link


def note_rest(record: Mapping[str, Any], known: Collection[str], field: str = "") -> None:
    """Note every member with a value that is not among the known ones (rule `member.unknown`)."""
    for member, value in record.items():
        if member not in known and value not in (None, "", [], {}):
            before = f"{member}: {text_of(value)}"
            note(Finding("member.unknown", Severity.IMPROVE, field=field, before=before))
