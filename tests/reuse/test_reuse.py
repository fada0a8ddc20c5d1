"""Further clients over the whole site: schema.org, sitemap, CORS, the page for re-users."""

from __future__ import annotations

import json
import re

import pytest
from lxml import etree

from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.reuse import sitemap

pytestmark = [
    pytest.mark.stack,
    pytest.mark.usefixtures("clean_stack"),
    pytest.mark.ckan_config("ckanext.modellregion_owl.feed.refresh_seconds", 0),
]

BASE = "http://test.ckan.net"
FREE = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
EVIL = 'Bäume </script><script>alert(1)</script><!-- &amp; "\u2028 x'
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
PROJECT = "lorawan-2-0-delbrueck"


@pytest.fixture
def make(clean_stack):
    owner = factories.Organization(name="stadt-paderborn", title="Stadt Paderborn")["id"]

    def make_dataset(name: str, **values):
        given = {"title": f"Satz {name}", "owner_org": owner, **values}
        return factories.Dataset(name=name, **given)

    return make_dataset


def linked(app, name: str) -> list[dict]:
    html = app.get(f"/dataset/{name}").get_data(as_text=True)
    return [json.loads(found) for found in SCRIPT.findall(html)]


class TestSchemaOrg:
    def test_says_what_the_dataset_says(self, app, make):
        """Name, publisher, licence, files, place and period come from the rows' fields."""
        file = {"url": "https://daten.example/a", "download_url": "https://daten.example/a.csv"}
        make(
            "baeume",
            notes="Alle Bäume der Stadt mit Art, Alter und Standort, jährlich neu gezählt.",
            tags=[{"name": "Baum"}],
            issued="2020-01-01",
            identifier="nr-7",
            temporal_coverage=[{"start": "2020-01-01", "end": "2020-12-31"}],
            spatial_coverage=[{"text": "Paderborn"}],
            resources=[{**file, "license": FREE, "format": "CSV"}],
        )
        (said,) = linked(app, "baeume")
        assert (said["@type"], said["name"]) == ("Dataset", "Satz baeume")
        assert said["url"] == f"{BASE}/dataset/baeume"
        assert said["@id"].startswith(f"{BASE}/dataset/")
        assert said["publisher"]["name"] == "Stadt Paderborn"
        assert (said["license"], said["keywords"]) == (FREE, ["Baum"])
        assert (said["identifier"], said["datePublished"]) == ("nr-7", "2020-01-01")
        assert said["temporalCoverage"] == "2020-01-01/2020-12-31"
        assert said["spatialCoverage"]["name"] == "Paderborn"
        (file,) = said["distribution"]
        assert (file["@type"], file["contentUrl"]) == (
            "DataDownload",
            "https://daten.example/a.csv",
        )
        assert file["encodingFormat"] == "CSV"

    def test_nothing_can_end_the_element(self, app, make):
        """A title with a closing tag comes back as it was; the page has no script of its."""
        make("boese", title=EVIL, notes=EVIL)
        html = app.get("/dataset/boese").get_data(as_text=True)
        assert "<script>alert" not in html
        (said,) = linked(app, "boese")
        assert said["name"] == EVIL
        assert EVIL in said["description"]

    def test_not_of_private_datasets(self, app, make):
        """What nobody may find is not described for search engines; its editors see the page."""
        make("privat", private=True)
        user = factories.SysadminWithToken()
        headers = {"Authorization": user["token"]}
        html = app.get("/dataset/privat", headers=headers).get_data(as_text=True)
        assert "Satz privat" in html
        assert not SCRIPT.findall(html)


