"""Reads the answer to GetRecords: records, how many there are, or why there are none."""

from __future__ import annotations

from dataclasses import dataclass

from ckanext.modellregion_owl.harvest.exceptions import N_, SourceUnavailable
from ckanext.modellregion_owl.harvest.iso.metadata import ROOTS, Metadata
from ckanext.modellregion_owl.harvest.iso.tree import Element, parse_xml, squeeze
from ckanext.modellregion_owl.harvest.transport.http import Answer
from ckanext.modellregion_owl.harvest.transport.text import check_is_data, to_text


class ServerSaysNo(SourceUnavailable):
    """The server answers with an exception report instead of records."""


@dataclass(frozen=True)
class Found:
    """The records of one answer.

    `came` counts the elements in it, whatever they are; `returned`, `matched` and `next` are what
    the server says of it, None where it says nothing or no number.
    """

    url: str
    records: tuple[Metadata, ...]
    came: int
    matched: int | None = None
    returned: int | None = None
    next: int | None = None


def read_answer(answer: Answer) -> Found:
    """Return the records of an answer.

    :raises ServerSaysNo: it is an exception report; says its words.
    :raises SourceUnavailable: not readable, or nothing that GetRecords answers.
    """
    text = to_text(answer)
    check_is_data(text, answer.url)
    root = parse_xml(text, answer.url)
    if root.tag in ("ExceptionReport", "ServiceExceptionReport"):
        raise ServerSaysNo(
            N_("The catalogue {url} answers with an error: {error}"),
            url=answer.url,
            error=_reason(root),
        )
    results = root.find("SearchResults")
    if results is None:
        raise SourceUnavailable(
            N_("{url} does not answer like a catalogue service (CSW): it sends “{element}”."),
            url=answer.url,
            element=root.tag,
        )
    records = tuple(Metadata(child) for child in results if child.tag in ROOTS)
    return Found(
        answer.url,
        records,
        len(results),
        matched=_number(results, "numberOfRecordsMatched"),
        returned=_number(results, "numberOfRecordsReturned"),
        next=_number(results, "nextRecord"),
    )


def _reason(root: Element) -> str:
    for found in root.iter("Exception", "ServiceException"):
        words = squeeze(" ".join(found.itertext()))
        marks = filter(None, (found.get("exceptionCode"), found.get("locator"), words))
        return ", ".join(marks)[:300]
    return "-"


def _number(element: Element, name: str) -> int | None:
    written = (element.get(name) or "").strip()
    return int(written) if written.isdecimal() and len(written) < 10 else None
