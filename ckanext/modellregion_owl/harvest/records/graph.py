"""From a record's triples to what the profile reads, or to an rdflib graph for others' profiles."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode
from rdflib import BNode, URIRef

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.harvest.records.brackets import tamed
from ckanext.modellregion_owl.harvest.records.record import Record
from ckanext.modellregion_owl.rdf import statements as plain
from ckanext.modellregion_owl.rdf.statements import NODES, RecordStatements, uri

# What RFC 3987 forbids; real catalogues have blanks, braces and line breaks in addresses
# (spec sources.md 2, no. 4; ckanext-dcat#138: they break the export, so clean them on the way in).
_ILLEGAL = re.compile(r'[\x00-\x20<>"{}|\\^`\x7f]')
XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


def statements(record: Record) -> RecordStatements:
    """Return the record's statements; illegal characters in IRIs are percent-encoded and noted."""
    by_subject: dict[Any, list[plain.Statement]] = {}
    repaired: set[str] = set()
    group: list[plain.Statement] = []
    last: object = None
    for triple in record.triples:
        subject = triple.subject
        if subject != last:  # a node's statements stand together
            last = subject
            group = by_subject.setdefault(_node(subject, repaired), [])
        predicate, broken = _named(triple.predicate)
        if broken:
            repaired.add(broken)
        group.append((predicate, _node(triple.object, repaired)))
    for iri in sorted(repaired):
        note(Finding("iri.repaired", Severity.IMPROVE, before=iri, after=clean_iri(iri)))
    return RecordStatements(by_subject)


def subject_of(record: Record) -> URIRef | BNode:
    """Return the dataset's node as it stands in the statements."""
    return _node(record.subject, set())


def to_rdflib(found: RecordStatements) -> rdflib.Graph:
    """Return statements as rdflib's graph, on which ckanext-dcat's and others' profiles work."""
    graph = rdflib.Graph()
    for subject, statements_about in found.items():
        for predicate, value in statements_about:
            graph.add((subject, predicate, plain.to_rdflib(value)))
    return graph


def clean_iri(iri: str) -> str:
    """Percent-encode the characters that an IRI must not hold; outer blanks are dropped."""
    return _ILLEGAL.sub(lambda m: f"%{ord(m.group()):02X}", iri.strip())


def _node(term: Any, repaired: set[str]) -> Any:
    kind = type(term)  # most of the terms of a page: no subclasses, and twice as quick to ask
    if kind is NamedNode:
        found, broken = _named(term)
        if broken:
            repaired.add(broken)
        return found
    if kind is Literal:
        return _literal(term)
    if kind is BlankNode:
        return _blank(term)
    raise TypeError(f"{kind} in a record's triples")


@lru_cache(maxsize=NODES)
def _named(term: NamedNode) -> tuple[URIRef, str]:
    """Return the IRI, and what it was if it had illegal characters, else ""."""
    cleaned = clean_iri(term.value)
    return uri(cleaned), "" if cleaned == term.value else term.value


@lru_cache(maxsize=1_000)
def _blank(term: BlankNode) -> BNode:
    return BNode(term.value)


def _literal(term: Literal) -> plain.Literal:
    value, language = tamed(term.value), term.language
    if language:
        return plain.Literal(value, language)
    return plain.Literal(value, None, _datatype(term.datatype))


@lru_cache(maxsize=1_000)
def _datatype(term: NamedNode) -> URIRef | None:
    """Return the datatype of a literal, None for a plain text."""
    return None if term.value == XSD_STRING else uri(term.value)
