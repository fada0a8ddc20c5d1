"""Walks the datasets of a CKAN by its search, so that none is lost while others come and go."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from ckanext.modellregion_owl.harvest.exceptions import (
    N_,
    SourceRefused,
    SourceUnavailable,
)
from ckanext.modellregion_owl.harvest.records.jsontext import parse_json
from ckanext.modellregion_owl.harvest.records.reading import read_page
from ckanext.modellregion_owl.harvest.records.record import Page
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.answer import Answer
from ckanext.modellregion_owl.harvest.transport.http import Client

PAGE_SIZE = 100
SMALLER = 5  # a page that can't be read is asked for again with a fifth of its size
MAX_SKIPPED = 5  # in a row; more of them is no single broken dataset
# Harvest sources, showcases and pages are datasets too to CKAN's search.
NO_DATASETS = ("harvest", "showcase", "page")
_BELOW = re.compile(r"/(api|dataset|organization|group|catalog)(/.*|\..*)?$")

ACCEPT = "application/json"

Package = Mapping[str, Any]
Build = Callable[[str, list[Package]], Page]


class OutOfOrder(SourceUnavailable):
    """The server does not keep to the order or the number of datasets; smaller pages don't help."""


def site_of(url: str) -> str:
    """Return the root of a CKAN from the address of its site, API, catalogue or a list page."""
    parts = urlsplit(url)
    path = _BELOW.sub("", parts.path).rstrip("/")
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def filters_of(source: Source) -> list[str]:
    """Return the search filters of a source: its keys, and `fq` of its address."""
    found = [f"-dataset_type:{name}" for name in NO_DATASETS]
    organisation = str(source.config.get("organisation") or "")
    if organisation:
        found.append(f"organization:{quoted(organisation)}")
    in_address = parse_qs(urlsplit(source.url).query).get("fq", [])
    free = (str(source.config.get("fq") or ""), *in_address)
    return [*found, *(f"+({text.strip()})" for text in free if text.strip())]


def quoted(text: str) -> str:
    """Return a phrase of Solr's query language."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


class Walk:
    """One pass over a portal's datasets in the order of their ids.

    Each page begins behind the last id and not at a number: a dataset that vanishes would else move
    its followers one place up, and the one at the border of two pages would stand on neither.

    :param build: makes a page of an answer's address and packages.
    """

    def __init__(self, source: Source, client: Client, build: Build, size: int = PAGE_SIZE) -> None:
        self._source = source
        self._client = client
        self._build = build
        self._largest = self._size = size
        self._last = ""  # id of the last dataset that was read
        self._skipped = 0  # unreadable ones behind it that were passed over
        self.remaining = 0  # behind it, as the server counts

    def pages(self) -> Iterator[Page]:
        """Yield the datasets; the first page is empty and comes when their number is known.

        :raises SourceUnavailable: the portal does not answer, is no CKAN, or does not keep to the
            order asked for.
        """
        # A server that is down is told by one short question, without trying smaller pages.
        url = self._url(0)
        self.remaining, _ = read_search(parse_json(self._client.get(url, ACCEPT)), url)
        yield Page(url, ())
        while self._skipped < self.remaining:
            yield self._next()
            self._size = min(self._largest, self._size * 2)

    def _next(self) -> Page:
        while True:
            url = self._url(self._size)
            try:
                page = read_page(self._client, url, ACCEPT, self._read)
            except SourceRefused:
                raise
            except SourceUnavailable as err:
                if self._size > 1 and not isinstance(err, OutOfOrder):
                    self._size = max(1, self._size // SMALLER)
                    continue
                if self._skipped >= MAX_SKIPPED or isinstance(err, OutOfOrder):
                    raise
                self._skipped += 1
                return Page(url, (), unread=(err.message,))
            # Also of a page that is the same as in the last run and was not parsed.
            remaining, self._last = page.next.split(" ", 1)
            self.remaining, self._skipped = int(remaining), 0
            return page

    def _read(self, answer: Answer) -> Page:
        """Return the page of an answer; how to go on from it stands in `next`.

        :raises OutOfOrder: see there.
        """
        count, packages = read_search(parse_json(answer), answer.url)
        ids = [str(package.get("id") or "") for package in packages]
        if not ids and count > self._skipped:
            raise OutOfOrder(
                N_("{url} announces {number} more datasets and delivers none."),
                url=answer.url,
                number=count - self._skipped,
            )
        if ids != sorted(set(ids)) or (ids and ids[0] <= self._last):
            raise OutOfOrder(
                N_(
                    "{url} does not deliver the datasets in the order of their ids, each once; "
                    "some could be missed."
                ),
                url=answer.url,
            )
        left = max(0, count - self._skipped - len(ids))
        page = self._build(answer.url, packages)
        return replace(page, next=f"{left} {ids[-1] if ids else self._last}")

    def _url(self, rows: int) -> str:
        filters = filters_of(self._source)
        if self._last:
            filters.append(f"+id:{{{quoted(self._last)} TO *]")
        query = {"fq": " ".join(filters), "sort": "id asc", "rows": rows, "start": self._skipped}
        return f"{site_of(self._source.url)}/api/3/action/package_search?{urlencode(query)}"


def read_search(data: Any, url: str) -> tuple[int, list[Package]]:
    """Return count and packages of an answer of `package_search`.

    :raises SourceUnavailable: it is none, or it tells of an error.
    """
    result = data.get("result") if isinstance(data, Mapping) else None
    if isinstance(data, Mapping) and data.get("success") is False:
        raise SourceUnavailable(
            N_("{url} answers with an error: {error}"), url=url, error=str(data.get("error"))[:300]
        )
    count = result.get("count") if isinstance(result, Mapping) else None
    packages = result.get("results") if isinstance(result, Mapping) else None
    if isinstance(count, bool) or not isinstance(count, int) or not isinstance(packages, list):
        raise SourceUnavailable(
            N_("{url} is not the answer of a CKAN's search. Check the address and the protocol."),
            url=url,
        )
    return count, [package for package in packages if isinstance(package, Mapping)]
