"""A real catalogue service, pycsw 2.6.2, with recorded records: from the question to the feed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from rdflib import Graph

from ckanext.modellregion_owl.harvest.adapters.csw import CswAdapter
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.http import Client

sys.path.append(str(Path(__file__).parents[2] / "rdf"))
from shapes import kinds, violations

pytestmark = pytest.mark.stack

# What the recorded records do not say: no licence in JSON, which GovData's list would know.
LACKS = {"license MinCountConstraintComponent"}

LEVELS = ["dataset", "datasetCollection", "series", "nonGeographicDataset"]


@pytest.fixture
def walk(pycsw):
    """Walk the service: `walk(**configuration)` gives its pages."""

    def pages(**config):
        source = Source("s", "s", "S", pycsw.url, "csw", config=config)
        return list(CswAdapter().pages(source, Client(20, 10_000_000, allow_private=True), 100))

    return pages


@pytest.fixture
def datasets(pycsw, iso) -> set[str]:
    """The identifiers of the records that are no services."""
    return {id_ for id_, xml in pycsw.records.items() if not iso.read(xml).is_service}


def guids(pages) -> list[str]:
    return [record.guid for page in pages for record in page.records]


class TestWalk:
    def test_all_datasets(self, walk, datasets):
        """Each once, though the server sends ten at most; nothing left unread."""
        pages = walk(keyword="", types=LEVELS)
        assert sorted(guids(pages)) == sorted(datasets)
        assert [page for page in pages if page.unread or page.problems] == []
        assert pages[-1].total == len(datasets)

    @pytest.mark.parametrize("size", [1, 3, 10])
    def test_any_page_size(self, walk, datasets, size):
        """The same records, whatever is asked for."""
        assert sorted(guids(walk(keyword="", types=LEVELS, page_size=size))) == sorted(datasets)

    def test_keyword(self, walk):
        """Only what is marked as open data: the record made for Delbrück."""
        assert guids(walk()) == ["0a1f3c52-7d64-4f0e-9a57-5774020020aa"]

    def test_organisation(self, walk):
        """By a part of the name."""
        assert guids(walk(keyword="", organisation="Delbrück")) == [
            "0a1f3c52-7d64-4f0e-9a57-5774020020aa"
        ]

    @pytest.mark.parametrize("how", ["coupled", "all"])
    def test_services(self, walk, how):
        """The service comes with its dataset, asked for by operatesOn."""
        (record,) = [r for page in walk(services=how) for r in page.records]
        text = "\n".join(str(triple) for triple in record.triples)
        assert "endpointURL> <https://dienste.example/delbrueck/bplan?>" in text


@pytest.fixture
def harvested(clean_stack, pycsw, make_source, run):
    """Harvest the service twice: `harvested(**configuration)` gives both reports."""

    def harvest_twice(**config):
        config = {"protocol": "csw", "municipality": "stadt-delbrueck", **config}
        source = make_source(pycsw.url, **config)
        return run(source), run(source)

    return harvest_twice


class TestHarvest:
    def test_every_dataset_arrives_once(self, harvested, packages, datasets):
        """All datasets of the service, and nothing is touched by the second run."""
        first, second = harvested(keyword="", types=LEVELS)
        assert (first.message, first.reasons) == (None, [])
        assert first.counts()["added"] == len(datasets)
        assert {p["identifier"] for p in packages().values()} == datasets
        assert second.counts()["unchanged"] == len(datasets)
        assert second.counts()["changed"] == second.counts()["added"] == 0

    def test_record_of_delbrueck(self, harvested, packages):
        """Category, licence, attribution, area, supplier, and the service as its resource."""
        harvested()
        (package,) = packages().values()
        assert [uri.rpartition("/")[2] for uri in package["theme"]] == ["TRAN"]
        assert package["contributor_id"] == ["http://dcat-ap.de/def/contributors/gdiDE"]
        assert "http://dcat-ap.de/def/politicalGeocoding/regionalKey/057740020020" in {
            place.get("uri") for place in package["spatial_coverage"]
        }
        assert any(place.get("bbox") for place in package["spatial_coverage"])
        assert package["publisher"][0]["name"] == "Stadt Delbrück"
        (resource,) = package["resources"]
        assert resource["license"] == "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
        assert resource["license_attribution_by_text"] == "Stadt Delbrück"
        assert resource["format"] == "WMS"
        (service,) = resource["access_services"]
        assert service["endpoint_url"] == ["https://dienste.example/delbrueck/bplan?"]
        assert service["endpoint_description"].endswith("?REQUEST=GetCapabilities&SERVICE=WMS")

    def test_feed(self, app, harvested, shacl):
        """What goes out breaks the official shapes only where the record has no value."""
        harvested(keyword="", types=LEVELS)
        graph = Graph().parse(data=app.get("/catalog.ttl").get_data(as_text=True), format="turtle")
        assert set(kinds(violations(graph, shacl))) == LACKS

    def test_feed_of_delbrueck(self, app, harvested, shacl):
        """A record with a licence breaks none."""
        harvested()
        graph = Graph().parse(data=app.get("/catalog.ttl").get_data(as_text=True), format="turtle")
        assert violations(graph, shacl) == []
