"""Protocol `arcgis` through the whole pipeline: recordings in, datasets and feed out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph, URIRef

from ckanext.modellregion_owl.rdf.profile import output
from ckanext.modellregion_owl.rdf.write import write_dataset

sys.path.append(str(Path(__file__).parents[1] / "rdf"))
from shapes import kinds, violations

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

US, AP = "arcgis_dcat_us", "arcgis_dcat_ap"
HUB_ITEM = "arcgis_rest/hub_search_feature.json"
ITEMS = "/api/search/v1/collections/dataset/items"
SERVICE = "https://gis.example/arcgis/rest/services/{folder}/Karte{number}/MapServer/0"


def put(feed: Any, path: str, body: bytes) -> None:
    feed.put(path, body, "application/json")


@pytest.fixture
def hub(feed, make_source):
    """Put a recording under the address of a feed and give its source."""
    sources: dict[str, Any] = {}

    def serve(recording, **config: Any):
        body = recording.read_bytes()
        if recording.match(HUB_ITEM):
            body = json.dumps({"features": [json.loads(body)]}).encode()
        put(feed, "/feed.json", body)
        if not sources:
            sources["hub"] = make_source(
                feed.url + "/feed.json", "hub", protocol="arcgis", **config
            )
        return sources["hub"]

    return serve


def ids(packages: dict[str, Any]) -> dict[str, str]:
    return {package["title"]: package["id"] for package in packages.values()}


class TestRecordings:
    @pytest.mark.parametrize(
        ("path", "number"),
        [
            (f"{US}/evian_hub_dcat-us-1.1.json", 8),
            (f"{AP}/evian_dcat-ap_2.1.1.json", 8),
            (f"{AP}/koop_readme_feed_2.1.1.json", 1),
            (f"{US}/05b-27027_20200918.json", 21),
            (HUB_ITEM, 1),
        ],
    )
    def test_all_arrive_and_stay_as_they_are(self, hub, run, packages, catalogues, path, number):
        """The second run changes nothing."""
        source = hub(catalogues / path)
        report = run(source)
        assert (report.message, report.reasons) == (None, [])
        assert (report.added, len(packages())) == (number, number)
        before = packages()
        assert run(source).unchanged == number
        assert packages() == before


def items(*entries: dict[str, Any]) -> bytes:
    features = [
        {
            "id": f"{entry['number']:032x}_0",
            "properties": {
                "title": f"Karte {entry['number']}",
                "access": entry.get("access", "public"),
                "url": SERVICE.format(folder=entry.get("folder", "open"), number=entry["number"]),
            },
        }
        for entry in entries
    ]
    return json.dumps({"features": features, "numberMatched": len(features)}).encode()


class TestNotOpen:
    @pytest.fixture
    def deliver(self, feed, make_source, run):
        """Let a Hub deliver these items, and run."""
        source = make_source(feed.url, "hub", protocol="arcgis", feed="records", folders=["open"])

        def once(*entries: dict[str, Any]):
            put(feed, f"{ITEMS}?limit=100", items(*entries))
            return run(source)

        return once

    @pytest.mark.parametrize("closed", [{"folder": "secure"}, {"access": "org"}])
    def test_never_shown(self, deliver, packages, closed):
        """Neither failed nor missing; the report says why."""
        report = deliver({"number": 1}, {"number": 2, **closed})
        assert sorted(p["title"] for p in packages().values()) == ["Karte 1"]
        assert (report.added, report.failed, report.skipped) == (1, 0, 1)
        assert report.state.value == "finished"
        assert "Karte 2" in str(report.notes[0][1])

    def test_withdrawn_at_once_and_back_as_the_same(self, deliver, packages):
        """Open yesterday, secure today: gone today; open again it has its id again."""
        numbers = [{"number": n} for n in range(1, 5)]
        deliver(*numbers)
        before = ids(packages())
        report = deliver(*numbers[:1], *({**n, "folder": "intra"} for n in numbers[1:]))
        assert (report.removed, report.missing, report.state.value) == (3, 0, "finished")
        assert list(ids(packages())) == ["Karte 1"]
        again = deliver(*numbers[:1], *({**n, "folder": "intra"} for n in numbers[1:]))
        assert (again.removed, again.skipped) == (0, 3)
        deliver(*numbers)
        assert ids(packages()) == before


class TestSnapshots:
    def test_temporary_loss(self, feed, hub, run, packages, catalogues):
        """15 → 4 → 15: the run is held, nothing goes, and afterwards all are the same."""
        recording = catalogues / f"{US}/05b-27027_20200918.json"
        source = hub(recording)
        run(source)
        before = packages()
        whole = json.loads(recording.read_bytes())
        for left in (4, 0):
            fewer = {**whole, "dataset": whole["dataset"][:left]}
            put(feed, "/feed.json", json.dumps(fewer).encode())
            report = run(source)
            assert (report.state.value, report.removed) == ("held", 0)
            assert packages() == before
        hub(recording)
        assert run(source).unchanged == 21

    def test_new_identifiers(self, hub, run, packages, catalogues):
        """The Hub has given every dataset a new identifier: those with a service keep their id.

        The one without a service is a new one; the old one is missing for its time of grace.
        """
        source = hub(catalogues / f"{US}/05b-27027_20210810.json")
        run(source)
        before = packages()
        hub(catalogues / f"{US}/05b-27027_20220417.json")
        report = run(source)
        after = packages()
        assert (report.reidentified, report.added, report.removed) == (18, 1, 0)
        assert (report.missing, report.state.value) == (1, "finished")
        ids = {package["id"] for package in before.values()}
        assert ids <= {package["id"] for package in after.values()}
        assert set(before) <= set(after), "the address of a page has changed"

    def test_slow_change(self, hub, run, packages, catalogues):
        """9 → 10 → 9 over months: one comes, one is missing for a time, ids stay."""
        source = hub(catalogues / f"{US}/10b-55003_20210716.json")
        run(source)
        before = ids(packages())
        hub(catalogues / f"{US}/10b-55003_20210810.json")
        assert run(source).added == 1
        hub(catalogues / f"{US}/10b-55003_20211231.json")
        report = run(source)
        assert (report.missing, report.removed) == (1, 0)
        assert before.items() <= ids(packages()).items()


LICENCE, TEXT = (f"{name} MinCountConstraintComponent" for name in ("license", "description"))
# What the sources do not say and nobody may make up: path and constraint → how many. Etalab's
# licence is in none of the lists, and it is named in words. Accounts are no contacts.
LACKS = {
    f"{US}/evian_hub_dcat-us-1.1.json": {LICENCE: 34, TEXT: 3},
    f"{AP}/evian_dcat-ap_2.1.1.json": {LICENCE: 34, TEXT: 3},
    f"{AP}/koop_readme_feed_2.1.1.json": {LICENCE: 1},
    HUB_ITEM: {LICENCE: 8},
}


class TestFeed:
    @pytest.mark.parametrize("path", list(LACKS))
    def test_violations(self, hub, run, packages, catalogues, shacl, path):
        """The official shapes find only what the source lacks."""
        run(hub(catalogues / path))
        graph = Graph()
        for package in packages().values():
            iri = package.get("uri") or f"https://daten.example/dataset/{package['id']}"
            write_dataset(graph, URIRef(iri), package, output())
        assert kinds(violations(graph, shacl)) == LACKS[path]
