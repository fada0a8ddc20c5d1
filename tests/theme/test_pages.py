"""The dataset pages through the web server, without a browser."""

from __future__ import annotations

from typing import Any

import pytest

from ckan.tests import factories

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("municipalities")]

LICENCE = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"


@pytest.fixture
def municipalities(clean_stack: None) -> None:
    """Create three of the region's organisations."""
    for slug in ("stadt-paderborn", "stadt-bielefeld", "kreis-paderborn"):
        factories.Organization(name=slug, title=slug.title())


def dataset(name: str, org: str, form: str = "CSV", **more: Any) -> dict[str, Any]:
    """Store a small dataset."""
    resource = {"url": f"https://example.org/{name}", "format": form, "license": LICENCE}
    return factories.Dataset(
        name=name, title=name.title(), owner_org=org, resources=[resource], **more
    )


class TestList:
    def test_filters_of_one_group_are_alternatives(self, app):
        """Two ticked municipalities show the datasets of both; other groups narrow."""
        dataset("eins", "stadt-paderborn")
        dataset("zwei", "stadt-bielefeld", "WFS")
        dataset("drei", "kreis-paderborn")
        both = "/en/dataset/?organization=stadt-paderborn&organization=stadt-bielefeld"
        page = app.get(both).body
        assert "Eins" in page
        assert "Zwei" in page
        assert "Drei" not in page
        assert 'value="kreis-paderborn"' in page, "the group's other values can be ticked too"
        narrowed = app.get(f"{both}&res_format=WFS").body
        assert "Eins" not in narrowed
        assert "Zwei" in narrowed

    def test_the_api_stays_as_it_is(self, app):
        """Filters of the API are still joined by AND: other programs rely on it."""
        dataset("eins", "stadt-paderborn")
        dataset("zwei", "stadt-bielefeld")
        fq = 'organization:"stadt-paderborn" organization:"stadt-bielefeld"'
        found = app.get("/api/3/action/package_search", query_string={"fq": fq}).json
        assert found["result"]["count"] == 0

    @pytest.mark.parametrize(
        "address",
        [
            "/en/dataset/",
            "/en/dataset/?q=eins",
            "/en/dataset/?organization=stadt-paderborn&res_format=CSV&vocab_handlungsfeld=kultur",
            "/en/dataset/?q=nothing-has-this-word",
        ],
    )
    def test_few_searches(self, app, solr_queries, address):
        """A list page costs at most three searches, whatever is ticked and however long it is."""
        for name in ("eins", "zwei", "drei"):
            dataset(name, "stadt-paderborn")
        solr_queries.clear()
        app.get(address)
        assert 1 <= len(solr_queries) <= 3

    def test_ways_out_of_nothing(self, app):
        """An empty list names the ticked filters by their titles and takes them off by a link."""
        page = app.get(
            "/en/dataset/?q=nothing&organization=stadt-paderborn&vocab_handlungsfeld=kultur"
        ).body
        assert "Remove the filter “Stadt Paderborn”" in page
        assert "Remove the filter “Culture”" in page
        assert "/en/dataset/?q=nothing&amp;vocab_handlungsfeld=kultur" in page

    @pytest.mark.parametrize("words", ["title:[", '"'])
    def test_words_that_solr_can_not_read(self, app, words):
        """A ticked filter and words with a lost bracket or quotation mark: told, never an error."""
        dataset("eins", "stadt-paderborn")
        body = app.get(
            "/dataset/", params={"organization": "stadt-paderborn", "q": words}, status=200
        ).body
        assert "Die Suche hat nicht funktioniert" in body

    def test_private_and_draft_are_marked(self, app):
        """Editors see in the list what is not public."""
        dataset("geheim", "stadt-paderborn", private=True)
        user = factories.SysadminWithToken()
        page = app.get("/en/dataset/?q=geheim", headers={"Authorization": user["token"]}).body
        assert "fa-lock" in page


class TestPage:
    def test_machine_readable_forms_answer(self, app):
        """The links to RDF in the aside lead somewhere."""
        dataset("eins", "stadt-paderborn")
        page = app.get("/en/dataset/eins").body
        for suffix in ("ttl", "rdf", "jsonld"):
            assert f"/dataset/eins.{suffix}" in page
            assert app.get(f"/dataset/eins.{suffix}").status_code == 200

    def test_editors_keep_their_tools(self, app):
        """Who may edit finds "Manage", the tabs and a link to each file's form."""
        stored = dataset("eins", "stadt-paderborn")
        user = factories.SysadminWithToken()
        page = app.get("/en/dataset/eins", headers={"Authorization": user["token"]}).body
        assert "/dataset/edit/eins" in page
        assert f"/dataset/eins/resource/{stored['resources'][0]['id']}/edit" in page
        assert "/dataset/edit/eins" not in app.get("/en/dataset/eins").body

    def test_resource_list_of_the_form_is_stock(self, app):
        """The list in which resources are edited stays CKAN's."""
        dataset("eins", "stadt-paderborn")
        user = factories.SysadminWithToken()
        page = app.get("/dataset/resources/eins", headers={"Authorization": user["token"]}).body
        assert "owl-file" not in page.split("<footer")[0]
