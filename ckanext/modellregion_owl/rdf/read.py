"""From a graph to a CKAN dataset dict, row by row."""

from __future__ import annotations

import json
from typing import Any

from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.rdf import kept, rules
from ckanext.modellregion_owl.rdf.about import About
from ckanext.modellregion_owl.rdf.keywords import tags_of
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.read_values import READERS, Read
from ckanext.modellregion_owl.rdf.remains import Remains
from ckanext.modellregion_owl.rdf.rows import Row, load_rows
from ckanext.modellregion_owl.vocabularies import vocabulary

DISTRIBUTION = iri("dcat:distribution")
LICENCE = iri("dct:license")

Values = dict[str, Any]


def read_dataset(graph: Graph, node: Node) -> Values:
    """Return the dataset dict of a dcat:Dataset node: fields of the schema, `tags`, `resources`.

    Fields without a value are absent. The same statements give the same dict, in whatever order
    or under whatever blank node names they come.
    """
    about = About(graph, node)
    dataset = read_rows(about, load_rows().dataset, has_other=True)
    dataset["uri"] = str(node) if isinstance(node, URIRef) else ""
    dataset["tags"] = [{"name": name} for name in tags_of(dataset)]
    inherited = about.get(LICENCE)
    resources = [read_resource(about.of(n), inherited) for n in about.get(DISTRIBUTION)]
    dataset["resources"] = sorted(resources, key=_stable)
    return dataset


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
    other: dict[str, dict[str, list[str]]] = {}
    remains = Remains(about, rows)
    present = about.values.keys()
    for row in rows:
        if row.via is None and present.isdisjoint(row.predicates):
            continue
        if row.kind == "node":
            read = _read_nodes(about, row, remains)
        else:
            read = _read_plain(about, row, remains)
        if read.value not in ("", [], None):
            found[row.field] = read.value
        if read.other:
            other[row.field] = read.other
    if other and has_other:
        found["other_values"] = json.dumps(other, ensure_ascii=False, sort_keys=True)
    if remains.lines:
        found[kept.FIELD] = kept.as_field(remains.lines)
        kept.note_undelivered(found[kept.FIELD], rows)
    return found


def _read_plain(about: About, row: Row, remains: Remains) -> Read:
    scope = about
    if row.via:
        between = about.get(row.via[0])
        if not between:
            return Read()
        scope = about.of(between[0])
    nodes = _nodes(scope, row)
    read = READERS[row.kind](scope, row, nodes)
    if read.value in ("", [], None):
        remains.unread(row.predicate, nodes)
    # Of a term all is kept: which of its texts the vocabulary knew is no matter of the source's.
    remains.description(row, nodes, () if row.kind == "term" else read.texts())
    if row.duty == "deprecated":
        for node in nodes:
            note(Finding("property.deprecated", Severity.IMPROVE, row.field, str(node)))
    return read


def _nodes(about: About, row: Row) -> list[Node]:
    """Return the values of all properties that a row reads, the current property's first."""
    found = [node for predicate in row.predicates for node in about.get(predicate)]
    return list(dict.fromkeys(found)) if len(found) > 1 else found


def _read_nodes(about: About, row: Row, remains: Remains) -> Read:
    found: list[Values] = []
    for node in _nodes(about, row):
        item = _read_node(about, row, node)
        if _bare(item):
            found.append(item)
            continue
        remains.unread(row.predicate, [node])
        rule = "period.empty" if row.field == "temporal_coverage" else "node.empty"
        before = "" if isinstance(node, BNode) else str(node)
        note(Finding(rule, Severity.WRONG, row.field, before))
    items = sorted(_distinct(found), key=_stable)
    if row.nested and items:
        return Read(json.dumps(items, ensure_ascii=False, sort_keys=True))
    return Read(items)


def _read_node(about: About, row: Row, node: Node) -> Values:
    if isinstance(node, Literal):
        text = str(node).strip()
        return {row.text: text} if row.text and text else {}
    item = read_rows(about.of(node), row.subrows, row.has_other)
    if isinstance(node, URIRef) and row.has_uri:
        item["uri"] = (
            rules.place(str(node), row.field) if row.field == "spatial_coverage" else str(node)
        )
    return item


def _distinct(items: list[Values]) -> list[Values]:
    """Drop items that say nothing new: doubles, a bare IRI or name that another item has too."""
    found: list[Values] = []
    for item in sorted(items, key=lambda i: (-len(_bare(i)), _stable(i))):
        bare = _bare(item)
        same = next((o for o in found if bare.items() <= _bare(o).items()), None)
        if same is None:
            found.append(item)
        elif kept.FIELD in item:
            same[kept.FIELD] = kept.joined(same.get(kept.FIELD, ""), item[kept.FIELD])
    return found


def _bare(item: Values) -> Values:
    """Return what the rows read of a node, without what they left over."""
    return {k: v for k, v in item.items() if k != kept.FIELD}


def _stable(item: Values) -> str:
    return json.dumps([item.get("uri", ""), item], sort_keys=True, ensure_ascii=False)


def types_of(about: About) -> list[Node]:
    """Return the classes of a node."""
    return about.get(RDF.type)
