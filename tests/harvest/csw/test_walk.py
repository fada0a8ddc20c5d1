"""csw/walk.py and adapters/csw.py: paging through servers as they are (spec sources.md 3)."""

from __future__ import annotations

import pytest

from ckanext.modellregion_owl.harvest.exceptions import (
    SourceMissing,
    SourceSilent,
    SourceUnavailable,
)

pytestmark = pytest.mark.unit


@pytest.fixture
def records(iso):
    """Give n records: `records(3)`."""
    return lambda number: [
        iso.metadata(id=f"id-{i:03}", title=f"Karte {i}") for i in range(1, number + 1)
    ]


def guids(pages) -> list[str]:
    return [record.guid for page in pages for record in page.records]


def unread(pages) -> list[str]:
    return [str(message.params) for page in pages for message in page.unread]


def expected(number: int, but: set[int] = frozenset()) -> list[str]:
    return [f"id-{i:03}" for i in range(1, number + 1) if i not in but]


def said(**attributes):
    """Return a maker of attributes: numbers or functions of (start, came, matched)."""
    return lambda start, came, matched: {
        name: value(start, came, matched) if callable(value) else value
        for name, value in attributes.items()
    }


MATCHED = {"numberOfRecordsMatched": lambda start, came, matched: matched}


class TestPaging:
    @pytest.mark.parametrize("cap", [1000, 10, 7, 1])
    def test_steps_by_what_came(self, records, catalogue_service, harvest_pages, cap):
        """A server may send fewer records than asked for (pycsw#1099)."""
        catalogue_service(records(23), cap=cap)
        pages = harvest_pages(page_size=20)
        assert guids(pages) == expected(23)
        assert (unread(pages), pages[-1].total) == ([], 23)

    @pytest.mark.parametrize(
        "attributes",
        [
            pytest.param(said(**MATCHED), id="missing"),
            pytest.param(said(**MATCHED, nextRecord=1), id="1"),
            pytest.param(said(**MATCHED, nextRecord=0), id="0"),
            pytest.param(said(**MATCHED, nextRecord=lambda s, c, m: max(0, s - 3)), id="before"),
            pytest.param(said(**MATCHED, nextRecord=lambda s, c, m: s + c), id="matched+1"),
            pytest.param(said(**MATCHED, nextRecord=""), id="empty"),
            pytest.param(said(**MATCHED, numberOfRecordsReturned=50), id="wrong returned"),
            pytest.param(
                said(nextRecord=lambda s, c, m: s + c if s + c <= m else 0), id="no total"
            ),
            pytest.param(said(), id="nothing at all"),
        ],
    )
    def test_whatever_the_server_says_of_the_next(
        self, records, catalogue_service, harvest_pages, attributes
    ):
        """nextRecord missing, 1 or 0 on a full page, behind the end; no number of matches."""
        catalogue_service(records(9), cap=4, attributes=attributes)
        assert guids(harvest_pages()) == expected(9)

    def test_pages_say_that_more_follows(self, records, catalogue_service, harvest_pages):
        """The total comes last, so a check of the source must not take the first page for all."""
        catalogue_service(records(5), cap=2)
        pages = harvest_pages()
        assert [(bool(page.next), page.total) for page in pages] == [
            (True, None), (True, None), (True, None), (False, 5),
        ]  # fmt: skip

    def test_asks_for_nothing_behind_the_end(self, records, catalogue_service, harvest_pages):
        """Some servers answer it with an exception (core-geonetwork#1855)."""
        fake = catalogue_service(records(9))
        harvest_pages(page_size=3)
        assert fake.asked == [(1, 3), (4, 3), (7, 3)]

    def test_exception_behind_an_end_that_was_not_told(
        self, records, catalogue_service, harvest_pages
    ):
        """Where the server never says how many there are, its exception is the end."""
        fake = catalogue_service(records(4), cap=2, attributes=said())
        fake.before = lambda first: catalogue_service.exception() if first > 4 else None
        pages = harvest_pages()
        assert (guids(pages), unread(pages)) == (expected(4), [])

    def test_repeated_page(self, records, catalogue_service, harvest_pages):
        """A server that ignores startPosition must not be read for ever."""
        fake = catalogue_service(records(9))
        some = fake.records[:3]
        fake.before = lambda first: fake.records.__setitem__(slice(None), some * 3)
        with pytest.raises(SourceUnavailable, match=r"circle|im Kreis"):
            harvest_pages(page_size=3)

    def test_more_pages_than_allowed(self, records, catalogue_service, harvest_pages):
        """The limit of pages holds."""
        catalogue_service(records(9))
        with pytest.raises(SourceUnavailable, match=r"more than|mehr als"):
            harvest_pages(max_pages=2, page_size=2)

    def test_matches_grow_midway(self, records, catalogue_service, harvest_pages):
        """Records that come while we read are read too."""
        fake = catalogue_service(records(4))
        more = records(6)[4:]
        fake.before = lambda first: fake.records.extend(more) if first == 3 else None
        pages = harvest_pages(page_size=2)
        assert (guids(pages), pages[-1].total) == (expected(6), 6)

    def test_matches_shrink_midway(self, records, catalogue_service, harvest_pages):
        """The walk ends at the new number."""
        fake = catalogue_service(records(6))
        fake.before = lambda first: fake.records.__delitem__(slice(4, 6)) if first == 3 else None
        assert guids(harvest_pages(page_size=2)) == expected(4)

    def test_server_leaves_out_records(self, records, catalogue_service, harvest_pages):
        """A page that counts more than it holds says itself what is missing."""
        attributes = said(numberOfRecordsMatched=4, numberOfRecordsReturned=4, nextRecord=5)
        catalogue_service(records(3), attributes=attributes)
        pages = harvest_pages()
        assert guids(pages) == expected(3)
        assert unread(pages) == ["{'number': '1', 'first': '1', 'last': '4'}"]

    def test_empty_catalogue(self, catalogue_service, harvest_pages):
        """No records: one page that says so."""
        catalogue_service([])
        pages = harvest_pages()
        assert (guids(pages), pages[-1].total) == ([], 0)


