"""Cuts out of a page what belongs to one dataset."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from ckanext.modellregion_owl.harvest.exceptions import N_, RecordInvalid

DCAT = "http://www.w3.org/ns/dcat#"
DCT = "http://purl.org/dc/terms/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
OWL = "http://www.w3.org/2002/07/owl#"
HYDRA = "http://www.w3.org/ns/hydra/core#"
FOAF = "http://xmlns.com/foaf/0.1/"

TYPE = NamedNode(RDF + "type")
DATASET = NamedNode(DCAT + "Dataset")

MAX_TRIPLES = 20_000  # of one dataset; more is a mistake of the source
MAX_DEPTH = 30  # steps from the dataset; distributions' services' contacts are at four

# Nodes that stand for themselves: another dataset, the catalogue, a term's vocabulary.
OTHERS = {
    NamedNode(iri)
    for iri in (
        DCAT + "Dataset",
        DCAT + "DatasetSeries",
        DCAT + "Catalog",
        DCAT + "CatalogRecord",
        SKOS + "ConceptScheme",
        OWL + "Ontology",
        OWL + "Class",
        OWL + "ObjectProperty",
        OWL + "DatatypeProperty",
        RDFS + "Class",
        RDF + "Property",
        HYDRA + "PagedCollection",
        HYDRA + "PartialCollectionView",
    )
}

_DCT_LINKS = """
hasPart isPartOf hasVersion isVersionOf replaces isReplacedBy references isReferencedBy requires
isRequiredBy source relation
"""
_SKOS_LINKS = """
inScheme topConceptOf hasTopConcept broader narrower related exactMatch closeMatch broadMatch
narrowMatch relatedMatch member broaderTransitive narrowerTransitive
"""

# Links between nodes that each stand for themselves. Following them drags siblings in
# (spec govdata.md 3, "closure pitfall").
LINKS = {
    NamedNode(iri)
    for iri in (
        RDF + "type",
        RDFS + "isDefinedBy",
        RDFS + "seeAlso",
        RDFS + "subClassOf",
        OWL + "sameAs",
        FOAF + "primaryTopic",
        FOAF + "isPrimaryTopicOf",
        DCAT + "dataset",
        DCAT + "inSeries",
        DCAT + "seriesMember",
        DCAT + "prev",
        DCAT + "next",
        DCAT + "previous",
        DCAT + "first",
        DCAT + "last",
        DCAT + "servesDataset",
        DCAT + "catalog",
        *(DCT + name for name in _DCT_LINKS.split()),
        *(SKOS + name for name in _SKOS_LINKS.split()),
    )
}


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
