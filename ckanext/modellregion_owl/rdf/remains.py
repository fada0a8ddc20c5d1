"""Finds what the rows of a node leave over of a source's statements."""

from __future__ import annotations

from collections.abc import Container, Iterable
from functools import cache
from typing import Any

from rdflib import BNode, URIRef

from ckanext.modellregion_owl.rdf import kept
from ckanext.modellregion_owl.rdf.about import About
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.ntriples import Branch
from ckanext.modellregion_owl.rdf.rows import Row, load_rows
from ckanext.modellregion_owl.rdf.statements import Literal, Node

# Classes that a property's range says already, besides those of the rows.
_RANGES = tuple(
    iri(c)
    for c in (
        "dcat:Dataset", "dcat:Distribution", "dcat:Resource", "dct:LinguisticSystem",
        "dct:MediaType", "dct:MediaTypeOrExtent", "rdfs:Literal", "rdfs:Resource", "skos:Concept",
        "time:Instant",
    )
)  # fmt: skip

Values = dict[str, Any]

_TYPE = iri("rdf:type")


@cache
def structural() -> frozenset[Node]:
    """Return the classes which the standard gives the values of its properties."""
    found: set[Node] = set(_RANGES)
    rows = load_rows()
    open_ = [*rows.dataset, *rows.resource]
    while open_:
        row = open_.pop()
        found.update(c for c in (row.cls, row.via and row.via[1]) if c is not None)
        open_.extend(row.subrows)
    return frozenset(found)


def _chosen(rows: tuple[Row, ...], cls: Node) -> bool:
    """Tell whether a row holds the class as its value (kind `type`)."""
    return any(cls in row.values for row in rows if row.values)


class Remains:
    """What is left over of one node; `lines` end up in its field `kept_statements`."""

    def __init__(self, about: About, rows: tuple[Row, ...]) -> None:
        self._about = about
        self._branch = Branch(about.statements)
        self.lines: list[str] = []
        rows_claim = kept.claimed(rows)
        for predicate, values in about.values.items():
            if predicate in rows_claim:
                continue
            if predicate == _TYPE:
                classes = structural()
                values = [v for v in values if v not in classes and not _chosen(rows, v)]
            for value in values:
                self.lines += self._branch.lines(predicate, value)

    def described(self, nodes: Iterable[Node]) -> list[Node]:
        """Return the nodes of which the source says something themselves."""
        about = self._about.statements.about
        return [n for n in nodes if type(n) is not Literal and about(n)]

    def description(self, row: Row, nodes: Iterable[Node], read: Iterable[str]) -> None:
        """Keep what a row did not read of the nodes that it points to.

        :param read: the texts that it did read.
        """
        skip = frozenset((*read, *map(str, structural())))
        for node in self.described(nodes):
            self._describe(row.predicate, node, skip)

    def _describe(self, predicate: URIRef, node: Node, skip: frozenset[str]) -> None:
        if isinstance(node, URIRef):
            if self._branch.belongs(predicate, node):
                self.lines += self._branch.about(node, skip)
        elif any(str(o).strip() not in skip for _, o in self._about.statements.about(node)):
            self.lines += self._branch.lines(predicate, node)

    def unread(self, predicate: URIRef, nodes: Iterable[Node]) -> None:
        """Keep values of which the rows read nothing: an empty node, a size that is no number."""
        for node in nodes:
            if isinstance(node, Literal):
                says = bool(str(node).strip())
            else:
                says = isinstance(node, BNode) and self._says(node, structural())
            if says:
                self.lines += self._branch.lines(predicate, node)

    def _says(self, node: Node, skip: Container[Node]) -> bool:
        return any(o not in skip for _, o in self._about.statements.about(node))
