"""The official shapes on what the feed says of Münster's datasets: only what the source lacks."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import pytest
from rdflib import Graph, URIRef

sys.path.append(str(Path(__file__).parent.parent / "rdf"))
from shapes import results

from ckanext.modellregion_owl.harvest.records.describe import Description
from ckanext.modellregion_owl.harvest.records.dkan_package import describe_package
from ckanext.modellregion_owl.harvest.records.graph import statements, subject_of
from ckanext.modellregion_owl.harvest.records.json_values import each
from ckanext.modellregion_owl.harvest.records.make import make_record
from ckanext.modellregion_owl.harvest.records.pod import describe_pod
from ckanext.modellregion_owl.rdf.complete import Output
from ckanext.modellregion_owl.rdf.read import read_dataset
from ckanext.modellregion_owl.rdf.write import write_dataset

pytestmark = pytest.mark.unit

BASE = "https://daten.example"
NO_LICENCE = "license MinCountConstraintComponent"
NO_ADDRESS = "accessURL MinCountConstraintComponent"


def written(descriptions: list[Description], compat: bool) -> Graph:
    graph = Graph()
    for number, about in enumerate(descriptions):
        record = make_record(about.triples, about.term, BASE)
        dataset = read_dataset(statements(record), subject_of(record))
        node = URIRef(dataset["uri"] or f"{BASE}/dataset/{number}")
        write_dataset(graph, node, dataset, Output(BASE, compat))
    return graph


def violations(graph: Graph, shacl: Path) -> Counter[str]:
    return Counter(r.kind for r in results(graph, shacl) if r.severity == "Violation")


@pytest.mark.parametrize("compat", [False, True], ids=["clean", "compat"])
class TestMuenster:
    def test_data_json(self, catalogues, shacl, compat):
        """No licence (DKAN drops those that it does not know), one file without an address."""
        data = json.loads((catalogues / "dkan_datajson/muenster_data.json").read_bytes())
        items = data["dataset"]
        lacking = sum(len(i["distribution"]) for i in items if not i.get("license"))
        found = violations(written([describe_pod(i) for i in items], compat), shacl)
        assert found == {NO_LICENCE: lacking, NO_ADDRESS: 1}

    def test_api(self, catalogues, shacl, compat):
        """The API names more licences; “notspecified” is none."""
        name = "dkan_api/muenster_current_package_list_with_resources.json"
        items = list(each(json.loads((catalogues / name).read_bytes())["result"]))
        without = [i for i in items if i["license_title"] in ("", "notspecified")]
        found = violations(written([describe_package(i) for i in items], compat), shacl)
        assert found == {NO_LICENCE: sum(len(i["resources"]) for i in without), NO_ADDRESS: 1}
