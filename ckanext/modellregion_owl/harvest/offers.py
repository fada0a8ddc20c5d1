"""What a server offers: read by the adapters at the usual addresses; no parsers of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from ckanext.modellregion_owl.harvest.adapters import ADAPTERS
from ckanext.modellregion_owl.harvest.adapters.ckan_walk import site_of
from ckanext.modellregion_owl.harvest.exceptions import (
    SourceRefused,
    SourceSilent,
    SourceUnavailable,
)
from ckanext.modellregion_owl.harvest.faults import RECORD_ERRORS, reason
from ckanext.modellregion_owl.harvest.records.record import Page
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.http import Client

MAX_PAGES = 5

# Protocol, path below the site's root, further keys. The order is that of preference: what says
# most of a dataset first.
PROBES: tuple[tuple[str, str, Mapping[str, Any]], ...] = (
    ("ckan", "", {}),
    ("arcgis", "", {"feed": "dcat-ap"}),
    ("arcgis", "", {"feed": "records"}),
    ("dkan2", "", {"endpoint": "metastore"}),
    ("dkan", "", {"endpoint": "data.json"}),
    ("dcat", "/dcatapde.xml", {}),
    ("dcat", "/catalog.ttl", {}),
    ("dcat", "/catalog.rdf", {}),
    ("dcat", "/catalog.xml", {}),
)


@dataclass(frozen=True)
class Offer:
    """A protocol that a server answers at an address; `options` are further keys that it needs.

    `count` is the number of datasets, `exact` tells whether the server named it: else there are at
    least as many.
    """

    protocol: str
    url: str
    count: int
    exact: bool
    options: Mapping[str, Any] = field(default_factory=dict)


def read_offer(source: Source, client: Client) -> Offer:
    """Read the beginning of a source as a run would.

    :raises SourceUnavailable: it can't be read; says why.
    """
    try:
        count, exact = _count(ADAPTERS[source.protocol]().pages(source, client, MAX_PAGES))
    except RECORD_ERRORS as err:
        # Another software's answer that no adapter's author has thought of.
        said = reason(err)
        raise SourceUnavailable(said.msgid, **said.params) from err
    options = {k: v for k, v in source.config.items() if k not in ("protocol", "municipality")}
    return Offer(source.protocol, source.url, count, exact, options)


def _count(pages: Iterable[Page]) -> tuple[int, bool]:
    """Return how many datasets the first page that tells of any names, and whether these are all.

    A page may be without a dataset, for a CSW delivers services too.

    :raises SourceUnavailable: parts of the source can't be read before the first dataset.
    """
    for page in pages:
        if page.total is not None:
            return page.total, True
        if seen := len(page.records) + len(page.problems) + len(page.skipped):
            return seen, not page.next
        if page.unread:
            raise SourceUnavailable(page.unread[0].msgid, **page.unread[0].params)
    return 0, True


def other_offers(source: Source, client: Client) -> Iterator[Offer]:
    """Yield what a server offers besides what is configured; ends when it falls silent."""
    for probe in probes(source):
        try:
            offer = read_offer(probe, client)
        except (SourceSilent, SourceRefused):
            return
        except SourceUnavailable:
            continue
        if offer.count:
            yield offer


def probes(source: Source) -> Iterator[Source]:
    """Yield sources to try at the same server: at the address itself, then at the usual ones."""
    yield from (
        _probe(source, protocol, source.url, {})
        for protocol in ("csw", "dcat")
        if protocol != source.protocol
    )
    parts = urlsplit(source.url)
    roots = dict.fromkeys((site_of(source.url), f"{parts.scheme}://{parts.netloc}"))
    for root in roots:
        for protocol, path, options in PROBES:
            probe = _probe(source, protocol, root + path, options)
            if (probe.protocol, probe.url) != (source.protocol, source.url):
                yield probe


def _probe(source: Source, protocol: str, url: str, options: Mapping[str, Any]) -> Source:
    return Source("", source.name, "", url, protocol, config={"protocol": protocol, **options})
