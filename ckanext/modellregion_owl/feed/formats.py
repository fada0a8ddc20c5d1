"""The formats of the feed and how a graph becomes one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox
from rdflib import RDF, BNode, Literal
from rdflib.term import Node

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.rdf.namespaces import PREFIXES

Triple = tuple[Node, Node, Node]


@dataclass(frozen=True)
class Format:
    """One extension: pyoxigraph's format and the exact content type.

    RDF/XML and JSON-LD say their encoding themselves (XML declaration, RFC 8259); for Turtle the
    default encoding of `text/*` makes the charset worth saying.
    """

    extension: str
    rdf: ox.RdfFormat
    content_type: str


FORMATS = {
    f.extension: f
    for f in (
        Format("ttl", ox.RdfFormat.TURTLE, "text/turtle; charset=utf-8"),
        Format("rdf", ox.RdfFormat.RDF_XML, "application/rdf+xml"),
        Format("xml", ox.RdfFormat.RDF_XML, "application/rdf+xml"),
        Format("jsonld", ox.RdfFormat.JSON_LD, "application/ld+json"),
    )
}

# Not allowed in XML 1.0. One of them makes a harvester lose the whole page (spec govdata.md 1.3).
# A carriage return is, but every XML parser reads it as a line feed: so it is one in all formats.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_RETURN = re.compile("\r\n?")


def serialise(triples: Iterable[Triple], form: Format) -> bytes:
    """Return statements in a format, UTF-8, without control characters in their texts.

    By pyoxigraph: rdflib's serializers take more time than everything before them (spec
    performance.md 3). A statement with a term that no format can hold is left out and noted.
    """
    written = ox.serialize(_quads(triples), format=form.rdf, prefixes=PREFIXES)
    return written or b""  # bytes always, since no file is given


def _quads(triples: Iterable[Triple]) -> Iterable[ox.Triple]:
    for subject, predicate, value in sorted(triples, key=_place):
        try:
            yield ox.Triple(_node(subject), _named(str(predicate)), _term(value))
        except ValueError:
            note(Finding("statement.dropped", Severity.WRONG, before=f"{subject} {value}"[:500]))


def _place(triple: Triple) -> tuple[bool, str, bool, str, str, str]:
    """Return where a statement stands: a node's together, types first, the same in each process."""
    subject, predicate, value = triple
    return (
        isinstance(subject, BNode),
        str(subject),
        predicate != RDF.type,
        str(predicate),
        str(value),
        getattr(value, "language", None) or "",
    )


def _node(term: Node) -> ox.NamedNode | ox.BlankNode:
    return ox.BlankNode(str(term)) if isinstance(term, BNode) else _named(str(term))


def _term(term: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return pyoxigraph's term.

    :raises ValueError: an IRI or a language that is none.
    """
    if not isinstance(term, Literal):
        return _node(term)
    text = _RETURN.sub("\n", _CONTROL.sub("", str(term)))
    if term.language:
        return ox.Literal(text, language=term.language)
    if term.datatype is None:
        return ox.Literal(text)
    return ox.Literal(text, datatype=_named(str(term.datatype)))


@lru_cache(maxsize=20_000)
def _named(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)
