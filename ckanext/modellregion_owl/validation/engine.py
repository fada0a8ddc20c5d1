"""The engines: `shacl` (Rust), pinned; pyshacl where no wheel of it fits the machine.

Both give the same results; tests/validation compares them. `shacl` takes a fiftieth of the time
(spec performance.md 4), pyshacl is the older one and the reference.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Protocol

import pyoxigraph as ox

from ckanext.modellregion_owl.validation.result import Report, Result, ordered

try:
    import shacl
except ImportError:  # no wheel for this machine
    shacl = None  # type: ignore[assignment]

SH = "http://www.w3.org/ns/shacl#"


class Engine(Protocol):
    """Compiled shapes."""

    def validate(self, data: str) -> Report:
        """Validate a graph given as Turtle or N-Triples.

        :raises ValueError: it can't be read.
        """


@lru_cache(maxsize=4)
def compiled(shapes: str) -> Engine:
    """Return the quickest engine there is for shapes given as Turtle.

    :raises ValueError: they can't be read.
    """
    return Reference(shapes) if shacl is None else Quick(shapes)


class Quick:
    """The engine `shacl`."""

    def __init__(self, shapes: str) -> None:
        self._shapes = shacl.Shapes.from_turtle(shapes)
        self._languages = _languages(shapes)

    def validate(self, data: str) -> Report:
        """See Engine."""
        report = self._shapes.validate_turtle(data)
        found = [self._result(one) for one in report.results]
        return Report(ordered(found), str(report.turtle))

    def _result(self, one: Any) -> Result:
        path = str(one.path or "")
        return Result(
            _plain(one.focus_node),
            _plain(path) if path.startswith("<") else "",
            str(one.component),
            str(one.severity),
            "" if one.value is None else _plain(one.value),
            _plain(one.source_shape),
            # The engine gives the texts without their languages.
            {self._languages.get(text, ""): text for text in one.messages},
        )


class Reference:
    """pyshacl with shapes read once."""

    def __init__(self, shapes: str) -> None:
        from rdflib import Graph

        self._graph = Graph().parse(data=shapes, format="turtle")

    def validate(self, data: str) -> Report:
        """See Engine."""
        from pyshacl import validate
        from rdflib import RDF, Graph, URIRef
        from rdflib.exceptions import ParserError
        from rdflib.plugins.parsers.notation3 import BadSyntax

        try:
            graph = Graph().parse(data=data, format="turtle")
        except (ParserError, BadSyntax) as err:
            raise ValueError(str(err)) from err
        _, report, _ = validate(graph, shacl_graph=self._graph, advanced=False, inplace=True)
        nodes = report.objects(None, URIRef(f"{SH}result"))
        found = [_of_graph(report, node) for node in nodes if (node, RDF.type, None) in report]
        return Report(ordered(found), report.serialize(format="turtle"))


def _of_graph(report: Any, node: Any) -> Result:
    from rdflib import URIRef

    def one(name: str) -> Any:
        return report.value(node, URIRef(SH + name))

    path, value = one("resultPath"), one("value")
    return Result(
        str(one("focusNode")),
        str(path) if isinstance(path, URIRef) else "",
        str(one("sourceConstraintComponent")).removeprefix(SH),
        str(one("resultSeverity")).removeprefix(SH),
        "" if value is None else str(value),
        str(one("sourceShape")),
        {m.language or "": str(m) for m in report.objects(node, URIRef(f"{SH}resultMessage"))},
    )


def _plain(term: str) -> str:
    """Return a term in N-Triples syntax as its plain text."""
    if term.startswith("<"):
        return term[1:-1]
    if term.startswith("_:"):
        return term[2:]
    if not term.startswith('"'):
        return term
    line = f"<urn:a> <urn:b> {term} ."
    [quad] = ox.parse(line.encode(), format=ox.RdfFormat.N_TRIPLES)
    return str(getattr(quad.object, "value", term))


def _languages(shapes: str) -> dict[str, str]:
    """Return text → language of all messages of the shapes."""
    message = ox.NamedNode(f"{SH}message")
    found: dict[str, str] = {}
    for quad in ox.parse(shapes.encode(), format=ox.RdfFormat.TURTLE):
        if quad.predicate == message and isinstance(quad.object, ox.Literal):
            found[quad.object.value] = quad.object.language or ""
    return found
