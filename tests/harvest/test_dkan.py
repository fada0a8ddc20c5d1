"""Protocols `dkan` and `dkan2`: one identity, no partial answer that looks whole."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))
from dkan_site import (
    ENDPOINTS,
    LIST,
    SHOW,
    WHOLE,
    envelope,
    guids,
    read,
    recording,
    serve_muenster,
    unread,
    walk,
)

from ckanext.modellregion_owl.harvest.adapters.dkan import located
from ckanext.modellregion_owl.harvest.adapters.dkan2 import with_file_ids
from ckanext.modellregion_owl.harvest.exceptions import SourceMissing, SourceUnavailable

pytestmark = pytest.mark.unit


def package(number: int, **more) -> dict:
    return {"id": f"id-{number}", "title": f"Datensatz {number}", **more}


def pod(*numbers: int) -> bytes:
    items = [{"identifier": f"id-{n}", "title": f"Datensatz {n}"} for n in numbers]
    return json.dumps({"dataset": items}).encode()


def ids(*numbers: int) -> list[str]:
    return [f"id-{n}" for n in numbers]


class TestLocated:
    @pytest.mark.parametrize(
        ("url", "root", "endpoint"),
        [
            ("https://a.example", "https://a.example", ""),
            ("https://a.example/", "https://a.example", ""),
            ("https://a.example/data.json", "https://a.example", "data.json"),
            ("https://a.example/sub/dcatapde.xml?page=1", "https://a.example/sub", "dcatapde.xml"),
            ("https://a.example/api/3/action/package_show", "https://a.example", "package_show"),
            ("https://a.example/api/3", "https://a.example", ""),
            ("https://a.example/dataset/b%C3%A4ume", "https://a.example", ""),
        ],
    )
    def test_root_and_endpoint(self, url, root, endpoint):
        """Whatever page of the portal a steward copies, the root is found."""
        assert located(url) == (root, endpoint)


class TestMuenster:
    @pytest.mark.parametrize("endpoint", ENDPOINTS)
    def test_every_endpoint_gives_all_102_under_the_same_guids(self, feed, catalogues, endpoint):
        """gzip, BOM, text/html, redirect, nested list, lists of one: nothing is lost.

        The GUID is the UUID, so a source whose endpoint changes keeps its datasets.
        """
        url = serve_muenster(feed, catalogues, endpoint)
        pages = read(url, endpoint=endpoint)
        body = recording(catalogues, "dkan_api/muenster_package_show_by_id.json")
        assert sorted(guids(pages)) == sorted(json.loads(body))
        assert unread(pages) == []
        assert [p for page in pages for p in page.problems] == []

    @pytest.mark.parametrize("first", range(len(ENDPOINTS)))
    def test_best_endpoint_that_exists_is_read(self, feed, catalogues, first):
        """data.json, dcatapde.xml, the whole list, one by one."""
        serve_muenster(feed, catalogues, *ENDPOINTS[first:])
        if first:
            feed.routes.pop("/data.json", None)
        if first == len(ENDPOINTS) - 1:  # one by one needs the UUIDs
            return
        assert len(guids(read(feed.url, licences_from_api=False))) == 102
        read_from = [r for r in feed.requests if feed.routes.get(r.partition("?")[0]) or "?" in r]
        assert any(ENDPOINTS[first] in request for request in read_from)
        assert not any(later in r for r in feed.requests for later in ENDPOINTS[first + 1 :])

    def test_endpoint_that_fails_is_no_missing_one(self, feed, catalogues):
        """Another endpoint says less; a passing fault must not change a hundred datasets."""
        serve_muenster(feed, catalogues, *ENDPOINTS)
        feed.put("/data.json", b"", status=503)
        with pytest.raises(SourceUnavailable):
            read(feed.url)
        assert not any("dcatapde" in request for request in feed.requests)

    def test_no_endpoint_at_all(self, feed):
        """The message names the address that is to be expected."""
        with pytest.raises(SourceMissing) as err:
            read(feed.url)
        assert err.value.message.params["url"].endswith("/data.json")


class TestLicencesFromApi:
    def serve(self, feed, **more) -> str:
        """Serve two datasets of which data.json names one licence; give the address."""
        items = [
            {"identifier": "id-1", "title": "A", "license": "http://a.example/l"},
            {"identifier": "id-2", "title": "B", **more},
        ]
        feed.put("/data.json", json.dumps({"dataset": items}).encode())
        return feed.url

    def licences(self, pages) -> list[list[str]]:
        """Return the licences of each dataset."""
        name = "http://purl.org/dc/terms/license"
        return [
            [t.object.value for t in record.triples if t.predicate.value == name]
            for page in pages
            for record in page.records
        ]

    def test_what_data_json_drops_is_looked_up(self, feed):
        """DKAN drops licences that its list does not know; each is noted."""
        found = [package(1, license_title="andere"), package(2, license_title="cc-by 4.0")]
        feed.put(WHOLE, envelope(*found, nested=True))
        pages = read(self.serve(feed))
        assert self.licences(pages) == [["http://a.example/l"], ["cc-by 4.0"]]
        assert [f.rule for f in pages[0].records[1].findings] == ["licence.of_api"]

    def test_complete_data_json_needs_no_second_look(self, feed):
        """One request only."""
        read(self.serve(feed, license="http://b.example/l"))
        assert feed.requests == ["/data.json"]

    def test_nothing_is_invented(self, feed):
        """“notspecified” is no licence; a site without the API has none either."""
        assert self.licences(read(self.serve(feed))) == [["http://a.example/l"], []]
        feed.put(WHOLE, envelope(package(2, license_title="notspecified")))
        pages = read(feed.url)
        assert self.licences(pages) == [["http://a.example/l"], []]
        assert [f for record in pages[0].records for f in record.findings] == []

    def test_api_that_fails_breaks_the_walk_off(self, feed):
        """Else the datasets would lose their licence until the next run."""
        feed.put(WHOLE, b"", status=503)
        with pytest.raises(SourceUnavailable):
            read(self.serve(feed))

    def test_switched_off(self, feed):
        """For a site whose API never answers."""
        feed.put(WHOLE, b"", status=503)
        pages = read(self.serve(feed), licences_from_api=False)
        assert self.licences(pages) == [["http://a.example/l"], []]

    def test_muenster(self, feed, catalogues):
        """Six datasets are left, as many as the API itself has none for."""
        serve_muenster(feed, catalogues, "data.json", "current_package_list_with_resources")
        assert self.licences(read(feed.url)).count([]) == 6


class TestOtherSites:
    def test_bonn(self, feed, catalogues):
        """A list of one, no name but a path, a translated `private`."""
        body = recording(catalogues, "dkan_api/bonn_package_show.json")
        name = "stellenangebote-der-stadtwerke-bonn"
        feed.put(LIST, envelope(name))
        feed.put(f"{SHOW}?id={name}", body)
        pages = read(feed.url, endpoint="package_show")
        assert guids(pages) == ["42db3b50-1904-4123-98a3-6e71d381362a"]
        record = pages[0].records[0]
        assert record.subject.value == f"https://opendata.bonn.de/dataset/{name}"
        assert [f.rule for f in record.findings] == ["value.placeholder"]

    def test_demo(self, feed, catalogues):
        """One of the four listed datasets was recorded; the others are told, not forgotten."""
        feed.put(LIST, recording(catalogues, "dkan_api/demo_getdkan_package_list.json"))
        body = recording(catalogues, "dkan_api/demo_getdkan_package_show.json")
        feed.put(f"{SHOW}?id=wisconsin-polling-places", body)
        pages = read(feed.url, endpoint="package_show")
        assert guids(pages) == ["f8bbbb91-8529-4bd0-81f3-d7246778ef4d"]
        assert len(unread(pages)) == 3


class TestDataJson:
    def test_pages_are_read_to_the_end(self, feed):
        """GSA/data.gov#3379; after the last page comes nothing."""
        feed.put("/data.json", pod(1, 2, 3, 4, 5))
        feed.put("/data.json?page=2", pod(6, 7))
        feed.put("/data.json?page=3", pod())
        assert guids(read(feed.url)) == ids(*range(1, 8))

    def test_404_is_the_end_too(self, feed):
        """Behind the last page."""
        feed.put("/data.json", pod(1, 2, 3, 4, 5))
        assert guids(read(feed.url)) == ids(1, 2, 3, 4, 5)

    def test_server_without_pages_repeats_the_first(self, feed):
        """Then everything has been read."""
        feed.put("/data.json?*", pod(1, 2, 3, 4, 5))
        assert guids(read(feed.url)) == ids(1, 2, 3, 4, 5)

    def test_last_page_again_is_the_end(self, feed):
        """Drupal's pager takes a number beyond the end down to the last page."""
        feed.put("/data.json?*", pod(6, 7))
        feed.put("/data.json", pod(1, 2, 3, 4, 5))
        assert guids(read(feed.url)) == ids(*range(1, 8))

    def test_full_page_again_and_again_is_no_end(self, feed):
        """A server that is stuck hides what follows."""
        feed.put("/data.json?*", pod(6, 7, 8, 9, 10))
        feed.put("/data.json", pod(1, 2, 3, 4, 5))
        pages = walk(feed.url)
        assert guids([next(pages), next(pages)]) == ids(*range(1, 11))
        with pytest.raises(SourceUnavailable):
            next(pages)

    def test_odd_number_is_no_page(self, feed):
        """Without a sign of pages no second request: DKAN needs a minute for data.json."""
        feed.put("/data.json?*", pod(1, 2, 3))
        read(feed.url, licences_from_api=False)
        assert feed.requests == ["/data.json"]

    @pytest.mark.parametrize(("paging", "expected"), [(True, ids(1, 2, 3)), (False, ids(1, 2))])
    def test_configuration_decides(self, feed, paging, expected):
        """`paging: true` always asks, `false` never."""
        feed.put("/data.json", pod(1, 2))
        feed.put("/data.json?page=2", pod(3))
        assert guids(read(feed.url, paging=paging)) == expected

    @pytest.mark.parametrize(
        "fault",
        [
            {"body": b"", "status": 500},
            {"body": b"<!DOCTYPE html><html>Wartung</html>"},
            {"body": pod(6, 7), "cut": 9},
            {"body": pod(6, 7)[:-9]},
            {"body": b'{"error": "x"}'},
            {"body": b""},
        ],
        ids=["500", "html", "cut", "truncated", "no list", "empty"],
    )
    def test_fault_on_a_later_page_breaks_the_walk_off(self, feed, fault):
        """What came before stays; nothing looks complete."""
        feed.put("/data.json", pod(1, 2, 3, 4, 5))
        feed.put("/data.json?page=2", **fault)
        pages = walk(feed.url)
        assert guids([next(pages)]) == ids(1, 2, 3, 4, 5)
        with pytest.raises(SourceUnavailable) as err:
            next(pages)
        assert "/data.json?page=2" in str(err.value)

    def test_too_many_pages(self, feed):
        """A server that invents datasets is stopped."""
        feed.put("/data.json", pod(1, 2, 3, 4, 5))
        for page in range(2, 9):
            feed.put(f"/data.json?page={page}", pod(*range(page * 10, page * 10 + 5)))
        with pytest.raises(SourceUnavailable):
            read(feed.url, max_pages=4)

    def test_500_then_200(self, feed, reply):
        """A passing fault costs a second try only."""
        feed.routes["/data.json"] = [reply(status=500), reply(pod(1))]
        assert guids(read(feed.url)) == ids(1)

    def test_empty_catalogue_is_complete_and_empty(self, feed):
        """HTTP 200 with `"dataset": []` (sources.md 2, no. 2): the shrink guard decides."""
        feed.put("/data.json", pod())
        assert guids(read(feed.url)) == []

    def test_broken_items_cost_themselves_only(self, feed):
        """A text in the list, a dataset without title, a title that is a placeholder."""
        items = [
            "kaputt",
            {"identifier": "id-1"},
            {"identifier": "id-2", "title": "No title provided"},
            {"identifier": "id-3", "title": "Gut"},
        ]
        feed.put("/data.json", json.dumps({"dataset": items}).encode())
        (page,) = read(feed.url)
        assert guids([page]) == ["id-3"]
        assert [p.guid for p in page.problems] == ["", "id-1", "id-2"]

    def test_same_identifier_twice_is_noted(self, feed):
        """One of both is lost, but not in silence."""
        feed.put("/data.json", pod(1, 2, 1))
        (page,) = read(feed.url, licences_from_api=False)
        assert [(f.rule, f.before) for f in page.findings] == [("record.double", "id-1")]


