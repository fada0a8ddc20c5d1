"""From a record's triples to an rdflib graph, on which ckanext-dcat's profiles work."""

from __future__ import annotations

import re

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.harvest.records.record import Record

# What RFC 3987 forbids; real catalogues have blanks, braces and line breaks in addresses
# (spec sources.md 2, no. 4; ckanext-dcat#138: they break the export, so clean them on the way in).
_ILLEGAL = re.compile(r'[\x00-\x20<>"{}|\\^`\x7f]')
XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


def to_rdflib(record: Record) -> rdflib.Graph:
    """Return the record's graph; illegal characters in IRIs are percent-encoded and noted."""
    graph = rdflib.Graph()
    repaired: set[str] = set()
    for triple in record.triples:
        graph.add(
            (
                _node(triple.subject, repaired),
                _node(triple.predicate, repaired),
                _node(triple.object, repaired),
            )
        )
    for iri in sorted(repaired):
        note(Finding("iri.repaired", Severity.IMPROVE, before=iri, after=clean_iri(iri)))
    return graph


def clean_iri(iri: str) -> str:
    """Percent-encode the characters that an IRI must not hold; outer blanks are dropped."""
    return _ILLEGAL.sub(lambda m: f"%{ord(m.group()):02X}", iri.strip())


def _node(term: object, repaired: set[str]) -> rdflib.term.Node:
    if isinstance(term, NamedNode):
        if _ILLEGAL.search(term.value):
            repaired.add(term.value)
            return rdflib.URIRef(clean_iri(term.value))
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, Literal):
        return _literal(term)
    raise TypeError(f"{type(term)} in a record's triples")


def _literal(term: Literal) -> rdflib.Literal:
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    datatype = term.datatype.value
    if datatype == XSD_STRING:
        return rdflib.Literal(term.value)
    # normalize=False: "2022-01-10T+09:15" and "007" stay as they were written.
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(datatype), normalize=False)
