"""The stewards' question: what has left, whose it is, and the two answers."""

from __future__ import annotations

import pytest
from rdflib import RDF, Graph

import ckan.plugins.toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl.feed.status import status
from ckanext.modellregion_owl.rdf.namespaces import iri

pytestmark = [
    pytest.mark.stack,
    pytest.mark.usefixtures("clean_stack"),
    pytest.mark.ckan_config("ckanext.modellregion_owl.feed.refresh_seconds", 0),
]

PAGE = "/datenpflege/feed"


@pytest.fixture
def left(app):
    """Return who may answer: six datasets of two municipalities left, eight stay."""
    users = {}
    for place, number in (("paderborn", 10), ("bielefeld", 4)):
        user = factories.UserWithToken()
        roles = [{"name": user["name"], "capacity": "editor"}]
        organisation = factories.Organization(name=place, title=place.title(), users=roles)["id"]
        for n in range(number):
            factories.Dataset(name=f"{place}-{n}", title=f"{place} {n}", owner_org=organisation)
        users[place] = {"Authorization": user["token"]}
    users["admin"] = {"Authorization": factories.SysadminWithToken()["token"]}
    users["citizen"] = {"Authorization": factories.UserWithToken()["token"]}
    count(app)
    names = [f"paderborn-{n}" for n in range(4)] + ["bielefeld-0", "bielefeld-1"]
    for name in names:
        call_action("package_patch", id=name, private=True)
    count(app)
    return users


def count(app) -> int:
    graph = Graph().parse(data=app.get("/catalog.ttl").data, format="turtle")
    return len(set(graph.subjects(RDF.type, iri("dcat:Dataset"))))


def ask() -> dict:
    return tk.get_action("modellregion_feed_question")({"ignore_auth": True}, {})


class TestDesk:
    def test_asks_those_who_may_answer(self, app, left):
        """A note on every page leads to the list; nobody else sees either."""
        for name, number in (("paderborn", 4), ("bielefeld", 2), ("admin", 6)):
            start = app.get("/en/", headers=left[name]).text
            assert f"{number} datasets have left the delivery" in start
            page = app.get(f"/en{PAGE}", headers=left[name], status=200).text
            assert "6 of 14 datasets are no longer public" in page
            assert "bielefeld 1 (Bielefeld)" in page
            assert f"Remove {number} datasets everywhere" in page
        for user in ({}, left["citizen"]):
            assert "delivery to other portals" not in app.get("/en/", headers=user).text
            app.get(PAGE, headers=user, status=403)
            app.post(PAGE, data={"answer": "release"}, headers=user, status=403)

    def test_a_foreign_page_answers_nothing(self, app, left):
        """Without the form's token a browser that is logged in decides nothing."""
        given = {"answer": "release", "list": ask()["list"]}
        logged_in = {"REMOTE_USER": factories.Sysadmin()["name"]}
        app.flask_app.config["WTF_CSRF_ENABLED"] = True
        try:
            answer = app.post(PAGE, data=given, extra_environ=logged_in)
        finally:
            app.flask_app.config["WTF_CSRF_ENABLED"] = False
        assert answer.status_code >= 400
        assert (count(app), status()["lost"]) == (14, 6)

    def test_each_answers_for_their_own(self, app, left):
        """Removed: those of the municipality. Kept: the question is gone, the datasets are not."""
        given = {"answer": "release", "list": ask()["list"]}
        page = app.post(f"/en{PAGE}", data=given, headers=left["paderborn"]).text
        assert "4 datasets were removed." in page
        assert (count(app), status()["lost"]) == (10, 2)
        page = app.post(f"/en{PAGE}", data=given, headers=left["bielefeld"]).text
        assert "The list has changed meanwhile" in page
        given = {"answer": "keep", "list": ask()["list"]}
        assert "2 datasets stay." in app.post(f"/en{PAGE}", data=given, headers=left["admin"]).text
        assert (count(app), status()["lost"]) == (10, 2)
        assert "delivery to other portals" not in app.get("/en/", headers=left["admin"]).text
        assert "to be kept" in app.get(f"/en{PAGE}", headers=left["admin"]).text

    def test_answer_that_is_none(self, app, left):
        """Neither a wrong word nor an old list changes anything."""
        for given in ({"answer": "delete", "list": ask()["list"]}, {"answer": "release"}):
            app.post(PAGE, data=given, headers=left["admin"], status=200)
            assert (count(app), status()["lost"]) == (14, 6)

    def test_nothing_waits(self, app):
        """The page says what is delivered, and since when."""
        organisation = factories.Organization()["id"]
        user = {"Authorization": factories.SysadminWithToken()["token"]}
        assert "Nothing is delivered" in app.get(f"/en{PAGE}", headers=user).text
        factories.Dataset(owner_org=organisation)
        count(app)
        assert "1 dataset is delivered." in app.get(f"/en{PAGE}", headers=user).text


class TestDataset:
    def test_tells_editors_when_an_edit_is_delivered(self, app, ckan_config):
        """Within a minute; then, and to everyone else, nothing has to be said."""
        ckan_config["ckanext.modellregion_owl.feed.refresh_seconds"] = 60
        organisation = factories.Organization()["id"]
        factories.Dataset(name="baeume", owner_org=organisation)
        user = {"Authorization": factories.SysadminWithToken()["token"]}
        count(app)
        note = "In the delivery to other portals from"
        assert note not in app.get("/en/dataset/baeume", headers=user).text
        call_action("package_patch", id="baeume", title="Neu")
        assert note in app.get("/en/dataset/baeume", headers=user).text
        assert note not in app.get("/en/dataset/baeume").text
        ckan_config["ckanext.modellregion_owl.feed.refresh_seconds"] = 0
        count(app)
        assert note not in app.get("/en/dataset/baeume", headers=user).text
