"""The graph of one page of the catalogue, and of one dataset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rdflib import RDF, Graph, Literal, URIRef

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.feed.search import Page, newest_change
from ckanext.modellregion_owl.rdf import iris
from ckanext.modellregion_owl.rdf.catalogue import write_catalogue
from ckanext.modellregion_owl.rdf.complete import HVD_ACT, SERIES, Output
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.others import operator_profiles
from ckanext.modellregion_owl.rdf.profile import bind_prefixes, output
from ckanext.modellregion_owl.rdf.write import write_dataset
from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.series import find_series, is_series, series_iris

DATASET = iri("dcat:Dataset")
# Class → property by which the catalogue lists its nodes. A series is none of the datasets:
# `dcat:dataset` may only point to a dcat:Dataset, and GovData would take a series that is typed so
# for a dataset without data.
LISTED = {
    DATASET: iri("dcat:dataset"),
    SERIES: iri("dcat:resource"),
    iri("dcat:DataService"): iri("dcat:service"),
    iri("dcat:CatalogRecord"): iri("dcat:record"),
}
APPLICABLE = iri("dcatap:applicableLegislation")
HVD = URIRef(HVD_ACT)
PAGED = iri("hydra:PagedCollection")


def catalogue_graph(page: Page, url: str) -> Graph:
    """Return the graph of a page: catalogue, its datasets, paging.

    :param url: absolute address of the catalogue in this format, without query.
    """
    graph = _graph()
    how = output()
    base = config.base_iri()
    catalogue = iris.catalogue_iri(base)
    write_catalogue(graph, catalogue, load_region().catalogue, how, newest_change())
    _add_datasets(graph, {iris.dataset_iri(d, base): dict(d) for d in page.datasets}, how)
    for cls, link in LISTED.items():
        for listed in list(graph.subjects(RDF.type, cls)):
            graph.add((catalogue, link, listed))
    if (None, APPLICABLE, HVD) in graph:
        graph.add((catalogue, APPLICABLE, HVD))
    _add_paging(graph, page, url)
    return graph


def dataset_graph(dataset: dict[str, Any]) -> Graph:
    """Return the graph of one dataset."""
    graph = _graph()
    node = iris.dataset_iri(dataset, config.base_iri())
    _add_datasets(graph, {node: dataset}, output())
    return graph


def _add_datasets(graph: Graph, nodes: dict[URIRef, dict[str, Any]], how: Output) -> None:
    """Write datasets and the series to which they belong.

    A series is written in full on each page that has one of its members: the shapes refuse a link
    to a series which the page does not describe (spec dcat-ap-de-3.0.md 1.3), and a reader finds
    the same statements everywhere.
    """
    wanted = {name for d in nodes.values() for name in series_iris(d)}
    elsewhere = find_series(wanted.difference(map(str, nodes)))
    whole = {**nodes, **{URIRef(name): found for name, found in elsewhere.items()}}
    described = {str(n): SERIES if is_series(d) else DATASET for n, d in whole.items()}
    how = replace(how, described=described)
    for node, dataset in whole.items():
        _further_profiles(graph, dataset, node)
        write_dataset(graph, node, dataset, how)


def _graph() -> Graph:
    graph = Graph()
    bind_prefixes(graph)
    return graph


def _further_profiles(graph: Graph, dataset: Mapping[str, Any], node: URIRef) -> None:
    """Let the operator's own profiles write; ckanext-dcat's add nothing that has no row."""
    for profile in operator_profiles():
        profile(graph).graph_from_dataset(dict(dataset), node)


def _add_paging(graph: Graph, page: Page, url: str) -> None:
    """Add the links between pages, in today's and in the older terms that readers know."""
    address = page.filters.address
    node = URIRef(address(url, page.number))
    links = {"first": 1, "last": page.last}
    if page.number < page.last:
        links["next"] = page.number + 1
    if page.number > 1:
        links["previous"] = page.number - 1
    graph.add((node, RDF.type, PAGED))
    for word, number in links.items():
        for term in (f"hydra:{word}", f"hydra:{word}Page"):
            graph.add((node, iri(term), URIRef(address(url, number))))
    graph.add((node, iri("hydra:totalItems"), Literal(page.count)))
    graph.add((node, iri("hydra:itemsPerPage"), Literal(page.size)))
