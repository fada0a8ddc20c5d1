"""The feed by GovData's rules: all is taken, nothing is lost, a second crawl changes nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl import root
from ckanext.modellregion_owl.cli.feed import feed
from ckanext.modellregion_owl.feed import generations
from ckanext.modellregion_owl.feed.listing import NothingToList
from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import ROOT, Outcome, init_region

sys.path.append(str(Path(__file__).parent))
from govdata_client import Ask, Portal, harvest

pytestmark = [
    pytest.mark.stack,
    pytest.mark.ckan_config("ckanext.modellregion_owl.feed.page_size", 2),
    pytest.mark.ckan_config("ckanext.modellregion_owl.feed.refresh_seconds", 0),
]


@pytest.fixture
def session():
    with requests.Session() as found:
        yield found


@pytest.fixture
def ask(session) -> Ask:
    """Ask a live site over the network."""

    def over_network(method, url):
        answer = session.request(method, url, headers={"Accept": "*/*"}, timeout=60)
        return answer.status_code, answer.headers, answer.content

    return over_network


def of_app(get_app) -> Ask:
    """Ask a site in this process; `get_app` gives it at each question."""

    def in_process(method, url):
        answer = get_app().test_client().open(url, method=method)
        return answer.status_code, answer.headers, answer.get_data()

    return in_process


def during(ask: Ask, page: int, act: Callable[[], object]) -> Ask:
    """Do something before the GET of a page, counted from 1."""
    asked = []

    def watched(method, url):
        asked.append(method)
        if method == "HEAD" and asked.count("HEAD") == page:
            act()
        return ask(method, url)

    return watched


def id_of(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def make(number: int, organisation: str, **values) -> str:
    """Make a dataset whose id decides its place."""
    given = {
        "notes": "Standort und Art, <b>jährlich</b>.",
        "contact": [{"name": "Amt", "email": "amt@example.org"}],
        "temporal_coverage": [{"start": "2020-01-01", "end": "2024-12-31"}],
        "theme": ["http://publications.europa.eu/resource/authority/data-theme/ENVI"],
        "tag_string": "Baum Straße, Kataster",
        "resources": [
            {"url": "https://daten.example/a.csv", "format": "CSV", "name": "Tabelle"},
            {"url": "https://daten.example/b.json", "format": "JSON", "license": "CC BY 4.0"},
        ],
        **values,
    }
    return factories.Dataset(
        id=id_of(number),
        name=f"satz-{number}",
        title=f"Satz {number}",
        owner_org=organisation,
        **given,
    )["id"]


@pytest.fixture
def organisation(clean_stack):
    return factories.Organization(name="stadt-paderborn", title="Stadt Paderborn")["id"]


class TestCrawl:
    def test_all_is_taken_and_a_second_crawl_changes_nothing(self, live_site, organisation, ask):
        """In each format; a series is no dataset, a foreign address stays; then one deletion."""
        for n in range(1, 6):
            make(n, organisation, uri="https://quelle.example/5" if n == 5 else "")
        kind = "http://www.w3.org/ns/dcat#DatasetSeries"
        series = factories.Dataset(name="serie", title="S", owner_org=organisation, rdf_type=kind)[
            "id"
        ]
        member = [f"{live_site}/dataset/{series}"]
        make(6, organisation, in_series=member)
        wanted = {f"{live_site}/dataset/{id_of(n)}" for n in (1, 2, 3, 4, 6)}
        wanted.add("https://quelle.example/5")
        portals = {}
        for extension in ("rdf", "ttl", "jsonld"):
            portal = portals[extension] = Portal()
            url = f"{live_site}/catalog.{extension}"
            first = harvest(portal, url, ask)
            assert (first.failed, first.refused, len(first.pages)) == ("", set(), 4)
            assert first.created == wanted
            again = harvest(portal, url, ask)
            assert (again.counts(), again.same) == ((0, 0, 0), wanted)
        call_action("package_delete", id=id_of(2))
        gone = harvest(portals["rdf"], f"{live_site}/catalog.rdf", ask)
        assert gone.deleted == {f"{live_site}/dataset/{id_of(2)}"}
        assert gone.counts() == (0, 0, 1)

    def test_what_happens_meanwhile_does_no_harm(self, live_site, organisation, ask):
        """Edited on a page that was read, deleted, added before the page to come."""
        for n in range(1, 8):
            make(n, organisation)
        portal = Portal()
        url = f"{live_site}/catalog.rdf"
        harvest(portal, url, ask)
        ids = portal.ids()

        def act():
            call_action("package_patch", id=id_of(6), title="Satz 6 neu")
            call_action("package_patch", id=id_of(1), title="Satz 1 neu")
            call_action("package_delete", id=id_of(2))
            make(0, organisation)

        meanwhile = harvest(portal, url, during(ask, 2, act))
        assert (meanwhile.failed, meanwhile.counts()) == ("", (0, 0, 0))
        after = harvest(portal, url, ask)
        assert after.counts() == (1, 2, 1)
        assert after.created == {f"{live_site}/dataset/{id_of(0)}"}
        assert portal.ids().items() >= {
            (guid, id_) for guid, id_ in ids.items() if guid not in after.deleted
        }
        modified = portal.packages[f"{live_site}/dataset/{id_of(1)}"].modified
        assert modified > portal.packages[f"{live_site}/dataset/{id_of(3)}"].modified

    def test_a_restart_halfway_does_no_harm(self, organisation, make_app):
        """The second process goes on in the same generation."""
        for n in range(1, 6):
            make(n, organisation)
        apps = [make_app()]
        portal = Portal()
        url = "http://test.ckan.net/catalog.ttl"
        first = harvest(portal, url, of_app(lambda: apps[-1]))
        assert len(first.created) == 5

        def restart():
            generations._noted.clear()
            call_action("package_patch", id=id_of(4), title="Satz 4 neu")
            apps.append(make_app())

        job = harvest(portal, url, during(of_app(lambda: apps[-1]), 2, restart))
        assert (job.failed, job.counts(), len(apps)) == ("", (0, 0, 0), 2)

    def test_a_failure_halfway_does_no_harm(self, organisation, make_app, monkeypatch):
        """503 in the middle: nothing is deleted; the next crawl is as if nothing had been."""
        for n in range(1, 6):
            make(n, organisation)
        site = make_app()
        portal = Portal()
        url = "http://test.ckan.net/catalog.rdf"
        ask = of_app(lambda: site)
        harvest(portal, url, ask)
        ids = portal.ids()

        def fail():
            def refuse(_arguments):
                raise NothingToList

            monkeypatch.setattr("ckanext.modellregion_owl.feed.catalogue.listing", refuse)

        job = harvest(portal, url, during(ask, 2, fail))
        assert "503" in job.failed
        assert portal.ids() == ids
        monkeypatch.undo()
        assert harvest(portal, url, ask).counts() == (0, 0, 0)
        assert portal.ids() == ids


class TestLoss:
    def test_is_asked_for(self, organisation, make_app, cli):
        """W4: a fifth is private. Held: nothing is deleted. Released: those, and no other."""
        for n in range(1, 26):
            make(n, organisation, resources=[])
        site = make_app()
        portal = Portal()
        url = "http://test.ckan.net/catalog.ttl"
        ask = of_app(lambda: site)
        assert len(harvest(portal, url, ask).created) == 25
        for n in range(1, 6):
            call_action("package_patch", id=id_of(n), private=True)
        assert harvest(portal, url, ask).counts() == (0, 0, 0)
        assert cli.invoke(feed, ["status"]).exit_code == 1
        cli.invoke(feed, ["release"])
        done = harvest(portal, url, ask)
        assert done.deleted == {f"http://test.ckan.net/dataset/{id_of(n)}" for n in range(1, 6)}
        assert harvest(portal, url, ask).counts() == (0, 0, 0)


class TestAddresses:
    @pytest.mark.ckan_config("ckan.plugins", "dcat")
    @pytest.mark.ckan_config("ckanext.dcat.base_uri", "https://alt.example")
    def test_of_a_portal_before_us_stay(self, clean_stack, make_app, ckan_config):
        """Crawled from ckanext-dcat, then from us: none is deleted, none is created again."""
        organisation = factories.Organization(name="verein")["id"]
        for n in range(1, 4):
            extras = [{"key": "uri", "value": "https://quelle.example/3"}] if n == 3 else []
            factories.Dataset(
                id=id_of(n), name=f"alt-{n}", title="Alt", owner_org=organisation, extras=extras
            )
        portal = Portal()
        url = "http://test.ckan.net/catalog.rdf"
        before = make_app()
        assert len(harvest(portal, url, of_app(lambda: before)).created) == 3
        ids = portal.ids()
        assert "https://alt.example/dataset/" + id_of(1) in ids
        ours = "dcat scheming_datasets modellregion_owl modellregion_owl_feed"
        ckan_config["ckan.plugins"] = ours
        after = make_app()
        assert init_region(load_region()).names(Outcome.CREATED, ROOT) == ["https://alt.example"]
        # Whatever the settings say from now on.
        ckan_config["ckanext.dcat.base_uri"] = ""
        job = harvest(portal, url, of_app(lambda: after))
        assert ["generation=" in page for page in job.pages] == [False, True]
        assert (job.failed, len(job.created), len(job.deleted)) == ("", 0, 0)
        assert portal.ids() == ids

    def test_are_fixed_at_init(self, clean_stack, make_app, ckan_config, cli):
        """Neither the site's address nor the setting moves them; who changes it is told."""
        init_region(load_region())
        id_ = make(1, "stadt-paderborn")
        ckan_config["ckan.site_url"] = "https://neu.example"
        ckan_config["ckanext.modellregion_owl.base_iri"] = "https://anders.example"
        portal = Portal()
        site = make_app()
        harvest(portal, "https://neu.example/catalog.ttl", of_app(lambda: site))
        assert list(portal.ids()) == [f"http://test.ckan.net/dataset/{id_}"]
        assert "https://anders.example has no effect" in cli.invoke(feed, ["status"]).output
        report = init_region(load_region())
        assert report.names(Outcome.DIFFERS, ROOT) == ["http://test.ckan.net"]
        root.forget()
        assert root.fixed() == "http://test.ckan.net"
