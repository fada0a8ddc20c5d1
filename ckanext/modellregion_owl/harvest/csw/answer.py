"""Reads the answer to GetRecords: records, how many there are, or why there are none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from ckanext.modellregion_owl.harvest.exceptions import N_, SourceUnavailable
from ckanext.modellregion_owl.harvest.iso.metadata import ROOTS, Metadata
from ckanext.modellregion_owl.harvest.iso.tree import Element, parse_xml, squeeze
from ckanext.modellregion_owl.harvest.transport.answer import Answer
from ckanext.modellregion_owl.harvest.transport.text import check_is_data, to_text


class ServerSaysNo(SourceUnavailable):
    """The server answers with an exception report instead of records."""


@dataclass(frozen=True)
class Facts:
    """What a walk has to know of an answer, as JSON can say it.

    `came` counts the elements in it, whatever they are; `ids` are marks of its records, by which
    one that comes again is noticed; `returned`, `matched` and `next` are what the server says of
    it, None where it says nothing or no number.
    """

    came: int
    ids: tuple[str, ...] = ()
    matched: int | None = None
    returned: int | None = None
    next: int | None = None


@dataclass(frozen=True)
class Found:
    """One answer; its `records` are parsed when they are asked for, and not before."""

    url: str
    facts: Facts
    _parse: Callable[[], tuple[Metadata, ...]]

    @cached_property
    def records(self) -> tuple[Metadata, ...]:
        """Return the metadata records in their order."""
        return self._parse()


def read_answer(answer: Answer) -> Found:
    """Return the records of an answer.

    :raises ServerSaysNo: it is an exception report; says its words.
    :raises SourceUnavailable: not readable, or nothing that GetRecords answers.
    """
    results = _results(answer)
    records = tuple(Metadata(child) for child in results if child.tag in ROOTS)
    facts = Facts(
        len(results),
        tuple(_mark(m.id or f"{m.iri} {m.title}") for m in records),
        _number(results, "numberOfRecordsMatched"),
        _number(results, "numberOfRecordsReturned"),
        _number(results, "nextRecord"),
    )
    return Found(answer.url, facts, lambda: records)


def known_answer(answer: Answer, facts: Facts) -> Found:
    """Return an answer that is the same as last time, when `facts` were read in it."""
    return Found(answer.url, facts, lambda: read_answer(answer).records)


def _results(answer: Answer) -> Element:
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
    return results


def _mark(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()


def _reason(root: Element) -> str:
    for found in root.iter("Exception", "ServiceException"):
        words = squeeze(" ".join(found.itertext()))
        marks = filter(None, (found.get("exceptionCode"), found.get("locator"), words))
        return ", ".join(marks)[:300]
    return "-"


def _number(element: Element, name: str) -> int | None:
    written = (element.get(name) or "").strip()
    return int(written) if written.isdecimal() and len(written) < 10 else None
