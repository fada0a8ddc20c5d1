"""A node that was read before is given again, with all that was noticed when it was read."""

from __future__ import annotations

import pytest
from rdflib import Graph

from ckanext.modellregion_owl.findings import collect
from ckanext.modellregion_owl.rdf import leaves
from ckanext.modellregion_owl.rdf.read import read_dataset
from ckanext.modellregion_owl.rdf.statements import Literal, RecordStatements, uri

pytestmark = pytest.mark.unit

NODE = "https://daten.example/datensatz"
DATASET = f"""@prefix dct: <http://purl.org/dc/terms/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
<{NODE}> a dcat:Dataset ; dct:title "Bäume"@de ; dct:publisher [ foaf:name "Amt" ] ;
    dcat:contactPoint [ vcard:fn "Grünamt" ; vcard:hasEmail "amt(at)stadt.example" ] .
"""


def read() -> tuple[dict, list]:
    """Return the dataset and the findings of reading it (by their texts)."""
    graph = Graph().parse(data=DATASET, format="turtle")
    said = RecordStatements(
        {
            subject: [
                (uri(str(p)), Literal(str(o), o.language) if hasattr(o, "language") else o)
                for p, o in graph.predicate_objects(subject)
            ]
            for subject in set(graph.subjects())
        }
    )
    with collect() as findings:
        found = read_dataset(said, uri(NODE))
    return found, [repr(finding) for finding in findings]


class TestReadLeaf:
    def test_findings_come_again(self) -> None:
        """The second dataset with a contact that can't be reached has the finding, too."""
        leaves._read.cache_clear()
        first, second = read(), read()
        assert leaves._read.cache_info().hits == 2
        assert any("address.unreadable" in text for text in first[1])
        assert any("text.language" in text for text in first[1])
        assert second == first

    def test_nobody_else_changes_it(self) -> None:
        """Values are copies: a default that is added to one dataset does not show in the next."""
        first = read()[0]
        first["contact"][0]["name"] = "anders"
        assert read()[0]["contact"][0]["name"] == "Grünamt"

    def test_large_nodes_are_not_kept(self) -> None:
        """A polygon is read each time: thousands of them would fill the memory."""
        leaves._read.cache_clear()
        text = Literal("x" * (leaves.MAX_LENGTH + 1))
        said = {
            uri(NODE): [(uri("http://purl.org/dc/terms/publisher"), uri("https://amt.example/"))],
            uri("https://amt.example/"): [(uri("http://xmlns.com/foaf/0.1/name"), text)],
        }
        assert read_dataset(RecordStatements(said), uri(NODE))["publisher"][0]["name"] == str(text)
        assert leaves._read.cache_info().currsize == 0
