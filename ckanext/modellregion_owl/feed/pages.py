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
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.others import operator_profiles
from ckanext.modellregion_owl.rdf.profile import bind_prefixes, output
from ckanext.modellregion_owl.rdf.write import write_dataset
from ckanext.modellregion_owl.region import load_region

DATASET = iri("dcat:dataset")
SERVICE = iri("dcat:service")
DATA_SERVICE = iri("dcat:DataService")
PAGED = iri("hydra:PagedCollection")


def catalogue_graph(page: Page, url: str) -> Graph:
    """Return the graph of a page: catalogue, its datasets, paging.

    :param url: absolute address of the catalogue in this format, without query.
    """
    graph = _graph()
    how = output()
    base = config.base_iri()
    nodes = {iris.dataset_iri(d, base): d for d in page.datasets}
    how = replace(how, described=frozenset(map(str, nodes)))
    catalogue = iris.catalogue_iri(base)
    write_catalogue(graph, catalogue, load_region().catalogue, how, newest_change())
    for node, dataset in nodes.items():
        _further_profiles(graph, dataset, node)
        write_dataset(graph, node, dataset, how)
        graph.add((catalogue, DATASET, node))
    for service in graph.subjects(RDF.type, DATA_SERVICE):
        graph.add((catalogue, SERVICE, service))
    _add_paging(graph, page, url)
    return graph


def dataset_graph(dataset: Mapping[str, Any]) -> Graph:
    """Return the graph of one dataset."""
    graph = _graph()
    node = iris.dataset_iri(dataset, config.base_iri())
    _further_profiles(graph, dataset, node)
    write_dataset(graph, node, dataset, output())
    return graph


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
