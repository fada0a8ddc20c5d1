"""Every row both ways: what is written from a field is read into it again."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from ckanext.modellregion_owl.rdf.complete import Output
from ckanext.modellregion_owl.rdf.read import read_dataset
from ckanext.modellregion_owl.rdf.rows import load_rows
from ckanext.modellregion_owl.rdf.write import write_dataset

sys.path.append(str(Path(__file__).parent))
from samples import (
    NODE,
    all_rows,
    described,
    full_dataset,
    sample,
    sample_node,
    service_resource,
)

pytestmark = pytest.mark.unit

BASE = "https://daten.example"
LICENCE = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"


def there_and_back(dataset, compat, described=None):
    graph = Graph()
    output = Output(BASE, compat, described=described or {}, records=True)
    write_dataset(graph, URIRef(NODE), dataset, output)
    return read_dataset(graph, URIRef(NODE))


def cases():
    for entity, row in all_rows():
        yield pytest.param(entity, row, id=f"{entity}.{row.field}")


@pytest.mark.parametrize("compat", [False, True], ids=["clean", "compat"])
class TestRow:
    @pytest.mark.parametrize(("entity", "row"), cases())
    def test_survives(self, entity, row, compat):
        """A field alone comes back as it was; deprecated ones only with the deprecated twins."""
        value = sample(row)
        given = {row.field: value}
        if entity == "resource":
            link = value[0]["endpoint_url"][0] if row.field == "access_services" else f"{NODE}/csv"
            if row.field == "access_services":
                value[0]["serves_dataset"] = [NODE]
            given = {"access_url": link, "license": LICENCE, "uri": f"{NODE}/csv", **given}
            if row.via:  # a checksum is its value and its algorithm
                given.update(hash="0a1b")
            given = {"resources": [given]}
        read = there_and_back({"uri": NODE, **given}, compat, described(row, value))
        read = read["resources"][0] if entity == "resource" else read
        expected = None if row.duty == "deprecated" and not compat else value
        assert read.get(row.field) == expected

    def test_all_rows_together(self, compat):
        """A dataset with every field comes back whole."""
        given = full_dataset()
        if not compat:
            del given["legal_basis"]
        known = {}
        for row in load_rows().dataset:
            known |= described(row, given.get(row.field))
        read = there_and_back(given, compat, known)
        del read["tags"], given["type"]
        # Our own entry about the dataset is beside the source's.
        assert read["catalog_record"].pop(0)["uri"].startswith(f"{BASE}/record/")
        read["resources"].sort(key=lambda r: r["uri"])
        given["resources"].sort(key=lambda r: r["uri"])
        assert read == given


class TestOtherValues:
    def test_languages_survive(self):
        """Each language of a title comes out and in again; German is the field."""
        given = {"title": "Bäume", "other_values": json.dumps({"title": {"en": ["Trees"]}})}
        read = there_and_back({"uri": NODE, **given}, compat=False)
        assert (read["title"], json.loads(read["other_values"])) == (
            "Bäume",
            {"title": {"en": ["Trees"]}},
        )

    def test_text_without_german_keeps_its_language(self):
        """A text that the source has in English only is not called German."""
        given = {"title": "Trees", "other_values": json.dumps({"title": {"en": ["Trees"]}})}
        graph = Graph()
        write_dataset(graph, URIRef(NODE), {"uri": NODE, **given}, Output(BASE, compat=False))
        titles = [o.language for o in graph.objects(URIRef(NODE), load_rows().dataset[0].predicate)]
        assert titles == ["en"]


class TestService:
    def test_addresses_of_a_service(self):
        """K41: with a service no download, the access address is the service's."""
        resource = service_resource()
        resource["download_url"] = "https://quelle.example/a.zip"
        del resource["access_url"]
        read = there_and_back({"uri": NODE, "resources": [resource]}, compat=False)["resources"][0]
        assert "download_url" not in read
        assert read["access_url"] == resource["access_services"][0]["endpoint_url"][0]

    def test_takes_over_what_it_lacks(self):
        """Title, publisher and licence of a bare service are its resource's and dataset's."""
        publisher = sample_node(load_rows().find("dataset", "publisher"))
        resource = {
            "name": "WFS",
            "license": LICENCE,
            "access_services": [{"endpoint_url": ["https://dienst.example/wfs"]}],
        }
        dataset = {"uri": NODE, "publisher": [publisher], "resources": [resource]}
        service = there_and_back(dataset, compat=False)["resources"][0]["access_services"][0]
        assert (service["title"], service["license"]) == ("WFS", LICENCE)
        assert json.loads(service["publisher"])[0]["name"] == publisher["name"]
        assert service["serves_dataset"] == [NODE]
