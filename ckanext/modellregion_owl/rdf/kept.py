"""What no row claims: kept as N-Triples beside the fields, and written out again.

The field `kept_statements` of a dataset, resource or subfield holds the statements that begin at
`_:this`, the node for which the dataset, resource or subfield stands. Two kinds stand there:

- statements by properties that no row claims: they go out again as they came;
- what a row can't hold (a term's own description, an empty period): it stays in the field and is
  not delivered, because the official shapes or GovData's reader refuse it in that place.

Nothing is said about another node with an IRI: no source may speak about another one's dataset.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from rdflib import RDF, BNode, URIRef

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.rdf import iris
from ckanext.modellregion_owl.rdf.boundary import CLOSURE
from ckanext.modellregion_owl.rdf.namespaces import PREFIXES, current, iri
from ckanext.modellregion_owl.rdf.ntriples import parse_lines
from ckanext.modellregion_owl.rdf.rows import Row, load_rows
from ckanext.modellregion_owl.rdf.statements import Node, Triple

FIELD = "kept_statements"
MAX_BYTES = 30_000  # of the field; the search index refuses values beyond 32,766

_DISTRIBUTION = iri("dcat:distribution")
_THIS = BNode("this")
# The official shapes would check a node of these classes; a stub of a dataset stops GovData's run.
_CHECKED = tuple(
    PREFIXES[p] for p in ("dcat", "dct", "skos", "spdx", "adms", "locn", "prov", "hydra")
)
# What steers a reader: the pages of the catalogue, the rules of a validator.
_STEERING = (PREFIXES["hydra"], "http://www.w3.org/ns/shacl#")
_AGENTS = (PREFIXES["foaf"], PREFIXES["vcard"])


@cache
def claimed(rows: tuple[Row, ...]) -> frozenset[Node]:
    """Return the properties that these rows read or write."""
    return frozenset(_predicates(rows))


@cache
def _refused(rows: tuple[Row, ...]) -> frozenset[Node]:
    """Return the properties that kept statements must not use for a node with these rows.

    A source chooses the IRI of a publisher or a distribution. If it is that of another one's
    dataset, nothing may be said about it that counts as a statement about a dataset.
    """
    known = load_rows()
    above = (known.dataset,) if rows is known.resource else (known.dataset, known.resource)
    own = claimed(rows)
    return own if rows is known.dataset else own.union(*map(claimed, above))


def _predicates(rows: tuple[Row, ...]) -> Iterator[Node]:
    yield _DISTRIBUTION  # a resource of CKAN, no row
    for row in rows:
        if row.kind != "type":
            yield from row.predicates
            yield from (t.predicate for t in row.compat)
        if row.otherwise is not None:
            yield row.otherwise
        if row.via is not None:
            yield row.via[0]


def as_field(lines: Iterable[str]) -> str:
    """Return the lines as the field holds them: sorted, without doubles, not longer than allowed.

    Lines beyond the limit are noted and left out.
    """
    ordered = sorted(set(lines))
    size = 0
    for index, line in enumerate(ordered):
        size += len(line.encode()) + 1
        if size > MAX_BYTES:
            left_out = "\n".join(ordered[index:])
            note(Finding("statement.too_many", Severity.WRONG, FIELD, left_out[:MAX_BYTES]))
            return "\n".join(ordered[:index])
    return "\n".join(ordered)


def joined(*fields: str) -> str:
    """Return what two fields hold together."""
    return as_field(line for field in fields for line in field.splitlines())


def note_undelivered(text: str, rows: tuple[Row, ...]) -> None:
    """Note the statements of a field that stay here, each rule with its lines."""
    _, held = _parted(text, _refused(rows))
    by_rule: dict[str, list[str]] = {}
    for line, rule in held:
        by_rule.setdefault(rule, []).append(line)
    for rule, lines in sorted(by_rule.items()):
        note(Finding(rule, Severity.IMPROVE, FIELD, "\n".join(sorted(lines))))


def delivered(text: object, node: Node, rows: tuple[Row, ...]) -> list[Triple]:
    """Return the kept statements that go out again, about `node`."""
    if not isinstance(text, str) or not text.strip():
        return []
    names: dict[Node, Node] = {_THIS: node}
    found, _ = _parted(text, _refused(rows))
    return [(_named(s, names, node), p, _named(o, names, node)) for s, p, o in found]


def _named(term: Node, names: dict[Node, Node], owner: Node) -> Node:
    """Name a blank node after its owner: equal ones of two datasets must not become one."""
    if isinstance(term, BNode) and term not in names:
        names[term] = iris.blank({"kept": str(term)}, str(owner), FIELD)
    return names.get(term, term)


def _parted(text: str, rows: frozenset[Node]) -> tuple[list[Triple], list[tuple[str, str]]]:
    """Part the statements into those that go out and (line, rule) of those that stay."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    triples = parse_lines("\n".join(lines))
    by_subject: dict[Node, list[Triple]] = {}
    for triple in triples:
        by_subject.setdefault(triple[0], []).append(triple)
    out: dict[Triple, None] = {}
    rules: dict[Triple, str] = {}
    open_: list[Node] = [_THIS]
    seen: set[Node] = {_THIS}
    while open_:
        for triple in by_subject.get(open_.pop(), ()):
            rules[triple] = _rule(triple, rows)
            if rules[triple]:
                continue
            out[triple] = None
            if isinstance(triple[2], BNode) and triple[2] not in seen:
                seen.add(triple[2])
                open_.append(triple[2])
    held = [
        (line, rules.get(triple, "statement.description"))
        for line, triple in zip(lines, triples, strict=False)
        if triple not in out
    ]
    return list(out), held


def _rule(triple: Triple, rows: frozenset[Node]) -> str:
    """Return the rule by which a statement stays here, "" when it goes out."""
    subject, predicate, value = triple
    if subject == _THIS and current(URIRef(str(predicate))) in rows:
        return "statement.place"
    if predicate == RDF.type:
        checked = _CHECKED if subject == _THIS else (*_CHECKED, *_AGENTS)
        return "statement.class" if str(value).startswith(checked) else ""
    if str(predicate) in CLOSURE or str(predicate).startswith(_STEERING):
        return "statement.closure"
    return ""


def without(indexed: dict[str, Any]) -> dict[str, Any]:
    """Return what goes into the search index without the field, also below (JSON text of lists).

    The texts of whole datasets (`data_dict` …) stay whole: CKAN reads datasets from them.
    """
    return {key: _bare(value) for key, value in indexed.items() if FIELD not in key}


def _bare(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("[") and FIELD in value:
        try:
            return json.dumps(_bare(json.loads(value)), ensure_ascii=False)
        except ValueError:  # a text that happens to begin like JSON
            return value
    if isinstance(value, dict):
        return {k: _bare(v) for k, v in value.items() if k != FIELD}
    return [_bare(v) for v in value] if isinstance(value, list) else value
