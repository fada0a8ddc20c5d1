"""Cuts out of a page what belongs to one dataset."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from ckanext.modellregion_owl.harvest.exceptions import N_, RecordInvalid
from ckanext.modellregion_owl.rdf import boundary

DCAT = "http://www.w3.org/ns/dcat#"
DCT = "http://purl.org/dc/terms/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
FOAF = "http://xmlns.com/foaf/0.1/"
HYDRA = "http://www.w3.org/ns/hydra/core#"

TYPE = NamedNode(RDF + "type")
DATASET = NamedNode(DCAT + "Dataset")
SERIES = NamedNode(DCAT + "DatasetSeries")
PRIMARY_TOPIC = NamedNode(FOAF + "primaryTopic")
IS_PRIMARY_TOPIC_OF = NamedNode(FOAF + "isPrimaryTopicOf")

MAX_TRIPLES = 20_000  # of one dataset; more is a mistake of the source
MAX_DEPTH = 30  # steps from the dataset; distributions' services' contacts are at four

OTHERS = {NamedNode(text) for text in boundary.OTHERS}
LINKS = {NamedNode(text) for text in boundary.LINKS}


def subgraph(store: Store, subject: NamedNode | BlankNode) -> list[Triple]:
    """Return the triples of a dataset and of the nodes on the page that belong to it.

    Followed are blank nodes and IRIs that the page describes (distributions, agents, services,
    places), but not sibling datasets, the catalogue or whole vocabularies. The catalogue's entry
    about the dataset points to it; it is said the other way round. A series is a dataset, too:
    ckanext-dcat's parser looks for nothing else (spec dcat-ap-de-3.0.md 1.5, 5).

    :raises RecordInvalid: more than `MAX_TRIPLES` triples or `MAX_DEPTH` steps.
    """
    found: list[Triple] = []
    seen: set[NamedNode | BlankNode] = {subject}
    open_: list[tuple[int, NamedNode | BlankNode]] = [(0, subject)]
    if Quad(subject, TYPE, SERIES) in store and Quad(subject, TYPE, DATASET) not in store:
        found.append(Triple(subject, TYPE, DATASET))
    for quad in store.quads_for_pattern(None, PRIMARY_TOPIC, subject):
        found.append(Triple(subject, IS_PRIMARY_TOPIC_OF, quad.subject))
        if isinstance(quad.subject, (NamedNode, BlankNode)) and quad.subject not in seen:
            seen.add(quad.subject)
            open_.append((1, quad.subject))
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
