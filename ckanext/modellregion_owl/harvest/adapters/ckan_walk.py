"""Walks the datasets of a CKAN by its search, so that none is lost while others come and go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from ckanext.modellregion_owl.harvest.exceptions import (
    N_,
    Message,
    SourceRefused,
    SourceUnavailable,
)
from ckanext.modellregion_owl.harvest.records.jsontext import parse_json
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.http import Client

PAGE_SIZE = 100
SMALLER = 5  # a page that can't be read is asked for again with a fifth of its size
MAX_SKIPPED = 5  # in a row; more of them is no single broken dataset
# Harvest sources, showcases and pages are datasets too to CKAN's search.
NO_DATASETS = ("harvest", "showcase", "page")
_BELOW = re.compile(r"/(api|dataset|organization|group|catalog)(/.*|\..*)?$")

Package = Mapping[str, Any]


@dataclass(frozen=True)
class Batch:
    """Packages in the order of their ids.

    `remaining` counts what the server has behind it, `unread` tells what could not be read.
    """

    url: str
    packages: tuple[Package, ...]
    remaining: int
    unread: tuple[Message, ...] = ()


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
    """

    def __init__(self, source: Source, client: Client, size: int = PAGE_SIZE) -> None:
        self._source = source
        self._client = client
        self._largest = self._size = size
        self._last = ""  # id of the last dataset that was read
        self._remaining = 0  # behind it, as the server counts
        self._skipped = 0  # of these, unreadable ones that were passed over

    def batches(self) -> Iterator[Batch]:
        """Yield the datasets; the first batch is empty and tells how many there are.

        :raises SourceUnavailable: the portal does not answer, is no CKAN, or does not keep to the
            order asked for.
        """
        # A server that is down is told by one short question, without trying smaller pages.
        self._remaining, _ = self._ask(0)
        yield Batch(self._url(0), (), self._remaining)
        while self._skipped < self._remaining:
            yield self._next()
            self._size = min(self._largest, self._size * 2)

    def _next(self) -> Batch:
        while True:
            url = self._url(self._size)
            try:
                count, packages = self._ask(self._size)
            except SourceRefused:
                raise
            except SourceUnavailable as err:
                if self._size > 1:
                    self._size = max(1, self._size // SMALLER)
                    continue
                if self._skipped >= MAX_SKIPPED:
                    raise
                self._skipped += 1
                return Batch(url, (), self._remaining, (err.message,))
            self._advance(count, packages, url)
            return Batch(url, tuple(packages), self._remaining)

    def _ask(self, rows: int) -> tuple[int, list[Package]]:
        answer = self._client.get(self._url(rows), "application/json")
        return read_search(parse_json(answer), answer.url)

    def _advance(self, count: int, packages: list[Package], url: str) -> None:
        ids = [str(package.get("id") or "") for package in packages]
        if not ids and count > self._skipped:
            raise SourceUnavailable(
                N_("{url} announces {number} more datasets and delivers none."),
                url=url,
                number=count - self._skipped,
            )
        if ids != sorted(set(ids)) or (ids and ids[0] <= self._last):
            raise SourceUnavailable(
                N_(
                    "{url} does not deliver the datasets in the order of their ids, each once; "
                    "some could be missed."
                ),
                url=url,
            )
        self._remaining = max(0, count - self._skipped - len(ids))
        if ids:
            self._last, self._skipped = ids[-1], 0

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
