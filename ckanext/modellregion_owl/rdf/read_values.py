"""One reader per kind of row: nodes of a graph → what the CKAN field holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from rdflib import RDF, URIRef

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.rdf import rules, terms_of_use, values
from ckanext.modellregion_owl.rdf.about import About, link_of, meanings, moment_of, text_of
from ckanext.modellregion_owl.rdf.geometry import as_wkt, read_geometry
from ckanext.modellregion_owl.rdf.languages import GERMAN, taken_as_german
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.rows import Row
from ckanext.modellregion_owl.rdf.simplify import fitting
from ckanext.modellregion_owl.rdf.statements import Literal, Node
from ckanext.modellregion_owl.vocabularies import vocabulary

NOTATION = iri("skos:notation")
_GERMAN = re.compile(r"de(?![A-Za-z])", re.I)  # "de", "de-AT"; "den" is Slavey


_NOTHING: Mapping[str, list[str]] = MappingProxyType({})


class Read(NamedTuple):
    """The value of a field (text, number, list; None when absent) and what it can't hold.

    `other` maps a language ("" for none) to further texts; see the head of schemas/dataset.yaml.
    """

    value: Any = None
    other: Mapping[str, list[str]] = _NOTHING

    def texts(self) -> list[str]:
        """Return all values as a source may write them."""
        # Called for values which the source describes only: it is not cheap.
        values = self.value if isinstance(self.value, list) else [self.value]
        found = [str(v) for v in (*values, *(t for more in self.other.values() for t in more))]
        return [form + text for text in found for form in ("", "mailto:", "tel:")]


Reader = Callable[[About, Row, list[Node]], Read]


def _plain(convert: Callable[[About, Row, Node], Any]) -> Reader:
    """Make a reader of a function that reads one node ("" or None: nothing there)."""

    def reader(about: About, row: Row, nodes: list[Node]) -> Read:
        if len(nodes) == 1:
            only = convert(about, row, nodes[0])
            if only in ("", None):
                return Read([] if row.many else None)
            return Read([only] if row.many else only)
        converted = (convert(about, row, node) for node in nodes)
        found = list(dict.fromkeys(v for v in converted if v not in ("", None)))
        if row.many:
            return Read(sorted(found))
        if not found:
            return Read()
        if len(nodes) > 1 and len(found) > 1 and row.pick == "last":
            found = [max(found), *(v for v in found if v != max(found))]
        if not row.card.endswith("n"):
            for further in found[1:]:
                note(Finding("value.further", Severity.IMPROVE, row.field, str(further)))
        return Read(found[0], {"": [str(v) for v in found[1:]]} if found[1:] else {})

    return reader


def _literal(about: About, row: Row, node: Node) -> Any:
    # An IRI means itself here: a dataset's identifier that is its IRI is not its title.
    text = (str(node) if isinstance(node, URIRef) else text_of(about, node)).strip()
    if row.field == "size":
        return rules.size(text, row.field) if text else None
    if row.datatype is not None and text:
        read = values.lexical(row.datatype, text)
        if read is None:
            note(Finding("value.unreadable", Severity.WRONG, field=row.field, before=text))
            return text
        return read
    return text


def _date(about: About, row: Row, node: Node) -> str:
    text = moment_of(about, node).strip()
    return rules.date(text, row.field) if text else ""


_FORMS = {"mailto": rules.mail, "tel": rules.telephone, "iana": rules.media_type}


def _iri(about: About, row: Row, node: Node) -> str:
    text = link_of(about, node).strip()
    return _FORMS.get(row.form, rules.address)(text, row.field) if text else ""


def _term(about: About, row: Row, node: Node) -> str:
    words = vocabulary(row.vocabulary)
    exact = words.get(str(node))
    if exact is not None and words.find(exact.uri) is exact:
        return exact.extra.get(row.show, exact.uri) if row.show else exact.uri
    texts = [t for t in meanings(about, node) if t.strip()]
    text = next((t for t in texts if words.find(t)), texts[0] if texts else "")
    if not text:
        return ""
    if row.vocabulary == "licences" and terms_of_use.in_words(text):
        return text  # `read_resource` parts it
    found = rules.term(row.vocabulary, text, row.field)
    if found is None:
        return text
    if isinstance(node, URIRef) and str(node) not in (text, found.uri):
        rules.meant(row.vocabulary, str(node), found, row.field)
    return found.extra.get(row.show, found.uri) if row.show else found.uri


def _statement(about: About, row: Row, node: Node) -> str:
    return text_of(about, node).strip()


def _identifier(about: About, row: Row, node: Node) -> str:
    if isinstance(node, Literal):
        return str(node)
    for notation in about.of(node).get(NOTATION):
        return str(notation)
    return text_of(about, node)


def _text(about: About, row: Row, nodes: list[Node]) -> Read:
    """Prefer German, then no language, then English, then the first language of the alphabet."""
    if len(nodes) == 1 and _language(nodes[0]) in ("de", ""):
        only = text_of(about, nodes[0]).strip()
        if only:
            taken_as_german(_written(nodes[0]), row.field)
        return Read(([only] if row.many else only) if only else None)
    by_language: dict[str, list[str]] = {}
    for node in nodes:
        text = text_of(about, node).strip()
        texts = by_language.setdefault(_language(node), [])
        if text and text not in texts:
            texts.append(text)
    by_language = {lang: texts for lang, texts in by_language.items() if texts}
    if not by_language:
        return Read()
    main = min(by_language, key=_preference)
    first = list(by_language[main])
    other = {lang: list(texts) for lang, texts in by_language.items() if lang != main}
    _note_german(row, nodes, main)
    if row.many and "" in other and main == "de":
        first.extend(t for t in other.pop("") if t not in first)
    if main not in ("de", ""):
        # The field's text is written as German unless it stands here under its language.
        other[main] = first
    elif not row.many and len(first) > 1:
        other[main] = first[1:]
    return Read(sorted(first) if row.many else first[0], other)


def _note_german(row: Row, nodes: list[Node], main: str) -> None:
    """Note what is German in the field; beside a German title one without a language stays so."""
    untagged = main == "" or (main == GERMAN and row.many)
    for node in nodes:
        if _language(node) == GERMAN or (untagged and not _language(node)):
            taken_as_german(_written(node), row.field)


def _written(node: Node) -> str:
    return (node.language or "") if isinstance(node, Literal) else ""


def _language(node: Node) -> str:
    """Return the language as it is kept: German without its countries, "" for none."""
    written = _written(node)
    return GERMAN if _GERMAN.match(written) else written


def _preference(language: str) -> tuple[int, str]:
    order = ("de", "", "en")
    return (order.index(language) if language in order else len(order), language)


def _geometry(about: About, row: Row, nodes: list[Node]) -> Read:
    found = read_geometry(about, nodes, row.field)
    for text in found:
        written = as_wkt(text)
        if fitting(written) != written:
            after = fitting(written)
            note(Finding("geometry.simplified", Severity.IMPROVE, row.field, text, after))
    for further in found[1:]:
        note(Finding("value.further", Severity.IMPROVE, row.field, further))
    return Read(found[0], {"": found[1:]} if found[1:] else {}) if found else Read()


def _type(about: About, row: Row, nodes: list[Node]) -> Read:
    found = [v for v in row.values if v in about.get(RDF.type)]
    return Read(str(found[0])) if found else Read()


READERS: dict[str, Reader] = {
    "text": _text,
    "literal": _plain(_literal),
    "date": _plain(_date),
    "iri": _plain(_iri),
    "term": _plain(_term),
    "statement": _plain(_statement),
    "identifier": _plain(_identifier),
    "geometry": _geometry,
    "type": _type,
}
