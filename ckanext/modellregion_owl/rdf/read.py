"""From a graph to a CKAN dataset dict, row by row."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from rdflib import RDF, BNode, Graph, URIRef

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.rdf import kept, languages, rules, terms_of_use
from ckanext.modellregion_owl.rdf.about import About
from ckanext.modellregion_owl.rdf.keywords import tags_of
from ckanext.modellregion_owl.rdf.leaves import read_leaf
from ckanext.modellregion_owl.rdf.limits import note_limits
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.read_values import READERS, Read
from ckanext.modellregion_owl.rdf.remains import Remains
from ckanext.modellregion_owl.rdf.rows import Row, load_rows
from ckanext.modellregion_owl.rdf.statements import Literal, Node, Statements, statements_of
from ckanext.modellregion_owl.vocabularies import vocabulary

DISTRIBUTION = iri("dcat:distribution")
LICENCE = iri("dct:license")

Values = dict[str, Any]


def read_dataset(graph: Graph | Statements, node: Node) -> Values:
    """Return the dataset dict of a dcat:Dataset node: fields of the schema, `tags`, `resources`.

    Fields without a value are absent. The same statements give the same dict, in whatever order
    or under whatever blank node names they come.
    """
    about = About(statements_of(graph), node)
    _add_inverse(about, graph)
    with languages.noted_once():
        dataset = read_rows(about, load_rows().dataset, has_other=True)
        dataset["uri"] = str(node) if isinstance(node, URIRef) else ""
        if "keyword" in dataset:
            dataset["keyword"] = rules.keywords(dataset["keyword"], "keyword")
        if "legal_basis" in dataset:
            _follow_legal_basis(dataset)
        dataset["tags"] = [{"name": name} for name in tags_of(dataset)]
        inherited = about.get(LICENCE)
        resources = [read_resource(about.of(n), inherited) for n in about.get(DISTRIBUTION)]
    dataset["resources"] = _ordered(resources)
    return dataset


def _follow_legal_basis(dataset: Values) -> None:
    texts, acts = rules.legal_acts(dataset.pop("legal_basis"))
    if texts:
        dataset["legal_basis"] = texts
    if acts:
        known = dataset.get("applicable_legislation", [])
        dataset["applicable_legislation"] = sorted({*known, *acts})


def _add_inverse(about: About, graph: Graph | Statements) -> None:
    """Add what points to the dataset: a catalogue's entry says what it is about, not the reverse.

    In a record of a harvest it stands already (harvest/records/subgraph.py).
    """
    if not isinstance(graph, Graph):
        return
    node: Any = about.node
    for row in load_rows().dataset:
        if row.inverse is not None:
            found: list[Any] = [*about.get(row.predicate), *graph.subjects(row.inverse, node)]
            if found:
                about.values[row.predicate] = sorted(set(found), key=str)


def read_resource(about: About, inherited: list[Node]) -> Values:
    """Return the resource dict of a distribution.

    :param inherited: licences of the dataset, for a distribution that has none (DCAT 1 catalogues
        give the licence there only).
    """
    if inherited and not about.get(LICENCE):
        about.values[LICENCE] = inherited
        note(Finding("licence.of_dataset", Severity.IMPROVE, field="license"))
    resource = read_rows(about, load_rows().resource, has_other=True)
    resource["uri"] = str(about.node) if isinstance(about.node, URIRef) else ""
    if not resource.get("format") and resource.get("mimetype"):
        found = vocabulary("file_types").find(resource["mimetype"])
        if found:
            resource["format"] = found.extra["short"]
    resource["url"] = _link(resource)
    for holder in (resource, *resource.get("access_services", ())):
        terms_of_use.sort_out(holder)
    return resource


def _link(resource: Values) -> str:
    """Return CKAN's one link: the download, else the page, else the service."""
    link = resource.get("download_url") or resource.get("access_url")
    if link:
        return str(link)
    for service in resource.get("access_services", ()):
        for endpoint in service.get("endpoint_url", ()):
            return str(endpoint)
    return ""


def read_rows(about: About, rows: tuple[Row, ...], has_other: bool) -> Values:
    """Return the values of one node's rows.

    What a field can't hold (other languages, second values) goes to `other_values` as JSON text,
    if the schema has that field here (`has_other`).
    """
    found: Values = {}
    other: dict[str, Mapping[str, list[str]]] = {}
    remains = Remains(about, rows)
    for row in _spoken_of(about, rows):
        if row.kind == "node":
            read = _read_nodes(about, row, remains)
        else:
            read = _read_plain(about, row, remains)
        if read.value or not _empty(read.value):
            found[row.field] = read.value
        if read.other:
            other[row.field] = read.other
    if other and has_other:
        found["other_values"] = json.dumps(other, ensure_ascii=False, sort_keys=True)
    if remains.lines:
        found[kept.FIELD] = kept.as_field(remains.lines)
        kept.note_undelivered(found[kept.FIELD], rows)
    return found


def _empty(value: Any) -> bool:
    """Tell whether a field gets nothing; the number 0 is something."""
    return not value and (value is None or value in ("", []))


