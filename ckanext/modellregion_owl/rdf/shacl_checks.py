"""The checks of a row: one property shape each, with its severity and its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import XSD, URIRef

from ckanext.modellregion_owl.rdf.namespaces import PREFIXES, iri
from ckanext.modellregion_owl.rdf.rows import Row

_DATES = (XSD.gYear, XSD.gYearMonth, XSD.date, XSD.dateTime)
_NODES = frozenset(("statement", "identifier", "node"))
_LITERALS = frozenset(("text", "literal", "date"))
# The official shapes only warn of a place that is nothing but an IRI (spec 1.3, 11).
_MILD = frozenset((iri("dct:Location"),))
# Class → its subclasses in the ontologies that the official validation loads.
SUBCLASSES = {
    iri("foaf:Agent"): tuple(
        iri(c) for c in ("foaf:Organization", "foaf:Person", "foaf:Group", "org:Organization")
    ),
    iri("vcard:Kind"): tuple(
        iri(c) for c in ("vcard:Organization", "vcard:Individual", "vcard:Group", "vcard:Location")
    ),
}

Words = tuple[str, str]  # German, English


@dataclass(frozen=True)
class Check:
    """One property shape: `path` and `lines` are Turtle, `severity` a local name of sh:."""

    name: str
    path: str
    lines: str
    severity: str
    words: Words

    def turtle(self) -> str:
        """Return the shape as Turtle."""
        german, english = (text.replace("\\", "\\\\").replace('"', '\\"') for text in self.words)
        return (
            f":{self.name} sh:path {self.path} ; {self.lines} ; sh:severity sh:{self.severity} ;\n"
            f'  sh:message "{german}"@de , "{english}"@en .\n'
        )


def short(term: URIRef) -> str:
    """Return the term with its prefix, else in angle brackets."""
    for prefix, space in sorted(PREFIXES.items(), key=lambda item: -len(item[1])):
        if term.startswith(space) and term[len(space) :].isalnum():
            return f"{prefix}:{term[len(space) :]}"
    return f"<{term}>"


def _check(name: str, what: str, row: Row, lines: str, severity: str, say: Words) -> Check:
    return Check(f"{name}-{row.field}-{what}", short(row.predicate), lines, severity, say)


def _said(words: Words, row: Row, german: str, english: str) -> Words:
    return (
        f"{words[0]}: „{row.label('de')}“ {german} ({short(row.predicate)})",
        f"{words[1]}: “{row.label('en')}” {english} ({short(row.predicate)})",
    )


def min_check(name: str, words: Words, row: Row, duty: str) -> Iterator[Check]:
    """Demand what is mandatory; what is only recommended is worth a hint."""
    severity = {"mandatory": "Violation", "recommended": "Info"}.get(duty)
    if severity:
        say = _said(words, row, "fehlt", "is missing")
        yield _check(name, "min", row, "sh:minCount 1", severity, say)


def row_checks(name: str, words: Words, row: Row) -> Iterator[Check]:
    """Check number, kind, datatype, class and vocabulary of a row's values."""
    if not row.card.endswith("n"):
        # One text, but in every language.
        lines = "sh:uniqueLang true" if row.kind == "text" else "sh:maxCount 1"
        say = _said(words, row, "darf nur einmal da sein", "may be there once only")
        yield _check(name, "max", row, lines, "Violation", say)
    say = _said(words, row, "hat nicht die Form der Norm", "is not in the standard's form")
    yield _check(name, "kind", row, f"sh:nodeKind sh:{_node_kind(row)}", "Violation", say)
    form = _form(row)
    if form:
        yield _check(name, "form", row, form, "Violation", say)
    if row.cls is not None and (row.kind == "node" or row.otherwise is not None):
        severity = "Warning" if row.cls in _MILD else "Violation"
        say = _said(words, row, "ist nicht beschrieben", "is not described")
        yield _check(name, "class", row, _classes(row), severity, say)
    if row.kind == "term":
        # A list of which the standard says SHALL is never left; of SHOULD, with a warning.
        severity = "Violation" if row.unknown == "drop" else "Warning"
        say = _said(
            words, row, "steht nicht in der Liste der Norm", "is not in the standard's list"
        )
        yield _check(name, "list", row, f"sh:node :in-{row.vocabulary}", severity, say)


def _node_kind(row: Row) -> str:
    if row.kind in _LITERALS or (row.kind == "geometry" and row.cls is None):
        return "Literal"
    if row.kind in _NODES or row.kind == "geometry" or row.unknown == "node":
        return "IRI" if row.form == "iri" else "BlankNodeOrIRI"
    return "IRI"


def _form(row: Row) -> str:
    if row.kind == "date":
        kinds = " ".join(f"[ sh:datatype {short(kind)} ]" for kind in _DATES)
        return f"sh:or ( {kinds} )"
    if row.datatype is not None:
        return f"sh:datatype {short(row.datatype)}"
    if row.form == "iana":
        return 'sh:pattern "^https?://www\\\\.iana\\\\.org/assignments/media-types/" ; sh:flags "i"'
    return ""


def _classes(row: Row) -> str:
    """Return the constraint that a value has the class, or one of those that mean the same."""
    if row.cls is None:
        return ""
    others = SUBCLASSES.get(row.cls, ())
    if not others:
        return f"sh:class {short(row.cls)}"
    return f"sh:or ( {' '.join(f'[ sh:class {short(c)} ]' for c in (row.cls, *others))} )"


def outdated_checks(name: str, words: Words, row: Row) -> Iterator[Check]:
    """Warn of properties that the standard has replaced; the row's own where it is deprecated."""
    old = [*row.read_from, *(t.predicate for t in row.compat)]
    if row.duty == "deprecated":
        old.append(row.predicate)
    say = _said(words, row, "ist veraltet angegeben", "is given in an outdated way")
    for number, predicate in enumerate(dict.fromkeys(old), 1):
        what = f"{name}-{row.field}-outdated-{number}"
        yield Check(what, short(predicate), "sh:maxCount 0", "Warning", say)


def any_check(name: str, words: Words, row: Row) -> Check:
    """Demand one of several properties."""
    rows = [below for below in row.subrows if below.field in row.any_of]
    paths = " ".join(short(below.predicate) for below in rows)
    german = " oder ".join(f"„{below.label('de')}“" for below in rows)
    english = " or ".join(f"“{below.label('en')}”" for below in rows)
    say = f"{words[0]}: {german} fehlt", f"{words[1]}: {english} is missing"
    path = f"[ sh:alternativePath ( {paths} ) ]"
    return Check(f"{name}-any", path, "sh:minCount 1", "Violation", say)


def notation_checks(name: str, words: Words) -> Iterator[Check]:
    """Check the notation of an adms:Identifier, which is written by its kind and has no row."""
    say = f"{words[0]}: die Angabe selbst fehlt", f"{words[1]}: its text is missing"
    for what, lines in (("min", "sh:minCount 1"), ("max", "sh:maxCount 1")):
        yield Check(f"{name}-notation-{what}", "skos:notation", lines, "Violation", say)
    kind = "sh:nodeKind sh:Literal"
    yield Check(f"{name}-notation-kind", "skos:notation", kind, "Violation", say)
