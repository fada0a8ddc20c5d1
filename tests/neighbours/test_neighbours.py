"""Beside plugins of others, before and behind them: everything of ours and theirs lives."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import rdflib
from owltests.portal import NEEDED, OURS, WHOLE, portal

from ckan import model
from ckan.lib.search import rebuild
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl import root

sys.path.append(str(Path(__file__).parents[1] / "schemas"))
from test_form import form_values

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_db", "clean_index", "clean_redis")]

SETTINGS = WHOLE | {
    # CKAN's own form asks for it too where somebody is signed in without a page before.
    "ckan.locale_default": "de",
}
BOX = (
    '{"type": "Polygon", "coordinates":'
    " [[[8.7, 51.7], [8.8, 51.7], [8.8, 51.8], [8.7, 51.8], [8.7, 51.7]]]}"
)
ORDERS = pytest.mark.parametrize("ours_first", [True, False], ids=["ours first", "theirs first"])
PAGES = ("/", "/dataset/", "/modellprojekte", "/organization/", "/entwickler", "/about", "/harvest")


def plugins(theirs: str, ours_first: bool) -> str:
    return f"{OURS} {theirs} {NEEDED}" if ours_first else f"{theirs} {OURS} {NEEDED}"


def everything_lives(app) -> None:
    """A dataset opens, its form saves and keeps all, lists find it, feed and catalogue tell it."""
    root.fix("http://test.ckan.net")
    who = {"Authorization": factories.SysadminWithToken()["token"]}
    organisation = factories.Organization(name="amt")["id"]
    made = call_action(
        "package_create",
        name="baum",
        title="Baumkataster",
        notes="Standorte",
        owner_org=organisation,
        frequency="http://publications.europa.eu/resource/authority/frequency/ANNUAL",
        spatial_coverage=[{"geom": BOX}],
        extras=[{"key": "Aktenzeichen", "value": "61-1"}],
        resources=[{"url": "https://a.example/1.csv", "format": "CSV", "own": "x"}],
    )
    rebuild()
    for path in PAGES:
        assert app.get(path, headers=who).status_code == 200, path
    assert "Baumkataster" in app.get("/dataset/baum").text
    assert "Baumkataster" in app.get("/dataset/?q=Baumkataster").text
    form = form_values(app.get("/dataset/edit/baum", headers=who).body)
    sent = {**form, "title": "Bäume der Stadt", "save": "save"}
    answer = app.post("/dataset/edit/baum", data=sent, headers=who, follow_redirects=False)
    assert answer.status_code == 302, answer.text
    after = call_action("package_show", {"use_cache": False}, id="baum")
    assert after["title"] == "Bäume der Stadt"
    same = ("id", "name", "frequency", "notes", "extras", "owner_org")
    assert {key: after[key] for key in same} == {key: made[key] for key in same}
    assert after["spatial_coverage"][0]["geom"] == BOX
    assert (after["resources"][0]["own"], after["resources"][0]["id"]) == (
        "x",
        made["resources"][0]["id"],
    )
    iri = rdflib.URIRef(f"http://test.ckan.net/dataset/{made['id']}")
    for path in ("/catalog.ttl", "/dataset/baum.ttl"):
        graph = rdflib.Graph().parse(data=app.get(path).body, format="turtle")
        titles = {str(title) for title in graph.objects(iri, rdflib.DCTERMS.title)}
        assert titles == {"Bäume der Stadt"}, path
    assert app.get("/feed-status.json").json["held"] is False


class TestTheme:
    @ORDERS
    def test_second_theme(self, stadtwerk, ours_first):
        """It has the same templates, helpers and an address of ours: the first plugin wins there.

        Pages, filters and fields of the index that only one of them has live in both orders.
        """
        names = plugins("stadtwerk_theme", ours_first)
        with portal(names, SETTINGS) as app:
            everything_lives(app)
            assert "Stadtwerk-Kopf" in app.get("/stadtwerk").text
            header = 'class="stadtwerk-header"' in app.get("/modellprojekte").text
            assert header is not ours_first
            home, figures = app.get("/").text, app.get("/zahlen").text
            assert ('class="stadtwerk-home"' in home) is not ours_first
            assert (figures == "Zahlen des Stadtwerks") is not ours_first
            dataset = app.get("/dataset/baum").text
            assert ('class="stadtwerk-dataset"' in dataset) is not ours_first
            facets = call_action("package_search", fq="extras_stadtwerk:ja", rows=0)
            assert facets["count"] == 1

    def test_helpers_of_ours_bear_our_name(self):
        """No helper of ours can take another plugin's place: only chained ones lack our name."""
        from ckanext.modellregion_owl.feed.plugin import FeedPlugin
        from ckanext.modellregion_owl.harvest.plugin import HarvestPlugin
        from ckanext.modellregion_owl.theme.plugin import ThemePlugin

        for plugin in (FeedPlugin, HarvestPlugin, ThemePlugin):
            names = plugin.get_helpers(None)
            assert [name for name in names if not name.startswith("modellregion_")] == []


class TestLogin:
    @ORDERS
    def test_login_of_the_house(self, stadtwerk, ours_first):
        """Who is not signed in is sent there from our pages too; back, the roles of CKAN count.

        The account has no password here and no role but that of its organisation.
        """
        with portal(plugins("stadtwerk_login", ours_first), SETTINGS) as app:
            user = factories.User(name="von-draussen")
            model.User.get("von-draussen")._password = None
            model.Session.commit()
            factories.Organization(name="amt", users=[{"name": user["name"], "capacity": "editor"}])
            asked = app.get("/user/login", follow_redirects=False)
            assert asked.location == "https://sso.stadtwerk.example/anmelden"
            away = app.get("/datenpflege", follow_redirects=False)
            assert away.status_code == 302
            assert "/user/login?came_from=" in away.location
            back = app.get("/sso/zurueck?who=von-draussen&came_from=/datenpflege")
            assert back.status_code == 200
            assert back.request.path == "/datenpflege"
            assert app.get("/dataset/new").status_code == 200
            assert app.get("/datenpflege/govdata", status=None).status_code in (200, 403)
            assert app.get("/ckan-admin/", status=None).status_code == 403


class TestRealOnes:
    @ORDERS
    def test_spatial_and_xloader(self, installed, datastore, ours_first):
        """Both, with CKAN's table store, want no other form than ours; their own pages answer.

        ckanext-spatial's search by a box is not tried: it needs a Solr schema of its own.
        """
        names = plugins("spatial_metadata spatial_query datastore xloader", ours_first)
        with portal(names, {**SETTINGS, **datastore}) as app:
            everything_lives(app)
            kept = model.Session.query(model.Package).filter_by(name="baum").one()
            assert BOX in json.loads(kept.extras["spatial_coverage"])[0]["geom"]
            (file,) = call_action("package_show", id="baum")["resources"]
            assert file["datastore_contains_all_records_of_source_file"] is False
            who = {"Authorization": factories.SysadminWithToken()["token"]}
            assert (
                app.get(f"/dataset/baum/resource_data/{file['id']}", headers=who).status_code == 200
            )
