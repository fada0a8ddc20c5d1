"""Parts of the catalogue: what is ours to deliver, a municipality's, a model project's."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from rdflib import RDF, Graph

import ckan.model as model
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl.feed.formats import FORMATS
from ckanext.modellregion_owl.model import record, run
from ckanext.modellregion_owl.rdf.namespaces import iri

sys.path.append(str(Path(__file__).parent))
from govdata_client import Portal, harvest

pytestmark = [
    pytest.mark.stack,
    pytest.mark.usefixtures("clean_stack"),
    pytest.mark.ckan_config("ckanext.modellregion_owl.feed.page_size", 2),
    pytest.mark.ckan_config("ckanext.modellregion_owl.feed.refresh_seconds", 0),
]

BASE = "http://test.ckan.net"
PARSERS = {"ttl": "turtle", "rdf": "xml", "xml": "xml", "jsonld": "json-ld", "nt": "nt", "n3": "n3"}
PROVIDER = iri("dcatde:contributorID")
GDI = "http://dcat-ap.de/def/contributors/gdiDE"
NRW = "http://dcat-ap.de/def/contributors/openNRW"
PROJECT = "lorawan-2-0-delbrueck"


@pytest.fixture
def make(clean_stack):
    """Return a function that makes dataset number n of a municipality; ids are in that order."""
    organisations = {
        name: factories.Organization(name=name)["id"]
        for name in ("stadt-paderborn", "stadt-bielefeld")
    }

    def make_dataset(number: int, owner: str = "stadt-paderborn", **values) -> str:
        id_ = f"00000000-0000-4000-8000-{number:012d}"
        title, name = f"Satz {number}", f"satz-{number}"
        owner = organisations[owner]
        factories.Dataset(id=id_, name=name, title=title, owner_org=owner, **values)
        return id_

    return make_dataset


@pytest.fixture
def source(make):
    """Return a function that makes a source and says which datasets come from it."""

    def make_source(name: str, config: dict, shown: list[str], also: list[str] = ()) -> str:
        given = {"protocol": "dcat", "municipality": "stadt-bielefeld", **config}
        made = call_action(
            "harvest_source_create",
            {"ignore_auth": True, "user": factories.Sysadmin()["name"]},
            name=name,
            title=f"Quelle {name}",
            url=f"https://{name}.example/catalog",
            source_type="modellregion",
            owner_org="stadt-bielefeld",
            config=json.dumps(given),
        )["id"]
        rows = [{"package_id": i, "duplicate_of": None} for i in shown]
        rows += [{"package_id": f"x{i}", "duplicate_of": i} for i in also]
        ends = {"digest": "", "version": "", "first_run_id": "1", "last_run_id": "1"}
        for number, row in enumerate(rows):
            values = {"source_id": made, "guid": str(number), **ends, **row}
            model.Session.execute(sa.insert(record).values(values))
        now = datetime.now(timezone.utc)
        done = {"id": f"run-{name}", "source_id": made, "started": now, "complete": True}
        model.Session.execute(sa.insert(run).values(state="finished", **done))
        model.Session.commit()
        return made

    return make_source


def parsed(app, url: str, form: str = "ttl") -> Graph:
    text = app.get(url.removeprefix(BASE)).get_data(as_text=True)
    return Graph().parse(data=text, format=PARSERS[form])


def read(app, url: str, form: str = "ttl") -> tuple[list[int], str]:
    """Return the numbers of a page's datasets and the address of the next page."""
    graph = parsed(app, url, form)
    found = [
        int(str(graph.value(node, iri("dct:title"))).removeprefix("Satz "))
        for node in graph.subjects(RDF.type, iri("dcat:Dataset"))
    ]
    return sorted(found), str(next(graph.objects(None, iri("hydra:next")), ""))


def crawl(app, url: str, form: str = "ttl") -> list[list[int]]:
    pages = []
    while url:
        found, url = read(app, url, form)
        pages.append(found)
    return pages


