"""A piece: what the feed says of one dataset, in every format, whatever page it stands on.

A dataset's statements do not depend on its neighbours: a link to another dataset of the same page
is written as on every other page. Only the series that it names matter (`described`), since each
page describes those too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any

from rdflib import RDF, Graph, URIRef

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.feed.envelope import cut
from ckanext.modellregion_owl.feed.formats import JSON_LD, NT, RDF_XML, TTL, statements, write
from ckanext.modellregion_owl.rdf import iris
from ckanext.modellregion_owl.rdf.complete import HVD_ACT, SERIES
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.others import operator_profiles
from ckanext.modellregion_owl.rdf.profile import output
from ckanext.modellregion_owl.rdf.write import write_dataset
from ckanext.modellregion_owl.series import is_series, series_iris

DATASET = iri("dcat:Dataset")
# Class → property by which the catalogue lists its nodes. A series is none of the datasets:
# `dcat:dataset` may only point to a dcat:Dataset, and GovData would take a series that is typed so
# for a dataset without data.
LISTED = {
    DATASET: "dcat:dataset",
    SERIES: "dcat:resource",
    iri("dcat:DataService"): "dcat:service",
    iri("dcat:CatalogRecord"): "dcat:record",
}
COLUMNS = (TTL, RDF_XML, JSON_LD, NT)
_APPLICABLE = (None, iri("dcatap:applicableLegislation"), URIRef(HVD_ACT))


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
    given = dict(dataset)
    node = iris.dataset_iri(given, config.base_iri())
    named = tuple(sorted(set(series_iris(given)) - {str(node)}))
    known = tuple(name for name in named if name in described)
    graph = dataset_graph(given, node, known)
    found = list(statements(graph, str(node)))
    whole = {form.column: write(found, form).decode() for form in COLUMNS}
    return Piece(
        dataset_id=given["id"],
        iri=str(node),
        is_series=is_series(given),
        listed=_listed(graph),
        series=named,
        described=known,
        hvd=_APPLICABLE in graph,
        digest=blake2b(whole[NT.column].encode(), digest_size=8).hexdigest(),
        bodies={form.column: cut(whole[form.column], form) for form in COLUMNS},
    )


def dataset_graph(dataset: dict[str, Any], node: URIRef, described: Collection[str]) -> Graph:
    """Return the graph of a dataset alone: the operator's own profiles, then ours.

    ckanext-dcat's profiles add nothing that has no row.
    """
    # Without names for namespaces: binding them took as long as writing the dataset.
    graph = Graph(bind_namespaces="none")
    for profile in operator_profiles():
        profile(graph).graph_from_dataset(dict(dataset), node)
    classes = dict.fromkeys(described, SERIES)
    classes[str(node)] = SERIES if is_series(dataset) else DATASET
    write_dataset(graph, node, dataset, replace(output(), described=classes))
    return graph


def organisation_of(dataset: Mapping[str, Any]) -> str:
    """Return what of its organisation a dataset's statements depend on (store.ORGANISATION)."""
    found = dataset.get("organization") or {}
    return "|".join([found["id"], found["name"], found.get("title") or ""]) if found else ""


def modified_of(dataset: Mapping[str, Any]) -> datetime | None:
    """Return when CKAN changed the dataset, in UTC without a zone, as its table has it."""
    text = dataset.get("metadata_modified")
    return datetime.fromisoformat(text) if text else None


def _listed(graph: Graph) -> dict[str, tuple[str, ...]]:
    found = {
        link: tuple(sorted(str(n) for n in set(graph.subjects(RDF.type, cls))))
        for cls, link in LISTED.items()
    }
    return {link: nodes for link, nodes in found.items() if nodes}
