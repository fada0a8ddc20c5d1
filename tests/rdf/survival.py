"""How many of a source's values come out of our catalogue again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.namespace import DCAT

from ckanext.modellregion_owl.findings import collect
from ckanext.modellregion_owl.rdf.complete import Output
from ckanext.modellregion_owl.rdf.namespaces import current
from ckanext.modellregion_owl.rdf.read import read_dataset
from ckanext.modellregion_owl.rdf.values import IANA
from ckanext.modellregion_owl.rdf.write import write_dataset
from ckanext.modellregion_owl.vocabularies import vocabulary

# Nodes that the standard lets a catalogue only point to: their description is their owner's.
TERMS = {"theme", "license", "language", "politicalGeocodingLevelURI", "spatial"}
BASE = "https://daten.example"


@dataclass
class Survival:
    """Values of a source, and those that are lost, by class path and property."""

    values: int = 0
    lost: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        """Return the part that survives, 0 to 1."""
        return 1 - sum(self.lost.values()) / self.values


def survival(source: Graph, compat: bool = False) -> Survival:
    """Read and write every dataset of a catalogue and look for each of its values again.

    A value survives when its text, or what a noted rule made of it, stands in the dataset's part
    of the output.
    """
    counted = Survival()
    for node in source.subjects(RDF.type, DCAT.Dataset):
        with collect() as findings:
            dataset = read_dataset(source, node)
        changed = {f.before: f.after for f in findings if f.after}
        out = Graph()
        iri = node if isinstance(node, URIRef) else URIRef(f"{BASE}/dataset/1")
        write_dataset(out, iri, dataset, Output(BASE, compat))
        texts = {_text(o) for o in out.objects()} | {_text(s) for s in out.subjects()}
        for path, value in _values(source, node):
            counted.values += 1
            text = _text(value)
            format_ = vocabulary("file_types").find(text)
            known = {text, changed.get(str(value)), changed.get(text), IANA + text}
            if format_ and "ormat" in path:
                known.add(format_.uri)
            if not texts & known:
                counted.lost[path] += 1
    return counted


def _values(graph: Graph, node, path: str = "", seen=frozenset()) -> Iterator[tuple]:
    for predicate, value in graph.predicate_objects(node):
        name = str(current(predicate)).rsplit("/", 1)[-1].rsplit("#", 1)[-1]
        described = not isinstance(value, Literal) and (value, None, None) in graph
        if predicate == RDF.type or value in seen:
            continue
        if not isinstance(value, BNode) and str(value).strip():
            yield f"{path}{name}", value
        if described and name not in TERMS and len(seen) < 4:
            yield from _values(graph, value, f"{path}{name}/", seen | {node})


def _text(node) -> str:
    return " ".join(str(node).split()).removeprefix("mailto:").removeprefix("tel:")
