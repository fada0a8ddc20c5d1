"""Reads a page only when the source's answer is another one than last time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2b

from ckanext.modellregion_owl.harvest.heap import no_collections
from ckanext.modellregion_owl.harvest.records.record import Page, Remembered, Trace
from ckanext.modellregion_owl.harvest.transport.answer import Answer
from ckanext.modellregion_owl.harvest.transport.http import Client

NOT_MODIFIED = 304


def read_page(
    client: Client,
    url: str,
    accept: str,
    build: Callable[[Answer], Page],
    ask: Callable[..., Answer] | None = None,
    address: str = "",
) -> Page:
    """Return the page at an address; one whose answer is the same as last time is not parsed.

    Asked conditionally (ETag, Last-Modified); servers that know neither send the body again, whose
    hash tells it. Of a page that is the same only the GUIDs are known (`Page.same`), and what
    `build` has put into `Page.next`: all that an adapter needs to go on must stand there.

    :param build: makes the page of a new answer.
    :param ask: how to ask, default `client.get`; called with (url, accept[, headers]).
    :param address: what the page is remembered by, default its URL; a POST names its request.
    :raises SourceUnavailable: no usable answer, or `build` can't read it.
    """
    address = address or url
    known = client.memory.recall(address)
    ask = ask or client.get
    conditions = _conditions(known)
    answer = ask(url, accept, conditions) if conditions else ask(url, accept)
    hashed = blake2b(answer.body, digest_size=16).hexdigest()
    if known is not None and (answer.status == NOT_MODIFIED or hashed == known.body):
        return known.page
    headers = {name.lower(): value for name, value in answer.headers.items()}
    trace = Trace(address, hashed, headers.get("etag", ""), headers.get("last-modified", ""))
    with no_collections():
        page = build(answer)
    return replace(page, trace=trace)


def _conditions(known: Remembered | None) -> dict[str, str]:
    if known is None:
        return {}
    found = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    return {name: value for name, value in found.items() if value}
