"""Recordings of real catalogues through the whole site: harvested, stored, delivered, compared."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest
from rdflib import DCAT, RDF, Graph, URIRef

from ckanext.modellregion_owl.findings import collect
from ckanext.modellregion_owl.rdf.ntriples import parse_lines
from ckanext.modellregion_owl.rdf.read import read_dataset
from ckanext.modellregion_owl.rdf.statements import to_rdflib

sys.path.append(str(Path(__file__).parents[1] / "rdf"))
from account import Account, compare, records
from shapes import results

PAGE = 60
pytestmark = [
    pytest.mark.stack,
    pytest.mark.usefixtures("clean_stack"),
    pytest.mark.ckan_config("ckanext.modellregion_owl.feed.page_size", PAGE),
]

TYPES = {".ttl": "text/turtle", ".rdf": "application/rdf+xml", ".xml": "application/rdf+xml"}
# Recording → the violations that its feed has: what its source does not say.
SMALL = [
    ("govdata_catalog-endpoint.rdf", {"contact": 1}),
    ("opal_govdata_allermoehe.ttl", {}),
    ("schleswig-holstein_rdf_catalog.xml", {}),
]
LONG = [("brandenburg_catalog.rdf", {"description": 2})]


class TestRecordings:
    @pytest.mark.parametrize(
        ("name", "lacks"), [*SMALL, *(pytest.param(*r, marks=pytest.mark.long) for r in LONG)]
    )
    def test_nothing_is_lost_on_the_way(
        self, feed, catalogues, shacl, make_source, run, packages, app, name, lacks
    ):
        """Source's values = the feed's, but for what a named rule tells; no violation is ours."""
        file = catalogues / "dcat_ap_de" / name
        url = feed.put("/catalog", file.read_bytes(), TYPES[file.suffix])
        # Persons are taken out by rules of their own (test_personal*.py).
        report = run(make_source(url, personal_data="all"))
        stored = {p["uri"]: p for p in packages().values()}
        found, datasets = Account(), 0
        for graph, node, earlier in records(file):
            with collect() as findings:
                read_dataset(graph, node)
            package = stored[str(node)]
            body = app.get(f"/dataset/{package['id']}.nt", status=200).body
            out = as_written(body)
            compare(found, (graph, node), (out, URIRef(package["uri"])), [*earlier, *findings])
            datasets += 1
        assert datasets == len(stored) == report.counts()["added"]
        assert found.unexplained == []
        pages = [parsed(app, number) for number in range(1, -(-datasets // PAGE) + 1)]
        assert sum(len(set(p.subjects(RDF.type, DCAT.Dataset))) for p in pages) == datasets
        broken = [r for page in pages for r in results(page, shacl) if r.severity == "Violation"]
        paths = ("contact" if "vcard:Kind" in r.message else r.path for r in broken)
        assert Counter(paths) == lacks


def as_written(body: str) -> Graph:
    """Return a graph with its values as they were written: rdflib would rewrite some."""
    graph = Graph()
    for subject, predicate, value in parse_lines(body):
        graph.add((to_rdflib(subject), to_rdflib(predicate), to_rdflib(value)))
    return graph


def parsed(app, number: int) -> Graph:
    """Return a page of the feed."""
    answer = app.get("/catalog.ttl", query_string={"page": number}, status=200)
    return Graph().parse(data=answer.body, format="turtle")
