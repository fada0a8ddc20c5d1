"""Every way to the catalogue leads to the same generation, whichever plugin stands first."""

from __future__ import annotations

import pytest
from rdflib import RDF, Graph

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl.feed import negotiation
from ckanext.modellregion_owl.feed.formats import FORMATS
from ckanext.modellregion_owl.govdata.inside import inside
from ckanext.modellregion_owl.rdf.namespaces import iri

pytestmark = [
    pytest.mark.stack,
    pytest.mark.usefixtures("clean_stack"),
    pytest.mark.ckan_config("ckanext.modellregion_owl.feed.page_size", 2),
    pytest.mark.ckan_config("ckanext.modellregion_owl.feed.refresh_seconds", 0),
]

CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)


@pytest.fixture
def three(clean_stack):
    organisation = factories.Organization(name="stadt-paderborn")["id"]
    return [
        factories.Dataset(name=f"satz-{n}", title=f"Satz {n}", owner_org=organisation)["id"]
        for n in range(3)
    ]


def datasets(text: str, parser: str = "turtle") -> int:
    return len(set(Graph().parse(data=text, format=parser).subjects(RDF.type, iri("dcat:Dataset"))))


class TestRoot:
    @pytest.mark.parametrize(
        ("accept", "expected"),
        [
            ("text/turtle", "text/turtle; charset=utf-8"),
            ("application/rdf+xml", "application/rdf+xml"),
            ("application/ld+json, */*;q=0.1", "application/ld+json"),
            ("text/html;q=0.5, application/n-triples", "application/n-triples"),
        ],
    )
    def test_gives_the_catalogue_to_who_wants_it(self, app, three, accept, expected):
        """The first page, as at its own address."""
        response = app.get("/", headers={"Accept": accept})
        assert response.headers["Content-Type"] == expected
        assert "Accept" in response.headers["Vary"]
        extension = next(e for e, f in FORMATS.items() if f.content_type == expected)
        assert response.data == app.get(f"/catalog.{extension}").data

    @pytest.mark.parametrize("accept", ["", "*/*", "text/html", CHROME, "application/json"])
    def test_gives_the_page_to_everyone_else(self, app, three, accept):
        """Nobody who does not ask for RDF sees any."""
        response = app.get("/", headers={"Accept": accept})
        assert response.headers["Content-Type"].startswith("text/html")
        assert "Accept" in response.headers["Vary"]

    def test_with_a_language_prefix(self, app, three):
        """/de/ is the same address."""
        response = app.get("/de/", headers={"Accept": "text/turtle"})
        assert response.headers["Content-Type"].startswith("text/turtle")

    def test_types_are_those_of_the_formats(self):
        """No type leads to a format that is not there."""
        assert set(negotiation.RDF.values()) <= FORMATS.keys()


class TestOrder:
    """Rules of ckanext-dcat for the same addresses, before ours and behind them."""

    def check(self, app):
        """Each address is ours."""
        for address in ("/catalog.ttl", "/catalog.xml", "/catalog.n3", "/catalog.jsonld"):
            found = app.get(address)
            assert "generation=" in found.get_data(as_text=True)
            assert found.headers["ETag"]
        for accept in ("text/turtle", "application/rdf+xml"):
            found = app.get("/", headers={"Accept": accept})
            assert "generation=" in found.get_data(as_text=True)
        app.get("/catalog.foo", status=404)
        shown = app.get("/api/action/dcat_catalog_show?format=ttl").json["result"]
        assert "generation=" in shown

    @pytest.mark.ckan_config("ckanext.dcat.enable_content_negotiation", True)
    @pytest.mark.ckan_config(
        "ckan.plugins", "dcat scheming_datasets modellregion_owl_feed modellregion_owl"
    )
    def test_dcat_first(self, app, three):
        """Also where it negotiates itself."""
        self.check(app)

    @pytest.mark.ckan_config("ckanext.dcat.enable_content_negotiation", True)
    @pytest.mark.ckan_config(
        "ckan.plugins", "modellregion_owl_feed modellregion_owl scheming_datasets dcat"
    )
    def test_dcat_last(self, app, three):
        """The same the other way round."""
        self.check(app)


