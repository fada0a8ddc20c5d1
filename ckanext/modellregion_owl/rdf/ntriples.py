"""A branch of a graph as N-Triples text that begins at `_:this`, and back.

Blank nodes are named by their content, so that equal statements give equal lines in whatever order
they come. The text of a source is not trusted: control characters are taken out, IRIs encoded, and
what is read again has to be valid N-Triples.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from urllib.parse import quote

import pyoxigraph as ox
from rdflib import RDF, BNode, URIRef

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.rdf.boundary import LINKS, OTHERS
from ckanext.modellregion_owl.rdf.characters import CONTROL, cleaned, language
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.rows import load_rows
from ckanext.modellregion_owl.rdf.statements import Literal, Node, Statements, Triple

THIS = "_:this"
MAX_STEPS = 5_000  # statements of one branch; blank nodes can lead to each other in a mesh

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_FORBIDDEN = re.compile(r'[\x00-\x20<>"{}|^`\\\x7f\ud800-\udfff]')


class Branch:
    """Writes the statements below a node; one per node, to limit its size."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements
        self._steps = 0

    def lines(self, predicate: Node, value: Node) -> list[str]:
        """Return the statement `_:this predicate value` and all below it, a line each.

        IRIs are followed as long as they belong to the dataset (rdf/boundary.py). A statement that
        can't be written, a blank node that leads back to itself and everything beyond `MAX_STEPS`
        are left out and noted.
        """
        return [f"{THIS} {line}" if own else line for own, line in self._lines(predicate, value)]

    def about(self, node: URIRef, skip: frozenset[str]) -> list[str]:
        """Return the statements about an IRI without those whose object's text is in `skip`."""
        return [
            f"{_iri(str(node))} {line}" if own else line
            for predicate, value in self._statements.about(node)
            if str(value).strip() not in skip
            for own, line in self._lines(predicate, value, (node,))
        ]

    def _lines(
        self, predicate: Node, value: Node, open_: tuple[Node, ...] = ()
    ) -> Iterator[tuple[bool, str]]:
        """Yield (whether it is the first statement, which lacks its subject; the line)."""
        self._steps += 1
        name = _iri(str(predicate))
        if self._steps > MAX_STEPS or not name or value in open_:
            note(Finding("statement.dropped", Severity.WRONG, before=f"{predicate} {value}"[:500]))
            return
        inner = sorted(self._inner(predicate, value, open_))
        label = _label(value, inner)
        if not label:
            note(Finding("statement.dropped", Severity.WRONG, before=str(value)[:500]))
            return
        yield True, f"{name} {label} ."
        for own, line in inner:
            yield False, f"{label} {line}" if own else line

    def _inner(
        self, predicate: Node, value: Node, open_: tuple[Node, ...]
    ) -> Iterator[tuple[bool, str]]:
        if not isinstance(value, Literal) and self.belongs(predicate, value):
            for p, o in self._statements.about(value):
                yield from self._lines(p, o, (*open_, value))

    def belongs(self, predicate: Node, value: Node) -> bool:
        """Tell whether a node's description is part of what points to it."""
        if isinstance(value, BNode):
            return True
        if str(predicate) in LINKS:
            return False
        if any(p == RDF.type and str(o) in OTHERS for p, o in self._statements.about(value)):
            return False
        return _nodes().isdisjoint(self._statements.pointing(value))


@cache
def _nodes() -> frozenset[Node]:
    """Return the properties whose values are read as nodes of their own, row by row."""
    rows = load_rows()
    found: set[Node] = {iri("dcat:distribution")}
    for row in (*rows.dataset, *rows.resource):
        for each in (row, *row.subrows):
            if each.kind == "node":
                found.update(each.predicates)
    return frozenset(found)


def _label(value: Node, inner: list[tuple[bool, str]]) -> str:
    if isinstance(value, Literal):
        return _literal(value)
    if isinstance(value, BNode):
        text = "\n".join(line for _, line in inner)
        return "_:k" + blake2b(text.encode(), digest_size=8).hexdigest()
    return _iri(str(value))


def _iri(text: str) -> str:
    """Return `<…>`, "" when the text is no absolute IRI."""
    clean = _FORBIDDEN.sub(lambda m: quote(m.group(), errors="ignore"), text.strip())
    if not _SCHEME.match(clean):
        return ""
    if clean != text:
        note(Finding("address.characters", Severity.IMPROVE, before=text, after=clean))
    return f"<{clean}>"


def _literal(value: Literal) -> str:
    text = cleaned(str(value))
    quoted = f'"{text.translate(_ESCAPES)}"'
    if language(value.language):
        return f"{quoted}@{value.language}"
    datatype = _iri(str(value.datatype)) if value.datatype else ""
    return f"{quoted}^^{datatype}" if datatype else quoted


def parse_lines(text: str) -> list[Triple]:
    """Return the statements of N-Triples text, [] when it is none."""
    try:
        return [
            (_node(t.subject), _node(t.predicate), _node(t.object))
            for t in ox.parse(CONTROL.sub("", text).encode(), format=ox.RdfFormat.N_TRIPLES)
        ]
    except (SyntaxError, ValueError, TypeError):  # a person can write anything into the field
        return []


def _node(term: object) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, term.language)
        plain = term.datatype.value == "http://www.w3.org/2001/XMLSchema#string"
        return Literal(term.value, None, None if plain else URIRef(term.datatype.value))
    raise TypeError(f"{type(term)} in kept statements")