class TestWholeList:
    ENDPOINT = "current_package_list_with_resources"

    @pytest.mark.parametrize("nested", [True, False])
    def test_everything_at_once(self, feed, nested):
        """DKAN leaves the list inside of a list."""
        feed.put(LIST, envelope("a", "b"))
        feed.put(WHOLE + "?*", envelope(package(1), package(2), nested=nested))
        pages = read(feed.url, endpoint=self.ENDPOINT)
        assert guids(pages) == ids(1, 2)
        assert unread(pages) == []
        assert pages[0].total == 2

    def test_capped_pages_are_stepped_by_what_came(self, feed):
        """CKAN stops at ten whatever is asked for (ckan#3483)."""
        feed.put(LIST, envelope(*"abcde"))
        for offset in (0, 2, 4):
            found = [package(n) for n in range(offset + 1, min(offset + 3, 6))]
            feed.put(f"{WHOLE}?limit=100&offset={offset}", envelope(*found))
        pages = read(feed.url, endpoint=self.ENDPOINT)
        assert guids(pages) == ids(1, 2, 3, 4, 5)
        assert unread(pages) == []

    @pytest.mark.parametrize("names", [None, b""])
    def test_empty_page_is_the_end_where_nothing_is_listed(self, feed, names):
        """Without package_list, or with Heilbronn's empty one."""
        if names is not None:
            feed.put(LIST, names, "text/html")
        feed.put(WHOLE + "?*", envelope())
        feed.put(f"{WHOLE}?limit=100&offset=0", envelope(package(1)))
        pages = read(feed.url, endpoint=self.ENDPOINT)
        assert guids(pages) == ids(1)
        assert unread(pages) == []

    def test_repeated_page_without_a_list_is_incomplete(self, feed):
        """Nobody knows whether the server was capped."""
        feed.put(WHOLE + "?*", envelope(*(package(n) for n in range(10))))
        pages = read(feed.url, endpoint=self.ENDPOINT)
        assert guids(pages) == ids(*range(10))
        assert len(unread(pages)) == 1

    def test_fewer_than_listed_is_incomplete(self, feed):
        """Ten of eleven, again and again."""
        feed.put(LIST, envelope(*(str(n) for n in range(11))))
        feed.put(WHOLE + "?*", envelope(*(package(n) for n in range(10))))
        (message,) = unread(read(feed.url, endpoint=self.ENDPOINT))
        assert "11" in message
        assert "10" in message

    def test_empty_list_is_incomplete_where_names_are_listed(self, feed):
        """A broken module answers with nothing."""
        feed.put(LIST, envelope("a"))
        feed.put(WHOLE + "?*", envelope())
        assert len(unread(read(feed.url, endpoint=self.ENDPOINT))) == 1

    def test_failed_call(self, feed):
        """`success: false` is no empty catalogue."""
        feed.put(WHOLE + "?*", envelope(success=False))
        with pytest.raises(SourceUnavailable):
            read(feed.url, endpoint=self.ENDPOINT)


