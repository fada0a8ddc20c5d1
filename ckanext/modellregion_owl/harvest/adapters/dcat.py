"""Protocol `dcat`: a DCAT catalogue as RDF/XML, Turtle, JSON-LD or N-Triples, paged by hydra."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from pyoxigraph import BlankNode, NamedNode, Triple

from ckanext.modellregion_owl.findings import collect
from ckanext.modellregion_owl.harvest.address import join
from ckanext.modellregion_owl.harvest.exceptions import N_, RecordInvalid, SourceUnavailable
from ckanext.modellregion_owl.harvest.keys import FORMAT, PAGING, Key
from ckanext.modellregion_owl.harvest.records.make import make_record
from ckanext.modellregion_owl.harvest.records.page import parse_page
from ckanext.modellregion_owl.harvest.records.reading import read_page
from ckanext.modellregion_owl.harvest.records.record import Page, Record
from ckanext.modellregion_owl.harvest.records.subgraph import (
    DATASET,
    HYDRA,
    SERIES,
    PageGraph,
)
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.answer import Answer
from ckanext.modellregion_owl.harvest.transport.http import Client

ACCEPT = (
    "application/rdf+xml, text/turtle;q=0.9, application/ld+json;q=0.8, "
    "application/n-triples;q=0.7, */*;q=0.1"
)
COLLECTIONS = ("PagedCollection", "PartialCollectionView")
NEXT = ("next", "nextPage")  # the second is the old name


GuidOf = Callable[[Sequence[Triple], "NamedNode | BlankNode"], str]


class DcatAdapter:
    """Walks the pages of a catalogue; one page is in memory at a time.

    :param guid_of: what a dataset is known by, for a protocol that delivers the same datasets in
        another form too; "" leaves it to `make_record`.
    """

    KEYS: ClassVar[dict[str, Key]] = {**PAGING, **FORMAT}

    def __init__(self, guid_of: GuidOf = lambda triples, subject: "") -> None:
        self._guid_of = guid_of

    def pages(self, source: Source, client: Client, max_pages: int) -> Iterator[Page]:
        """Yield the pages in the order in which they link to each other.

        :raises SourceUnavailable: a page can't be read, the pages run in a circle, or there are
            more than `max_pages`.
        """
        url = source.url
        visited: set[str] = set()
        bodies: set[str] = set()
        while url:
            page = read_page(client, url, ACCEPT, lambda answer: self._page(answer, source))
            _check_new(url, page, visited, bodies)
            if len(visited) > max_pages:
                raise SourceUnavailable(
                    N_("The source has more than {number} pages; reading was stopped."),
                    number=max_pages,
                )
            yield page
            url = page.next

    def _page(self, answer: Answer, source: Source) -> Page:
        with collect() as findings:
            graph = parse_page(answer, str(source.setting("format") or ""))
        records, problems = _records(graph, source, self._guid_of)
        following = _next(graph, answer.url) if source.paging else None
        return Page(
            answer.url, records, problems, _total(graph), tuple(findings), next=following or ""
        )


def _check_new(url: str, page: Page, visited: set[str], bodies: set[str]) -> None:
    body = page.trace.body if page.trace else ""
    if url in visited or body in bodies:
        raise SourceUnavailable(
            N_("The pages of the source run in a circle: {url} has come before."), url=url
        )
    visited.add(url)
    bodies.add(body)


def _records(
    page: PageGraph, source: Source, guid_of: GuidOf
) -> tuple[tuple[Record, ...], tuple[RecordInvalid, ...]]:
    records: list[Record] = []
    problems: list[RecordInvalid] = []
    for subject in page.typed(DATASET, SERIES):
        try:
            triples = page.subgraph(subject)
            guid = guid_of(triples, subject)
            records.append(make_record(triples, subject, source.url, guid))
        except RecordInvalid as err:
            err.guid = err.guid or (subject.value if isinstance(subject, NamedNode) else "")
            problems.append(err)
    return tuple(records), tuple(problems)


def _collections(page: PageGraph) -> list[NamedNode | BlankNode]:
    return page.typed(*(NamedNode(HYDRA + name) for name in COLLECTIONS))


def _next(page: PageGraph, base: str) -> str | None:
    """Return the absolute address of the next page; the link may be a literal or an IRI."""
    for node in _collections(page):
        for name in NEXT:
            for value in page.texts(node, NamedNode(HYDRA + name)):
                if value:
                    return join(base, value)
    return None


def _total(page: PageGraph) -> int | None:
    for node in _collections(page):
        for value in page.texts(node, NamedNode(HYDRA + "totalItems")):
            if value.isdecimal() and len(value) < 10:
                return int(value)
    return None
