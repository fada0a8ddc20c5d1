"""The feed's addresses on a whole site."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import pytest
from rdflib import RDF, Graph, URIRef
from rdflib.compare import isomorphic
from sqlalchemy.exc import OperationalError

from ckan.lib.search import SearchError, clear_all
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl.feed.formats import FORMATS
from ckanext.modellregion_owl.rdf.namespaces import iri

sys.path.append(str(Path(__file__).parents[1] / "rdf"))
from shapes import violations

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

PARSERS = {
    "ttl": "turtle",
    "rdf": "xml",
    "xml": "xml",
    "jsonld": "json-ld",
    "nt": "nt",
    "n3": "n3",
}
BASE = "http://test.ckan.net"


@pytest.fixture
def make(clean_stack):
    """Return a function that makes a public dataset of an organisation."""
    organisation = factories.Organization(name="stadt-paderborn", title="Stadt Paderborn")

    def make_dataset(name: str, **values):
        values.setdefault("resources", [{"url": "https://daten.example/a.csv", "format": "CSV"}])
        values.setdefault("owner_org", organisation["id"])
        return factories.Dataset(name=name, title=f"Daten {name}", **values)

    return make_dataset


def parsed(response, extension: str = "ttl") -> Graph:
    return Graph().parse(data=response.get_data(as_text=True), format=PARSERS[extension])


class TestCatalogue:
    def test_every_format_says_the_same(self, app, make):
        """Turtle, RDF/XML and JSON-LD of one page are the same graph, but for its own address."""
        make("baeume")
        graphs = []
        for extension, form in FORMATS.items():
            response = app.get(f"/catalog.{extension}")
            assert response.headers["Content-Type"] == form.content_type
            graph = parsed(response, extension)
            for node in set(graph.subjects(RDF.type, iri("hydra:PagedCollection"))):
                graph.remove((node, None, None))
            graphs.append(graph)
        assert all(isomorphic(graphs[0], other) for other in graphs[1:])

    def test_names_the_catalogue(self, app, make, shacl):
        """Title and publisher are the region's; the page has no violation of the shapes."""
        make("baeume", resources=[{"url": "https://daten.example/a", "license": "CC BY 4.0"}])
        graph = parsed(app.get("/catalog.ttl"))
        node = URIRef(f"{BASE}/catalog")
        assert graph.value(node, iri("dct:publisher")) is not None
        assert str(graph.value(node, iri("dct:language"))).endswith("/language/DEU")
        assert violations(graph, shacl) == []

    def test_head_and_conditional_requests(self, app, make):
        """GovData asks HEAD before GET; an unchanged page is 304."""
        make("baeume")
        head = app.test_client().head("/catalog.ttl", base_url=BASE)
        assert (head.status_code, head.get_data()) == (200, b"")
        assert head.headers["Content-Type"] == "text/turtle; charset=utf-8"
        tag = app.get("/catalog.ttl").headers["ETag"]
        assert app.get("/catalog.ttl", headers={"If-None-Match": tag}).status_code == 304

    def test_empty_index_is_no_empty_catalogue(self, app):
        """An empty 200 would delete everything at GovData: 503 with Retry-After."""
        response = app.get("/catalog.ttl", status=503)
        assert int(response.headers["Retry-After"]) > 0

    def test_dead_index_is_503(self, app, make, monkeypatch):
        """An index that does not answer is no empty catalogue either."""

        def fail(*args, **kwargs):
            raise SearchError("connection refused")

        make("baeume")
        for function in ("listing.find_page", "search._search"):
            monkeypatch.setattr(f"ckanext.modellregion_owl.feed.{function}", fail)
        assert app.get("/catalog.ttl?q=x", status=503).headers["Retry-After"]
        # The whole catalogue does not need it.
        assert "Daten baeume" in app.get("/catalog.ttl").get_data(as_text=True)

    def test_emptied_index_finds_nothing_for_nobody(self, app, make):
        """While the index is built anew a filtered search is no empty answer either."""
        make("baeume")
        clear_all()
        assert app.get("/catalog.ttl?q=x", status=503).headers["Retry-After"]

    def test_dead_database_is_503(self, app, make, monkeypatch):
        """CKAN fails before the view then; other pages fail as they always did."""

        def fail(*args, **kwargs):
            raise OperationalError("SELECT", {}, Exception("connection refused"))

        make("baeume")
        client = app.test_client()
        app.flask_app.config["PROPAGATE_EXCEPTIONS"] = False
        monkeypatch.setattr("ckan.config.middleware.flask_app.identify_user", fail)
        monkeypatch.setattr("ckanext.modellregion_owl.feed.quick.read_one", fail)
        for path in ("/catalog.ttl", "/catalog.xml?page=2", "/dataset/baeume.rdf"):
            response = client.get(path, base_url=BASE)
            assert (response.status_code, response.headers["Retry-After"]) == (503, "300")

    def test_gzip_and_dates(self, app, make):
        """A packed page is the same page; one that has not changed since is 304."""
        make("baeume")
        plain = app.get("/catalog.ttl")
        packed = app.get("/catalog.ttl", headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert gzip.decompress(packed.data) == plain.data
        assert packed.headers["ETag"] != plain.headers["ETag"]
        since = {"If-Modified-Since": plain.headers["Last-Modified"]}
        assert app.get("/catalog.ttl", headers=since).status_code == 304

    def test_page_that_is_not_there(self, app, make):
        """A page is a number from 1 (400); one behind the last is no empty page (404)."""
        make("baeume")
        for page in ("0", "-1", "x", "1.5", "", "²"):
            assert app.get("/catalog.ttl", params={"page": page}, status=400)
        for page in ("2", "2147483647", "9" * 5000):
            assert app.get("/catalog.ttl", params={"page": page}, status=404)

    @pytest.mark.ckan_config("ckanext.modellregion_owl.feed.page_size", 2)
    def test_pages_link_to_each_other(self, app, make):
        """A crawl by hydra:next meets every dataset once; the last page has no next."""
        made = {make(f"satz-{n}")["id"] for n in range(5)}
        url, found, visited = "/catalog.ttl", [], 0
        while url:
            graph = parsed(app.get(url.removeprefix(BASE)))
            found += [
                str(d).rsplit("/", 1)[-1] for d in graph.subjects(RDF.type, iri("dcat:Dataset"))
            ]
            links = set(graph.objects(None, iri("hydra:next")))
            assert links == set(graph.objects(None, iri("hydra:nextPage")))
            url, visited = (str(links.pop()) if links else ""), visited + 1
            assert not url or url.startswith(BASE)
        assert (visited, sorted(found)) == (3, sorted(made))

    @pytest.mark.ckan_config("ckanext.modellregion_owl.feed.page_size", 3)
    @pytest.mark.ckan_config("ckan.search.rows_max", 2)
    def test_pages_larger_than_the_search_gives(self, app, make):
        """CKAN cuts a search at `rows_max`: the pages get shorter, no dataset falls between two."""
        made = {make(f"satz-{n}")["id"] for n in range(5)}
        found = [
            str(node).rsplit("/", 1)[-1]
            for page in (1, 2, 3)
            for node in parsed(app.get(f"/catalog.ttl?page={page}")).subjects(
                RDF.type, iri("dcat:Dataset")
            )
        ]
        assert sorted(found) == sorted(made)

    def test_only_public_active_datasets(self, app, make):
        """Private and deleted datasets, and those of other types, are not in the feed."""
        shown = make("offen")
        make("privat", private=True)
        call_action("package_delete", id=make("weg")["id"])
        call_action(
            "harvest_source_create",
            name="quelle",
            title="Quelle",
            url="https://quelle.example",
            source_type="modellregion",
            config='{"protocol": "dcat"}',
            owner_org=shown["owner_org"],
        )
        graph = parsed(app.get("/catalog.ttl"))
        assert set(graph.subjects(RDF.type, iri("dcat:Dataset"))) == {
            URIRef(f"{BASE}/dataset/{shown['id']}")
        }

    def test_control_characters_are_left_out(self, app, make):
        """One of them in RDF/XML loses the page and the job at GovData."""
        make("baeume", notes="vor\x0bnach")
        assert "vornach" in app.get("/catalog.rdf").get_data(as_text=True)

    def test_is_reached_with_a_language_prefix_too(self, app, make):
        """CKAN's /de/ and /en/ work; the links to other pages have no prefix."""
        make("baeume")
        assert f"{BASE}/catalog.ttl" in app.get("/de/catalog.ttl").get_data(as_text=True)


class TestDataset:
    def test_every_format(self, app, make):
        """A dataset is there in each format, under its IRI."""
        made = make("baeume")
        node = URIRef(f"{BASE}/dataset/{made['id']}")
        for extension, form in FORMATS.items():
            response = app.get(f"/dataset/{made['id']}.{extension}")
            assert response.headers["Content-Type"] == form.content_type
            assert (node, RDF.type, iri("dcat:Dataset")) in parsed(response, extension)

    def test_private_and_missing_are_404(self, app, make):
        """Who may not see a dataset learns nothing of it."""
        made = make("privat", private=True)
        for name in (made["id"], "gibt-es-nicht"):
            assert app.get(f"/dataset/{name}.ttl", status=404)


class TestPluginOrder:
    @pytest.mark.ckan_config(
        "ckan.plugins", "dcat scheming_datasets modellregion_owl_feed modellregion_owl"
    )
    def test_dcat_first(self, app, make):
        """The feed answers when ckanext-dcat stands before it too."""
        make("baeume")
        for path in ("/catalog.ttl", "/dataset/baeume.ttl"):
            assert app.get(path).headers["Content-Type"] == "text/turtle; charset=utf-8"


class TestFilters:
    def test_ckanext_dcats_filters_go_on(self, app, make):
        """`q`, `fq` and `modified_since` narrow the catalogue; the paging keeps them."""
        make("baeume", notes="Linden und Buchen")
        make("haushalt", notes="Einnahmen")
        for query in ("q=Linden", "fq=name:baeume", "q=Linden&modified_since=2001-01-01T00:00Z"):
            graph = parsed(app.get(f"/catalog.ttl?{query}"))
            assert len(set(graph.subjects(RDF.type, iri("dcat:Dataset")))) == 1
            page = next(graph.subjects(RDF.type, iri("hydra:PagedCollection")))
            assert query.split("=", maxsplit=1)[0] in str(page)

    def test_nothing_found_is_an_answer(self, app, make):
        """A search that finds nothing is no broken index."""
        make("baeume")
        graph = parsed(app.get("/catalog.ttl?modified_since=2999-01-01"))
        assert not set(graph.subjects(RDF.type, iri("dcat:Dataset")))

    @pytest.mark.parametrize("query", ["fq=title:[", "modified_since=gestern"])
    def test_what_can_not_be_understood(self, app, make, query):
        """A malformed filter is the client's mistake: 400, not 500 and not everything."""
        make("baeume")
        app.get(f"/catalog.ttl?{query}", status=400)

    def test_a_filter_opens_nothing(self, app, make):
        """No filter shows what is private or no dataset."""
        make("baeume")
        make("geheim", private=True)
        graph = parsed(app.get("/catalog.ttl?fq=capacity:private OR name:*"))
        assert len(set(graph.subjects(RDF.type, iri("dcat:Dataset")))) == 1


class TestOtherTypes:
    def test_stay_in_the_feed(self, app, make):
        """A portal's own dataset type does not vanish when the plugin is switched on."""
        make("karte", type="geodaten")
        assert "Daten karte" in app.get("/catalog.ttl").get_data(as_text=True)
