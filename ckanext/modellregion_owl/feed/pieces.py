"""A piece: what the feed says of one dataset, in every format, whatever page it stands on.

A dataset's statements do not depend on its neighbours: a link to another dataset of the same page
is written as on every other page. Only the series that it names matter (`described`), since each
page describes those too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any

from rdflib import RDF, Graph, URIRef

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.feed import formats
from ckanext.modellregion_owl.feed.envelope import cut
from ckanext.modellregion_owl.feed.formats import JSON_LD, NT, RDF_XML, TTL, Triple, statements
from ckanext.modellregion_owl.rdf import iris, write
from ckanext.modellregion_owl.rdf.complete import HVD_ACT, SERIES
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.others import operator_profiles
from ckanext.modellregion_owl.rdf.profile import output, theirs
from ckanext.modellregion_owl.series import is_series, series_iris

DATASET = iri("dcat:Dataset")
# Class → property by which the catalogue lists its nodes. A series is none of the datasets:
# `dcat:dataset` may only point to a dcat:Dataset, and GovData would take a series that is typed so
# for a dataset without data.
LISTED: Mapping[Any, str] = {
    DATASET: "dcat:dataset",
    SERIES: "dcat:resource",
    iri("dcat:DataService"): "dcat:service",
    iri("dcat:CatalogRecord"): "dcat:record",
}
COLUMNS = (TTL, RDF_XML, JSON_LD, NT)
_APPLICABLE = (iri("dcatap:applicableLegislation"), URIRef(HVD_ACT))


@dataclass(frozen=True)
class Piece:
    """What is stored of a dataset (model/feed.py has the columns).

    `bodies`: column → statements, "" in all of them for a dataset that could not be written.
    """

    dataset_id: str
    iri: str
    is_series: bool
    listed: Mapping[str, tuple[str, ...]]
    series: tuple[str, ...]
    described: tuple[str, ...]
    hvd: bool
    digest: str
    bodies: Mapping[str, str]


def make_piece(dataset: Mapping[str, Any], described: Collection[str] = ()) -> Piece:
    """Write a dataset (as `package_show` gives it) in every format.

    :param described: IRIs that are series here; those that the dataset does not name don't matter.
    """
    given = theirs().ours(dataset)
    node = iris.dataset_iri(given, config.base_iri())
    named = tuple(sorted(set(series_iris(given)) - {str(node)}))
    known = tuple(name for name in named if name in described)
    triples = dataset_triples(given, node, known)
    found = list(statements(triples, str(node)))
    whole = {form.column: formats.write(found, form).decode() for form in COLUMNS}
    return Piece(
        dataset_id=given["id"],
        iri=str(node),
        is_series=is_series(given),
        listed=_listed(triples),
        series=named,
        described=known,
        hvd=any((p, o) == _APPLICABLE for _, p, o in triples),
        digest=blake2b(whole[NT.column].encode(), digest_size=8).hexdigest(),
        bodies={form.column: cut(whole[form.column], form) for form in COLUMNS},
    )


def dataset_triples(
    dataset: dict[str, Any], node: URIRef, described: Collection[str]
) -> Collection[Triple]:
    """Return the statements of a dataset alone: the operator's own profiles', then ours.

    ckanext-dcat's profiles add nothing that has no row.
    """
    classes = dict.fromkeys(described, SERIES)
    classes[str(node)] = SERIES if is_series(dataset) else DATASET
    how = replace(output(), described=classes)
    profiles = operator_profiles()
    if not profiles:
        return write.dataset_triples(node, dataset, how)
    # Without names for namespaces: binding them took as long as writing the dataset.
    graph = Graph(bind_namespaces="none")
    for profile in profiles:
        profile(graph).graph_from_dataset(dict(dataset), node)
    write.write_dataset(graph, node, dataset, how)
    return list(graph)


def organisation_of(dataset: Mapping[str, Any]) -> str:
    """Return what of its organisation a dataset's statements depend on (tables.ORGANISATION)."""
    found = dataset.get("organization") or {}
    return "|".join([found["id"], found["name"], found.get("title") or ""]) if found else ""


def modified_of(dataset: Mapping[str, Any]) -> datetime | None:
    """Return when CKAN changed the dataset, in UTC without a zone, as its table has it."""
    text = dataset.get("metadata_modified")
    return datetime.fromisoformat(text) if text else None


def _listed(triples: Iterable[Triple]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for subject, predicate, value in triples:
        link = LISTED.get(value) if predicate == RDF.type else None
        if link:
            found.setdefault(link, set()).add(str(subject))
    return {link: tuple(sorted(nodes)) for link, nodes in found.items()}
