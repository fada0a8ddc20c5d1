"""A record's triples as they are stored: N-Triples, packed."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse, serialize

# What would end an IRI in N-Triples, or begin an escape; real catalogues have it in addresses.
_BREAKS = re.compile(r"[\x00-\x20<>\\]")
_WHOLE = "<urn:x> <urn:x> {} ."


def pack(triples: Sequence[Triple]) -> bytes:
    """Return the triples as packed N-Triples, about a tenth of their length.

    Broken IRIs go through unchanged: they are the source's words, which a rule mends later.
    """
    if any(_broken(node) for t in triples for node in (t.subject, t.predicate, t.object)):
        text = "\n".join(
            f"{_written(t.subject)} {_written(t.predicate)} {_written(t.object)} ." for t in triples
        ).encode()
    else:
        text = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    return zlib.compress(text, 6)


def unpack(body: bytes) -> tuple[Triple, ...]:
    """Return the triples of `pack`, with the same labels of blank nodes."""
    text = zlib.decompress(body)
    return tuple(q.triple for q in parse(text, format=RdfFormat.N_TRIPLES, lenient=True))


def written(node: NamedNode | BlankNode) -> str:
    """Return a node as N-Triples write it."""
    return _written(node)


def node(text: str) -> NamedNode | BlankNode:
    """Return the node of `written`."""
    quad = next(iter(parse(_WHOLE.format(text), format=RdfFormat.N_TRIPLES, lenient=True)))
    found = quad.object
    if not isinstance(found, (NamedNode, BlankNode)):
        raise TypeError(f"{text} is no node")
    return found


def _broken(term: object) -> bool:
    return isinstance(term, NamedNode) and _BREAKS.search(term.value) is not None


def _written(term: object) -> str:
    if isinstance(term, NamedNode):
        return "<" + _BREAKS.sub(lambda m: f"\\u{ord(m.group()):04X}", term.value) + ">"
    return str(term)
