"""Removes what other profiles wrote, before a row writes its own."""

from __future__ import annotations

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.term import Node

from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.rows import Row

# Nodes that stand for themselves and are never part of another one.
_OWN = frozenset(iri(c) for c in ("dcat:Dataset", "dcat:DatasetSeries", "dcat:Catalog"))
_DISTRIBUTION = iri("dcat:distribution")


def erase(graph: Graph, node: Node, row: Row) -> None:
    """Remove a row's property, its predecessors and twins from a node, and what hung on them."""
    predicates = (*row.predicates, *(t.predicate for t in row.compat))
    if row.via:
        predicates = (row.via[0],)
    elif row.kind == "type":
        return
    for predicate in predicates:
        for value in list(graph.objects(node, predicate)):
            graph.remove((node, predicate, value))
            _prune(graph, value)


def erase_distributions(graph: Graph, node: Node, kept: set[URIRef]) -> None:
    """Remove distributions that another profile wrote under another IRI."""
    for value in list(graph.objects(node, _DISTRIBUTION)):
        if value not in kept:
            graph.remove((node, _DISTRIBUTION, value))
            _prune(graph, value)


def _prune(graph: Graph, node: Node) -> None:
    """Remove the statements about a node that nothing points to any more, and so on below.

    A literal as a subject goes in any case: ckanext-dcat writes one for a licence that is a text.
    """
    if not isinstance(node, Literal):
        if (None, None, node) in graph:
            return
        if isinstance(node, URIRef) and _OWN.intersection(graph.objects(node, RDF.type)):
            return
    below = [o for _, p, o in graph.triples((node, None, None)) if p != RDF.type]
    graph.remove((node, None, None))
    for value in below:
        if value != node:
            _prune(graph, value)