class TestAddresses:
    @pytest.mark.parametrize("name", ["foo", "html", "ttl2", "", "ttl/"])
    def test_unknown_format(self, app, three, name):
        """404 in plain words."""
        response = app.get(f"/catalog.{name}", status=404)
        if not name.endswith("/"):
            assert response.headers["Content-Type"].startswith("text/plain")

    def test_rows_do_not_widen_a_page(self, app, three):
        """A client can't make the site write more than a page."""
        assert datasets(app.get("/catalog.ttl?rows=1000000").get_data(as_text=True)) == 2

    @pytest.mark.ckan_config("ckanext.dcat.catalog_endpoint", "/offen/katalog.{_format}")
    def test_an_address_of_the_operators_own(self, app, three):
        """Where ckanext-dcat's setting puts the catalogue it is ours too."""
        found = app.get("/offen/katalog.ttl")
        assert found.data == app.get("/catalog.ttl").data


class TestActions:
    @pytest.mark.parametrize("name", ["dcat_catalog_show", "dcat_catalog_search"])
    def test_give_the_generation(self, app, three, name):
        """Page by page in the order of ids, in each format under each of its names."""
        for word, extension in (("ttl", "ttl"), ("turtle", "ttl"), ("json-ld", "jsonld")):
            wanted = app.get(f"/catalog.{extension}").get_data(as_text=True)
            assert call_action(name, format=word) == wanted
        first = call_action(name)
        assert first == app.get("/catalog.rdf").get_data(as_text=True)
        assert datasets(call_action(name, page=2), "xml") == 1

    def test_with_filters_they_are_live(self, app, three):
        """As the address is."""
        found = call_action("dcat_catalog_show", fq="name:satz-1", format="ttl")
        assert (datasets(found), "generation=" in found) == (1, False)

    @pytest.mark.parametrize(
        "given", [{"page": 0}, {"page": "x"}, {"format": "foo"}, {"modified_since": "gestern"}]
    )
    def test_what_can_not_be_understood(self, app, three, given):
        """A validation error says what."""
        with pytest.raises(tk.ValidationError):
            call_action("dcat_catalog_show", **given)

    def test_behind_the_end(self, app, three):
        """No empty page."""
        with pytest.raises(tk.ObjectNotFound):
            call_action("dcat_catalog_show", page=3)
        app.get("/api/action/dcat_catalog_show?page=3", status=404)

    def test_nothing_to_list(self, app):
        """503 by the API, too."""
        assert app.get("/api/action/dcat_catalog_show", status=503).headers["Retry-After"]


class Labels(p.SingletonPlugin):
    """An operator's plugin: the first dataset is for members only."""

    p.implements(p.IPermissionLabels)

    def get_dataset_labels(self, dataset_obj):
        """Return who may see a dataset."""
        return ["members"] if dataset_obj.name == "satz-0" else ["public"]

    def get_user_dataset_labels(self, user_obj):
        """Return what a visitor may see."""
        return ["public"]


class TestLabels:
    def test_only_what_the_public_sees(self, app, clean_stack, monkeypatch):
        """Where a plugin says by labels who may see a dataset the index decides."""
        find = p.PluginImplementations
        labels = Labels()

        def with_labels(interface, *args):
            found = list(find(interface, *args))
            return iter([labels, *found]) if interface is p.IPermissionLabels else iter(found)

        for module in ("ckan.lib.plugins.plugins", "ckanext.modellregion_owl.feed.generations.p"):
            monkeypatch.setattr(f"{module}.PluginImplementations", with_labels)
        organisation = factories.Organization()["id"]
        for n in range(3):
            factories.Dataset(name=f"satz-{n}", title=f"Satz {n}", owner_org=organisation)
        text = app.get("/catalog.ttl").get_data(as_text=True)
        assert (datasets(text), "Satz 0" in text, "generation=" in text) == (2, False, False)
        # What needs a fixed catalogue says why there is none: for clients, stewards, the check.
        for path in ("/dump/catalog.ttl", "/dump/catalog.ttl.gz", "/lieferung/catalog.rdf"):
            assert "A plugin of this site decides" in app.get(f"/en{path}", status=503).text
        assert app.get("/feed-status.json").json["live"] is True
        user = {"Authorization": factories.SysadminWithToken()["token"]}
        assert "is read live" in app.get("/en/datenpflege/feed", headers=user).text
        assert [told.rule for told in inside()] == ["govdata.labels"]
