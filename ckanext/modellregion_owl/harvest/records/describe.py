"""Says in DCAT triples what a server delivers as JSON or as ISO 19139.

An adapter describes faithfully: a value stands as the source wrote it, under the property that
means the same ("17.06 KB" under dcat:byteSize). Normalising is the work of the profile's named
rules, so that every change of a value is a finding and is made in one place for all protocols.
"""

from __future__ import annotations

import re

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ckanext.modellregion_owl.rdf.namespaces import iri as expand

_TYPE = NamedNode(str(expand("rdf:type")))
_LEGAL = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|\\^`\x7f]+')
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


def described(iri: str, *types: str) -> Description:
    """Begin a description of a node of the given types; a blank one when the IRI is none."""
    return Description(_named(iri) or BlankNode()).type(*types)


def _named(text: str) -> NamedNode | None:
    """Return the node of an IRI, None when the text is none ("http://a#b#c" is none either)."""
    if not _LEGAL.fullmatch(text):
        return None
    try:
        return NamedNode(text)
    except ValueError:
        return None


class Description:
    """A node and what is said of it; nodes below it share its triples.

    Properties and types are prefixed names (`dct:title`; rdf/namespaces.py) or absolute IRIs.
    Empty values (None, "", blanks) say nothing. Every method returns the description, but `node`.
    """

    def __init__(self, term: NamedNode | BlankNode, triples: list[Triple] | None = None) -> None:
        self.term = term
        self.triples: list[Triple] = [] if triples is None else triples

    def type(self, *names: str) -> Description:
        """Say of what types the node is."""
        for name in names:
            self._add(_TYPE, NamedNode(str(expand(name))))
        return self

    def text(self, name: str, value: object, lang: str = "") -> Description:
        """Say a literal, with a language where one is given and well-formed."""
        text = "" if value is None else str(value).strip()
        if text:
            tag = lang if _LANGUAGE.fullmatch(lang or "") else ""
            self._say(name, Literal(text, language=tag) if tag else Literal(text))
        return self

    def typed(self, name: str, value: object, datatype: str) -> Description:
        """Say a literal of a datatype (`xsd:date`)."""
        text = "" if value is None else str(value).strip()
        if text:
            self._say(name, Literal(text, datatype=NamedNode(str(expand(datatype)))))
        return self

    def link(self, name: str, value: object) -> Description:
        """Say an IRI; what is none is said as a literal, which the profile's rules mend or drop."""
        text = "" if value is None else str(value).strip()
        if text:
            self._say(name, _named(text) or Literal(text))
        return self

    def node(self, name: str, *types: str, iri: str = "") -> Description:
        """Say a node below, of the given types, and return its description.

        :param iri: its own IRI; blank when empty or illegal.
        """
        term = _named(iri) or BlankNode()
        self._say(name, term)
        return Description(term, self.triples).type(*types)

    def _say(self, name: str, value: NamedNode | BlankNode | Literal) -> None:
        self._add(NamedNode(str(expand(name))), value)

    def _add(self, predicate: NamedNode, value: NamedNode | BlankNode | Literal) -> None:
        self.triples.append(Triple(self.term, predicate, value))
