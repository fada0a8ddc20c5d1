"""One page of the feed as nodes with values: read by pyoxigraph, forgotten after its checks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from ckanext.modellregion_owl.rdf.namespaces import iri

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_TYPE = str(iri("rdf:type"))


@lru_cache(maxsize=512)
def name(curie: str) -> str:
    """Return the address of `dct:title`.

    :raises KeyError: the prefix is unknown.
    """
    return str(iri(curie))


class Statements:
    """The statements of one page, by subject."""

    def __init__(self, body: bytes, form: ox.RdfFormat) -> None:
        """Read a page.

        :raises SyntaxError: it can't be read (pyoxigraph's error; relative addresses too).
        """
        self._of: dict[Term, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for quad in ox.parse(body, format=form):
            values = self._of[quad.subject][quad.predicate.value]
            if quad.object not in values:
                values.append(quad.object)

    def values(self, subject: Term, predicate: str) -> list[Term]:
        """Return what is said of a subject by a property (its address)."""
        found = self._of.get(subject)
        return found.get(predicate, []) if found else []

    def properties(self, subject: Term) -> dict[str, list[Term]]:
        """Return all that is said of a subject."""
        return self._of.get(subject) or {}

    def described(self) -> Iterator[Node]:
        """Yield every node of which something is said."""
        return (Node(self, subject) for subject in self._of)

    def of_class(self, curie: str) -> Iterator[Node]:
        """Yield the nodes of a class."""
        wanted = ox.NamedNode(name(curie))
        for subject, properties in self._of.items():
            if wanted in properties.get(_TYPE, ()):
                yield Node(self, subject)


@dataclass(frozen=True)
class Node:
    """A node of a page, or a value that may be one."""

    page: Statements
    term: Term

    @property
    def is_iri(self) -> bool:
        """Tell whether it has an address, and so is the same one tomorrow."""
        return isinstance(self.term, ox.NamedNode)

    @property
    def text(self) -> str:
        """Return its address or label."""
        return str(getattr(self.term, "value", self.term))

    def values(self, curie: str) -> list[Term]:
        """Return all values of a property."""
        return self.page.values(self.term, name(curie))

    def nodes(self, curie: str) -> list[Node]:
        """Return the values of a property that are no texts."""
        return [Node(self.page, v) for v in self.values(curie) if not isinstance(v, ox.Literal)]

    def literals(self, curie: str) -> list[ox.Literal]:
        """Return the texts of a property, without empty ones."""
        found = (v for v in self.values(curie) if isinstance(v, ox.Literal))
        return [v for v in found if v.value.strip()]

    def is_a(self, curie: str) -> bool:
        """Tell whether the node is of a class."""
        return ox.NamedNode(name(curie)) in self.page.values(self.term, _TYPE)

    def reached(self) -> Iterator[Node]:
        """Yield every other node that a reader meets who follows all links from here."""
        seen, waiting = {self.term}, [self.term]
        while waiting:
            for values in self.page.properties(waiting.pop()).values():
                for value in values:
                    if value not in seen and not isinstance(value, ox.Literal):
                        seen.add(value)
                        if self.page.properties(value):
                            waiting.append(value)
                            yield Node(self.page, value)
