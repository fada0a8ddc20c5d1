"""Model projects as JSON and JSON-LD, and the feeds that pages name."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from rdflib import Graph, Literal, Namespace, URIRef

from ckan.tests import factories

from ckanext.modellregion_owl.projects import document
from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import init_region

LORA = "lorawan-2-0-delbrueck"
IRI = "https://example.org/d/1"
SCHEMA, PROV = Namespace("https://schema.org/"), Namespace("http://www.w3.org/ns/prov#")


@pytest.mark.unit
class TestProject:
    def test_unknown_has_no_key(self):
        """And an address that is none is no link."""
        record = {"name": "p", "title": "P", "website": "javascript:alert(1)", "lead": ""}
        found = document.project(
            record, load_region("ckanext.modellregion_owl.region:owl"), "u", {}
        )
        assert found == {
            "id": "u",
            "type": ["schema:Project", "prov:Activity"],
            "name": "p",
            "page": "u",
            "title": {"de": "P"},
        }

    def test_code(self):
        """Where there is code, publiccode.yml is named."""
        address = "https://gitlab.opencode.de/x/-/raw/main/publiccode.yml"
        record = {"name": "p", "transfer_publiccode": address}
        region = load_region("ckanext.modellregion_owl.region:owl")
        assert document.project(record, region, "u", {})["publiccode"] == address


# Sentences that explain a value on the page; what they explain is in the document.
SENTENCES = re.compile(r".*_note(_en)?|transfer_tag(_en)?|end_basis|links")


@pytest.mark.unit
class TestEveryField:
    def test_whatever_a_project_says(self):
        """A new field of the form comes out as JSON, too, or is named here as a mere sentence."""
        region = load_region("ckanext.modellregion_owl.region:owl")
        path = Path(__file__).resolve().parents[2] / "schemas" / "modellprojekt.yaml"
        missing = set()
        for field in yaml.safe_load(path.read_text(encoding="utf-8"))["fields"]:
            name = field["field_name"]
            record = {"name": "p", "title": "P", "image_url": "b.png", name: value_of(field)}
            related = {"https://example.org/zz": "https://example.org/zz"}
            text = json.dumps(document.project(record, region, "u", related))
            if not any(word in text for word in ("/zz", "987654", "Bielefeld")):
                missing.add(name)
        assert {name for name in missing if not SENTENCES.fullmatch(name)} == {"image_url"}
        assert "transfer_note" not in missing


def value_of(field):
    """Return a value that the field takes and that can be found again."""
    if "repeating_subfields" in field:
        return [
            {sub["field_name"]: "https://example.org/zz" for sub in field["repeating_subfields"]}
        ]
    if str(field.get("preset", "")).startswith("multiple_"):
        return ["https://example.org/zz"]
    if "natural_number" in str(field.get("validators")):
        return "987654"
    return "stadt-bielefeld" if field["field_name"] == "municipality" else "https://example.org/zz"


@pytest.mark.stack
class TestAddresses:
    def test_all(self, clean_stack, app, solr_queries):
        """List and project in both forms; a dataset's IRI; feeds that answer; few searches."""
        init_region(replace(load_region(), sources=()))
        factories.Dataset(
            name="pegel",
            title="Pegel",
            uri=IRI,
            owner_org="stadt-delbrueck",
            groups=[{"name": LORA}],
        )
        del solr_queries[:]
        listed = app.get("/modellprojekte.json").json["projects"]
        assert len(solr_queries) <= 1
        assert len(listed) == 12
        (mine,) = (p for p in listed if p["name"] == LORA)
        assert mine["dataset_count"] == 1

        answer = app.get(f"/modellprojekte/{LORA}.json")
        assert answer.json == app.get(urlsplit(mine["json"]).path).json
        assert [(d["id"], d["label"]) for d in answer.json["datasets"]] == [(IRI, "Pegel")]
        assert answer.json["funding"]["state"] == 1070000
        again = app.get(
            f"/modellprojekte/{LORA}.json", headers={"If-None-Match": answer.headers["ETag"]}
        )
        assert again.status_code == 304

        graph = Graph().parse(data=app.get(f"/modellprojekte/{LORA}.jsonld").text, format="json-ld")
        node = URIRef(answer.json["id"])
        assert (node, PROV.generated, URIRef(IRI)) in graph
        assert Literal("Pegel") in set(graph.objects(URIRef(IRI)))
        assert {"de", "en"} == {o.language for o in graph.objects(node, SCHEMA.name)}
        every = Graph().parse(data=app.get("/modellprojekte.jsonld").text, format="json-ld")
        assert len(set(every.objects(None, SCHEMA.member))) == 12
        assert app.get("/modellprojekte/nix.json").status_code == 404

        text = app.get(f"/de/modellprojekte/{LORA}").text
        assert f'href="/modellprojekte/{LORA}.jsonld"' in text
        assert f'href="/feeds/group/{LORA}.atom"' in text
        assert "Pegel" in app.get(f"/feeds/group/{LORA}.atom").text
        assert 'type="application/atom+xml"' in app.get("/de/dataset/?q=nichts-davon").text
