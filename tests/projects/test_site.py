"""Addresses, filters, facets and searches of the project pages on a real site."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError
from ckan.lib.search.query import PackageSearchQuery

from ckanext.modellregion_owl.projects import assign, sheet, store, transfer
from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import init_region, site_context

pytestmark = pytest.mark.stack

LORA = "lorawan-2-0-delbrueck"


# Fields of a project that an English page shows in German where no English text is there.
EMPTIED = ("transfer_note", "transfer_benefit", "lead_note", "funding_state_note")
GERMAN_ONLY = (*EMPTIED, "transfer_effort")


def act(action, **data):
    return tk.get_action(action)(site_context(), data)


def harvested(name, title, municipality, *keywords, groups=()):
    """Create or update a dataset as the harvester does: with the assignment by rule."""
    package = {
        "name": name,
        "title": title,
        "owner_org": municipality,
        "tags": [{"name": word} for word in keywords],
        "groups": list(groups),
    }
    assign.add_projects(package, municipality)
    return act("package_create", **package)


def search(**query):
    fields = ["vocab_modellprojekt", "vocab_handlungsfeld"]
    return act("package_search", **{"facet.field": fields, "rows": 10, **query})


def shown(app, query):
    """Return the projects on the list page with that query."""
    text = app.get(f"/modellprojekte{query}").text
    return [p.slug for p in load_region().projects if f'/modellprojekte/{p.slug}"' in text]


SEEDED = {"reusable": False}


@pytest.fixture
def region(clean_stack):
    """The region's organisations and projects, for a test that may change them."""
    SEEDED["reusable"] = False
    init_region(load_region())


def create_datasets():
    """Three datasets: two of Delbrück's project, one of none."""
    harvested("flusspegel", "Flusspegel Delbrück", "stadt-delbrueck", "LoRaWAN")
    harvested("parksensoren", "Parksensoren Delbrück", "stadt-delbrueck")
    harvested("denkmale", "Baudenkmale", "stadt-bielefeld", "Denkmal")


@pytest.fixture
def data(region):
    """The region and three datasets, for a test that may change them."""
    create_datasets()


@pytest.fixture
def seen(request, with_plugins, migrated_database):
    """The same for tests that only look: made once for all of them in a row."""
    if SEEDED["reusable"] and model.Package.get("denkmale"):
        return
    request.getfixturevalue("region")
    create_datasets()
    SEEDED["reusable"] = True


@pytest.mark.usefixtures("seen")
class TestRedirects:
    def test_group_pages_lead_to_the_project(self, app):
        """One address per project, for good, in the language of the visitor."""
        expected = {
            f"/modellprojekt/{LORA}": f"/modellprojekte/{LORA}",
            f"/group/{LORA}": f"/modellprojekte/{LORA}",
            f"/group/about/{LORA}": f"/modellprojekte/{LORA}",
            f"/modellprojekt/about/{LORA}": f"/modellprojekte/{LORA}",
            "/modellprojekt/": "/modellprojekte",
            f"/en/modellprojekt/{LORA}": f"/en/modellprojekte/{LORA}",
        }
        for path, target in expected.items():
            answer = app.get(path, follow_redirects=False)
            assert answer.status_code == 301, path
            assert answer.headers["Location"].endswith(target), path

    def test_by_id(self, app):
        """The group's id leads to the page of its name."""
        group = act("group_show", id=LORA)
        for path in (f"/group/{group['id']}", f"/modellprojekte/{group['id']}"):
            answer = app.get(path, follow_redirects=False)
            assert answer.status_code == 301
            assert answer.headers["Location"].endswith(f"/modellprojekte/{LORA}")

    def test_unknown_project(self, app):
        """An unknown name is a 404 that says what is missing."""
        assert app.get("/modellprojekte/nix").status_code == 404


@pytest.mark.usefixtures("region")
class TestOtherGroups:
    def test_an_operators_group_stays(self, app):
        """Groups of other types keep their pages."""
        act("group_create", name="verkehr", title="Verkehr")
        assert app.get("/group/verkehr", follow_redirects=False).status_code == 200

    def test_deleted_project(self, app):
        """A deleted project is gone."""
        act("group_delete", id="zeonline")
        assert app.get("/modellprojekte/zeonline").status_code == 404


