"""Checking datasets by SHACL without a database: `shacl`."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.mapping import body, ours_reader, stored

ENTRY = "shacl"


def ours(url: str) -> Callable[[], int]:
    """Return the work: check each dataset's statements, as the feed stores them."""
    from ckanext.modellregion_owl.validation import shapes
    from ckanext.modellregion_owl.validation.engine import Quick

    texts = _texts(url)
    engine = Quick(shapes.own())

    def work() -> int:
        return sum(1 for text in texts if engine.validate(text).results)

    return work


def peer(url: str) -> Callable[[], int]:
    """Return the work: pyshacl, its shapes compiled once for all datasets."""
    from pyshacl.graph_abstraction import RdfLibDataGraph
    from pyshacl.shapes_graph import ShapesGraph
    from pyshacl.validator import Validator
    from rdflib import Graph

    from ckanext.modellregion_owl.validation import shapes

    texts = _texts(url)
    rules = Graph().parse(data=shapes.own(), format="turtle")
    compiled = ShapesGraph(rules)
    compiled.shapes  # noqa: B018 (built now, not with the first dataset)

    def results(text: str) -> int:
        graph = Graph().parse(data=text, format="nt")
        validator = Validator(
            RdfLibDataGraph(graph.store, graph, graph),
            shacl_graph=rules,
            options={"inference": "none", "inplace": True},
        )
        validator.shacl_graph = compiled
        _conforms, report, _text = validator.run()
        return len(report)

    def work() -> int:
        return sum(1 for text in texts if results(text))

    return work


def _texts(url: str) -> list[str]:
    from ckanext.modellregion_owl import config
    from ckanext.modellregion_owl.feed.formats import FORMATS, serialise
    from ckanext.modellregion_owl.feed.pieces import dataset_triples
    from ckanext.modellregion_owl.rdf.iris import dataset_iri

    base = config.base_iri()
    datasets = stored(ours_reader(body(url))())
    found = (dataset_triples(d, dataset_iri(d, base), ()) for d in datasets)
    return [serialise(list(triples), FORMATS["nt"]).decode() for triples in found]
