"""Walk over a CKAN: its search answers from memory, with the faults that real ones have."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ckanext.modellregion_owl.harvest.adapters.ckan import CkanAdapter
from ckanext.modellregion_owl.harvest.adapters.ckan_walk import filters_of, site_of
from ckanext.modellregion_owl.harvest.exceptions import SourceRefused, SourceUnavailable
from ckanext.modellregion_owl.harvest.records.record import Remembered, Same
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.answer import Answer, NoMemory

pytestmark = pytest.mark.unit

SITE = "https://daten.example.org"


def source(url: str = SITE, **config: Any) -> Source:
    return Source("1", "s", "S", url, "ckan", config={"protocol": "ckan", **config})


def package(number: int, **other: Any) -> dict[str, Any]:
    return {"id": f"id-{number:04}", "name": f"n{number}", "title": f"Titel {number}", **other}


class Portal:
    """A CKAN's search over packages in memory; `before` is called with each request's number."""

    def __init__(self, count: int = 0, cap: int = 1000, before: Callable = lambda n: None) -> None:
        self.packages = {p["id"]: p for p in map(package, range(count))}
        self.cap = cap
        self.before = before
        self.asked: list[dict[str, str]] = []
        self.broken: set[str] = set()
        self.memory: Any = NoMemory()

    def get(self, url: str, accept: str = "", headers: Any = None) -> Answer:
        """Answer as `Client.get` does."""
        query = {k: v[0] for k, v in parse_qs(urlsplit(url).query).items()}
        self.asked.append(query)
        self.before(len(self.asked))
        return self.answer(url, query)

    def answer(self, url: str, query: dict[str, str]) -> Answer:
        """Search the packages."""
        after = re.search(r'\+id:\{"(.*?)" TO \*\]', query["fq"])
        found = sorted(i for i in self.packages if not after or i > after.group(1))
        start = int(query["start"])
        page = found[start : start + min(int(query["rows"]), self.cap)]
        if self.broken.intersection(page):
            raise SourceUnavailable("kaputt")
        return self.said(url, len(found), [self.packages[i] for i in page])

    @staticmethod
    def said(url: str, count: int, results: list[Any]) -> Answer:
        """Return an answer with these packages."""
        body = {"success": True, "result": {"count": count, "results": results}}
        return Answer(url, "application/json", json.dumps(body).encode())


def walk(portal: Any, **config: Any) -> list[Any]:
    return list(CkanAdapter().pages(source(**config), portal, 1000))


def guids(pages: list[Any]) -> list[str]:
    return [record.guid for page in pages for record in page.records]


def addresses(*numbers: int) -> list[str]:
    return [f"{SITE}/dataset/id-{number:04}" for number in numbers]


class TestSiteOf:
    @pytest.mark.parametrize(
        ("url", "site"),
        [
            ("https://a.example", "https://a.example"),
            ("https://a.example/", "https://a.example"),
            ("https://a.example/api/3/action/package_search?fq=x", "https://a.example"),
            ("https://a.example/daten/organization/p", "https://a.example/daten"),
            ("https://a.example/catalog.ttl?fq=organization:p", "https://a.example"),
            ("https://a.example/dataset", "https://a.example"),
            ("https://a.example/datasets-portal", "https://a.example/datasets-portal"),
        ],
    )
    def test_root(self, url, site):
        """Whatever address of a portal a person has copied leads to its root."""
        assert site_of(url) == site


class TestFiltersOf:
    def test_of_key_and_address(self):
        """Organisation, free filter and the filter of a copied address hold together."""
        found = filters_of(
            source(f"{SITE}/catalog.ttl?fq=groups:tran", organisation='pa"d', fq="tags:a OR tags:b")
        )
        assert found[-3:] == ['organization:"pa\\"d"', "+(tags:a OR tags:b)", "+(groups:tran)"]
        assert "-dataset_type:harvest" in found


class TestWalk:
    @pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250])
    def test_all_arrive_once(self, count):
        """At and around the border of a page; the total is what the server counts."""
        pages = walk(Portal(count))
        assert guids(pages) == addresses(*range(count))
        assert {page.total for page in pages} == {count}

    def test_capped_pages(self):
        """A server that delivers ten, whatever is asked for, is read to its end."""
        assert len(guids(walk(Portal(95, cap=10)))) == 95

    def test_removed_before_the_border_loses_none(self):
        """A dataset of a read page vanishes: its followers do not slip over the border."""
        portal = Portal(250)
        portal.before = lambda n: portal.packages.pop("id-0003", None) if n == 3 else None
        assert guids(walk(portal)) == addresses(*range(250))

    def test_added_and_removed_midway(self):
        """What stood there all the time comes, once, whatever comes and goes around it."""

        def change(number: int) -> None:
            portal.packages.pop(f"id-{number * 40:04}", None)
            new = {**package(0), "id": f"id-{number * 30:04}-neu"}
            portal.packages[new["id"]] = new

        portal = Portal(250, before=change)
        found = guids(walk(portal, page_size=20))
        gone = {f"{SITE}/dataset/id-{n * 40:04}" for n in range(40)}
        assert set(addresses(*range(250))) - gone <= set(found)
        assert len(found) == len(set(found))

    def test_page_size(self):
        """Is asked for as configured; the first question asks only how many there are."""
        portal = Portal(10)
        walk(portal, page_size=4)
        assert [q["rows"] for q in portal.asked] == ["0", "4", "4", "4"]
        assert {q["sort"] for q in portal.asked} == {"id asc"}

    def test_one_broken_dataset_costs_itself_only(self):
        """The page is asked for in pieces; what stays unreadable is said and makes incomplete."""
        portal = Portal(250)
        portal.broken = {"id-0120"}
        pages = walk(portal)
        assert guids(pages) == addresses(*(n for n in range(250) if n != 120))
        assert [str(m.msgid) for page in pages for m in page.unread] == ["kaputt"]

    def test_all_broken_ends(self):
        """Many unreadable ones in a row are no single broken dataset: the walk stops."""
        portal = Portal(30)
        portal.broken = set(portal.packages)
        with pytest.raises(SourceUnavailable):
            walk(portal)
        assert len(portal.asked) < 20

    def test_last_broken_ends(self):
        """An unreadable dataset at the end does not make the walk endless."""
        portal = Portal(3)
        portal.broken = {"id-0002"}
        assert guids(walk(portal)) == addresses(0, 1)

    def test_dead_server_is_asked_once(self):
        """No smaller pages are tried with a server that does not answer at all."""
        portal = Portal()
        portal.answer = lambda url, query: (_ for _ in ()).throw(SourceUnavailable("tot"))
        with pytest.raises(SourceUnavailable):
            walk(portal)
        assert len(portal.asked) == 1

    def test_forbidden_address_is_asked_once(self):
        """A page that must not be read is not tried in smaller pieces."""
        portal = Portal(5)

        def refuse(number: int) -> None:
            if number > 1:
                raise SourceRefused("nein")

        portal.before = refuse
        with pytest.raises(SourceRefused):
            walk(portal)
        assert len(portal.asked) == 2

    @pytest.mark.parametrize(
        "results",
        [
            [package(5), package(4)],
            [package(4), package(4)],
            [{"title": "ohne Kennung"}],
            [],
        ],
    )
    def test_server_without_order(self, results):
        """Wrong order, doubles, no ids, or less than announced: not taken for read to the end."""
        portal = Portal()
        portal.answer = lambda url, query: Portal.said(url, 9, results)
        with pytest.raises(SourceUnavailable):
            walk(portal)

    def test_repeated_page(self):
        """A server that ignores the filter by id delivers the first page again: stopped."""
        portal = Portal()
        portal.answer = lambda url, query: Portal.said(url, 9, [package(1), package(2)])
        with pytest.raises(SourceUnavailable):
            walk(portal)
        assert len(portal.asked) == 3

    @pytest.mark.parametrize(
        "body",
        [
            b'{"success": false, "error": {"message": "nein"}}',
            b'{"result": {"count": true, "results": []}}',
            b'{"result": []}',
            b"[]",
            b"<!doctype html><html><body>Wartung</body></html>",
            b'{"result": {"count": 3, "results": [{"id"',
        ],
    )
    def test_no_answer_of_a_search(self, body):
        """An error, other software, a web page, a cut answer: the source counts as not read."""
        portal = Portal()
        portal.answer = lambda url, query: Answer(url, "application/json", body)
        with pytest.raises(SourceUnavailable):
            walk(portal)

    def test_too_many_pages(self):
        """There is a limit."""
        with pytest.raises(SourceUnavailable):
            list(CkanAdapter().pages(source(page_size=1), Portal(9), 5))


class Memory:
    """What the pages of the last walk were."""

    def __init__(self, pages: list[Any]) -> None:
        self.pages = {p.trace.address: p for p in pages if p.trace}

    def recall(self, address: str) -> Remembered | None:
        """Return the page as the table of pages gives it back."""
        page = self.pages.get(address)
        if page is None:
            return None
        same = Same(tuple(r.guid for r in page.records), tuple(r.digest for r in page.records))
        known = replace(page, records=(), total=None, same=same)
        return Remembered(known, "", "", page.trace.body)


class TestMemory:
    def test_equal_answers_are_not_parsed(self, monkeypatch):
        """The walk goes on from what is remembered; totals and ids are those of the first one."""
        portal = Portal(250)
        first = walk(portal)
        portal.memory = Memory(first)
        monkeypatch.setattr(
            "ckanext.modellregion_owl.harvest.adapters.ckan.record_of", lambda *a: 1 / 0
        )
        second = walk(portal)
        assert [len(p.same.guids) for p in second if p.same] == [100, 100, 50]
        assert {p.total for p in second} == {250}

    def test_change_on_one_page(self):
        """Only that page is read again."""
        portal = Portal(250)
        portal.memory = Memory(walk(portal))
        portal.packages["id-0120"]["title"] = "Anders"
        assert [bool(p.same) for p in walk(portal)] == [False, True, False, True]


class TestPage:
    def test_private_and_drafts_never(self):
        """Even if a server shows them; what was public before is to be withdrawn, not missed."""
        portal = Portal(4)
        portal.packages["id-0001"]["private"] = True
        portal.packages["id-0002"]["state"] = "draft"
        pages = walk(portal)
        assert guids(pages) == addresses(0, 3)
        assert [s.guid for s in pages[-1].skipped] == addresses(1, 2)
        assert pages[-1].total == 4

    def test_without_title(self):
        """Is a problem of that one record; its GUID says that it is still there."""
        portal = Portal(2)
        portal.packages["id-0001"]["title"] = ""
        (problem,) = walk(portal)[-1].problems
        assert problem.guid == addresses(1)[0]

    def test_shared_iri(self):
        """Two packages that name the same IRI are two records; a finding says so."""
        portal = Portal(2)
        for one in portal.packages.values():
            one["extras"] = [{"key": "uri", "value": "https://x.example/1"}]
        page = walk(portal)[-1]
        assert [r.guid for r in page.records] == ["https://x.example/1", *addresses(1)]
        assert {t.subject.value for t in page.records[1].triples} == set(addresses(1))
        assert [f.rule for f in page.findings] == ["identifier.shared"]
