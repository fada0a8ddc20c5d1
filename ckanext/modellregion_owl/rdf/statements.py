"""What a source says of one dataset, ready for reading: its statements by subject.

Not rdflib's Graph: that keeps three indexes and computes the value of every literal, which took two
thirds of the time of reading a dataset (measured on the benchmark's catalogue: 2 of 3 ms).
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol, TypeAlias

import rdflib
from rdflib import BNode, URIRef


class Literal(str):
    """A literal as it was written; its value is never computed.

    `language` and `datatype` are None where there is none.
    """

    __slots__ = ("datatype", "language")
    language: str | None
    datatype: URIRef | None

    def __new__(  # noqa: D102 - described by the class
        cls, text: str, language: str | None = None, datatype: URIRef | None = None
    ) -> Literal:
        literal = str.__new__(cls, text)
        literal.language = language
        literal.datatype = datatype
        return literal

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Literal)
            and str.__eq__(self, other)
            and (self.language, self.datatype) == (other.language, other.datatype)
        )

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


Node: TypeAlias = "URIRef | BNode | Literal"
Statement: TypeAlias = "tuple[URIRef, Node]"
Triple: TypeAlias = "tuple[Any, Any, Node]"  # subject and property are no literals

# IRIs kept in memory by each reader and writer: the vocabularies' are always among them, those of
# a dataset as long as it is worked on. More only makes a large harvest's memory grow.
NODES = 2_000


@lru_cache(maxsize=NODES)
def uri(text: str) -> URIRef:
    """Return the IRI, the same object each time: comparing rdflib's terms costs more than that."""
    return URIRef(text)


class Statements(Protocol):
    """The statements of a record or of a graph."""

    def about(self, node: Any) -> Sequence[Statement]:
        """Return (property, value) of all statements about a node."""

    def pointing(self, node: Any) -> Iterable[URIRef]:
        """Return the properties that point to a node."""


class RecordStatements:
    """The statements of one record."""

    def __init__(self, by_subject: Mapping[Any, Sequence[Statement]]) -> None:
        self._by_subject = by_subject

    def items(self) -> ItemsView[Any, Sequence[Statement]]:
        """Return (node, statements about it) of all nodes."""
        return self._by_subject.items()

    def about(self, node: Any) -> Sequence[Statement]:
        """Return (property, value) of all statements about a node."""
        return self._by_subject.get(node, ())

    def pointing(self, node: Any) -> Iterable[URIRef]:
        """Return the properties that point to a node."""
        for statements in self._by_subject.values():
            yield from (p for p, value in statements if value == node)


class GraphStatements:
    """The statements of an rdflib graph, which may hold many datasets: nothing is copied."""

    def __init__(self, graph: rdflib.Graph) -> None:
        self._graph = graph

    def about(self, node: Any) -> Sequence[Statement]:
        """Return (property, value) of all statements about a node."""
        if isinstance(node, Literal):
            return ()
        found = self._graph.predicate_objects(node)
        return [(uri(str(predicate)), _plain(value)) for predicate, value in found]

    def pointing(self, node: Any) -> Iterable[URIRef]:
        """Return the properties that point to a node."""
        return (uri(str(p)) for p in self._graph.predicates(None, node))


def statements_of(graph: rdflib.Graph | Statements) -> Statements:
    """Return the statements of an rdflib graph; statements stay as they are."""
    return GraphStatements(graph) if isinstance(graph, rdflib.Graph) else graph


def to_rdflib(value: Node) -> rdflib.term.Node:
    """Return a value as rdflib's graphs hold it."""
    if isinstance(value, Literal):
        # normalize=False: "2022-01-10T+09:15" and "007" stay as they were written.
        return rdflib.Literal(
            str(value), lang=value.language, datatype=value.datatype, normalize=False
        )
    return value


def add_to(graph: rdflib.Graph, triples: Iterable[Triple]) -> None:
    """Add statements to an rdflib graph."""
    for subject, predicate, value in triples:
        graph.add((subject, predicate, to_rdflib(value)))


def _plain(term: Any) -> Node:
    if isinstance(term, rdflib.Literal):
        return Literal(str(term), term.language, term.datatype)
    found: Node = term
    return found
