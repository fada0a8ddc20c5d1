"""Accounts for every value of a source: back in the output, named by a rule, or unexplained.

Reads as a harvest does (page, dataset's part of it, rdflib graph, profile), so that "every value of
a dataset" is every statement which the harvester takes for the dataset's. Stricter than
`survival.py`: a value is back only under its own path of properties.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode
from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from ckanext.modellregion_owl.findings import Finding, collect
from ckanext.modellregion_owl.harvest.records.graph import statements, to_rdflib
from ckanext.modellregion_owl.harvest.records.page import parse_page
from ckanext.modellregion_owl.harvest.records.record import Record
from ckanext.modellregion_owl.harvest.records.subgraph import DATASET
from ckanext.modellregion_owl.harvest.transport.answer import Answer
from ckanext.modellregion_owl.rdf.complete import Output
from ckanext.modellregion_owl.rdf.namespaces import current, iri
from ckanext.modellregion_owl.rdf.ntriples import parse_lines
from ckanext.modellregion_owl.rdf.read import read_dataset
from ckanext.modellregion_owl.rdf.remains import structural
from ckanext.modellregion_owl.rdf.rows import Row, load_rows
from ckanext.modellregion_owl.rdf.statements import to_rdflib as to_term
from ckanext.modellregion_owl.rdf.write import write_dataset

BASE = "https://daten.example"
TYPES = {".ttl": "text/turtle", ".rdf": "application/rdf+xml", ".xml": "application/rdf+xml"}
# Rules whose `after` is what the field holds, not what the feed says.
INNER = {"keyword.tag"}

# A text where the standard wants a node becomes the node's name, a geometry what the node holds.
NAMES = [
    iri(c)
    for c in (
        "foaf:name", "vcard:fn", "skos:prefLabel", "skos:notation", "rdfs:label", "gsp:asWKT",
    )
]  # fmt: skip

Path_ = tuple[Node, ...]


@dataclass
class Account:
    """Values of a source by what became of them; `rules` counts those that a rule names."""

    datasets: int = 0
    values: int = 0
    back: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    unexplained: list[tuple[str, str]] = field(default_factory=list)


def records(file: Path) -> Iterator[tuple[Graph, Node, list[Finding]]]:
    """Yield each dataset of a recording: its graph, its node, what was noted on the way."""
    answer = Answer("https://quelle.example/katalog", TYPES[file.suffix], file.read_bytes())
    page = parse_page(answer)
    for subject in page.typed(DATASET):
        record = Record("", "", "", subject, tuple(page.subgraph(subject)))
        with collect() as findings:
            graph = to_rdflib(statements(record))
        yield graph, _node(subject), findings


def _node(subject: NamedNode | BlankNode) -> Node:
    if isinstance(subject, NamedNode):
        return URIRef(subject.value)
    return BNode(subject.value)


def account(file: Path, compat: bool) -> Account:
    """Read and write every dataset of a recording and look for each of its values again."""
    found = Account()
    for graph, node, earlier in records(file):
        with collect() as findings:
            dataset = read_dataset(graph, node)
        name = node if isinstance(node, URIRef) else URIRef(f"{BASE}/dataset/1")
        out = Graph()
        write_dataset(out, name, dataset, Output(BASE, compat))
        found.datasets += 1
        compare(found, (graph, node), (out, name), [*earlier, *findings])
    return found


def compare(found: Account, source, output, findings: list[Finding]) -> None:
    """Add to the account what became of the values of one dataset: (graph, node) of both sides."""
    there = {(path, _text(value)) for path, value in values(*output)}
    tagged = {(path, _text(v), v.language) for path, v in values(*output) if _is_text(v)}
    texts = {text for _, text in there}
    for path, value in values(*source):
        found.values += 1
        text = _text(value)
        if any((where, text) in there for where in (path, *((*path, same(n)) for n in NAMES))):
            found.back += 1
            if _is_text(value) and _became_german(path, value, tagged):
                _count(found, path, value, _language_rule(findings, value))
            continue
        rule = _names(findings, value, texts)
        _count(found, path, value, rule)


def _count(found: Account, path: Path_, value: Node, rule: str) -> None:
    if rule:
        found.rules[rule] += 1
    else:
        found.unexplained.append(("/".join(_short(p) for p in path), _text(value)[:200]))


def _is_text(value: Node) -> bool:
    return isinstance(value, Literal) and value.datatype is None


def _became_german(path: Path_, value: Literal, tagged: set) -> bool:
    """Tell whether a text is back in German only, which the source did not call it."""
    where = (path, *((*path, same(name)) for name in NAMES))
    back = {lang for p, text, lang in tagged if p in where and text == _text(value)}
    return value.language not in back and back == {"de"}


def _language_rule(findings: list[Finding], value: Literal) -> str:
    written = value.language or ""
    told = any(f.rule == "text.language" and f.before == written for f in findings)
    return "text.language" if told else ""


def values(graph: Graph, node: Node) -> Iterator[tuple[Path_, Node]]:
    """Yield each literal and IRI that a graph says of a node and below, with its path."""
    open_: list[tuple[Path_, Node]] = [((), node)]
    seen = {node}
    while open_:
        path, subject = open_.pop()
        for predicate, value in graph.predicate_objects(subject):
            if predicate == RDF.type and value in structural():
                continue  # follows from the property
            below = (*path, same(current(URIRef(str(predicate)))))
            if not isinstance(value, BNode) and str(value).strip():
                yield below, value
            if not isinstance(value, Literal) and value not in seen:
                seen.add(value)
                open_.append((below, value))


def _names(found: list[Finding], value: Node, texts: set[str]) -> str:
    """Return the rule that explains why a value is not back, "" when none does.

    What the rule made of it (`after`) has to be in the output or named by a further rule.
    """
    for finding in found:
        if finding.before.startswith(("_:", "<")) and finding.before.endswith(" ."):
            if any(to_term(o) == value for _, _, o in parse_lines(finding.before)):
                return finding.rule
        elif _text(finding.before) == _text(value):
            after = _text(finding.after)
            if not after or finding.rule in INNER or after in texts:
                return finding.rule
            rest = [f for f in found if f != finding]
            if _names(rest, Literal(finding.after), texts):
                return finding.rule
    return ""


def _text(value) -> str:
    return " ".join(str(value).split()).removeprefix("mailto:").removeprefix("tel:")


def _short(predicate: Node) -> str:
    return str(predicate).rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def same(predicate: URIRef) -> URIRef:
    """Return one property for all those that the rows treat as one (`read_from`, `compat` …)."""
    return _same().get(predicate, predicate)


@cache
def _same() -> dict[URIRef, URIRef]:
    groups: list[set[URIRef]] = []
    for row in _all_rows((*load_rows().dataset, *load_rows().resource)):
        group = {*row.predicates, *(t.predicate for t in row.compat)}
        group |= {row.otherwise} if row.otherwise is not None else set()
        for other in [g for g in groups if g & group]:
            groups.remove(other)
            group |= other
        groups.append(group)
    return {p: min(group) for group in groups for p in group}


def _all_rows(rows: tuple[Row, ...]) -> Iterator[Row]:
    for row in rows:
        yield row
        yield from _all_rows(row.subrows)
