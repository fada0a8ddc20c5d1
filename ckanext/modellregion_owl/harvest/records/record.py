"""What an adapter delivers: records, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from pyoxigraph import BlankNode, NamedNode, Triple

from ckanext.modellregion_owl.findings import Finding
from ckanext.modellregion_owl.harvest.exceptions import RecordInvalid
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.http import Client


@dataclass(frozen=True)
class Record:
    """One dataset as its source describes it, in DCAT triples whatever the protocol.

    `guid` is what the source knows it by (IRI, else dct:identifier), `digest` a hash that is equal
    for equal content in any order and syntax, `subject` the dataset's node in `triples`.
    """

    guid: str
    digest: str
    title: str
    subject: NamedNode | BlankNode
    triples: tuple[Triple, ...]


@dataclass(frozen=True)
class Page:
    """The records of one page, and those which can't be used.

    `total` is the number of records that the source announces, None when it doesn't.
    """

    url: str
    records: tuple[Record, ...]
    problems: tuple[RecordInvalid, ...] = ()
    total: int | None = None
    findings: tuple[Finding, ...] = field(default=())


class Adapter(Protocol):
    """Reads a source by one protocol."""

    def pages(self, source: Source, client: Client, max_pages: int) -> Iterator[Page]:
        """Yield the source's pages one after the other, none kept.

        Ending without an exception means: everything was read.

        :raises SourceUnavailable: a page is missing, the walk is incomplete from here.
        """
