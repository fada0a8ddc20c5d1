"""A page of the catalogue, or a dataset's own: its head, and the stored pieces below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

from rdflib import RDF, Graph, Literal, URIRef

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.feed import store
from ckanext.modellregion_owl.feed.envelope import cut, join
from ckanext.modellregion_owl.feed.formats import Format, Triple, serialise
from ckanext.modellregion_owl.feed.pieces import make_piece
from ckanext.modellregion_owl.feed.refresh import find_series, refresh
from ckanext.modellregion_owl.feed.search import Page
from ckanext.modellregion_owl.feed.store import Shown, Stored
from ckanext.modellregion_owl.feed.version import writing_version
from ckanext.modellregion_owl.rdf import iris
from ckanext.modellregion_owl.rdf.catalogue import write_catalogue
from ckanext.modellregion_owl.rdf.complete import HVD_ACT
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.profile import output
from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.series import series_iris

APPLICABLE = iri("dcatap:applicableLegislation")
HVD = URIRef(HVD_ACT)
PAGED = iri("hydra:PagedCollection")
STARTED = datetime.now(timezone.utc)
MAX_DEPTH = 5  # series of series


def catalogue_body(page: Page, pieces: Sequence[Shown], form: Format, url: str, newest: str) -> str:
    """Return a page: catalogue, paging, its datasets and the series to which they belong.

    :param url: absolute address of the catalogue in this format, without query.
    :param newest: moment of the newest change of a dataset, "" when there is none.
    """
    head = serialise(_head(page, pieces, url, newest), form).decode()
    return join([cut(head, form), *(p.body for p in pieces)], form)


def dataset_body(pieces: Iterable[Shown], form: Format) -> str:
    """Return the page of a dataset and its series."""
    return join([p.body for p in pieces], form)


def private_body(dataset: dict[str, Any], form: Format) -> str:
    """Return the page of a dataset that only some may see: written now, never stored."""
    known = find_series(series_iris(dataset))
    made = make_piece(dataset, known)
    return join([made.bodies[form.column], *(p.body for p in load([*known.values()], form))], form)


def load(ids: Sequence[str], form: Format) -> list[Stored]:
    """Return the true pieces of those datasets that are public, then of their series.

    A series is described in full on each page that has one of its members: the shapes refuse a link
    to a series which the page does not describe (spec dcat-ap-de-3.0.md 1.3), and a reader finds
    the same statements everywhere.
    """
    found = _true(ids, form)
    for _ in range(MAX_DEPTH):
        wanted = {name for p in found.values() for name in p.series}
        if not wanted:
            break
        known = find_series(wanted)
        wrong = [p for p in found.values() if set(p.described) != known.keys() & set(p.series)]
        for one in wrong:
            refresh(one.dataset_id, known)
        missing = [id_ for id_ in known.values() if id_ not in found]
        if not (wrong or missing):
            break
        found |= _true([*(p.dataset_id for p in wrong), *missing], form)
    return list(found.values())


def _true(ids: Sequence[str], form: Format) -> dict[str, Stored]:
    version = writing_version()
    found = store.read(ids, form, version)
    stale = [id_ for id_, one in found.items() if not one.fresh]
    for id_ in stale:
        refresh(id_)
    if stale:
        # Those that have gone meanwhile are gone here, too.
        again = store.read(stale, form, version)
        found = {
            id_: again.get(id_, one) for id_, one in found.items() if one.fresh or id_ in again
        }
    return {id_: found[id_] for id_ in ids if id_ in found}


def last_written(pieces: Iterable[Shown], since: datetime | None = None) -> datetime:
    """Return when a page began to say what it says; not before this process with its settings."""
    return max(STARTED, *([since] if since else []), *(p.written for p in pieces if p.written))


def _head(page: Page, pieces: Sequence[Shown], url: str, newest: str) -> Iterator[Triple]:
    yield from about(newest)
    yield from links(pieces)
    yield from _paging(page, url)


def about(newest: str) -> tuple[Triple, ...]:
    """Return what the catalogue says of itself.

    :param newest: moment of the newest change of a dataset, "" when there is none.
    """
    return _catalogue(newest, writing_version())


def links(pieces: Sequence[Shown]) -> Iterator[Triple]:
    """Yield the catalogue's statements about what it lists."""
    catalogue = iris.catalogue_iri(config.base_iri())
    for piece in pieces:
        for link, names in piece.listed.items():
            for name in names:
                yield catalogue, iri(link), URIRef(name)
    if any(piece.hvd for piece in pieces):
        yield catalogue, APPLICABLE, HVD


@lru_cache(maxsize=8)
def _catalogue(newest: str, version: str) -> tuple[Triple, ...]:
    """Return what the catalogue says of itself; `version` stands for settings and region."""
    graph = Graph()
    node = iris.catalogue_iri(config.base_iri())
    write_catalogue(graph, node, load_region().catalogue, output(), newest)
    return tuple(graph)


def _paging(page: Page, url: str) -> Iterator[Triple]:
    """Yield the links between pages, in today's and in the older terms that readers know."""
    address = page.address
    node = URIRef(address(url, page.number))
    links = {"first": 1, "last": page.last}
    if page.number < page.last:
        links["next"] = page.number + 1
    if page.number > 1:
        links["previous"] = page.number - 1
    yield node, RDF.type, PAGED
    for word, number in links.items():
        for term in (f"hydra:{word}", f"hydra:{word}Page"):
            yield node, iri(term), URIRef(address(url, number))
    yield node, iri("hydra:totalItems"), Literal(page.count)
    yield node, iri("hydra:itemsPerPage"), Literal(page.size)
