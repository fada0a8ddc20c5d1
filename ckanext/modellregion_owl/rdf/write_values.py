"""One writer per kind of row: what the CKAN field holds → nodes of the graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rdflib import RDF, RDFS, XSD, BNode, URIRef

from ckanext.modellregion_owl.rdf import iris, values
from ckanext.modellregion_owl.rdf.characters import language
from ckanext.modellregion_owl.rdf.geometry import as_wkt
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.rows import Row
from ckanext.modellregion_owl.rdf.simplify import fitting
from ckanext.modellregion_owl.rdf.statements import Literal, Node, Triple
from ckanext.modellregion_owl.rdf.stored import other_values, texts
from ckanext.modellregion_owl.vocabularies import vocabulary

LANGUAGE = "de"
NOTATION = iri("skos:notation")
WKT = iri("gsp:wktLiteral")
AS_WKT = iri("gsp:asWKT")

Owner = Mapping[str, Any]
# `out` takes the statements about nodes that the writer makes below the value.
Writer = Callable[[list[Triple], Row, Owner, Node], Iterator[Node]]


def _all(row: Row, owner: Owner) -> list[str]:
    """Return the field's texts and, where the standard allows several, the further ones."""
    found = texts(row, owner.get(row.field))
    if row.card.endswith("n"):
        found += [t for more in other_values(owner, row.field).values() for t in more]
    return list(dict.fromkeys(found))


def _text(out: list[Triple], row: Row, owner: Owner, node: Node) -> Iterator[Node]:
    other = other_values(owner, row.field)
    for text in texts(row, owner.get(row.field)):
        own = next((lang for lang, found in other.items() if lang and text in found), LANGUAGE)
        yield Literal(text, language(own))
    for lang, found in other.items():
        yield from (Literal(text, language(lang)) for text in found)


def _literal(out: list[Triple], row: Row, owner: Owner, node: Node) -> Iterator[Node]:
    for text in _all(row, owner):
        if row.datatype is None:
            yield Literal(text)
        elif (read := values.lexical(row.datatype, text)) is not None:
            yield Literal(read, None, row.datatype)


def _date(out: list[Triple], row: Row, owner: Owner, node: Node) -> Iterator[Node]:
    for text in _all(row, owner):
        read = values.read_date(text)
        if read:
            yield Literal(read, None, values.date_type(read) or XSD.dateTime)


def _iri(out: list[Triple], row: Row, owner: Owner, node: Node) -> Iterator[Node]:
    for text in _all(row, owner):
        read = _formed(row, text)
        if read:
            yield URIRef(read)
        elif row.unknown == "node":
            yield _labelled(out, row, text, node)


def _formed(row: Row, text: str) -> str:
    if row.form == "mailto":
        return values.read_iri(text) if values.is_mail(text) else ""
    if row.form == "tel":
        return "tel:" + "".join(c for c in text if c in "+-0123456789") if text else ""
    if row.form == "iana":
        read = values.read_media_type(text)
        return values.IANA + read if read else ""
    return values.read_iri(text)


def _term(out: list[Triple], row: Row, owner: Owner, node: Node) -> Iterator[Node]:
    for text in _all(row, owner):
        found = vocabulary(row.vocabulary).find(text)
        if found:
            yield URIRef(found.uri)
        elif row.unknown != "drop" and values.read_iri(text):
            yield URIRef(values.read_iri(text))  # K34: foreign IRIs pass unchanged
        elif row.unknown == "node":
            yield _labelled(out, row, text, node)


def _labelled(out: list[Triple], row: Row, text: str, node: Node) -> BNode:
    """Write a text where the standard wants a resource: a node that says only its label."""
    found = iris.blank({"label": text}, str(node), row.field)
    if row.cls:
        out.append((found, RDF.type, row.cls))
    out.append((found, RDFS.label, Literal(text)))
    return found


def _statement(out: list[Triple], row: Row, owner: Owner, node: Node) -> Iterator[Node]:
    for text in _all(row, owner):
        link = values.read_iri(text)
        yield URIRef(link) if link else _labelled(out, row, text, node)


def _identifier(out: list[Triple], row: Row, owner: Owner, node: Node) -> Iterator[Node]:
    for text in _all(row, owner):
        found = iris.identifier_iri(text, str(node))
        if row.cls:
            out.append((found, RDF.type, row.cls))
        out.append((found, NOTATION, Literal(text)))
        yield found


def _geometry(out: list[Triple], row: Row, owner: Owner, node: Node) -> Iterator[Node]:
    """Write a WKT literal, or a node that holds it where the row has a class.

    A literal on locn:geometry violates the official shapes (spec dcat-ap-de-3.0.md 1.3, 3).
    """
    for text in _all(row, owner):
        read = fitting(as_wkt(text))
        if not read:
            continue
        literal = Literal(read, None, WKT)
        if row.cls is None:
            yield literal
            continue
        held = iris.blank({"wkt": read}, str(node), row.field)
        out.append((held, RDF.type, row.cls))
        out.append((held, AS_WKT, literal))
        yield held


def _type(out: list[Triple], row: Row, owner: Owner, node: Node) -> Iterator[Node]:
    for text in texts(row, owner.get(row.field)):
        if URIRef(text) in row.values:
            yield URIRef(text)


WRITERS: dict[str, Writer] = {
    "text": _text,
    "literal": _literal,
    "date": _date,
    "iri": _iri,
    "term": _term,
    "statement": _statement,
    "identifier": _identifier,
    "geometry": _geometry,
    "type": _type,
}
