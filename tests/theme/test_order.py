"""The dataset list by model project, its feed, and the language of German texts."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from ckan.tests import factories

from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import init_region
from ckanext.modellregion_owl.theme import dataset

LORA = "lorawan-2-0-delbrueck"
ZE = "zeonline"
BY_PROJECT = "sort=modellprojekt_first+asc%2C+title_string+asc"
LANGUAGE = "http://publications.europa.eu/resource/authority/language"


@pytest.mark.unit
class TestSpoken:
    @pytest.mark.parametrize(
        ("row", "lang", "expected"),
        [
            ({"title": "Bäume"}, "de", ""),
            ({"title": "Bäume"}, "en", "de"),
            ({"title": "Bäume", "language": [f"{LANGUAGE}/DEU"]}, "en", "de"),
            ({"title": "Bäume", "language": [f"{LANGUAGE}/DEU", f"{LANGUAGE}/ENG"]}, "en", "de"),
            ({"title": "Trees", "language": [f"{LANGUAGE}/ENG"]}, "en", ""),
            ({"title": "Trees", "language": "en"}, "en", ""),
            ({"title": "Bäume", "title_translated": {"en": "Trees"}}, "en", ""),
            ({"title": "Bäume", "title_translated": {"en": ""}}, "en", "de"),
        ],
    )
    def test_languages(self, row, lang, expected):
        """German unless a translation is shown or the data are in English only."""
        assert dataset.spoken(row, "title", lang) == expected


@pytest.fixture
def catalogue(clean_stack):
    """Two datasets of one project, one of another, two of none."""
    init_region(load_region())
    for title, groups in (
        ("Zählerstände", [LORA]),
        ("Abfallkalender", []),
        ("Marktbericht", [ZE]),
        ("Flusspegel", [LORA]),
        ("Wanderwege", []),
    ):
        factories.Dataset(
            title=title,
            notes="Ein Satz dazu.",
            owner_org="stadt-delbrueck",
            groups=[{"name": name} for name in groups],
            resources=[{"name": "Messwerte", "url": "https://example.org/x.csv", "format": "CSV"}],
        )


def headings(text):
    """Return the headings of the list as (level, words)."""
    found = re.findall(r"<h([23])[^>]*>(.*?)</h\1>", text.split('class="owl-list__head"')[1], re.S)
    plain = ((int(n), " ".join(re.sub("<[^>]+>", " ", words).split())) for n, words in found)
    return [(level, words[:16]) for level, words in plain]


@pytest.mark.stack
@pytest.mark.usefixtures("catalogue")
class TestOnTheSite:
    def test_list_by_project(self, app, solr_queries):
        """A heading for each project with number and link, then those without; one search."""
        solr_queries.clear()
        text = app.get(f"/de/dataset/?{BY_PROJECT}", status=200).text
        assert len(solr_queries) == 1
        assert headings(text)[:8] == [
            (2, "LoRaWAN 2.0 – Se"),
            (3, "Flusspegel"),
            (3, "Zählerstände"),
            (2, "ZEonline – digit"),
            (3, "Marktbericht"),
            (2, "Ohne Modellproje"),
            (3, "Abfallkalender"),
            (3, "Wanderwege"),
        ]
        assert "2 Datensätze, Stadt Delbrück" in " ".join(text.split())
        assert f'href="/de/modellprojekte/{LORA}"' in text
        assert 'aria-current="true">Nach Modellprojekt</a>' in text
        assert "owl-group" not in app.get("/de/dataset/", status=200).text

    def test_feed_of_the_search(self, app):
        """The list links CKAN's feed of the same search, and it answers."""
        text = app.get("/de/dataset/?q=Wanderweg&sort=title_string+asc").text
        (address,) = re.findall(r'type="application/atom\+xml" href="([^"]+)"', text)
        assert address == "/feeds/custom.atom?q=Wanderweg"
        assert "<title>Wanderwege</title>" in app.get(address, status=200).text

    def test_feed_finds_what_the_list_shows(self, app):
        """Of an organisation's list, of two ticked values, of an action field's page."""
        factories.Dataset(title="Stadtplan", owner_org="stadt-bielefeld")
        factories.Dataset(title="Denkmale", owner_org="stadt-paderborn")
        own = {"Wanderwege", "Marktbericht", "Abfallkalender", "Flusspegel", "Zählerstände"}
        for path, titles in (
            ("/organization/stadt-bielefeld", {"Stadtplan"}),
            ("/dataset/?organization=stadt-bielefeld", {"Stadtplan"}),
            (
                "/dataset/?organization=stadt-bielefeld&organization=stadt-paderborn",
                {"Stadtplan", "Denkmale"},
            ),
            ("/kommune/stadt-delbrueck", own),
            ("/handlungsfeld/smart-city", {"Flusspegel", "Zählerstände"}),
        ):
            page = BeautifulSoup(app.get(f"/de{path}", status=200).text, "html.parser")
            links = page.select("[type='application/atom+xml']")
            assert links, path
            for link in links:
                feed = app.get(link["href"], status=200).text
                entries = BeautifulSoup(feed, "html.parser").find_all("entry")
                found = {entry.find("title").text for entry in entries}
                assert found == titles, (path, link["href"])

    def test_german_texts_of_english_pages_say_so(self, app):
        """Titles, descriptions and files (WCAG 2.1, 3.1.2); a German page needs no mark."""
        listed = app.get("/en/dataset/", status=200).text
        assert len(re.findall(r'<a lang="de" href="/en/dataset/[^"]+">', listed)) == 5
        assert listed.count('<p class="owl-row__line" lang="de">') == 5
        name = re.findall(r'<a lang="de" href="(/en/dataset/[^"]+)">Wanderwege', listed)[0]
        page = app.get(name, status=200).text
        assert '<span lang="de">Wanderwege</span>' in page
        assert '<p class="owl-lede" lang="de">' in page
        assert re.search(r'<a lang="de" href="[^"]+">Messwerte</a>', page)
        details = page.split('id="owl-details"')[1]
        assert re.search(r'<dd><span lang="de">[^<]+</span>', details), details[:900]
        german = app.get(name.replace("/en/", "/de/")).text.split('id="owl-details"')[1]
        assert 'lang="de"' not in german.split("<footer")[0]
        main = app.get("/de/dataset/").text.split('role="main"')[1].split("<footer")[0]
        assert 'lang="de"' not in main