class TestSitemap:
    def urls(self, app, path: str = "/sitemap.xml") -> list[str]:
        """Return the addresses of a list."""
        response = app.get(path)
        assert response.content_type.startswith("application/xml")
        return [loc.text for loc in etree.fromstring(response.data).iter(f"{NAMESPACE}loc")]

    def test_all_public_pages(self, app, make):
        """Datasets, municipalities, fields, projects; each answers. Robots are told."""
        factories.Group(name=PROJECT, type="modellprojekt")
        make("offen")
        make("privat", private=True)
        call_action("package_delete", id=make("weg")["id"])
        found = self.urls(app)
        region = load_region()
        expected = {"/", "/dataset/", "/dataset/offen", "/zahlen", "/entwickler"}
        expected |= {"/modellprojekte", f"/modellprojekte/{PROJECT}"}
        expected |= {f"/kommune/{m.slug}" for m in region.municipalities}
        expected |= {f"/handlungsfeld/{f.slug}" for f in region.action_fields}
        assert {url.removeprefix(BASE) for url in found} == expected
        for url in (f"{BASE}/dataset/offen", f"{BASE}/modellprojekte/{PROJECT}"):
            assert app.get(url.removeprefix(BASE), status=200)
        assert f"Sitemap: {BASE}/sitemap.xml" in app.get("/robots.txt").get_data(as_text=True)
        tag = app.get("/sitemap.xml").headers["ETag"]
        assert app.get("/sitemap.xml", headers={"If-None-Match": tag}).status_code == 304

    def test_too_many_for_one_file(self, app, make, monkeypatch):
        """A list of files, none larger than allowed; together they have every address once."""
        for number in range(5):
            make(f"satz-{number}")
        whole = self.urls(app)
        most = len(whole) - 3
        monkeypatch.setattr(sitemap, "MOST", most)
        files = self.urls(app)
        parts = [self.urls(app, file.removeprefix(BASE)) for file in files]
        assert len(files) == 3
        assert all(len(part) <= most for part in parts)
        assert sorted(url for part in parts for url in part) == sorted(whole)
        app.get("/sitemap-4.xml", status=404)
        app.get("/sitemap-0.xml", status=404)


ORIGIN = {"Origin": "https://app.example"}
READS = (
    "/catalog.ttl",
    "/lieferung/catalog.rdf",
    "/dataset/offen.ttl",
    "/feed-status.json",
    "/dump/catalog.ttl",
)


class TestCors:
    def test_reads_from_anywhere(self, app, make):
        """Feed and API may be read; without credentials, and nothing else."""
        make("offen")
        for path in (*READS, "/api/3/action/package_search", "/api/action/status_show"):
            headers = app.get(path, headers=ORIGIN).headers
            assert headers["Access-Control-Allow-Origin"] == "*", path
            assert "Access-Control-Allow-Credentials" not in headers
        for path in ("/dataset/offen", "/user/login"):
            assert "Access-Control-Allow-Origin" not in app.get(path, headers=ORIGIN).headers
        asked = app.test_client().options("/catalog.ttl", headers=ORIGIN, base_url=BASE).headers
        assert "If-None-Match" in asked["Access-Control-Allow-Headers"]

    @pytest.mark.ckan_config("ckanext.modellregion_owl.open_reads", False)
    def test_switched_off(self, app, make):
        """A portal that is only reachable from inside keeps browsers' pages of others out."""
        make("offen")
        for path in READS:
            assert "Access-Control-Allow-Origin" not in app.get(path, headers=ORIGIN).headers


class TestForDevelopers:
    def test_every_example_answers(self, app, make):
        """The page names parts, sitemap, schema.org; each address on it works."""
        factories.Group(name=PROJECT, type="modellprojekt")
        make("offen", groups=[{"name": PROJECT}])
        html = app.get("/entwickler").get_data(as_text=True)
        urls = re.findall(r'<dd><a href="([^"]+)"><code>', html)
        for path in (
            "/lieferung/catalog.ttl",
            "/kommune/stadt-paderborn/catalog.ttl",
            f"/modellprojekte/{PROJECT}/catalog.ttl",
            "/sitemap.xml",
            "/dump/catalog.ttl",
            "/dataset/offen",
        ):
            assert f"{BASE}{path}" in urls
        for url in urls:
            app.get(url.replace("&amp;", "&").removeprefix(BASE), status=200)

    def test_pages_link_to_their_part(self, app, make):
        """A municipality's and a project's page lead to their catalogue, if they have data."""
        factories.Group(name=PROJECT, type="modellprojekt")
        make("offen", groups=[{"name": PROJECT}])
        for page in ("/kommune/stadt-paderborn", f"/modellprojekte/{PROJECT}"):
            html = app.get(page).get_data(as_text=True)
            assert f'href="{page}/catalog.ttl"' in html
        assert "catalog.ttl" not in app.get("/kommune/stadt-bielefeld").get_data(
            as_text=True
        ).replace("/catalog.ttl", "", 1)
