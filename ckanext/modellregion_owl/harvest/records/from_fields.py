"""Says in DCAT triples what a dict with the fields of our schema says.

For servers that speak in CKAN's field names. Nothing is typed twice: the rows of the schema tell
which property a field is. Unlike rdf/write.py, which writes only what the standard allows, a value
stands here as the source wrote it; the profile's rules normalise it, with a finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse
from rdflib import URIRef

from ckanext.modellregion_owl.harvest.records.describe import Description
from ckanext.modellregion_owl.rdf import kept
from ckanext.modellregion_owl.rdf.rows import Row
from ckanext.modellregion_owl.rdf.stored import items, other_values, texts

_EMPTY: tuple[Any, ...] = (None, "", [], {}, "[]", "{}")

Owner = Mapping[str, Any]


def describe_fields(node: Description, owner: Owner, rows: tuple[Row, ...]) -> None:
    """Say of a node what the fields of `owner` hold, row by row, and what is kept beside them.

    :param owner: a dataset, resource or subfield; lists may be lists or JSON text.
    """
    between: dict[URIRef, Description] = {}
    for row in rows:
        if owner.get(row.field) in _EMPTY:
            continue
        place = node
        if row.via is not None:
            predicate, cls = row.via
            if predicate not in between:
                between[predicate] = node.node(str(predicate), str(cls))
            place = between[predicate]
        _say(place, row, owner)
    _say_kept(node, owner.get(kept.FIELD))


def _say(node: Description, row: Row, owner: Owner) -> None:
    if row.kind == "node":
        for text in _plain(owner[row.field]):
            node.link(str(row.predicate), text)
        for item in items(owner[row.field]):
            types = [str(row.cls)] if row.cls else []
            below = node.node(str(row.predicate), *types, iri=str(item.get("uri") or "").strip())
            describe_fields(below, item, row.subrows)
    elif row.kind == "text":
        _say_texts(node, row, owner)
    elif row.kind == "type":
        node.type(*(t for t in texts(row, owner[row.field]) if URIRef(t) in row.values))
    else:
        for text in _all(row, owner):
            if row.kind in ("literal", "date"):
                node.text(str(row.predicate), text)
            else:
                node.link(str(row.predicate), text)


def _plain(value: Any) -> list[str]:
    """Return the texts that stand where nodes are expected: `"publisher": "Stadt Beispiel"`."""
    found = value if isinstance(value, list) else [value]
    texts_ = [v.strip() for v in found if isinstance(v, str)]
    return [text for text in texts_ if text and text[0] not in "[{"]


def _all(row: Row, owner: Owner) -> list[str]:
    further = other_values(owner, row.field).values()
    found = [*texts(row, owner.get(row.field)), *(t for more in further for t in more)]
    return list(dict.fromkeys(found))


def _say_texts(node: Description, row: Row, owner: Owner) -> None:
    """Say texts in their languages, as the schema's head tells where these stand."""
    other = other_values(owner, row.field)
    for text in texts(row, owner.get(row.field)):
        if not any(text in found for lang, found in other.items() if lang):
            # A plain text beside others is the German one; alone it has no language.
            node.text(str(row.predicate), text, "de" if other else "")
    for lang, found in other.items():
        for text in found:
            node.text(str(row.predicate), text, lang)


def _say_kept(node: Description, value: object) -> None:
    """Say the kept statements of another portal of this kind; text that is none says nothing."""
    if not isinstance(value, str) or not value.strip():
        return
    try:
        lines = list(parse(value.encode(), format=RdfFormat.N_TRIPLES))
    except (SyntaxError, ValueError):
        return
    for line in lines:
        subject = _this(line.subject, node)
        target = _this(line.object, node)
        if isinstance(subject, (NamedNode, BlankNode)):
            node.triples.append(Triple(subject, line.predicate, target))


def _this(term: object, node: Description) -> Any:
    return node.term if isinstance(term, BlankNode) and term.value == "this" else term