class TestOneByOne:
    def serve(self, feed, *broken: str, count: int = 8) -> str:
        """Serve so many datasets, some of them broken; give the address."""
        names = [f"satz-{n}" for n in range(count)]
        feed.put(LIST, envelope(*names))
        for number, name in enumerate(names):
            if name not in broken:
                body = json.dumps({"success": True, "result": package(number)}).encode()
                feed.put(f"{SHOW}?id={name}", body, "text/html")
        return feed.url

    def test_result_may_be_a_dict(self, feed):
        """As today's DKAN delivers it; a list of one is Bonn's."""
        pages = read(self.serve(feed), endpoint="package_show")
        assert guids(pages) == ids(*range(8))
        assert {page.total for page in pages} == {8}

    def test_one_that_fails_costs_itself_and_makes_the_walk_incomplete(self, feed):
        """It is still there: never counted as missing."""
        pages = read(self.serve(feed, "satz-3"), endpoint="package_show")
        assert guids(pages) == ids(0, 1, 2, 4, 5, 6, 7)
        (message,) = unread(pages)
        assert "id=satz-3" in message

    @pytest.mark.parametrize(
        "body",
        [b"", b'{"success": true, "result": []}', b'{"success": false, "error": "x"}', b"[1"],
    )
    def test_an_answer_without_a_dataset_is_a_failure(self, feed, body):
        """Empty, nothing found, refused, cut off."""
        url = self.serve(feed)
        feed.put(f"{SHOW}?id=satz-3", body)
        assert len(unread(read(url, endpoint="package_show"))) == 1

    def test_a_server_that_is_gone_is_left_alone(self, feed):
        """Not a thousand vain requests."""
        broken = [f"satz-{n}" for n in range(2, 30)]
        pages = walk(self.serve(feed, *broken, count=30), endpoint="package_show")
        with pytest.raises(SourceUnavailable):
            list(pages)
        assert len(feed.requests) < 12

    def test_uuids_of_data_json_where_names_are_unknown(self, feed):
        """Münster; what data.json lacks against the list makes the walk incomplete."""
        feed.put(LIST, envelope("a", "b", "c"))
        feed.put("/data.json", pod(1, 2))
        for number in (1, 2):
            feed.put(f"{SHOW}?id=id-{number}", envelope(package(number)))
        pages = read(feed.url, endpoint="package_show")
        assert guids(pages) == ids(1, 2)
        assert len(unread(pages)) == 1

    def test_first_one_that_fails_is_one_of_many(self, feed):
        """Without data.json the names are all there is."""
        pages = read(self.serve(feed, "satz-0"), endpoint="package_show")
        assert guids(pages) == ids(*range(1, 8))
        assert len(unread(pages)) == 1

    def test_names_may_come_in_pages(self, feed):
        """Heilbronn's `?page=0` has a second page."""
        self.serve(feed, count=4)
        feed.put(LIST, b"", "text/html", status=302)
        feed.routes[LIST].headers["Location"] = f"{LIST}?page=0"
        feed.put(f"{LIST}?page=0", envelope("satz-0", "satz-1"))
        feed.put(f"{LIST}?page=1", envelope("satz-2", "satz-3"))
        feed.put(f"{LIST}?page=2", b"", "text/html")
        assert guids(read(feed.url, endpoint="package_show")) == ids(0, 1, 2, 3)

    def test_list_that_cannot_be_read_breaks_the_walk_off(self, feed):
        """Without the list nothing is known to be complete."""
        self.serve(feed)
        feed.put(LIST, b"<html>", status=500)
        with pytest.raises(SourceUnavailable):
            read(feed.url, endpoint="package_show")