class TestBrokenPages:
    """One record that the server can't write costs that record only (core-geonetwork#9321)."""

    @pytest.mark.parametrize("poison", [{1}, {6}, {20}, {5, 6, 17}], ids=str)
    @pytest.mark.parametrize("fault", ["exception", "500", "html", "cut", "not xml", "dtd"])
    def test_costs_the_record_only(
        self, records, catalogue_service, harvest_pages, reply, poison, fault
    ):
        """Whatever way the page fails; position and reason are told."""
        faults = {
            "exception": None,
            "500": lambda: reply(b"", 500),
            "html": lambda: reply(b"<!DOCTYPE html><html><body>Wartung</body></html>"),
            "cut": lambda: reply(b"<csw:GetRecordsResponse>" + b" " * 99, cut=50),
            "not xml": lambda: reply(b"<csw:GetRecordsResponse><broken"),
            "dtd": lambda: reply(b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'),
        }
        catalogue_service(records(20), poison=poison, fault=faults[fault])
        pages = harvest_pages(page_size=8)
        assert guids(pages) == expected(20, poison)
        assert len(unread(pages)) == len(poison)
        for position, told in zip(sorted(poison), unread(pages), strict=True):
            assert f"'position': '{position}'" in told

    def test_few_questions_for_one_record(self, records, catalogue_service, harvest_pages):
        """The page is halved, not read one by one; afterwards it grows again."""
        fake = catalogue_service(records(200), poison={70})
        harvest_pages(page_size=50, sort=False)
        assert len(fake.asked) < 25
        assert max(number for first, number in fake.asked if first > 120) == 50

    def test_broken_server(self, records, catalogue_service, harvest_pages):
        """Where nothing can be read, the walk ends soon."""
        fake = catalogue_service(records(500), poison=set(range(1, 501)))
        with pytest.raises(SourceUnavailable):
            harvest_pages()
        assert len(fake.asked) < 60

    def test_server_breaks_midway(self, records, catalogue_service, harvest_pages):
        """What came before is delivered, then the walk ends as not complete."""
        catalogue_service(records(100), poison=set(range(51, 101)))
        with pytest.raises(SourceUnavailable):
            harvest_pages(page_size=10)

    def test_silent_server(self, feed, records, catalogue_service, harvest_pages):
        """No connection at all: smaller pages would not help."""
        feed.close()
        with pytest.raises(SourceSilent):
            harvest_pages()

    def test_nothing_at_the_address(self, feed, harvest_pages):
        """HTTP 404 is told as that."""
        with pytest.raises(SourceMissing):
            harvest_pages()

    def test_no_iso(self, catalogue_service, harvest_pages):
        """A server that delivers something else than metadata after ISO says so at once."""
        catalogue_service(["<csw:Record/>"])
        with pytest.raises(SourceUnavailable, match="ISO"):
            harvest_pages()

    def test_record_without_title(self, iso, records, catalogue_service, harvest_pages):
        """It costs itself; its identifier is known, so that it is not missing."""
        catalogue_service([*records(2), iso.metadata(id="id-003", title="")])
        pages = harvest_pages()
        assert guids(pages) == expected(2)
        assert [p.guid for page in pages for p in page.problems] == ["id-003"]

    def test_records_without_identifier(self, iso, catalogue_service, harvest_pages):
        """They are told apart by their titles, and are no repeated page."""
        catalogue_service([iso.metadata(id="", title=f"Karte {i}") for i in range(6)])
        pages = harvest_pages(page_size=2)
        assert len(set(guids(pages))) == 6

    def test_latin_1_declared_as_utf_8(self, iso, catalogue_service, harvest_pages, feed, reply):
        """The umlauts come out right, and it is noted."""
        catalogue_service([])
        body = (
            '<?xml version="1.0" encoding="UTF-8"?><a:GetRecordsResponse xmlns:a="http://a">'
            f'<a:SearchResults numberOfRecordsMatched="1">{iso.metadata(title="Bäume")}'
            "</a:SearchResults></a:GetRecordsResponse>"
        )
        feed.routes["/csw"] = reply(body.encode("latin-1"))
        pages = harvest_pages()
        assert pages[0].records[0].title == "Bäume"
        assert [f.rule for f in pages[0].findings] == ["page.charset"]


class TestSort:
    def test_asks_for_the_order(self, records, catalogue_service, harvest_pages):
        """Without an order a record may be lost between two pages (core-geonetwork#9183)."""
        fake = catalogue_service(records(4))
        harvest_pages(page_size=2)
        assert all("apiso:Identifier" in body for body in fake.bodies)

    def test_server_without_sorting(self, records, catalogue_service, harvest_pages):
        """It is asked once, then read without; nothing counts as unread."""
        fake = catalogue_service(records(4), refuses_sort=True)
        pages = harvest_pages(page_size=2)
        assert (guids(pages), unread(pages)) == (expected(4), [])
        assert ["SortBy" in body for body in fake.bodies] == [True, False, False]

    def test_switched_off(self, records, catalogue_service, harvest_pages):
        """`sort: false` asks for none."""
        fake = catalogue_service(records(1))
        harvest_pages(sort=False)
        assert "SortBy" not in fake.bodies[0]


class TestFilter:
    @pytest.mark.parametrize(
        ("config", "parts"),
        [
            ({"keyword": "opendata"}, ["apiso:Subject", "opendata", "%opendata%"]),
            ({"organisation": "Delbrück"}, ["apiso:OrganisationName", "%Delbrück%"]),
            ({"types": ["series"]}, ["apiso:Type", "series"]),
            ({}, ["dataset", "datasetCollection", "series"]),
        ],
    )
    def test_question(self, catalogue_service, harvest_pages, config, parts):
        """Names of properties as pycsw wants them; gmd declared though unused (udata#3843)."""
        fake = catalogue_service([])
        harvest_pages(**config)
        body = fake.bodies[0]
        assert all(part in body for part in parts)
        assert 'xmlns:gmd="http://www.isotc211.org/2005/gmd"' in body
        assert 'typeNames="gmd:MD_Metadata"' in body

    def test_found_by_a_part_of_a_word(self, iso, catalogue_service, harvest_pages):
        """What the server finds too much is none of ours and not missing either."""
        words = (("id-001", "OpenData"), ("id-002", "keine opendata-Daten"))
        catalogue_service(
            [
                iso.metadata(
                    f"<gmd:descriptiveKeywords><gmd:MD_Keywords>{iso.string('keyword', word)}"
                    "</gmd:MD_Keywords></gmd:descriptiveKeywords>",
                    id=id_,
                )
                for id_, word in words
            ]
        )
        pages = harvest_pages(keyword="opendata")
        assert (guids(pages), pages[-1].total) == (["id-001"], 1)

    def test_other_levels(self, iso, records, catalogue_service, harvest_pages):
        """A service among the answers is no dataset."""
        catalogue_service([*records(1), iso.service(), iso.metadata(id="x", level="tile")])
        pages = harvest_pages()
        assert (guids(pages), pages[-1].total) == (expected(1), 1)

    def test_capabilities_address(self, feed, records, catalogue_service, harvest_pages):
        """The address of the capabilities leads to the service too."""
        from ckanext.modellregion_owl.harvest.adapters.csw import CswAdapter
        from ckanext.modellregion_owl.harvest.source import Source
        from ckanext.modellregion_owl.harvest.transport.http import Client

        catalogue_service(records(2))
        url = f"{feed.url}/csw?SERVICE=CSW&REQUEST=GetCapabilities&VERSION=2.0.2"
        source = Source("s", "s", "S", url, "csw", config={"keyword": "", "services": "none"})
        client = Client(5, 1_000_000, allow_private=True)
        assert guids(CswAdapter().pages(source, client, 9)) == expected(2)


class TestServices:
    @pytest.fixture
    def served(self, iso, catalogue_service):
        """Two datasets and the service of the second one."""
        operates = '<srv:operatesOn xlink:href="https://x.example/2"/>'
        point = (
            "<srv:containsOperations><srv:SV_OperationMetadata><srv:operationName>"
            "<gco:CharacterString>GetCapabilities</gco:CharacterString></srv:operationName>"
            "<srv:connectPoint><gmd:CI_OnlineResource><gmd:linkage><gmd:URL>https://x.example/wms?"
            "</gmd:URL></gmd:linkage></gmd:CI_OnlineResource></srv:connectPoint>"
            "</srv:SV_OperationMetadata></srv:containsOperations>"
        )
        records = [
            iso.metadata(id=f"id-00{i}", citation=iso.identifier(f"https://x.example/{i}"))
            for i in (1, 2)
        ]
        return catalogue_service(records, services=[iso.service(operates + point)])

    @staticmethod
    def joined(pages) -> list[bool]:
        """Tell of each record whether it has a service."""
        return [
            any("DataService" in str(triple.object) for triple in record.triples)
            for page in pages
            for record in page.records
        ]

    @pytest.mark.parametrize("how", ["coupled", "all"])
    def test_joined(self, served, harvest_pages, how):
        """The service goes to its dataset, by one question and not one for each dataset."""
        pages = harvest_pages(services=how)
        assert self.joined(pages) == [False, True]
        assert len(served.bodies) == 2

    def test_asked_by_operates_on(self, served, harvest_pages):
        """All identifiers of the page in one Or."""
        harvest_pages(services="coupled")
        question = served.bodies[-1]
        assert "apiso:OperatesOn" in question
        assert question.count("<ogc:Literal>https://x.example/") == 2

    def test_server_that_cannot_be_asked(self, served, harvest_pages):
        """The datasets come without services, the same in each run; a note says so."""
        served.refuses_services = True
        pages = harvest_pages(services="coupled")
        assert (self.joined(pages), unread(pages)) == ([False, False], [])
        assert [f.rule for page in pages for f in page.findings] == ["csw.services"]

    def test_services_unreadable(self, served, feed, harvest_pages, reply):
        """Without services the datasets would look changed: they stay as they are."""
        answer = feed.routes["/csw"]
        feed.routes["/csw"] = lambda: (
            reply(b"", 500) if b">service<" in feed.bodies[-1] else answer()
        )
        pages = harvest_pages(services="coupled")
        assert guids(pages) == []
        assert len(unread(pages)) >= 1


class TestSeries:
    def test_members_name_their_series(self, iso, catalogue_service, harvest_pages):
        """Series are read first, so that the others can name them."""
        series = iso.metadata(
            id="reihe", level="series", citation=iso.identifier("https://x.example/reihe")
        )
        member = iso.metadata(id="teil", top=iso.string("parentIdentifier", "reihe"))
        fake = catalogue_service([member])
        fake.before = lambda first: fake.records.__setitem__(
            0, series if b"<ogc:Literal>series</ogc:Literal>" in fake_body() else member
        )
        fake_body = lambda: fake.bodies[-1].encode()  # noqa: E731
        pages = harvest_pages(series="series")
        assert guids(pages) == ["reihe", "teil"]
        triples = [str(t) for page in pages for r in page.records for t in r.triples]
        assert any("inSeries> <https://x.example/reihe>" in t for t in triples)
        assert any("DatasetSeries" in t for t in triples)


class TestRecordings:
    def test_every_recording(self, recordings, iso, catalogue_service, harvest_pages):
        """Also the one that pycsw can't serve; each dataset once, none broken."""
        fake = catalogue_service([xml for _, xml in recordings], cap=10)
        pages = harvest_pages(types=["dataset", "series", "nonGeographicDataset"])
        expected = [iso.read(x).id for x in fake.records if not iso.read(x).is_service]
        assert guids(pages) == expected
        assert [page for page in pages if page.unread or page.problems] == []
