"""The graph of one page of the catalogue, and of one dataset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rdflib import RDF, Graph, Literal, URIRef

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import config
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
MAX_START = 1_000_000_000  # Solr counts in 32 bits and answers 400 above them, not an empty page


@dataclass(frozen=True)
class Page:
    """One page of the search for datasets: `number` from 1, `count` datasets in all."""

    number: int
    size: int
    count: int
    datasets: tuple[Mapping[str, Any], ...]

    @property
    def last(self) -> int:
        """Return the number of the last page."""
        return max(1, -(-self.count // self.size))


def find_page(number: int, size: int) -> Page:
    """Return the public active datasets of a page, ordered by id.

    By id and not by date: a dataset that is edited during a crawl would jump to a page that has
    been read already, and GovData would delete it (spec govdata.md 1.8).

    :raises ckan.lib.search.SearchError: the index does not answer.
    """
    query = {
        "fq": "+dataset_type:dataset +capacity:public +state:active",
        "sort": "id asc",
        "rows": size,
        "start": min(size * (number - 1), MAX_START),
        "facet": "false",
    }
    # Nobody's view: the feed is the same for everyone, logged in or not.
    found = tk.get_action("package_search")({"user": "", "ignore_auth": False}, query)
    return Page(number, size, found["count"], tuple(found["results"]))


def newest_change() -> str:
    """Return when a public dataset was last changed, "" when there is none."""
    query = {
        "fq": "+dataset_type:dataset +capacity:public +state:active",
        "sort": "metadata_modified desc",
        "rows": 1,
        "facet": "false",
    }
    found = tk.get_action("package_search")({"user": "", "ignore_auth": False}, query)["results"]
    return str(found[0]["metadata_modified"]) if found else ""


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


def page_url(url: str, number: int) -> str:
    """Return the absolute address of a page; the first one has no query."""
    return url if number == 1 else f"{url}?page={number}"


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
    node = URIRef(page_url(url, page.number))
    links = {"first": 1, "last": page.last}
    if page.number < page.last:
        links["next"] = page.number + 1
    if page.number > 1:
        links["previous"] = page.number - 1
    graph.add((node, RDF.type, PAGED))
    for word, number in links.items():
        for term in (f"hydra:{word}", f"hydra:{word}Page"):
            graph.add((node, iri(term), URIRef(page_url(url, number))))
    graph.add((node, iri("hydra:totalItems"), Literal(page.count)))
    graph.add((node, iri("hydra:itemsPerPage"), Literal(page.size)))
