"""A hash of a dataset's triples that does not depend on order, syntax or blank node labels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from hashlib import blake2b

from pyoxigraph import BlankNode, Triple

from ckanext.modellregion_owl.harvest.exceptions import N_, RecordInvalid

MAX_STEPS = 200_000  # visits of blank nodes; a hostile mesh of them would take for ever

_CYCLE = b"cycle"


def digest(triples: Iterable[Triple]) -> str:
    """Return 32 hexadecimal digits, equal for equal content.

    A blank node counts by its content (spec performance.md 2, "order-free digest"). A blank node
    that leads back to itself counts as such there; two graphs that differ only inside such a ring
    may get the same digest, which no catalogue has.

    :raises RecordInvalid: blank nodes refer to each other in a mesh of more than `MAX_STEPS` ways.
    """
    lines: set[bytes] = set()
    leading: list[Triple] = []  # from an IRI to a blank node
    by_subject: dict[object, list[Triple]] = defaultdict(list)
    for triple in triples:
        text = str(triple)
        if "_:" not in text:  # most of them: one call in place of five
            lines.add(text.encode())
            continue
        subject = triple.subject
        if isinstance(subject, BlankNode):
            by_subject[subject].append(triple)
        elif isinstance(triple.object, BlankNode):
            leading.append(triple)
        else:
            lines.add(text.encode())
    keys = _Keys(by_subject)
    lines.update(map(keys.of, list(by_subject)))
    lines.update(_line(str(t.subject).encode(), t.predicate, keys.of(t.object)) for t in leading)
    return _hash(sorted(lines)).hex()


class _Keys:
    """Names the nodes of a graph: an IRI or literal by itself, a blank node by its content."""

    def __init__(self, by_subject: dict[object, list[Triple]]) -> None:
        self._by_subject = by_subject
        self._known: dict[BlankNode, bytes] = {}
        self._open: set[BlankNode] = set()
        self._cycles = 0
        self._steps = 0

    def of(self, term: object) -> bytes:
        if not isinstance(term, BlankNode):
            return str(term).encode()
        if term in self._known:
            return self._known[term]
        if term in self._open:
            self._cycles += 1
            return _CYCLE
        return self._blank(term)

    def _blank(self, node: BlankNode) -> bytes:
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise RecordInvalid(N_("The parts of the dataset refer to each other in a mesh."))
        before = self._cycles
        self._open.add(node)
        inner = [_line(b"", t.predicate, self.of(t.object)) for t in self._by_subject[node]]
        self._open.discard(node)
        value = _hash(sorted(inner))
        # Inside of a ring the value depends on where the ring was entered: not to be kept.
        if self._cycles == before:
            self._known[node] = value
        return value


def _line(subject: bytes, predicate: object, target: bytes) -> bytes:
    return b"\x00".join((subject, str(predicate).encode(), target))


def _hash(lines: Iterable[bytes]) -> bytes:
    return blake2b(b"\x01".join((*lines, b"")), digest_size=16).digest()
