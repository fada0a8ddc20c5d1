"""The formats of the feed and how a graph becomes one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rdflib import Graph, Literal

from ckanext.modellregion_owl.rdf.namespaces import PREFIXES


@dataclass(frozen=True)
class Format:
    """One extension: rdflib's serializer and the exact content type.

    RDF/XML and JSON-LD say their encoding themselves (XML declaration, RFC 8259); for Turtle the
    default encoding of `text/*` makes the charset worth saying.
    """

    extension: str
    serializer: str
    content_type: str


FORMATS = {
    f.extension: f
    for f in (
        Format("ttl", "turtle", "text/turtle; charset=utf-8"),
        Format("rdf", "pretty-xml", "application/rdf+xml"),
        Format("xml", "pretty-xml", "application/rdf+xml"),
        Format("jsonld", "json-ld", "application/ld+json"),
    )
}

# Not allowed in XML 1.0. One of them makes a harvester lose the whole page (spec govdata.md 1.3).
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def serialise(graph: Graph, form: Format) -> bytes:
    """Return the graph in a format, UTF-8, without control characters in its texts."""
    _strip(graph)
    if form.serializer == "json-ld":
        return graph.serialize(format="json-ld", encoding="utf-8", context=PREFIXES)
    return graph.serialize(format=form.serializer, encoding="utf-8")


def _strip(graph: Graph) -> None:
    dirty = [(s, p, o) for s, p, o in graph if isinstance(o, Literal) and _CONTROL.search(str(o))]
    for s, p, o in dirty:
        graph.remove((s, p, o))
        clean = _CONTROL.sub("", str(o))
        graph.add((s, p, Literal(clean, lang=o.language, datatype=o.datatype)))
