"""Free extras and unknown fields go out with their names."""

from __future__ import annotations

import pytest
from rdflib import Graph, URIRef

from ckanext.modellregion_owl.rdf.complete import Output
from ckanext.modellregion_owl.rdf.unclaimed import NAME, PROPERTY, VALUE
from ckanext.modellregion_owl.rdf.write import write_dataset

pytestmark = pytest.mark.unit

NODE = URIRef("https://a.example/1")


def said(graph: Graph, node) -> dict[str, str]:
    return {
        str(graph.value(entry, NAME)): str(graph.value(entry, VALUE))
        for entry in graph.objects(node, PROPERTY)
    }


class TestWriteDataset:
    def test_extras_and_unknown_fields(self):
        """An extra of the dataset, a field of the file: name and value, structures as JSON."""
        graph = Graph()
        dataset = {
            "title": "T",
            "extras": [
                {"key": "Ansprechpartner", "value": "Amt 61"},
                {"key": "frequency", "value": "http://a.example/f"},
                {"key": "harvest_object_id", "value": "x"},
            ],
            "resources": [
                {
                    "id": "r",
                    "url": "https://a.example/a.csv",
                    "uri": "https://a.example/r",
                    "position": 0,
                    "koordinaten": {"srs": "EPSG:25832"},
                }
            ],
        }
        for _ in range(2):  # written twice, said once
            write_dataset(graph, NODE, dataset, Output("https://base.example"))
        assert said(graph, NODE) == {"Ansprechpartner": "Amt 61"}
        assert said(graph, URIRef("https://a.example/r")) == {
            "koordinaten": '{"srs": "EPSG:25832"}'
        }

    def test_beside_what_a_source_says_so(self):
        """A source's entry with a unit is no extra: it goes out as it came, next to the extras."""
        lines = (
            f"_:this <{PROPERTY}> _:a .\n"
            f'_:a <{NAME}> "Höhe" .\n_:a <{VALUE}> "3" .\n'
            '_:a <http://schema.org/unitCode> "MTR" .'
        )
        graph = Graph()
        given = {"title": "T", "kept_statements": lines, "extras": [{"key": "Amt", "value": "61"}]}
        write_dataset(graph, NODE, given, Output("https://base.example"))
        assert said(graph, NODE) == {"Höhe": "3", "Amt": "61"}
        assert "MTR" in {str(o) for o in graph.objects()}

    def test_nothing_without(self):
        """A dataset of our schema says nothing that way."""
        graph = Graph()
        write_dataset(graph, NODE, {"title": "T", "resources": [{"url": "https://a.example"}]},
                      Output("https://base.example"))  # fmt: skip
        assert not list(graph.triples((None, PROPERTY, None)))
