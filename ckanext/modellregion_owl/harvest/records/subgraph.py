"""Cuts out of a page what belongs to one dataset."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from ckanext.modellregion_owl.harvest.exceptions import N_, RecordInvalid
from ckanext.modellregion_owl.rdf import boundary

DCAT = "http://www.w3.org/ns/dcat#"
DCT = "http://purl.org/dc/terms/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
HYDRA = "http://www.w3.org/ns/hydra/core#"

TYPE = NamedNode(RDF + "type")
DATASET = NamedNode(DCAT + "Dataset")

MAX_TRIPLES = 20_000  # of one dataset; more is a mistake of the source
MAX_DEPTH = 30  # steps from the dataset; distributions' services' contacts are at four

OTHERS = {NamedNode(text) for text in boundary.OTHERS}
LINKS = {NamedNode(text) for text in boundary.LINKS}


def subgraph(store: Store, subject: NamedNode | BlankNode) -> list[Triple]:
    """Return the triples of a dataset and of the nodes on the page that belong to it.

    Followed are blank nodes and IRIs that the page describes (distributions, agents, services,
    places), but not sibling datasets, the catalogue or whole vocabularies.

    :raises RecordInvalid: more than `MAX_TRIPLES` triples or `MAX_DEPTH` steps.
    """
    found: list[Triple] = []
    seen: set[NamedNode | BlankNode] = {subject}
    open_: list[tuple[int, NamedNode | BlankNode]] = [(0, subject)]
    while open_:
        depth, node = open_.pop()
        for quad in store.quads_for_pattern(node, None, None):
            found.append(quad.triple)
            target = quad.object
            if isinstance(target, (NamedNode, BlankNode)) and target not in seen:
                if not _belongs(store, quad.predicate, target):
                    continue
                seen.add(target)
                open_.append((depth + 1, target))
        if len(found) > MAX_TRIPLES or depth > MAX_DEPTH:
            raise RecordInvalid(
                N_("The dataset holds more than {number} statements or is nested too deeply."),
                number=MAX_TRIPLES,
            )
    return found


def _belongs(store: Store, predicate: NamedNode, target: NamedNode | BlankNode) -> bool:
    if predicate in LINKS:
        # A blank node has no other home than here.
        return isinstance(target, BlankNode)
    return not any(q.object in OTHERS for q in store.quads_for_pattern(target, TYPE, None))


def texts(
    triples: list[Triple], subject: NamedNode | BlankNode, predicate: str
) -> Iterator[Literal]:
    """Yield the literals of a property of the dataset itself, German first, in a stable order."""
    found = [
        t.object
        for t in triples
        if t.subject == subject and t.predicate.value == predicate and isinstance(t.object, Literal)
    ]
    rank = {"de": 0, None: 1, "": 1}
    yield from sorted(found, key=lambda o: (rank.get((o.language or "")[:2] or None, 2), o.value))
