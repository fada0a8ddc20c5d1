"""Protocol `arcgis`: which catalogue of a Hub is read, the way through its pages, its faults."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from ckanext.modellregion_owl.harvest.adapters import ADAPTERS
from ckanext.modellregion_owl.harvest.exceptions import SourceInvalid, SourceUnavailable
from ckanext.modellregion_owl.harvest.records.hub_address import FEEDS
from ckanext.modellregion_owl.harvest.source import Source, parse_config
from ckanext.modellregion_owl.harvest.transport.http import Client

pytestmark = pytest.mark.unit

AP3, AP2 = FEEDS["dcat-ap"]
(ITEMS,) = FEEDS["records"]
US, DATA = FEEDS["dcat-us"]
SERVICE = "https://gis.example/arcgis/rest/services/open/Karte/MapServer"


def hexes(number: int) -> str:
    return f"{number:032x}"


def feature(number: int, **properties: Any) -> dict[str, Any]:
    given = {"title": f"Karte {number}", "url": f"{SERVICE}/{number}", "access": "public"}
    return {"type": "Feature", "id": f"{hexes(number)}_0", "properties": {**given, **properties}}


def collection(numbers: Any, matched: int | None = None, following: str = "") -> bytes:
    links = [{"rel": "self", "href": "x"}, {"rel": "next", "href": following}]
    whole = {"type": "FeatureCollection", "features": [feature(n) for n in numbers]}
    whole["links"] = links if following else links[:1]
    if matched is not None:
        whole["numberMatched"] = matched
    return json.dumps(whole).encode()


def pod(*titles: str) -> bytes:
    entries = [{"title": t, "identifier": t, "@type": "dcat:Dataset"} for t in titles]
    return json.dumps({"dataset": entries}).encode()


def jsonld(title: str) -> bytes:
    dataset = {"@type": "dcat:Dataset", "@id": f"https://a.example/{title}", "dct:title": title}
    context = {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"}
    return json.dumps({"@context": context, "dcat:dataset": [dataset]}).encode()


@pytest.fixture
def walk(feed):
    """Walk the feed server as a Hub and give the pages."""

    def once(path: str = "", max_pages: int = 50, **config: Any) -> list:
        source = Source("id", "hub", "Hub", feed.url + path, "arcgis", config=config)
        client = Client(5, 10_000_000, allow_private=True, sleep=lambda seconds: None)
        return list(ADAPTERS["arcgis"]().pages(source, client, max_pages))

    return once


@contextmanager
def fault(words: str) -> Iterator[None]:
    """Expect a fault whose English sentence has these words; the site speaks German."""
    with pytest.raises(SourceUnavailable) as caught:
        yield
    assert words in caught.value.message.msgid


def titles(pages: list) -> list[str]:
    return [record.title for page in pages for record in page.records]


def put(feed, path: str, body: bytes, **more: Any) -> None:
    feed.put(path, body, "application/json", **more)


class TestWhichCatalogue:
    def test_the_best_that_exists(self, feed, walk):
        """DCAT-AP 3, 2.1.1, OGC API Records, DCAT-US, data.json: each when the ones before lack."""
        bodies = {
            DATA: pod("daten"),
            US: pod("us"),
            f"{ITEMS}?limit=100": collection([1]),
            AP2: jsonld("zwei"),
            AP3: jsonld("drei"),
        }
        found = []
        for path, body in bodies.items():
            put(feed, path, body)
            found += titles(walk())
        assert found == ["daten", "us", "Karte 1", "zwei", "drei"]

    def test_as_configured(self, feed, walk):
        """The key `feed` names one; another one that exists is not read."""
        put(feed, AP3, jsonld("drei"))
        put(feed, US, pod("us"))
        assert titles(walk(feed="dcat-us")) == ["us"]
        with pytest.raises(SourceUnavailable):
            walk(feed="records")

    @pytest.mark.parametrize("path", ["/", "/search?q=a", "/datasets/abc::karte", "/pages/offen"])
    def test_any_page_of_the_hub_will_do(self, feed, walk, path):
        """Of a page's address only the site counts."""
        put(feed, AP3, jsonld("drei"))
        assert titles(walk(path)) == ["drei"]

    @pytest.mark.parametrize(
        ("path", "body"),
        [(AP2, jsonld("a")), (DATA, pod("a")), (f"{ITEMS}?limit=7", collection([1]))],
    )
    def test_address_of_a_catalogue(self, feed, walk, path, body):
        """It is read as it stands, and nothing else is asked for."""
        put(feed, path, body)
        assert len(titles(walk(path))) == 1
        assert feed.requests == [path]

    @pytest.mark.parametrize("status", [500, 503, 403])
    def test_a_fault_is_no_reason_for_another_catalogue(self, feed, walk, reply, status):
        """Its texts and identifiers would change every dataset for one night."""
        feed.routes[AP3] = reply(b"later", status)
        put(feed, US, pod("us"))
        with pytest.raises(SourceUnavailable):
            walk()

    def test_none_at_all(self, walk, feed):
        """The message says what to do."""
        with pytest.raises(SourceUnavailable) as caught:
            walk()
        assert caught.value.message.params["url"] == feed.url

    @pytest.mark.parametrize(
        "body", [b"<!DOCTYPE html><html><body>Hub</body></html>", b"[]", b'{"a": 1}', b"{", b""]
    )
    def test_not_a_catalogue(self, feed, walk, body):
        """A web page, other JSON, half of it, nothing: that is a fault, no empty catalogue."""
        put(feed, AP3, body)
        with pytest.raises(SourceUnavailable):
            walk()

    def test_empty_catalogue(self, feed, walk):
        """HTTP 200 with `"dataset": []` is read to its end; what it means the pipeline decides."""
        put(feed, US, pod())
        assert [p.records for p in walk()] == [()]

    @pytest.mark.parametrize("config", [{"feed": "rss"}, {"folders": "open"}])
    def test_keys_are_checked(self, config):
        """When a source is saved."""
        with pytest.raises(SourceInvalid):
            parse_config({"protocol": "arcgis", **config})
        parse_config({"protocol": "arcgis", "feed": "records", "folders": ["open"]})


