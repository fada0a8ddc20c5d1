"""Which datasets are in the feed, and on which page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any
from urllib.parse import urlencode

from dateutil.parser import ParserError, parse

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError

# Other types of an existing portal stay in its feed, as ckanext-dcat's does it; these two are none
# of its datasets.
NOT_DATASETS = ("harvest", "showcase")
PUBLIC = ["+capacity:public", "+state:active", *(f"-dataset_type:{t}" for t in NOT_DATASETS)]
MAX_START = 1_000_000_000  # Solr counts in 32 bits and answers 400 above them, not an empty page


class FilterError(ValueError):
    """A filter of the address can't be understood."""


@dataclass(frozen=True)
class Filters:
    """What a client asks for; ckanext-dcat's words, so that its clients go on as before."""

    q: str = ""
    fq: str = ""
    modified_since: str = ""

    @classmethod
    def of(cls, arguments: Mapping[str, str]) -> Filters:
        """Return the filters of a request's arguments.

        :raises FilterError: `modified_since` is no date.
        """
        since = arguments.get("modified_since") or ""
        if since:
            try:
                parse(since)
            except (ParserError, OverflowError) as err:
                raise FilterError(since) from err
        return cls(arguments.get("q") or "", arguments.get("fq") or "", since)

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self.q or self.fq or self.modified_since)

    def query(self) -> dict[str, Any]:
        """Return the parts for `package_search`; who reads the feed is nobody in particular."""
        lines = [*PUBLIC]
        if self.modified_since:
            since = parse(self.modified_since)
            if since.tzinfo:
                since = since.astimezone(timezone.utc)
            lines.append(f"metadata_modified:[{since:%Y-%m-%dT%H:%M:%S}Z TO *]")
        if self.fq:
            lines.append(self.fq)
        return {"q": self.q or "*:*", "fq_list": lines, "facet": "false"}

    def address(self, url: str, number: int, generation: int = 0) -> str:
        """Return the absolute address of a page of the same search; the first has no number.

        :param generation: list of datasets that a crawl keeps to, 0 for none.
        """
        words = {"q": self.q, "fq": self.fq, "modified_since": self.modified_since}
        given: dict[str, str | int] = {k: v for k, v in words.items() if v}
        if number > 1:
            given |= ({"generation": generation} if generation else {}) | {"page": number}
        return f"{url}?{urlencode(given)}" if given else url


@dataclass(frozen=True)
class Page:
    """One page of a list of datasets: `number` from 1, `count` datasets in all, their ids.

    Of a generation: its number, since when it is there, and what it says of each (`digests`); the
    ids of a page's series stand behind those of its datasets.
    """

    number: int
    size: int
    count: int
    ids: tuple[str, ...]
    filters: Filters = Filters()
    generation: int = 0
    since: datetime | None = None
    digests: tuple[str, ...] = ()

    def address(self, url: str, number: int) -> str:
        """Return the absolute address of a page of the same list."""
        return self.filters.address(url, number, self.generation)

    @property
    def last(self) -> int:
        """Return the number of the last page."""
        return max(1, -(-self.count // self.size))


def find_page(number: int, size: int, filters: Filters = Filters()) -> Page:
    """Return the public active datasets of a page by the index, ordered by id.

    By id and not by date: a dataset that is edited during a crawl would jump to a page that has
    been read already, and GovData would delete it (spec govdata.md 1.8).

    :raises ckan.lib.search.SearchError: the index does not answer, or not to such a filter.
    """
    start = min(size * (number - 1), MAX_START)
    wanted = {"sort": "id asc", "rows": size, "start": start, "fl": ["id"]}
    found = _search({**filters.query(), **wanted})
    return Page(number, size, found["count"], tuple(d["id"] for d in found["results"]), filters)


def newest_change() -> str:
    """Return when a public dataset was last changed, "" when there is none."""
    newest = {"sort": "metadata_modified desc", "rows": 1, "fl": ["metadata_modified"]}
    found = _search({**Filters().query(), **newest})["results"]
    return str(found[0]["metadata_modified"]).removesuffix("Z") if found else ""


def index_answers() -> bool:
    """Tell whether the index answers at all: CKAN has one error for that and for a bad filter."""
    try:
        newest_change()
    except SearchError:
        return False
    return True


def _search(query: dict[str, Any]) -> dict[str, Any]:
    # Nobody's view: the feed is the same for everyone, logged in or not.
    return tk.get_action("package_search")({"user": "", "ignore_auth": False}, query)
