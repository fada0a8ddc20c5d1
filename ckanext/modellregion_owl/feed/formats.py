"""The formats of the feed and how a graph becomes one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b

import pyoxigraph as ox
import rdflib
from rdflib import BNode

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.rdf.namespaces import PREFIXES, iri
from ckanext.modellregion_owl.rdf.statements import NODES, Literal

# What a catalogue is written of: rdflib's terms, or ours, which are quicker to make.
Node = rdflib.term.Node | Literal
Triple = tuple[Node, Node, Node]


@dataclass(frozen=True)
class Format:
    """One extension: pyoxigraph's format, the exact content type, and the column of the pieces.

    RDF/XML and JSON-LD say their encoding themselves (XML declaration, RFC 8259); for Turtle the
    default encoding of `text/*` makes the charset worth saying.
    """

    extension: str
    rdf: ox.RdfFormat
    content_type: str
    column: str


TTL = Format("ttl", ox.RdfFormat.TURTLE, "text/turtle; charset=utf-8", "ttl")
RDF_XML = Format("rdf", ox.RdfFormat.RDF_XML, "application/rdf+xml", "rdf")
JSON_LD = Format("jsonld", ox.RdfFormat.JSON_LD, "application/ld+json", "jsonld")
NT = Format("nt", ox.RdfFormat.N_TRIPLES, "application/n-triples", "nt")
FORMATS = {
    f.extension: f
    for f in (
        TTL,
        RDF_XML,
        replace(RDF_XML, extension="xml"),
        JSON_LD,
        NT,
        # Turtle is N3.
        replace(TTL, extension="n3", content_type="text/n3; charset=utf-8"),
    )
}

_TYPE = iri("rdf:type")

# Not allowed in XML 1.0. One of them makes a harvester lose the whole page (spec govdata.md 1.3).
# A carriage return is, but every XML parser reads it as a line feed: so it is one in all formats.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_RETURN = re.compile("\r\n?")


def serialise(triples: Iterable[Triple], form: Format) -> bytes:
    """Return statements in a format, UTF-8, without control characters in their texts.

    By pyoxigraph: rdflib's serializers take more time than everything before them (spec
    performance.md 3). A statement with a term that no format can hold is left out and noted.
    """
    return write(list(statements(triples)), form)


def write(found: Sequence[ox.Triple], form: Format) -> bytes:
    """Return pyoxigraph's statements in a format, in their order."""
    # bytes always, since no file is given
    return ox.serialize(found, format=form.rdf, prefixes=PREFIXES) or b""


def statements(triples: Iterable[Triple], owner: str = "") -> Iterator[ox.Triple]:
    """Yield rdflib's statements as pyoxigraph's, in an order that every process gives them.

    :param owner: IRI below which blank nodes are named anew, so that no two owners share one.
    """
    last = None
    for subject, predicate, value in sorted(triples, key=_place):
        try:
            found = ox.Triple(_node(subject, owner), _named(str(predicate)), _term(value, owner))
            if found != last:  # equal ones stand together
                last = found
                yield found
        except ValueError:
            note(Finding("statement.dropped", Severity.WRONG, before=f"{subject} {value}"[:500]))


def _place(triple: Triple) -> tuple[bool, str, str, str, str, str]:
    """Return where a statement stands: a node's together, types first, the same in each process."""
    subject, predicate, value = triple
    return (
        isinstance(subject, BNode),
        str(subject),
        "" if predicate == _TYPE else str(predicate),
        str(value),
        getattr(value, "language", None) or "",
        str(getattr(value, "datatype", None) or ""),
    )


def _node(term: Node, owner: str) -> ox.NamedNode | ox.BlankNode:
    if not isinstance(term, BNode):
        return _named(str(term))
    if not owner:
        return ox.BlankNode(str(term))
    return ox.BlankNode("b" + blake2b(f"{owner} {term}".encode(), digest_size=8).hexdigest())


def _term(term: Node, owner: str) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return pyoxigraph's term.

    :raises ValueError: an IRI or a language that is none.
    """
    if not isinstance(term, (Literal, rdflib.Literal)):
        return _node(term, owner)
    text = _RETURN.sub("\n", _CONTROL.sub("", str(term)))
    if term.language:
        return ox.Literal(text, language=term.language)
    if term.datatype is None:
        return ox.Literal(text)
    return ox.Literal(text, datatype=_named(str(term.datatype)))


@lru_cache(maxsize=NODES)
def _named(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)
