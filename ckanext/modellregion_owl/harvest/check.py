"""Asks a source's server what it speaks and tells whether the configuration fits; writes nothing.

No parsers of its own: the first page is read by the configured adapter, and if that fails by the
other ones at the addresses where such software usually answers. What is proposed has been read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.harvest.adapters import ADAPTERS
from ckanext.modellregion_owl.harvest.adapters.ckan_walk import site_of
from ckanext.modellregion_owl.harvest.credentials import authorise
from ckanext.modellregion_owl.harvest.exceptions import (
    N_,
    HarvestError,
    Message,
    SourceRefused,
    SourceSilent,
    SourceUnavailable,
)
from ckanext.modellregion_owl.harvest.faults import RECORD_ERRORS, reason
from ckanext.modellregion_owl.harvest.records.record import Page
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.http import Client

TIMEOUT = 15.0  # seconds; a person is waiting
MAX_PAGES = 5


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


@dataclass(frozen=True)
class SourceCheck:
    """What was found at a source.

    `offer` is what the configuration reads, None when it reads nothing; then `reason` says why and
    `others` what the server offers instead. `advice` says what to do.
    """

    name: str
    protocol: str
    url: str
    offer: Offer | None
    reason: Message | None
    others: tuple[Offer, ...]
    advice: Message

    @property
    def fits(self) -> bool:
        """Tell whether the source can be harvested as it is configured."""
        return self.offer is not None and self.offer.count > 0

    def as_dict(self) -> dict[str, Any]:
        """Return the check as `--json` prints it, texts in the site's language."""
        return {
            "protocol": self.protocol,
            "url": self.url,
            "fits": self.fits,
            "count": self.offer.count if self.offer else None,
            "exact": self.offer.exact if self.offer else None,
            "reason": str(self.reason) if self.reason else "",
            "offers": [
                {"url": o.url, "count": o.count, "config": {"protocol": o.protocol, **o.options}}
                for o in self.others
            ],
            "advice": str(self.advice),
        }


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


def check_source(row: Mapping[str, Any], client: Client | None = None) -> SourceCheck:
    """Return what a source's server offers; lets no fault of the server out.

    :param row: as `frame.ckan_harvester.source_dict` gives it.
    """
    name, url = str(row.get("name") or ""), str(row.get("url") or "")
    try:
        source = Source.from_dict(row)
        client = client or quick_client()
        authorise(source, client)
    except HarvestError as err:
        advice = Message(N_("Correct the address or the configuration of the source."))
        return SourceCheck(name, "", url, None, err.message, (), advice)
    offer, why = None, None
    others: tuple[Offer, ...] = ()
    try:
        offer = read_offer(source, client)
    except SourceUnavailable as err:
        why = err.message
        if not isinstance(err, (SourceSilent, SourceRefused)):
            others = tuple(other_offers(source, client))
    advice = _advice(source, offer, others, why)
    return SourceCheck(name, source.protocol, source.url, offer, why, others, advice)


def quick_client() -> Client:
    """Return a transport with the site's limits that does not wait long."""
    return Client(
        timeout=min(TIMEOUT, config.harvest_timeout()),
        max_bytes=config.harvest_max_page_bytes(),
        allow_private=config.harvest_allow_private_addresses(),
        sleep=lambda seconds: None,
    )


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


def _advice(
    source: Source, offer: Offer | None, others: tuple[Offer, ...], why: Message | None
) -> Message:
    if offer is not None and offer.count:
        return Message(N_("The configuration fits. Nothing is to be done."))
    if offer is not None:
        return Message(
            N_(
                "The server answers, but has no dataset for this configuration. Check the filters "
                "(organisation, keyword)."
            )
        )
    if others:
        return Message(
            N_("Set the address to {url} and the protocol to “{protocol}”."),
            {"url": others[0].url, "protocol": others[0].protocol},
        )
    return Message(
        N_(
            "No catalogue was found there. Check the address in a browser, or ask the municipality "
            "for it."
        )
    )