@pytest.mark.usefixtures("seen")
class TestList:
    def test_filters(self, app):
        """Filters work by address and add up; an empty one filters nothing."""
        expected = {
            "": 12,
            "?handlungsfeld=": 12,
            "?handlungsfeld=smart-city": 3,
            "?kommune=stadt-delbrueck": 2,
            "?kommune=stadt-delbrueck&handlungsfeld=open-data": 1,
            "?status=projektabschluss": 12,
            "?status=umsetzung": 0,
            "?nachnutzung=genannt": 8,
            "?nachnutzung=keine-angabe": 4,
            "?handlungsfeld=gibt-es-nicht": 0,
        }
        assert {query: len(shown(app, query)) for query in expected} == expected

    def test_search_and_map_add_up_with_filters(self, app):
        """Words, filter and view stand in one address; each keeps the others."""
        assert shown(app, "?q=Ampeln") == ["schlosskreuzung"]
        assert shown(app, "?q=Ampeln&kommune=stadt-delbrueck") == []
        text = app.get("/de/modellprojekte?q=LoRaWAN&kommune=stadt-delbrueck&ansicht=karte").text
        assert 'href="#kommune-stadt-delbrueck"' in text
        assert "#kommune-stadt-paderborn" not in text
        (other,) = BeautifulSoup(text, "html.parser").select(".owl-switch a:not([aria-current])")
        asked = parse_qs(urlsplit(other["href"]).query)
        assert asked == {"kommune": ["stadt-delbrueck"], "q": ["LoRaWAN"]}
        assert "Kein Projekt passt" in app.get("/de/modellprojekte?q=Seilbahn&ansicht=karte").text

    @pytest.mark.parametrize(
        ("query", "current"),
        [("", "Modellprojekte"), ("?nachnutzung=genannt", "Nachnutzung")],
    )
    def test_one_entry_of_the_header_is_current(self, app, query, current):
        """What can be taken over has an entry of its own (design 03)."""
        page = BeautifulSoup(app.get(f"/de/modellprojekte{query}").text, "html.parser")
        found = page.select(".owl-menu__entries [aria-current]")
        assert [entry.get_text(strip=True) for entry in found] == [current]

    def test_a_search_for_data_names_projects(self, app, solr_queries):
        """Whoever looks for data finds the project on it, without another search."""
        text = app.get("/de/dataset/?q=Theater").text
        assert "Modellprojekt dazu" in text
        assert "/modellprojekte/theaterlytics" in text
        assert len(solr_queries) <= 3
        assert "Modellprojekt dazu" not in app.get("/de/dataset/?q=Denkmal").text

    def test_english(self, app):
        """The English page shows English titles."""
        assert "smart traffic flow control" in app.get("/en/modellprojekte").text

    def test_one_search(self, app, solr_queries):
        """However many projects: one facet query."""
        app.get("/modellprojekte")
        assert len(solr_queries) <= 1


@pytest.mark.usefixtures("seen")
class TestRead:
    def test_datasets_of_the_project(self, app):
        """The page lists the project's datasets and no others."""
        text = app.get(f"/modellprojekte/{LORA}").text
        assert "Flusspegel Delbrück" in text
        assert "Parksensoren Delbrück" in text
        assert "Baudenkmale" not in text

    def test_facts(self, app):
        """Amounts as people read them."""
        text = app.get(f"/modellprojekte/{LORA}").text
        assert "1.070.000\u00a0€" in text
        assert "Januar 2020" in text

    def test_at_most_three_searches(self, app, solr_queries):
        """A page never asks once per row."""
        app.get(f"/modellprojekte/{LORA}")
        assert len(solr_queries) <= 3


def soup(app, path):
    """Return the main part of a page."""
    page = BeautifulSoup(app.get(path, status=200).text, "html.parser")
    return page.select_one("main, [role=main]")


