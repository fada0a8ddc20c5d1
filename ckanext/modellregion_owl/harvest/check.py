"""Asks a source's server what it speaks and tells whether the configuration fits; writes nothing.

No parsers of its own: the first page is read by the configured adapter, and if that fails by the
other ones at the addresses where such software usually answers. What is proposed has been read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.harvest.credentials import authorise
from ckanext.modellregion_owl.harvest.exceptions import (
    N_,
    HarvestError,
    Message,
    SourceRefused,
    SourceSilent,
    SourceUnavailable,
)
from ckanext.modellregion_owl.harvest.offers import Offer, other_offers, read_offer
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.http import Client

TIMEOUT = 15.0  # seconds; a person is waiting


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