def first(feed, numbers, **more: Any) -> None:
    put(feed, f"{ITEMS}?limit=100", collection(numbers, **more))


class TestPaging:
    def test_next_links(self, feed, walk):
        """They are followed, relative ones too; the number of records is announced."""
        first(feed, [1, 2], matched=3, following="?limit=100&startindex=3")
        put(feed, f"{ITEMS}?limit=100&startindex=3", collection([3], matched=3))
        pages = walk()
        assert titles(pages) == ["Karte 1", "Karte 2", "Karte 3"]
        assert [p.total for p in pages] == [3, 3]

    def test_without_links_by_what_came(self, feed, walk):
        """A server that caps the page is asked for the next one after what it gave."""
        first(feed, [1, 2], matched=3)
        put(feed, f"{ITEMS}?limit=100&startindex=3", collection([3], matched=3))
        assert len(titles(walk())) == 3

    def test_announces_more_than_it_has(self, feed, walk):
        """The walk ends; the announced number stays, so that nothing counts as missing."""
        first(feed, [1, 2], matched=9)
        put(feed, f"{ITEMS}?limit=100&startindex=3", collection([], matched=9))
        pages = walk()
        assert len(titles(pages)) == 2
        assert pages[0].total == 9

    def test_repeated_page(self, feed, walk):
        """A server that ignores `startindex` gives the same page for ever."""
        first(feed, [1, 2], matched=9)
        put(feed, f"{ITEMS}?limit=100&startindex=3", collection([1, 2], matched=9))
        with fault("circle"):
            walk()

    def test_links_in_a_circle(self, feed, walk):
        """Two pages that lead to each other; the second has records of its own."""
        first(feed, [1], following="?p=2")
        put(feed, f"{ITEMS}?p=2", collection([2], following="?limit=100"))
        with fault("circle"):
            walk()

    def test_too_many_pages(self, feed, walk):
        """The limit ends the walk as incomplete."""
        first(feed, [1], following="?p=2")
        put(feed, f"{ITEMS}?p=2", collection([2], following="?p=3"))
        put(feed, f"{ITEMS}?p=3", collection([3]))
        with fault("more than"):
            walk(max_pages=1)

    def test_switched_off(self, feed, walk):
        """Only the first page is read."""
        first(feed, [1], following="?p=2")
        assert len(walk(paging=False)) == 1

    @pytest.mark.parametrize("fault", ["500", "cut", "html"])
    def test_page_that_cannot_be_read(self, feed, walk, reply, fault):
        """It is left out and named; the pages behind it are read."""
        step = f"{ITEMS}?limit=2&startindex="
        put(feed, f"{ITEMS}?limit=2", collection([1, 2], matched=5, following=f"{step}3"))
        bad = {
            "500": reply(b"", 500),
            "cut": reply(collection([3, 4]), cut=40),
            "html": reply(b"<html><head></head></html>"),
        }
        feed.routes[f"{step}3"] = bad[fault]
        put(feed, f"{step}5", collection([5], matched=5))
        pages = walk(f"{ITEMS}?limit=2")
        assert titles(pages) == ["Karte 1", "Karte 2", "Karte 5"]
        assert [len(p.unread) for p in pages] == [0, 1, 0]
        assert f"{step}3" in str(pages[1].unread[0].params)

    def test_two_in_a_row(self, feed, walk, reply):
        """Then the server has a fault, and the walk ends."""
        step = f"{ITEMS}?limit=2&startindex="
        put(feed, f"{ITEMS}?limit=2", collection([1, 2], matched=9, following=f"{step}3"))
        feed.routes[f"{step}3"] = feed.routes[f"{step}5"] = reply(b"", 500)
        with pytest.raises(SourceUnavailable):
            walk(f"{ITEMS}?limit=2")

    def test_one_broken_entry(self, feed, walk):
        """It costs only itself."""
        whole = json.loads(collection([1, 2]))
        whole["features"][0] = ["no object"]
        whole["features"].append({"id": hexes(9), "properties": {"url": "x"}})
        put(feed, f"{ITEMS}?limit=100", json.dumps(whole).encode())
        (page,) = walk()
        assert titles([page]) == ["Karte 2"]
        assert [p.guid for p in page.problems] == ["", hexes(9)]


