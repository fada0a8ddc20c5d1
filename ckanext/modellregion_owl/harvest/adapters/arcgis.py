"""Protocol `arcgis`: an ArcGIS Hub by its DCAT-AP feed, OGC API Records or its DCAT-US feed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ckanext.modellregion_owl.harvest.adapters.arcgis_page import read_answer
from ckanext.modellregion_owl.harvest.exceptions import (
    N_,
    SourceMissing,
    SourceRefused,
    SourceUnavailable,
)
from ckanext.modellregion_owl.harvest.keys import PAGING, Key, Kind
from ckanext.modellregion_owl.harvest.records.hub_address import FEEDS, candidates
from ckanext.modellregion_owl.harvest.records.hub_paging import beyond, first_page
from ckanext.modellregion_owl.harvest.records.reading import read_page
from ckanext.modellregion_owl.harvest.records.record import Page
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.http import Client

ACCEPT = "application/ld+json, application/geo+json;q=0.9, application/json;q=0.8, */*;q=0.1"


class ArcgisAdapter:
    """Walks the catalogue of a Hub; which feed an answer is, its content tells."""

    KEYS: ClassVar[dict[str, Key]] = {
        **PAGING,
        "feed": Key(
            help=N_(
                "Which of the Hub's catalogues is read: “dcat-ap”, “records” or “dcat-us”. Without "
                "the key the first of them that exists, in this order."
            ),
            choices=tuple(FEEDS),
            default="",
            example="dcat-ap",
        ),
        "folders": Key(
            kind=Kind.TEXTS,
            help=N_(
                "Folders of the ArcGIS server that are open. Datasets with a service in any other "
                "folder are not shown. Without the key: all folders but “intra” and “secure”."
            ),
            default=(),
            example=["open"],
        ),
    }

    def pages(self, source: Source, client: Client, max_pages: int) -> Iterator[Page]:
        """Yield the pages of the first catalogue that the Hub has.

        A page of OGC API Records that can't be read is left out, and named in `unread`, if the
        next one can be.

        :raises SourceUnavailable: no catalogue, two pages in a row that can't be read, pages that
            run in a circle, or more than `max_pages`.
        """
        walk = _Walk(source, client, max_pages)
        page = walk.first()
        while True:
            walk.check(page)
            yield page
            if not page.next or not source.paging:
                return
            page = walk.after(page)


class _Walk:
    """The way through the pages of one catalogue."""

    def __init__(self, source: Source, client: Client, max_pages: int) -> None:
        self.source = source
        self.client = client
        self.max_pages = max_pages
        self._addresses: set[str] = set()
        self._guids: set[str] = set()
        self._total: int | None = None

    def first(self) -> Page:
        """Return the first page of the best catalogue.

        Only where there is none (404) the next is tried: a catalogue that fails today would give
        way to another one, with other texts for every dataset, and tomorrow back.
        """
        for url in candidates(self.source.url, str(self.source.setting("feed") or "")):
            try:
                return self._read(first_page(url))
            except SourceMissing:
                continue
        raise SourceMissing(
            N_(
                "There is no catalogue of an ArcGIS Hub at {url}. Ask the operator whether its "
                "feeds are switched on, or enter the address of a feed."
            ),
            url=self.source.url,
        )

    def after(self, page: Page) -> Page:
        """Return the page that follows, or one that says that it could not be read."""
        url = page.next
        if url in self._addresses:
            raise _circle(url)
        try:
            return self._read(url)
        except SourceRefused:
            raise
        except SourceUnavailable as err:
            onwards = beyond(url, self._total or 0)
            if page.unread or not onwards:
                raise
            return Page(url, (), unread=(err.message,), next=onwards)

    def check(self, page: Page) -> None:
        """Note a page.

        :raises SourceUnavailable: all of its records have come before, or there are too many pages.
        """
        guids = _guids(page)
        if guids and guids <= self._guids:
            raise _circle(page.url)
        self._guids |= guids
        self._total = page.total if self._total is None else self._total
        if len(self._addresses) > self.max_pages:
            raise SourceUnavailable(
                N_("The source has more than {number} pages; reading was stopped."),
                number=self.max_pages,
            )

    def _read(self, url: str) -> Page:
        self._addresses.add(url)
        return read_page(self.client, url, ACCEPT, lambda answer: read_answer(answer, self.source))


def _guids(page: Page) -> set[str]:
    found = {r.guid for r in page.records} | {s.guid for s in page.skipped}
    found |= {p.guid for p in page.problems if p.guid}
    return found | set(page.same.guids if page.same else ())


def _circle(url: str) -> SourceUnavailable:
    return SourceUnavailable(
        N_("The pages of the source run in a circle: {url} has come before."), url=url
    )
