"""Protocol `ckan`: the datasets of a CKAN by its search (`package_search`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from pyoxigraph import NamedNode, Triple

from ckanext.modellregion_owl.findings import Finding, Severity
from ckanext.modellregion_owl.harvest.adapters.ckan_record import record_of
from ckanext.modellregion_owl.harvest.adapters.ckan_walk import PAGE_SIZE, Walk, site_of
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

        :raises SourceUnavailable: see `Walk.pages`, or there are more than `max_pages`.
        """
        reader = _Reader(source)
        walk = Walk(source, client, reader.build, source.setting("page_size"))
        for number, page in enumerate(walk.pages()):
            if number > max_pages:
                raise SourceUnavailable(
                    N_("The source has more than {number} pages; reading was stopped."),
                    number=max_pages,
                )
            yield reader.counted(page, walk.remaining)


class _Reader:
    """Makes pages of packages; knows what has come before."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._site = site_of(source.url)
        self._guids: set[str] = set()
        self._delivered = 0

    def counted(self, page: Page, remaining: int) -> Page:
        """Return a page with the number of all datasets, as far as it is known now."""
        same = page.same.guids if page.same else ()
        self._guids.update(same)
        self._delivered += len(same) + len(page.records) + len(page.problems) + len(page.skipped)
        return replace(page, total=self._delivered + remaining)

    def build(self, url: str, packages: Sequence[Mapping[str, Any]]) -> Page:
        """Return the page of an answer; its total comes later."""
        records: list[Record] = []
        problems: list[RecordInvalid] = []
        findings: list[Finding] = []
        skipped: list[Skipped] = []
        for package in packages:
            try:
                record = record_of(package, self._site, self._source)
            except RecordInvalid as err:
                problems.append(err)
                continue
            if package.get("private") is True or package.get("state", "active") != "active":
                why = Message(_NOT_PUBLIC)
                skipped.append(Skipped(record.guid, record.title, why, record.lasting))
                continue
            if record.guid in self._guids:
                findings.append(_shared(record))
                record = _by_address(record)
            self._guids.add(record.guid)
            records.append(record)
        return Page(
            url,
            tuple(records),
            tuple(problems),
            findings=tuple(findings),
            skipped=tuple(skipped),
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