class TestParts:
    def test_exactly_its_own_in_every_format(self, app, make):
        """A municipality's and a project's part have theirs, page by page; nobody else's."""
        factories.Group(name=PROJECT, type="modellprojekt")
        groups = [{"name": PROJECT}]
        for number in range(1, 8):
            owner = "stadt-bielefeld" if number % 3 == 0 else "stadt-paderborn"
            make(number, owner, groups=groups if number > 4 else [])
        for form in FORMATS:
            assert crawl(app, f"/modellprojekte/{PROJECT}/catalog.{form}", form) == [[5, 6], [7]]
        assert crawl(app, "/kommune/stadt-paderborn/catalog.ttl") == [[1, 2], [4, 5], [7]]
        assert crawl(app, "/lieferung/catalog.rdf", "rdf") == [[1, 2], [3, 4], [5, 6], [7]]
        head = app.test_client().head("/lieferung/catalog.rdf", base_url=BASE)
        assert (head.status_code, head.content_type) == (200, "application/rdf+xml")
        tag = app.get("/lieferung/catalog.rdf").headers["ETag"]
        again = app.get("/lieferung/catalog.rdf", headers={"If-None-Match": tag})
        assert again.status_code == 304

    def test_all_pages_name_first_last_and_neighbours(self, app, make):
        """Each link leads to the page that it names."""
        for number in range(1, 6):
            make(number)
        url = "/lieferung/catalog.ttl"
        second = read(app, url)[1]
        graph = parsed(app, second)
        (node,) = graph.subjects(RDF.type, iri("hydra:PagedCollection"))
        assert str(node) == second
        links = {
            w: str(graph.value(node, iri(f"hydra:{w}"))) for w in ("first", "previous", "last")
        }
        assert links["first"] == links["previous"] == f"{BASE}{url}"
        assert read(app, links["last"]) == ([5], "")
        assert int(graph.value(node, iri("hydra:totalItems"))) == 5

    def test_who_leaves_or_enters_moves_nobody(self, app, make):
        """A dataset changes its municipality during a crawl: all others are met once."""
        ids = {n: make(n) for n in range(1, 7)}
        first, following = read(app, "/kommune/stadt-paderborn/catalog.ttl")
        assert first == [1, 2]
        for number in (1, 4):
            call_action("package_patch", id=ids[number], owner_org="stadt-bielefeld")
        assert crawl(app, following) == [[3, 5], [6]]

    def test_taken_down_at_once(self, app, make):
        """Private now: out of a crawl that is under way."""
        ids = {n: make(n) for n in range(1, 5)}
        following = read(app, "/lieferung/catalog.ttl")[1]
        call_action("package_patch", id=ids[3], private=True)
        assert read(app, following)[0] == [4]

    def test_never_an_empty_page(self, app, make):
        """An empty part would delete everything: 503. Unknown names and pages: 404."""
        make(1)
        empty = app.get("/kommune/stadt-bielefeld/catalog.ttl", status=503)
        assert int(empty.headers["Retry-After"]) > 0
        for path in (
            "/kommune/nirgendwo/catalog.ttl",
            "/modellprojekte/keins/catalog.ttl",
            "/lieferung/catalog.ttl?page=2",
            "/lieferung/catalog.ttl?page=0",
            "/lieferung/catalog.ttl?after=zzz",
            "/lieferung/catalog.ttl?generation=999",
        ):
            app.get(path, status=404)
        app.get("/lieferung/catalog.ttl?generation=x", status=400)

    @pytest.mark.ckan_config("ckanext.modellregion_owl.feed.refresh_seconds", 3600)
    def test_all_taken_down_is_no_empty_answer(self, app, make):
        """Not on the second page either, before the feed is compared again."""
        ids = [make(n) for n in range(1, 4)]
        following = read(app, "/lieferung/catalog.ttl")[1].removeprefix(BASE)
        for id_ in ids:
            call_action("package_delete", id=id_)
        for address in ("/lieferung/catalog.ttl", following):
            app.get(address, status=503)

    def test_describes_a_series_that_its_datasets_name(self, app, make):
        """As on the catalogue's pages, and no other series."""
        base = f"{BASE}/dataset/"
        for number, owner in ((1, "stadt-bielefeld"), (2, "stadt-bielefeld")):
            make(number, owner, rdf_type="http://www.w3.org/ns/dcat#DatasetSeries")
        named = f"{base}00000000-0000-4000-8000-000000000001"
        make(3, in_series=[named])
        graph = parsed(app, "/kommune/stadt-paderborn/catalog.ttl")
        series = {str(n) for n in graph.subjects(RDF.type, iri("dcat:DatasetSeries"))}
        assert series == {named}