@pytest.mark.usefixtures("data")
class TestSaid:
    def test_german_texts_of_an_english_page_say_so(self, app):
        """Whatever is there in German only (WCAG 2.1, 3.1.2), and nothing on the German page."""
        words = {name: f"Wort-{name}" for name in GERMAN_ONLY}
        lists = {"transfer_results": ["Wort-result"], "sources": [{"title": "Wort-source"}]}
        lists["documents"] = [{"title": "Wort-document"}, {"title": "Guide", "language": "en"}]
        lists["milestones"] = [{"title": "Wort-milestone", "title_en": ""}]
        act("group_patch", id=LORA, **words, **{f"{n}_en": "" for n in EMPTIED}, **lists)
        for path, least in (("", 9), ("/projektblatt", 6)):
            page = soup(app, f"/en/modellprojekte/{LORA}{path}")
            found = page.find_all(string=re.compile("Wort-"))
            assert len(found) >= least, path
            assert [t for t in found if t.find_parent(lang=True)["lang"] != "de"] == []
            guide = page.find(string=re.compile("^Guide"))
            assert guide.find_parent(lang=True)["lang"] == "en"
            german = soup(app, f"/de/modellprojekte/{LORA}{path}")
            assert german.select("span[lang=de]") == []

    def test_what_nobody_has_stated(self, app):
        """It is named in one line with a way to ask; each of the 18 rows stands there or above."""
        with app.flask_app.test_request_context("/"):
            labels = {row["label"] for row in transfer.transfer(store.project(LORA), "de")}
        assert len(labels) == 18

        def line(page):
            return page.select_one(".owl-takeover__unknown")

        page = soup(app, f"/de/modellprojekte/{LORA}")
        known = {dt.text for dt in page.select(".owl-takeover__rows dt")}
        unknown = line(page).get_text(" ", strip=True)
        assert unknown.startswith("Keine Angabe zu: ")
        assert "Reifegrad" in unknown and "Reifegrad" not in known
        link = line(page).find("a", string="Angabe anfragen")
        assert link["href"] == f"/de/frage-stellen?project={LORA}&reason=nachnutzung"
        app.get(link["href"], status=200)
        assert len(known) + unknown.count(",") + 1 == 18
        act("group_patch", id=LORA, transfer_maturity="stable")
        assert "Reifegrad" not in line(soup(app, f"/de/modellprojekte/{LORA}")).text


@pytest.mark.usefixtures("seen")
class TestSheet:
    def test_funders_logos_by_region(self, app, monkeypatch):
        """The sheet shows the logos that the region names, and no other picture."""
        assert "<img" not in app.get(f"/de/modellprojekte/{LORA}/projektblatt").text
        logo = {"file": "/land.svg", "alt": {"de": "Land Nordrhein-Westfalen"}}
        values = {**load_region().values, "funding_logos": [logo]}
        monkeypatch.setattr(sheet, "load_region", lambda: replace(load_region(), values=values))
        page = BeautifulSoup(app.get(f"/de/modellprojekte/{LORA}/projektblatt").text, "html.parser")
        assert [(i["src"], i["alt"]) for i in page.select("img")] == [
            ("/land.svg", "Land Nordrhein-Westfalen")
        ]

    def test_unknown_project(self, app):
        """No sheet without a project."""
        assert app.get("/modellprojekte/nix/projektblatt").status_code == 404


@pytest.mark.usefixtures("seen")
class TestFacets:
    def test_counts_and_titles(self):
        """Both facets count datasets and carry the titles of the page's language."""
        facets = search()["search_facets"]
        items = {
            i["name"]: (i["count"], i["display_name"])
            for i in facets["vocab_modellprojekt"]["items"]
        }
        assert items == {LORA: (2, "LoRaWAN 2.0 – Sensornetz und City-Dashboard Delbrück")}
        fields = {i["name"]: i["display_name"] for i in facets["vocab_handlungsfeld"]["items"]}
        assert fields == {"open-data": "Open Data", "smart-city": "Smart City & Sensorik"}

    def test_filter(self):
        """The facet finds what it counts."""
        assert search(fq=f"vocab_modellprojekt:{LORA}")["count"] == 2
        assert search(fq="vocab_handlungsfeld:smart-city")["count"] == 2

    def test_dataset_list(self, app, solr_queries):
        """The list page shows both filters by name, within three searches."""
        text = app.get("/dataset/").text
        assert "Modellprojekt" in text
        assert "Smart City &amp; Sensorik" in text
        assert len(solr_queries) <= 3


