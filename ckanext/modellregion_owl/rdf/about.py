"""What a graph says about one node, by today's names of the properties."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import BNode, URIRef

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.rdf.characters import CONTROL, cleaned, encoded
from ckanext.modellregion_owl.rdf.namespaces import current, iri
from ckanext.modellregion_owl.rdf.statements import Literal, Node, Statements

_LABELS = tuple(
    iri(c)
    for c in (
        "skos:prefLabel", "rdfs:label", "dct:title", "foaf:name", "vcard:fn", "dct:description",
        "rdf:value", "vcard:hasValue", "vcard:value", "dct:identifier",
    )
)  # fmt: skip
_MEANS = tuple(
    iri(c) for c in ("rdfs:isDefinedBy", "skos:exactMatch", "owl:sameAs", "dct:identifier")
)
_HAS_VALUE = tuple(iri(c) for c in ("vcard:hasValue", "vcard:value", "rdf:value", "foaf:page"))
_INSTANT = tuple(
    iri(f"time:in{form}") for form in ("XSDDate", "XSDDateTimeStamp", "XSDDateTime", "XSDgYear")
)

Values = dict[URIRef, list[Node]]


class About:
    """The properties of one node, read once.

    Values stand in an order that does not depend on the file: literals and IRIs by their text.
    """

    def __init__(self, statements: Statements, node: Node) -> None:
        self.statements = statements
        self.node = node
        self.values = values = dict[URIRef, list[Node]]()
        several: list[list[Node]] = []
        for old, value in statements.about(node):
            predicate = current(old)
            if predicate is not old and predicate != old:
                _note_namespace(old, predicate)
            # Nearly all texts are printable, which is quicker to ask.
            if not value.isprintable() and CONTROL.search(value):
                value = _without_control(value)
            found = values.get(predicate)
            if found is None:
                values[predicate] = [value]
            else:
                found.append(value)
                several.append(found)
        for found in several:
            found.sort(key=_order)

    def get(self, predicate: URIRef) -> list[Node]:
        """Return the values of a property, [] when it has none."""
        return self.values.get(predicate, [])

    def of(self, node: Node) -> About:
        """Return what the same graph says about another node."""
        return About(self.statements, node)


def _without_control(value: Node) -> Node:
    if isinstance(value, Literal):
        return Literal(cleaned(str(value)), value.language, value.datatype)
    return value if isinstance(value, BNode) else URIRef(encoded(str(value)))


def _note_namespace(old: URIRef, new: URIRef) -> None:
    same = old.casefold() == new.casefold()
    rule = "property.spelling" if same else "property.namespace"
    note(Finding(rule, Severity.IMPROVE, before=str(old), after=str(new)))


def _order(node: Node) -> tuple[bool, str]:
    return isinstance(node, BNode), str(node)


def text_of(about: About, value: Node) -> str:
    """Return the text of a literal, the label of a described node, else the IRI; "" of none."""
    if isinstance(value, Literal):
        return str(value)
    for literal in labels(about, value):
        return str(literal)
    return "" if isinstance(value, BNode) else str(value)


def labels(about: About, value: Node) -> Iterator[Literal]:
    """Yield the literals that name a node, the best property first, German first."""
    described = about.of(value)
    if not described.values:
        return
    for predicate in _LABELS:
        found = [v for v in described.get(predicate) if isinstance(v, Literal)]
        yield from sorted(found, key=lambda v: (not (v.language or "").startswith("de"), str(v)))


def meanings(about: About, value: Node) -> Iterator[str]:
    """Yield the texts by which a vocabulary may know a value: itself, its meaning, its labels.

    Catalogues wrap terms in nodes of their own: Brandenburg's `…/concepts/ENVI` says with
    rdfs:isDefinedBy which EU category it is.
    """
    if not isinstance(value, BNode):
        yield str(value)
    if isinstance(value, Literal):
        return
    described = about.of(value)
    if not described.values:
        return
    for predicate in _MEANS:
        yield from (str(v) for v in described.get(predicate) if not isinstance(v, BNode))
    yield from (str(v) for v in labels(about, value))


def link_of(about: About, value: Node) -> str:
    """Return the address that a value means: the IRI, the literal, or what a blank node holds."""
    if not isinstance(value, BNode):
        return str(value)
    described = about.of(value)
    for predicate in _HAS_VALUE:
        for held in described.get(predicate):
            return str(held)
    return text_of(about, value)


def moment_of(about: About, value: Node) -> str:
    """Return the date of a literal or of a time:Instant; "" when the instant holds none."""
    if isinstance(value, Literal):
        return str(value)
    described = about.of(value)
    for predicate in _INSTANT:
        for held in described.get(predicate):
            return str(held)
    return "" if isinstance(value, BNode) else str(value)
