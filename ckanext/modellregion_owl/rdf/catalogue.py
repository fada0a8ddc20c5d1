"""The catalogue's own description, from the region's content."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.term import Node

from ckanext.modellregion_owl.rdf import iris, values
from ckanext.modellregion_owl.rdf.complete import Output
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.rows import load_rows
from ckanext.modellregion_owl.rdf.statements import add_to
from ckanext.modellregion_owl.rdf.write import Sheet
from ckanext.modellregion_owl.region import Catalogue

CATALOGUE = iri("dcat:Catalog")
THEMES = URIRef("http://publications.europa.eu/resource/authority/data-theme")


def write_catalogue(
    graph: Graph, node: URIRef, catalogue: Catalogue, output: Output, modified: str = ""
) -> None:
    """Write the catalogue's properties, replacing what another profile wrote of them.

    :param modified: moment of the newest change of a dataset, "" when there is none.
    """
    statements = list(_statements(catalogue, output, modified))
    for predicate in {p for p, _ in statements}:
        graph.remove((node, predicate, None))
    graph.add((node, RDF.type, CATALOGUE))
    for predicate, value in statements:
        graph.add((node, predicate, value))
    publisher = _publisher(catalogue, output)
    add_to(graph, publisher.statements())
    graph.set((node, iri("dct:publisher"), publisher.node))
    for value in graph.objects(node, iri("dct:spatial")):
        graph.add((value, RDF.type, iri("dct:Location")))


def _statements(
    catalogue: Catalogue, output: Output, modified: str
) -> Iterator[tuple[URIRef, Node]]:
    for lang, text in catalogue.title.items():
        yield iri("dct:title"), Literal(text, lang=lang)
    for lang, text in catalogue.description.items():
        yield iri("dct:description"), Literal(text, lang=lang)
    yield iri("foaf:homepage"), URIRef(catalogue.homepage or output.base_iri)
    yield iri("dcat:themeTaxonomy"), THEMES
    for language in catalogue.languages:
        yield iri("dct:language"), URIRef(language)
    for place in catalogue.spatial:
        yield iri("dct:spatial"), URIRef(place)
    if catalogue.licence:
        yield iri("dct:license"), URIRef(catalogue.licence)
    if catalogue.availability:
        yield iri("dcatap:availability"), URIRef(catalogue.availability)
    for predicate, moment in (("dct:issued", catalogue.issued), ("dct:modified", modified)):
        kind = values.date_type(values.read_date(moment))
        if kind:
            yield iri(predicate), Literal(moment, datatype=kind, normalize=False)


def _publisher(catalogue: Catalogue, output: Output) -> Sheet:
    row = load_rows().find("dataset", "publisher")
    item = {
        "name": catalogue.publisher_name,
        "uri": catalogue.publisher_uri,
        "type": catalogue.publisher_type,
    }
    node = iris.own_iri(item) or iris.made_iri("agent", item, "", output.base_iri)
    return Sheet(output, node, item, row.subrows, row.cls)
