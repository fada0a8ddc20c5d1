"""The addresses of the pages of OGC API Records, as ArcGIS Hub counts them: from 1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ckanext.modellregion_owl.harvest.address import join
from ckanext.modellregion_owl.harvest.records.json_values import each

LIMIT = 100  # the most that Hub gives on a page


def first_page(url: str) -> str:
    """Return the address with which a walk begins; that of a whole feed stays as it is."""
    parts = urlsplit(url)
    if not parts.path.rstrip("/").endswith("/items") or "limit" in _query(url):
        return url
    return _with(url, limit=LIMIT)


def next_page(url: str, collection: Mapping[str, Any]) -> str:
    """Return the address of the next page, "" after the last one.

    Without a link the next page begins after what came, not after what was asked for: servers cap
    (core-geonetwork#1267).
    """
    features = collection.get("features")
    count = len(features) if isinstance(features, list) else 0
    if not count:
        return ""
    for link in each(collection.get("links")):
        if isinstance(link, Mapping) and link.get("rel") == "next" and link.get("href"):
            return join(url, str(link["href"]).strip())
    start = _number(url, "startindex") or 1
    return _with(url, startindex=start + count) if start + count <= total(collection) else ""


def total(collection: Mapping[str, Any]) -> int:
    """Return how many records the server announces, 0 when it doesn't."""
    found = collection.get("numberMatched")
    return found if isinstance(found, int) and not isinstance(found, bool) else 0


def beyond(url: str, announced: int) -> str:
    """Return the page behind one that can't be read, "" when there is none or nobody can tell."""
    start, limit = _number(url, "startindex"), _number(url, "limit")
    if not start or not limit or start + limit > announced:
        return ""
    return _with(url, startindex=start + limit)


def _query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def _number(url: str, name: str) -> int:
    value = _query(url).get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0


def _with(url: str, **values: int) -> str:
    query = {**_query(url), **{name: str(value) for name, value in values.items()}}
    return urlunsplit(urlsplit(url)._replace(query=urlencode(query)))
