"""The pages of action fields and municipalities on a real site: content, links, searches, 404."""

from __future__ import annotations

import re

import pytest

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError
from ckan.lib.search.query import PackageSearchQuery

from ckanext.modellregion_owl.projects import assign
from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import init_region, site_context

pytestmark = pytest.mark.stack

LORA = "lorawan-2-0-delbrueck"
PATHS = ("/handlungsfelder", "/handlungsfeld/smart-city", "/kommune/stadt-delbrueck")


def harvested(name, title, municipality, *keywords):
    """Create a dataset as the harvester does: with the assignment by rule."""
    package = {
        "name": name,
        "title": title,
        "owner_org": municipality,
        "tags": [{"name": word} for word in keywords],
    }
    assign.add_projects(package, municipality)
    return tk.get_action("package_create")(site_context(), package)


def main_part(app, path):
    """Return the text of the page between header and footer."""
    return app.get(path, status=200).text.split('role="main"')[1].split("<footer")[0]


def heading_before(text, words):
    """Return the last heading above the first place where the words stand."""
    above = text[: text.index(words)]
    return " ".join(re.findall(r"<h[2-4][^>]*>\s*(.*?)\s*</h", above, re.S)[-1].split())


@pytest.fixture(scope="module")
def _module_state():
    return {"filled": False}


@pytest.fixture
def filled(request, with_plugins, migrated_database, _module_state):
    """Region and three datasets, made once: the tests only look."""
    if _module_state["filled"]:
        return
    request.getfixturevalue("clean_stack")
    init_region(load_region())
    harvested("flusspegel", "Flusspegel Delbrück", "stadt-delbrueck", "LoRaWAN")
    harvested("friedhof", "Friedhöfe", "stadt-delbrueck")
    harvested("denkmale", "Baudenkmale", "stadt-bielefeld", "Denkmal")
    _module_state["filled"] = True


@pytest.mark.usefixtures("filled")
class TestField:
    def test_what_projects_data_and_ways_on(self, app):
        """One sentence, the field's projects, its data with number and municipality, the search."""
        text = main_part(app, "/handlungsfeld/smart-city")
        assert "Sensoren messen Wetter" in text
        assert text.count("owl-card__title") == 3
        assert "Flusspegel Delbrück" in text
        assert "Friedhöfe" not in text
        assert "/dataset/?vocab_handlungsfeld=smart-city" in text
        assert ">Stadt Delbrück (1)</a>" in text
        assert "/handlungsfeld/kultur" in text

    def test_without_data(self, app):
        """A field without datasets says so and offers no empty search."""
        text = main_part(app, "/handlungsfeld/kultur")
        assert "Noch keine Datensätze" in text
        assert "vocab_handlungsfeld=kultur" not in text

    def test_list(self, app):
        """All nine lead to their page."""
        text = main_part(app, "/handlungsfelder")
        for field in load_region().action_fields:
            assert f'/handlungsfeld/{field.slug}"' in text


@pytest.mark.usefixtures("filled")
class TestMunicipality:
    def test_data_stand_under_their_project(self, app):
        """What belongs to a project stands under its heading, the rest among the latest only."""
        text = main_part(app, "/kommune/stadt-delbrueck")
        assert heading_before(text, "Flusspegel Delbrück").startswith("LoRaWAN 2.0")
        latest = text.index('id="place-newest"')
        assert text.index("Flusspegel Delbrück") < latest < text.index("Friedhöfe")
        assert text.count("Friedhöfe") == 1
        assert "Baudenkmale" not in text

    def test_numbers_contact_and_ways_on(self, app):
        """Counts, projects, web site, CKAN's organisation, filtered searches."""
        text = main_part(app, "/kommune/stadt-delbrueck")
        assert ">2 Datensätze</a>" in text
        assert "/modellprojekte?kommune=stadt-delbrueck" in text
        assert 'href="https://www.stadt-delbrueck.de/"' in text
        assert "/organization/stadt-delbrueck" in text
        assert "vocab_handlungsfeld=smart-city" in text
        assert "Stadt im Kreis Paderborn." in text

    def test_without_data_in_projects(self, app):
        """Without datasets of projects the section is not there."""
        text = main_part(app, "/kommune/stadt-bielefeld")
        assert "Baudenkmale" in text
        assert "Daten nach Modellprojekt" not in text


@pytest.mark.usefixtures("filled")
class TestEveryPage:
    @pytest.mark.parametrize("path", ["/handlungsfeld/nix", "/kommune/nix", "/kommune/%22 OR %22"])
    def test_unknown_name(self, app, path):
        """Unknown names are not found; none reaches the index."""
        app.get(path, status=404)

    @pytest.mark.parametrize("path", PATHS)
    def test_at_most_three_searches(self, app, solr_queries, path):
        """Counted, not timed (issue 7, part 11)."""
        app.get(path, status=200)
        assert len(solr_queries) <= 3

    @pytest.mark.parametrize("path", PATHS)
    def test_english(self, app, path):
        """The English page is English; German names say that they are."""
        text = main_part(app, f"/en{path}")
        assert "Datensätze" not in text
        assert "Modellprojekte</h" not in text

    @pytest.mark.parametrize("path", PATHS)
    def test_without_the_search(self, app, monkeypatch, path):
        """A silent index costs the data, not the page; nothing is called empty."""

        def down(*args, **kwargs):
            raise SearchError("connection refused")

        monkeypatch.setattr(PackageSearchQuery, "run", down)
        text = main_part(app, path)
        assert "Noch keine Datensätze" not in text
        assert path == "/handlungsfelder" or "Der Katalog ist zurzeit nicht lesbar" in text


@pytest.mark.usefixtures("filled")
class TestLinked:
    @pytest.mark.parametrize(
        ("path", "targets"),
        [
            ("/", ("/handlungsfeld/kultur", "/kommune/stadt-delbrueck", "/handlungsfelder")),
            ("/dataset/flusspegel", ("/handlungsfeld/smart-city", "/kommune/stadt-delbrueck")),
            (f"/modellprojekte/{LORA}", ("/handlungsfeld/smart-city", "/kommune/stadt-delbrueck")),
            ("/organization/", ("/kommune/stadt-delbrueck",)),
        ],
    )
    def test_pages_lead_there(self, app, path, targets):
        """Home, dataset, project and list of municipalities lead to the pages."""
        text = main_part(app, path)
        assert [target for target in targets if f'href="{target}"' not in text] == []
