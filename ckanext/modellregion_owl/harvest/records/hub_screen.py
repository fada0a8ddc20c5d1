"""Which items of an ArcGIS Hub may be shown, and by what each is known again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ckanext.modellregion_owl.harvest.exceptions import N_, Message
from ckanext.modellregion_owl.harvest.records.hub_address import closed_folder, service_key
from ckanext.modellregion_owl.harvest.records.record import Record
from ckanext.modellregion_owl.harvest.records.subgraph import DCAT, DCT

# `accessUrl` is the mistake of Hub's own feed.
ADDRESSES = frozenset(DCAT + name for name in ("accessURL", "accessUrl", "endpointURL"))
# Titles and formats that a Hub gives the address of a layer itself, since 2018.
GEOSERVICE = frozenset(
    ("arcgis geoservice", "esri rest api", "esri rest", "arcgis geoservices rest api")
)
# How ArcGIS calls what is not for everybody; DCAT's own words ("restricted") say how, not whether.
NOT_PUBLIC = frozenset(("private", "org", "shared", "non-public"))


def not_open(
    triples: Iterable[Triple], subject: NamedNode | BlankNode, folders: Collection[str]
) -> Message | None:
    """Return why an item must not be shown, None when it may.

    Every text counts, also a link in a description: an address of the inner network is not to be
    published anywhere.

    :param folders: names of the open folders; see `hub_address.closed_folder`.
    """
    for triple in triples:
        text = getattr(triple.object, "value", "")
        if folder := closed_folder(text, folders):
            return Message(
                N_("It names a service in the folder “{folder}”, which is not open: {url}"),
                {"folder": folder, "url": text[:300]},
            )
        rights = triple.subject == subject and triple.predicate.value == DCT + "accessRights"
        if rights and text.strip().lower() in NOT_PUBLIC:
            return Message(
                N_("The source marks it as not public (“{access}”)."), {"access": text.strip()}
            )
    return None


def lasting(triples: Sequence[Triple]) -> str:
    """Return the address of the item's GeoService in one spelling, "" when it has none or several.

    Of several the one counts that the Hub calls the GeoService; others are links of the editors.
    """
    keys: dict[str, set[object]] = {}
    for triple in triples:
        if triple.predicate.value in ADDRESSES:
            key = service_key(getattr(triple.object, "value", ""))
            if key:
                keys.setdefault(key, set()).add(triple.subject)
    if len(keys) > 1:
        own = set(_geoservices(triples))
        keys = {key: nodes for key, nodes in keys.items() if nodes & own}
    return next(iter(keys)) if len(keys) == 1 else ""


def _geoservices(triples: Iterable[Triple]) -> Iterator[object]:
    names = (DCT + "title", DCT + "format")
    for triple in triples:
        text = triple.object.value if isinstance(triple.object, Literal) else ""
        if triple.predicate.value in names and text.strip().lower() in GEOSERVICE:
            yield triple.subject


def told_apart(records: Iterable[Record]) -> tuple[Record, ...]:
    """Return the records; of several with one lasting key each gets its title into it.

    Real Hubs have two items of one layer (Clay County: "Control", "Control Corners"). What has the
    same title too has no lasting key: re-identification must not guess.
    """
    found = _titled(tuple(records))
    often = Counter(record.lasting for record in found)
    return tuple(replace(r, lasting="") if often[r.lasting] > 1 else r for r in found)


def _titled(records: Sequence[Record]) -> list[Record]:
    often = Counter(record.lasting for record in records if record.lasting)
    return [
        replace(r, lasting=f"{r.lasting} {r.title.casefold()}") if often[r.lasting] > 1 else r
        for r in records
    ]
