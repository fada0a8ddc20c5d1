"""What tells the same data again when their GUID is another one, or when they come twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ckanext.modellregion_owl.harvest.records.record import Record
from ckanext.modellregion_owl.harvest.records.subgraph import DCAT, DCT

IDENTIFIER, LASTING, CONTENT = "id:", "url:", "content:"
FOAF_NAME = "http://xmlns.com/foaf/0.1/name"
ADMS_IDENTIFIER = "http://www.w3.org/ns/adms#identifier"

UUID = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE)
_ADDRESSES = (DCAT + "accessURL", DCAT + "downloadURL")

Term = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True)
class Traits:
    """What identifies a record besides its GUID.

    `identifiers` are those that are unique in the world (an IRI or a UUID; "12" is not one),
    `addresses` of its distributions, `publisher` its name or IRI in lower case.
    """

    title: str
    publisher: str
    identifiers: tuple[str, ...]
    addresses: tuple[str, ...]
    lasting: str

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the keys as they are stored and compared, each with its kind in front."""
        found = [IDENTIFIER + text for text in self.identifiers]
        if self.lasting:
            found.append(LASTING + self.lasting)
        if self.addresses and self.publisher:
            text = "\n".join((self.title, self.publisher, *self.addresses))
            found.append(CONTENT + blake2b(text.encode(), digest_size=16).hexdigest())
        return tuple(found)


def traits(record: Record) -> Traits:
    """Return what identifies a record: one pass over its triples."""
    identifiers = [record.guid]
    addresses: set[str] = set()
    publishers: list[Term] = []
    names: dict[Term, str] = {}
    for triple in record.triples:
        name, value = triple.predicate.value, triple.object
        if name in _ADDRESSES and isinstance(value, (NamedNode, Literal)):
            addresses.add(value.value.strip())
        elif name == FOAF_NAME and isinstance(value, Literal):
            names.setdefault(triple.subject, value.value)
        elif triple.subject == record.subject:
            identifiers += _identifiers(triple)
            if name == DCT + "publisher":
                publishers.append(value)
    return Traits(
        record.title.casefold().strip(),
        min((_publisher(node, names) for node in publishers), default=""),
        tuple(dict.fromkeys(text for text in identifiers if is_unique(text))),
        tuple(sorted(addresses - {""})),
        record.lasting,
    )


def is_unique(identifier: str) -> bool:
    """Tell whether two sources with that identifier must mean the same data."""
    return bool(_ABSOLUTE.fullmatch(identifier) or UUID.search(identifier))


def _identifiers(triple: Triple) -> Iterator[str]:
    if triple.predicate.value in (DCT + "identifier", ADMS_IDENTIFIER):
        value = triple.object
        if isinstance(value, (NamedNode, Literal)):
            yield value.value.strip()


def _publisher(node: Term, names: dict[Term, str]) -> str:
    """Return the name, else the IRI; a blank node without a name says nothing."""
    if isinstance(node, Literal):
        return node.value.casefold().strip()
    if node in names:
        return names[node].casefold().strip()
    return node.value if isinstance(node, NamedNode) else ""
