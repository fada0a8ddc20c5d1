"""Protocol `ckan`: the datasets of a CKAN by its search (`package_search`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import ClassVar

from pyoxigraph import NamedNode, Triple

from ckanext.modellregion_owl.findings import Finding, Severity
from ckanext.modellregion_owl.harvest.adapters.ckan_record import record_of
from ckanext.modellregion_owl.harvest.adapters.ckan_walk import PAGE_SIZE, Batch, Walk, site_of
from ckanext.modellregion_owl.harvest.exceptions import (
    N_,
    Message,
    RecordInvalid,
    SourceUnavailable,
)
from ckanext.modellregion_owl.harvest.keys import Key, Kind
from ckanext.modellregion_owl.harvest.records.record import Page, Record, Skipped
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.http import Client

# What a finding's rule means to people (see rdf/rules.py).
MESSAGES: Mapping[str, str] = {
    "identifier.shared": N_(
        "Another dataset of the source has the same identifier. This one is known by its address; "
        "the source should give it an identifier of its own."
    ),
}
_NOT_PUBLIC = N_("The source says that the dataset is private or no longer active.")


class CkanAdapter:
    """Walks a portal in the order of its datasets' ids; one page is in memory at a time."""

    KEYS: ClassVar[dict[str, Key]] = {
        "organisation": Key(
            help=N_("Only datasets of this organisation: its short name in that portal."),
            example="paderborn",
        ),
        "fq": Key(
            help=N_("A filter of that portal's search, added to the others."),
            example="groups:tran",
        ),
        "page_size": Key(
            kind=Kind.NUMBER,
            minimum=1,
            help=N_(
                "How many datasets are asked for at once. Pages that can't be read are asked for "
                "again in smaller pieces."
            ),
            default=PAGE_SIZE,
            example=50,
        ),
    }

    def pages(self, source: Source, client: Client, max_pages: int) -> Iterator[Page]:
        """Yield the portal's datasets in the order of their ids.

        :raises SourceUnavailable: see `Walk.batches`, or there are more than `max_pages`.
        """
        walk = Walk(source, client, source.setting("page_size"))
        reader = _Reader(source)
        for number, batch in enumerate(walk.batches()):
            if number > max_pages:
                raise SourceUnavailable(
                    N_("The source has more than {number} pages; reading was stopped."),
                    number=max_pages,
                )
            yield reader.page(batch)


class _Reader:
    """Makes pages of batches; knows what has come before."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._site = site_of(source.url)
        self._guids: set[str] = set()
        self._delivered = 0

    def page(self, batch: Batch) -> Page:
        records: list[Record] = []
        problems: list[RecordInvalid] = []
        findings: list[Finding] = []
        skipped: list[Skipped] = []
        for package in batch.packages:
            self._delivered += 1
            try:
                record = record_of(package, self._site, self._source)
            except RecordInvalid as err:
                problems.append(err)
                continue
            if package.get("private") is True or package.get("state", "active") != "active":
                skipped.append(Skipped(record.guid, record.title, Message(_NOT_PUBLIC)))
                continue
            if record.guid in self._guids:
                findings.append(_shared(record))
                record = _by_address(record)
            self._guids.add(record.guid)
            records.append(record)
        total = self._delivered + batch.remaining
        return Page(
            batch.url,
            tuple(records),
            tuple(problems),
            total,
            tuple(findings),
            batch.unread,
            tuple(skipped),
        )


def _by_address(record: Record) -> Record:
    """Return a record under its address: the IRI that it names belongs to an earlier one."""
    new = NamedNode(record.lasting)
    triples = tuple(
        Triple(new, t.predicate, t.object) if t.subject == record.subject else t
        for t in record.triples
    )
    return replace(record, guid=record.lasting, subject=new, triples=triples)


def _shared(record: Record) -> Finding:
    return Finding(
        "identifier.shared", Severity.WRONG, field="uri", before=record.guid, after=record.lasting
    )