class TestDkan2:
    ITEMS = "/api/1/metastore/schemas/dataset/items"

    @pytest.mark.parametrize(
        ("name", "path", "endpoint"),
        [
            ("metastore_schemas_dataset_items_show-reference-ids", "?show-reference-ids", None),
            ("metastore_schemas_dataset_items", "?*", "metastore"),
            ("data", "/data.json", "data.json"),
            ("data", "/data.json", None),
        ],
    )
    def test_every_endpoint_gives_the_same_guids(self, feed, catalogues, name, path, endpoint):
        """Ten datasets of DKAN's own sample."""
        body = recording(catalogues, f"dkan2_metastore/{name}.json")
        feed.put(path if path.startswith("/") else self.ITEMS + path, body)
        feed.put("/data.json?page=2", b"", status=404)
        pages = read(feed.url, "dkan2", **({"endpoint": endpoint} if endpoint else {}))
        expected = json.loads(recording(catalogues, "dkan2_metastore/data.json"))["dataset"]
        assert guids(pages) == [item["identifier"] for item in expected]

    def test_reference_ids_name_the_files(self, feed, catalogues):
        """A file keeps its number while its address changes."""
        name = "dkan2_metastore/metastore_schemas_dataset_items_show-reference-ids.json"
        (item, *_) = json.loads(recording(catalogues, name))
        prepared = with_file_ids(item)
        ids_ = [reference["identifier"] for reference in item["%Ref:distribution"]]
        assert [file["identifier"] for file in prepared["distribution"]] == ids_
        assert not any(member.startswith("%") for member in prepared)

    def test_reference_around_the_value(self):
        """Other versions wrap the value itself."""
        item = {
            "keyword": [{"identifier": "k1", "data": "Rad"}],
            "distribution": [{"identifier": "d1", "data": {"title": "CSV"}}],
        }
        assert with_file_ids(item) == {
            "keyword": ["Rad"],
            "distribution": [{"identifier": "d1", "title": "CSV"}],
        }