def _spoken_of(about: About, rows: tuple[Row, ...]) -> list[Row]:
    """Return the rows of which the source says something, in their order."""
    by_predicate = _plan(rows)
    found = {place for p in about.values for place in by_predicate.get(p, ())}
    return [rows[place] for place in sorted(found)]


@cache
def _plan(rows: tuple[Row, ...]) -> dict[URIRef, list[int]]:
    """Return property → places of the rows that read it."""
    plan: dict[URIRef, list[int]] = {}
    for place, row in enumerate(rows):
        for predicate in (row.via[0],) if row.via else row.predicates:
            plan.setdefault(predicate, []).append(place)
    return plan


def _read_plain(about: About, row: Row, remains: Remains) -> Read:
    scope = about
    if row.via is not None:
        between = about.get(row.via[0])
        if not between:
            return Read()
        scope = about.of(between[0])
    nodes = _nodes(scope, row)
    read = READERS[row.kind](scope, row, nodes)
    if _empty(read.value):
        remains.unread(row.predicate, nodes)
    else:
        note_limits(row, read.value)
    if remains.described(nodes):
        # Of a term all is kept: which of its texts the vocabulary knew is none of the source's.
        remains.description(row, nodes, () if row.kind == "term" else read.texts())
    if row.duty == "deprecated":
        for node in nodes:
            note(Finding("property.deprecated", Severity.IMPROVE, row.field, str(node)))
    return read


def _nodes(about: About, row: Row) -> list[Node]:
    """Return the values of all properties that a row reads, the current property's first."""
    found = about.get(row.predicate)
    if row.read_from:
        found = [*found, *(node for p in row.read_from for node in about.get(p))]
    return list(dict.fromkeys(found)) if len(found) > 1 else found


def _read_nodes(about: About, row: Row, remains: Remains) -> Read:
    found: list[Values] = []
    for node in _nodes(about, row):
        item = read_leaf(about, row, node, _read_node)
        if _bare(item):
            found.append(item)
            if row.inverse is not None:
                note(Finding("record.kept", Severity.IMPROVE, row.field, _text(node)))
            continue
        remains.unread(row.predicate, [node])
        rule = "period.empty" if row.field == "temporal_coverage" else "node.empty"
        note(Finding(rule, Severity.WRONG, row.field, _text(node)))
    items = _distinct(found) if len(found) > 1 else found
    if row.nested and items:
        return Read(json.dumps(items, ensure_ascii=False, sort_keys=True))
    return Read(items)


def _text(node: Node) -> str:
    return "" if isinstance(node, BNode) else str(node)


def _read_node(about: About, row: Row, node: Node) -> Values:
    if isinstance(node, Literal):
        return _read_bare(about, row, node)
    below = about.of(node)
    if row.inverse is not None:  # it leads back here
        below.values.pop(row.inverse, None)
    item = read_rows(below, row.subrows, row.has_other)
    if isinstance(node, URIRef) and row.has_uri:
        item["uri"] = (
            rules.place(str(node), row.field) if row.field == "spatial_coverage" else str(node)
        )
    return item


def _read_bare(about: About, row: Row, node: Literal) -> Values:
    """Return the node that a bare literal means; it says one text, {} where none has a place."""
    named = next((each for each in row.subrows if each.field == row.text), None)
    read = READERS[named.kind](about, named, [node]) if named else Read()
    if not read.value:
        return {}
    item: Values = {row.text: read.value}
    if read.other and row.has_other:
        item["other_values"] = json.dumps({row.text: read.other}, ensure_ascii=False)
    return item


def _distinct(items: list[Values]) -> list[Values]:
    """Drop items that say nothing new: doubles, a bare IRI or name that another item has too.

    The rest stands in an order that does not depend on the file.
    """
    found: list[tuple[str, Values, Values]] = []  # place; without what the rows left over; whole
    known = [(_stable(item), _bare(item), item) for item in items]
    for place, bare, item in sorted(known, key=lambda each: (-len(each[1]), each[0])):
        same = next((whole for _, other, whole in found if bare.items() <= other.items()), None)
        if same is None:
            found.append((place, bare, item))
        elif kept.FIELD in item:
            same[kept.FIELD] = kept.joined(same.get(kept.FIELD, ""), item[kept.FIELD])
    return [item for _, _, item in sorted(found, key=lambda each: each[0])]


def _bare(item: Values) -> Values:
    """Return what the rows read of a node, without what they left over."""
    return {k: v for k, v in item.items() if k != kept.FIELD}


def _ordered(resources: list[Values]) -> list[Values]:
    """Return the resources in an order that does not depend on the file."""
    names = {r["uri"] for r in resources}
    own_names = len(names) == len(resources) and "" not in names
    return sorted(resources, key=_uri if own_names else _stable)


def _uri(item: Values) -> str:
    return str(item["uri"])


def _stable(item: Values) -> str:
    return json.dumps([item.get("uri", ""), item], sort_keys=True, ensure_ascii=False)


def types_of(about: About) -> list[Node]:
    """Return the classes of a node."""
    return about.get(RDF.type)
