"""Header, footer and home as the server sends them, with and without the other plugins."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from ckan.tests import factories

pytestmark = pytest.mark.stack

ALONE = "modellregion_owl_theme modellregion_owl"


@pytest.fixture
def home(clean_stack, app):
    """Return a function that gives the parsed page at a path."""

    def get(path="/", **arguments):
        return BeautifulSoup(app.get(path, **arguments).body, "html.parser")

    return get


def entries(page, selector):
    """Return the links below `selector` as {text: address}."""
    return {a.get_text(strip=True): a["href"] for a in page.select(f"{selector} a")}


class TestHeader:
    @pytest.mark.parametrize(
        ("path", "current"),
        [("/", []), ("/dataset/", ["Daten"]), ("/modellprojekte", ["Modellprojekte"])],
    )
    def test_marks_the_entry_of_the_page(self, home, path, current):
        """At most one entry is current, that of the page's part of the site."""
        marked = home(path).select(".owl-menu [aria-current=page]")
        assert [a.get_text(strip=True) for a in marked] == current

    def test_dataset_page_belongs_to_data(self, home):
        """A page below an entry marks it too."""
        name = factories.Dataset(owner_org=factories.Organization()["id"])["name"]
        marked = home(f"/dataset/{name}").select_one(".owl-menu [aria-current=page]")
        assert marked["href"].rstrip("/").endswith("/dataset")

    def test_offers_an_account_to_those_who_are_logged_in(self, home):
        """CKAN's entries stay; no picture is fetched from elsewhere."""
        token = factories.UserWithToken()["token"]
        page = home("/", headers={"Authorization": token})
        account = page.select_one(".owl-account")
        assert account.select_one("form[action$='/user/_logout'] button")
        assert account.select("a[href$='/dashboard/datasets']")
        assert page.select(".owl-header img") == []

    @pytest.mark.ckan_config("ckan.site_logo", "/own/logo.svg")
    def test_operators_logo_replaces_the_mark(self, home):
        """The brand may be changed by CKAN's own setting; the picture has a name."""
        logo = home().select_one(".owl-logo")
        assert logo.img["src"] == "/own/logo.svg"
        assert logo.img["alt"]
        assert logo.svg is None

    @pytest.mark.ckan_config("ckan.favicon", "/own/icon.png")
    def test_operators_icon_stays(self, home):
        """Only CKAN's stock icon is replaced by the mark."""
        assert home().select_one("link[rel=icon]")["href"] == "/own/icon.png"


class TestFooter:
    def test_links_only_what_is_there(self, home, app):
        """Every link of the footer inside the site answers (the feed: once there are data)."""
        factories.Dataset(owner_org=factories.Organization()["id"])
        links = entries(home(), ".site-footer")
        inside = [url for url in links.values() if url.startswith("/")]
        assert [
            (url, app.get(url).status) for url in inside if app.get(url).status_code != 200
        ] == []
        assert links["Katalog für Programme (RDF)"] == "/catalog.ttl"


class TestHomeAlone:
    @pytest.mark.ckan_config("ckan.plugins", ALONE)
    @pytest.mark.ckan_config("scheming.dataset_schemas", "")
    @pytest.mark.ckan_config("scheming.group_schemas", "")
    def test_without_the_other_plugins_it_leaves_their_parts_out(self, home):
        """Search and newest data need no plugin; map, fields, projects, feed do."""
        factories.Dataset(title="Baudenkmale", owner_org=factories.Organization()["id"])
        page = home()
        assert page.select_one("#owl-search")
        assert "Baudenkmale" in page.select_one(".owl-rows").get_text()
        assert page.select(".owl-map, .owl-places, .owl-fields, .owl-cards, .owl-transfer") == []
        assert set(entries(page, ".owl-menu__entries")) == {"Daten", "Kommunen"}
        assert "/catalog.ttl" not in entries(page, ".site-footer").values()


class TestWithoutTheTheme:
    PLUGINS = "modellregion_owl_projects modellregion_owl scheming_datasets"

    @pytest.mark.ckan_config("ckan.plugins", PLUGINS)
    @pytest.mark.parametrize(
        "path",
        [
            "/",
            "/dataset/",
            "/modellprojekte",
            "/handlungsfelder",
            "/handlungsfeld/kultur",
            "/kommune/stadt-delbrueck",
        ],
    )
    def test_pages_have_the_portals_own_face(self, home, path):
        """CKAN's header and none of our style sheets; the page is there all the same."""
        page = home(path)
        assert page.select_one("header.masthead")
        assert page.select("[class^=owl-header], .owl-footer__columns, link[href*=owl-theme]") == []


class TestOtherPages:
    def test_municipalities_are_listed_with_their_datasets(self, home):
        """Harvest sources are packages too; they don't count as data."""
        org = factories.Organization(name="stadt-bielefeld", title="Stadt Bielefeld")
        factories.Dataset(owner_org=org["id"])
        factories.Dataset(
            owner_org=org["id"],
            type="harvest",
            source_type="modellregion",
            url="https://quelle.example/",
        )
        rows = home("/organization/").select(".owl-organisations li")
        assert [row.h2.get_text(strip=True) for row in rows] == ["Stadt Bielefeld"]
        assert "1 Datensatz" in rows[0].get_text()

    def test_missing_page_offers_ways_on(self, home):
        """A 404 says so in plain words and leads on."""
        page = home("/dataset/nix", status=404)
        assert page.h1.get_text(strip=True) == "Diese Seite gibt es nicht"
        assert {"Daten suchen", "Zur Startseite"} <= set(entries(page, "[role=main]"))

    def test_about_speaks_of_the_region(self, home):
        """Without a text of the operator the page tells of this catalogue, not of CKAN."""
        main = home("/about").select_one("[role=main]").get_text()
        assert "Modellprojekte" in main
        assert "Brazilian" not in main
        assert "CKAN" not in main
