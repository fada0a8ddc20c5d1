"""The supplier's feed in its two modes: to GovData directly, or through the state's portal.

Directly, each dataset names its own data provider. What the state's portal passes on to GovData
must name that portal, or GovData's dashboard counts it under nobody (spec govdata.md 2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pyoxigraph as ox

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.feed.envelope import cut, join
from ckanext.modellregion_owl.feed.formats import NT, Format, write
from ckanext.modellregion_owl.feed.selected import PartPage, pieces_of
from ckanext.modellregion_owl.feed.store import Shown
from ckanext.modellregion_owl.rdf.namespaces import iri

OPEN_NRW = "open_nrw"
PROVIDERS = {OPEN_NRW: "http://dcat-ap.de/def/contributors/openNRW"}
_PROVIDER = ox.NamedNode(str(iri("dcatde:contributorID")))
_TYPE = ox.NamedNode(str(iri("rdf:type")))
_DATASET = ox.NamedNode(str(iri("dcat:Dataset")))


def as_set(page: PartPage, form: Format) -> list[Shown]:
    """Return the texts of a page in the mode of the setting `feed.delivery`."""
    provider = PROVIDERS.get(config.feed_delivery())
    if provider is None:
        return pieces_of(page, form)
    code = ox.NamedNode(provider)
    return [
        replace(one, body=_named(one.body, code, form)) if one.body else one
        for one in pieces_of(page, NT)
    ]


def _named(body: str, provider: ox.NamedNode, form: Format) -> str:
    """Return a text (N-Triples) in a format, with one data provider for each dataset."""
    found = list(_statements(join([body], NT), provider))
    return cut(write(found, form).decode(), form)


def _statements(body: str, provider: ox.NamedNode) -> Iterator[ox.Triple]:
    for quad in ox.parse(body.encode(), format=ox.RdfFormat.N_TRIPLES):
        if quad.predicate != _PROVIDER:
            yield quad.triple
        if quad.predicate == _TYPE and quad.object == _DATASET:
            yield ox.Triple(quad.subject, _PROVIDER, provider)
