"""DKAN through the real pipeline into CKAN: everything arrives, a second run changes nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection
from pathlib import Path

import pytest
from lxml import etree

sys.path.append(str(Path(__file__).parent))
from dkan_site import ENDPOINTS, LIST, SHOW, envelope, recording, serve_muenster

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]


def configured(source: dict, **config) -> dict:
    """Return a source with other keys in its configuration."""
    whole = {**json.loads(source["config"]), **config}
    return {**source, "config": json.dumps(whole)}


def identity(packages: dict) -> dict:
    """Return what must stay of each dataset, by its identifier at the source."""
    return {p["identifier"]: (p["id"], name) for name, p in packages.items()}


class TestMuenster:
    @pytest.mark.parametrize("endpoint", ENDPOINTS)
    def test_all_102_arrive_and_stay_as_they_are(
        self, feed, catalogues, make_source, run, packages, endpoint
    ):
        """By each endpoint; the second run finds 102 unchanged and writes nothing."""
        url = serve_muenster(feed, catalogues, endpoint)
        source = make_source(url, protocol="dkan", endpoint=endpoint)
        first = run(source)
        assert (first.message, first.reasons) == (None, [])
        assert first.counts()["added"] == 102
        before = packages()
        assert sum(len(p["resources"]) for p in before.values()) == 475
        second = run(source)
        assert second.complete
        assert (second.counts()["unchanged"], second.counts()["changed"]) == (102, 0)
        after = packages()
        assert {n: p["metadata_modified"] for n, p in after.items()} == {
            n: p["metadata_modified"] for n, p in before.items()
        }

    def test_other_endpoint_same_datasets(self, feed, catalogues, make_source, run, packages):
        """From data.json to the API: ids and names stay, nothing is added or removed."""
        url = serve_muenster(feed, catalogues, *ENDPOINTS)
        source = make_source(url, protocol="dkan")
        run(source)
        before = identity(packages())
        report = run(configured(source, endpoint="current_package_list_with_resources"))
        assert report.counts()["added"] == 0
        assert report.counts()["removed"] == 0
        assert identity(packages()) == before

    def test_other_protocol_same_datasets(self, feed, catalogues, make_source, run, packages):
        """The same catalogue as DCAT and back: other ids at the source, the same datasets here."""
        whole = json.loads(recording(catalogues, "dkan_datajson/muenster_data.json"))
        some = {d["identifier"]: d for d in whole["dataset"][:12]}
        feed.put("/data.json", json.dumps({**whole, "dataset": [*some.values()]}).encode())
        body = _cut_to(some, recording(catalogues, "dkan_rdf/muenster_dcatapde.xml"))
        feed.put("/dcatapde.xml", body, "application/rdf+xml")
        source = make_source(feed.url, protocol="dkan", endpoint="data.json")
        assert run(source).counts()["added"] == 12
        before = identity(packages())
        url = f"{feed.url}/dcatapde.xml"
        as_dcat = {**source, "url": url, "config": json.dumps({"protocol": "dcat"})}
        for changed in (as_dcat, source):
            counts = run(changed).counts()
            assert (counts["added"], counts["removed"], counts["failed"]) == (0, 0, 0)
            assert {i for i, _name in identity(packages()).values()} == {
                i for i, _name in before.values()
            }

    def test_one_that_fails_is_not_missing(
        self, feed, catalogues, make_source, run, packages, reply
    ):
        """The walk is incomplete and says which; the dataset stays as it is."""
        url = serve_muenster(feed, catalogues, "package_show")
        source = make_source(url, protocol="dkan", endpoint="package_show")
        run(source)
        path = next(p for p in feed.routes if p.startswith(f"{SHOW}?id="))
        feed.routes[path] = reply(status=404)
        report = run(source)
        assert not report.complete
        assert path in str(report.message)
        assert len(packages()) == 102


class TestOtherSites:
    def test_bonn_and_the_demo_site(self, feed, catalogues, make_source, run, packages):
        """German and American dates, sizes, a path for a name, a translated `private`."""
        feed.put(LIST, envelope("bonn", "demo"))
        for name in ("bonn", "demo_getdkan"):
            key = name.partition("_")[0]
            feed.put(
                f"{SHOW}?id={key}", recording(catalogues, f"dkan_api/{name}_package_show.json")
            )
        report = run(make_source(feed.url, protocol="dkan", endpoint="package_show"))
        assert report.counts()["added"] == 2
        found = packages()
        bonn, demo = found["stellenangebote-der-stadtwerke-bonn"], found["wisconsin-polling-places"]
        assert (bonn["issued"], bonn["private"]) == ("2014-09-11T11:04:12+02:00", False)
        assert bonn["publisher"][0]["name"] == "Stadtwerke Bonn"
        assert demo["modified"] == "2015-04-08T04:20:00"
        (file,) = demo["resources"]
        assert (file["size"], file["modified"]) == (17469, "2015-04-08T04:20:00")
        assert file["license"] == "http://dcat-ap.de/def/licenses/cc-by"


class TestDkan2:
    @pytest.mark.parametrize("endpoint", ["metastore", "data.json"])
    def test_sample_arrives_and_stays(self, feed, catalogues, make_source, run, packages, endpoint):
        """Ten datasets by either endpoint."""
        name = "metastore_schemas_dataset_items_show-reference-ids"
        body = recording(catalogues, f"dkan2_metastore/{name}.json")
        feed.put("/api/1/metastore/schemas/dataset/items?show-reference-ids", body)
        feed.put("/data.json", recording(catalogues, "dkan2_metastore/data.json"))
        source = make_source(feed.url, protocol="dkan2", endpoint=endpoint)
        assert run(source).counts()["added"] == 10
        assert len(packages()) == 10
        assert run(source).counts()["unchanged"] == 10


def _cut_to(identifiers: Collection[str], body: bytes) -> bytes:
    """Return a catalogue in RDF/XML with some of its datasets only."""
    root = etree.fromstring(body)
    dcat, dct = "{http://www.w3.org/ns/dcat#}", "{http://purl.org/dc/terms/}"
    for dataset in [*root.iter(f"{dcat}Dataset")]:
        if dataset.findtext(f"{dct}identifier") not in identifiers:
            root.remove(dataset)
    return etree.tostring(root)