@pytest.mark.usefixtures("region")
class TestAddProjects:
    def test_an_operators_group_is_no_project(self):
        """Other groups never show among the projects."""
        act("group_create", name="verkehr", title="Verkehr")
        harvested("bus", "Busse", "stadt-bielefeld", groups=[{"name": "verkehr"}])
        found = search(q="name:bus")
        assert not found["search_facets"]["vocab_modellprojekt"]["items"]
        assert [g["name"] for g in found["results"][0]["groups"]] == ["verkehr"]

    def test_groups_of_other_types_stay_in_the_package(self):
        """The rules decide on projects only."""
        act("group_create", name="verkehr", title="Verkehr")
        package = {"title": "Parksensoren", "groups": [{"name": "verkehr"}, {"name": "zeonline"}]}
        assign.add_projects(package, "stadt-delbrueck")
        assert package["groups"] == [{"name": "verkehr"}, {"name": LORA}]

    def test_a_project_without_a_group_is_left_out(self):
        """CKAN would refuse a dataset with an unknown group."""
        act("group_purge", id=LORA)
        package = {"title": "Parksensoren"}
        assign.add_projects(package, "stadt-delbrueck")
        assert package["groups"] == []

    def test_version_follows_projects(self):
        """A project more or less means that unchanged datasets are looked at again."""
        before = assign.version()
        assert assign.version() == before
        act("group_delete", id=LORA)
        assert assign.version() != before


@pytest.mark.usefixtures("seen")
class TestHome:
    def test_counts(self, app, solr_queries):
        """Municipalities, fields and three projects from one facet query."""
        with app.flask_app.test_request_context("/"):
            rows = {row["slug"]: row for row in tk.h.modellregion_municipalities()}
            fields = {row["slug"]: row["projects"] for row in tk.h.modellregion_action_fields()}
            cards = tk.h.modellregion_home_projects()
        assert rows["stadt-delbrueck"]["datasets"] == 2
        assert rows["stadt-delbrueck"]["projects"] == 2
        assert rows["kreis-paderborn"]["datasets"] == 0
        assert fields["smart-city"] == 3
        assert [c["name"] for c in cards] == [LORA, "theaterlytics", "mint-unterricht"]
        assert cards[0]["dataset_count"] == 2
        assert len(solr_queries) == 1

    @pytest.mark.parametrize(
        ("name", "rule"),
        [
            ("flusspegel", "keyword “LoRaWAN”, data from Stadt Delbrück"),
            ("parksensoren", "“Parksensoren” in the title, data from Stadt Delbrück"),
        ],
    )
    def test_the_dataset_says_why(self, app, name, rule):
        """The page explains the rule in one clause."""
        package = act("package_show", id=name)
        with app.flask_app.test_request_context("/en/", environ_overrides={"CKAN_LANG": "en"}):
            (found,) = tk.h.modellregion_projects_of(package)
        assert found["name"] == LORA
        assert found["rule"] == rule


@pytest.mark.usefixtures("data")
class TestByHand:
    def test_has_no_rule(self, app):
        """A person's assignment claims no rule."""
        act(
            "member_create",
            id="zeonline",
            object="denkmale",
            object_type="package",
            capacity="public",
        )
        package = act("package_show", id="denkmale")
        with app.flask_app.test_request_context("/"):
            (found,) = tk.h.modellregion_projects_of(package)
        assert (found["name"], found["rule"]) == ("zeonline", "")


class TestWithoutSearch:
    @pytest.mark.parametrize("path", ["/", "/modellprojekte", f"/modellprojekte/{LORA}"])
    def test_pages_stand(self, app, data, monkeypatch, path):
        """A silent index costs counts and datasets, no page; nothing is called empty."""

        def down(*args, **kwargs):
            raise SearchError("connection refused")

        monkeypatch.setattr(PackageSearchQuery, "run", down)
        text = app.get(path, status=200).text
        assert "LoRaWAN" in text
        assert "Noch keine Datensätze" not in text
        assert "noch kein Datensatz" not in text
        assert path == "/modellprojekte" or "Der Katalog ist zurzeit nicht lesbar" in text


class TestUnknownActionField:
    @pytest.mark.parametrize("path", ["/", "/modellprojekte", f"/modellprojekte/{LORA}"])
    def test_pages_stand(self, app, region, path):
        """A project with an action field that the region has no more is shown without an icon."""
        group = model.Group.get(LORA)
        group.extras["action_fields"] = '["abgeschafft"]'
        model.repo.commit()
        assert "abgeschafft" in app.get(path, status=200).text