class TestNoEcho:
    def test_only_what_does_not_reach_govdata_otherwise(self, app, make, source):
        """Own data and sources with “yes”; of “missing” what no other source passes on."""
        ids = {n: make(n) for n in range(1, 7)}
        source("landesportal", {"contributor_id": NRW}, [ids[2]], also=[ids[4]])
        source("stadtportal", {"delivery": "missing"}, [ids[3], ids[4]])
        source("ja", {"contributor_id": NRW, "delivery": "yes"}, [ids[5]])
        source("nein", {"delivery": "no"}, [ids[6]])
        assert crawl(app, "/catalog.ttl") == [[1, 2], [3, 4], [5, 6]]
        assert crawl(app, "/lieferung/catalog.ttl") == [[1, 3], [5]]

    def test_missing_where_nothing_is_known(self, app, make, source):
        """Before anybody has read the other source, nothing can be told to be missing there."""
        ids = {n: make(n) for n in (1, 2)}
        source("stadtportal", {"delivery": "missing"}, [ids[2]])
        assert crawl(app, "/lieferung/catalog.ttl") == [[1]]

    @pytest.mark.ckan_config("ckanext.modellregion_owl.feed.delivery", "open_nrw")
    def test_through_the_states_portal(self, app, make):
        """Each dataset names that portal, once, in every format; the catalogue says what it did."""
        make(1, contributor_id=[GDI])
        make(2, contributor_id=[])
        for form in FORMATS:
            graph = parsed(app, f"/lieferung/catalog.{form}", form)
            for node in graph.subjects(RDF.type, iri("dcat:Dataset")):
                assert [str(v) for v in graph.objects(node, PROVIDER)] == [NRW]
                assert graph.value(node, iri("dct:title"))
        whole = {str(v) for v in parsed(app, "/catalog.ttl").objects(None, PROVIDER)}
        assert GDI in whole

    @pytest.mark.parametrize("form", ["rdf", "ttl"])
    def test_govdata_by_both_ways(self, app, make, source, form):
        """Walk W4: what Open.NRW delivers too is neither deleted nor doubled, crawl after crawl."""
        ids = {n: make(n) for n in range(1, 6)}
        source("landesportal", {"contributor_id": NRW}, [ids[2], ids[3]])
        texts = [app.get(f"/dataset/{ids[n]}.ttl").data for n in (2, 3)]
        landesportal = "https://ckan.open.nrw.example/catalog.ttl"

        def ask(method, url):
            if url == landesportal:
                return 200, {"Content-Type": "text/turtle"}, b"\n".join(texts)
            answer = app.test_client().open(url, method=method)
            return answer.status_code, answer.headers, answer.get_data()

        govdata = Portal()
        ours = f"{BASE}/lieferung/catalog.{form}"
        first = harvest(govdata, landesportal, ask)
        second = harvest(govdata, ours, ask)
        assert (first.counts(), second.counts()) == ((2, 0, 0), (3, 0, 0))
        before = govdata.ids()
        for url in (landesportal, ours, landesportal):
            job = harvest(govdata, url, ask)
            assert (job.counts(), job.refused, job.failed) == ((0, 0, 0), set(), "")
        assert govdata.ids() == before
        # The whole catalogue would take them away from Open.NRW.
        harvest(govdata, f"{BASE}/catalog.{form}", ask)
        assert landesportal not in {one.source for one in govdata.packages.values()}