class TestRecordings:
    @pytest.mark.parametrize(
        ("path", "number", "services"),
        [
            ("arcgis_dcat_us/05b-27027_20200918.json", 21, 20),
            ("arcgis_dcat_us/05b-27027_20210810.json", 19, 18),
            ("arcgis_dcat_us/05b-27027_20220417.json", 19, 18),
            ("arcgis_dcat_us/10b-55003_20210716.json", 9, 9),
            ("arcgis_dcat_us/10b-55003_20210810.json", 10, 10),
            ("arcgis_dcat_us/10b-55003_20211231.json", 9, 9),
            ("arcgis_dcat_us/evian_hub_dcat-us-1.1.json", 8, 5),
            ("arcgis_dcat_ap/evian_dcat-ap_2.1.1.json", 8, 5),
            ("arcgis_dcat_ap/koop_readme_feed_2.1.1.json", 1, 0),
        ],
    )
    def test_every_dataset_is_a_record(self, feed, walk, catalogues, path, number, services):
        """With an identity of its own, and a lasting key where it has one service."""
        put(feed, "/feed.json", (catalogues / path).read_bytes())
        (page,) = walk("/feed.json")
        assert not page.problems
        assert not page.skipped
        assert len({r.guid for r in page.records}) == number
        keys = [r.lasting for r in page.records if r.lasting]
        assert len(keys) == len(set(keys)) == services

    def test_the_same_items_in_both_feeds(self, feed, walk, catalogues):
        """A Hub read by another feed tomorrow has the same identities."""
        us = catalogues / "arcgis_dcat_us/evian_hub_dcat-us-1.1.json"
        put(feed, "/us.json", us.read_bytes())
        put(feed, "/ap.json", (catalogues / "arcgis_dcat_ap/evian_dcat-ap_2.1.1.json").read_bytes())
        (one,), (other,) = walk("/us.json"), walk("/ap.json")
        assert {(r.guid, r.lasting) for r in one.records} == {
            (r.guid, r.lasting) for r in other.records
        }


def pairs(feed, walk, catalogues, *names: str) -> tuple[int, int, int]:
    pages = []
    for name in names:
        put(feed, f"/{name}", (catalogues / f"arcgis_dcat_us/{name}").read_bytes())
        pages += walk(f"/{name}")
    first, second = pages
    guids = {r.guid for r in first.records} & {r.guid for r in second.records}
    keys = {r.lasting for r in first.records} & {r.lasting for r in second.records} - {""}
    return len(guids), len(keys), len([r for r in second.records if r.lasting])


class TestSnapshots:
    """The identifiers of Clay County's Hub changed in 2022; what tells its datasets then?"""

    def test_new_identifiers(self, feed, walk, catalogues):
        """No GUID pairs; of the 18 datasets with a service all do, two of them share one."""
        names = ("05b-27027_20210810.json", "05b-27027_20220417.json")
        assert pairs(feed, walk, catalogues, *names) == (0, 18, 18)

    @pytest.mark.parametrize(
        ("names", "expected"),
        [
            (("05b-27027_20200918.json", "05b-27027_20210810.json"), (19, 17, 18)),
            (("10b-55003_20210716.json", "10b-55003_20210810.json"), (9, 9, 10)),
            (("10b-55003_20210810.json", "10b-55003_20211231.json"), (9, 9, 9)),
        ],
    )
    def test_ordinary_months(self, feed, walk, catalogues, names, expected):
        """GUIDs pair; a lasting key may change when a second item of the service goes."""
        assert pairs(feed, walk, catalogues, *names) == expected
