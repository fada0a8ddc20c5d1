"""From a CKAN dataset dict to a graph, row by row."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from rdflib import BNode, Graph, URIRef

from ckanext.modellregion_owl.rdf import iris, kept, limits
from ckanext.modellregion_owl.rdf.complete import SERIES, Output, complete, complete_resource
from ckanext.modellregion_owl.rdf.erase import erase, erase_distributions
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.rows import Row, Twin, load_rows
from ckanext.modellregion_owl.rdf.statements import Literal, Node, Triple, add_to
from ckanext.modellregion_owl.rdf.stored import items
from ckanext.modellregion_owl.rdf.unclaimed import extras, fields, others, unclaimed
from ckanext.modellregion_owl.rdf.write_values import WRITERS
from ckanext.modellregion_owl.vocabularies import vocabulary

TYPE = iri("rdf:type")
DATASET = iri("dcat:Dataset")
RESOURCE = iri("dcat:Resource")
DISTRIBUTION = iri("dcat:Distribution")
DCAT_DISTRIBUTION = iri("dcat:distribution")
AGENT = iri("foaf:Agent")
RECORD = iri("dcat:CatalogRecord")
LOCATION = iri("dct:Location")

# Class of a node with a stable IRI → the word in that IRI.
_KINDS: dict[Node | None, str] = {
    AGENT: "agent",
    iri("dcat:DataService"): "service",
    RECORD: "record",
}

# Class → the subfields of which its IRI is made; of all others it is made of all they say.
_LASTING: dict[Node | None, tuple[str, ...]] = {
    iri("dcat:DataService"): ("endpoint_url", "endpoint_description"),
}

Owner = Mapping[str, Any]


def write_dataset(graph: Graph, node: URIRef, dataset: Owner, output: Output) -> None:
    """Write a dataset (as `package_show` gives it) into a graph, in DCAT-AP.de 3.0.

    Replaces what other profiles wrote for the same properties of the same dataset.
    """
    sheets = _sheets(node, dataset, output)
    if (node, None, None) in graph:
        for cls in (DATASET, SERIES):
            graph.remove((node, TYPE, cls))
        erase_distributions(graph, node, {URIRef(str(s.node)) for s in sheets[1:]})
        for sheet in sheets:
            sheet.erase_from(graph)
    add_to(graph, _triples(sheets, dataset))


def dataset_triples(node: URIRef, dataset: Owner, output: Output) -> list[Triple]:
    """Return what `write_dataset` writes into an empty graph; a statement may stand twice.

    A third of the time of writing went into rdflib's graph, which keeps three indexes.
    """
    return list(_triples(_sheets(node, dataset, output), dataset))


def _sheets(node: URIRef, dataset: Owner, output: Output) -> list[Sheet]:
    """Return the sheet of the dataset and, behind it, those of its resources in their order."""
    rows = load_rows()
    whole = complete(dataset, node, output)
    resources = [
        (iris.resource_iri(r, node, output.base_iri), complete_resource(r, whole, node))
        for r in dataset.get("resources") or ()
    ]
    output = _describing(output, (name for name, _ in resources), whole)
    return [
        Sheet(output, node, whole, rows.dataset, DATASET),
        *(Sheet(output, name, r, rows.resource, DISTRIBUTION) for name, r in resources),
    ]


def _triples(sheets: list[Sheet], dataset: Owner) -> Iterator[Triple]:
    for sheet in sheets:
        yield from sheet.statements()
    node = sheets[0].node
    yield from unclaimed(node, extras(dataset))
    for sheet, resource in zip(sheets[1:], dataset.get("resources") or (), strict=True):
        yield node, DCAT_DISTRIBUTION, sheet.node
        yield from unclaimed(sheet.node, others(resource, fields("resource")))


def _describing(output: Output, distributions: Iterable[URIRef], whole: Owner) -> Output:
    """Add what this very dataset describes of the values that its properties point to."""
    own: dict[str, URIRef] = {str(d): DISTRIBUTION for d in distributions}
    for record in items(whole.get("catalog_record")):
        name = iris.own_iri(record)
        if name is not None and record.get("modified"):
            own[str(name)] = RECORD
    return replace(output, described=ChainMap(own, output.described)) if own else output


class Sheet:
    """The statements about one node and the nodes below it, before they go to the graph."""

    def __init__(
        self,
        output: Output,
        node: URIRef | BNode,
        owner: Owner,
        rows: tuple[Row, ...],
        cls: Node | None,
    ) -> None:
        self.output = output
        self.node = node
        self.rows = rows
        self.triples: list[Triple] = []
        self.below: list[Sheet] = []
        self.kept = kept.delivered(owner.get(kept.FIELD), node, rows)
        self._between: dict[Node, Node] = {}
        self.complete = True
        for row in rows:
            if _says(owner.get(row.field)):
                self.complete &= self._row(row, owner)
            elif row.mandatory and row.via is None:
                self.complete = False
        # A series is no dcat:Dataset; a vcard:Organization is a vcard:Kind, and the HVD shapes know
        # no subclasses.
        if cls is not None and (node, TYPE, SERIES) not in self.triples:
            self.triples.append((node, TYPE, cls))

    def erase_from(self, graph: Graph) -> None:
        """Remove what other profiles wrote by the same properties."""
        for row in self.rows:
            erase(graph, self.node, row)
        for sheet in self.below:
            sheet.erase_from(graph)

    def statements(self) -> Iterator[Triple]:
        """Yield all statements about the node and the nodes below it."""
        yield from self.triples
        yield from self.kept
        for sheet in self.below:
            yield from sheet.statements()

    def _row(self, row: Row, owner: Owner) -> bool:
        """Write one row; tell whether the standard is content with it."""
        if row.duty == "deprecated" and not self.output.compat:
            return True
        found = limits.fitting(row, list(self._values(row, owner)))
        subject = self._subject(row) if found else self.node
        replaced = self.output.compat and any(t.instead for t in row.compat)
        for value, item in found:
            twins = list(_twins(row, value, item)) if self.output.compat else []
            if replaced:
                pass
            elif row.inverse is not None:
                self.triples.append((value, row.inverse, subject))
                self.triples.append((subject, TYPE, RESOURCE))  # demanded by the shapes
            elif row.otherwise is None or self.output.described.get(str(value)) == row.cls:
                self.triples.append((subject, row.predicate, value))
            elif not twins:
                self.triples.append((subject, row.otherwise, value))
            self.triples.extend((subject, p, o) for p, o in twins)
            if row.typed and row.cls is not None:
                self.triples.append((value, TYPE, row.cls))
        return bool(found) or not row.mandatory or row.via is not None

    def _subject(self, row: Row) -> Node:
        """Return the node that has the property: this one, or the one between (key `via`)."""
        if row.via is None:
            return self.node
        predicate, cls = row.via
        if predicate not in self._between:
            between = iris.blank({"via": str(predicate)}, str(self.node), "")
            self._between[predicate] = between
            self.triples.append((self.node, predicate, between))
            self.triples.append((between, TYPE, cls))
        return self._between[predicate]

    def _values(self, row: Row, owner: Owner) -> Iterator[tuple[Node, Owner]]:
        if row.kind != "node":
            for value in WRITERS[row.kind](self.triples, row, owner, self.node):
                yield value, {}
            return
        for item in items(owner.get(row.field)):
            node = self._node(row, item)
            if node is not None:
                yield node, item
                if not row.card.endswith("n"):
                    return

    def _node(self, row: Row, item: dict[str, Any]) -> URIRef | BNode | None:
        """Return a node below this one.

        One that lacks what the standard demands is only pointed at, or left out if it is blank.
        """
        node = self._name(row, item)
        sheet = Sheet(self.output, node, item, row.subrows, row.cls)
        own = isinstance(node, URIRef) and iris.own_iri(item) == node
        if not sheet.complete or (len(sheet.triples) < 2 and not own):
            return node if own else None
        self.below.append(sheet)
        return node

    def _name(self, row: Row, item: dict[str, Any]) -> URIRef | BNode:
        own = iris.own_iri(item) if row.has_uri and row.node_iri != "blank" else None
        if own is not None:
            return own
        if row.node_iri == "stable":
            # An agent is the same for all datasets that name it so, a service is its resource's.
            kind, owner = (_KINDS.get(row.cls, "node"), "" if row.cls == AGENT else str(self.node))
            # A service is where it answers: its title, or the dataset's, may change.
            lasting = {k: item[k] for k in _LASTING.get(row.cls, ()) if item.get(k)}
            return iris.made_iri(kind, lasting or item, owner, self.output.base_iri)
        return iris.blank(item, str(self.node), row.field)


def _says(value: Any) -> bool:
    """Tell whether a field holds anything; nearly all fields of a dataset don't."""
    if isinstance(value, (str, list)):
        return bool(value) and value != "[]"
    return value is not None


def _twins(row: Row, value: Node, item: Owner) -> Iterator[tuple[Node, Node]]:
    for twin in row.compat:
        yield from ((twin.predicate, other) for other in _twin_values(twin, row, value, item))


def _twin_values(twin: Twin, row: Row, value: Node, item: Owner) -> Iterator[Node]:
    if twin.subfield:
        if item.get(twin.subfield):
            yield Literal(str(item[twin.subfield]))
    elif twin.column:
        term = vocabulary(row.vocabulary).get(str(value))
        if term and term.extra.get(twin.column):
            yield URIRef(term.extra[twin.column])
    elif str(value).startswith(twin.prefix):
        yield value
