"""/zahlen and /entwickler: figures that add up, addresses that answer, searches counted."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date

import pytest

from ckan.lib.search import SearchError
from ckan.lib.search.query import PackageSearchQuery
from ckan.tests import factories

from ckanext.modellregion_owl.ask import abuse
from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import init_region
from ckanext.modellregion_owl.theme import figures
from ckanext.modellregion_owl.theme.facts import FORMAT, HIGH_VALUE, MONTH, USE, add_facts
from ckanext.modellregion_owl.theme.views import _line

BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
NC = "http://dcat-ap.de/def/licenses/cc-by-nc/4.0"
LORA = "lorawan-2-0-delbrueck"


@pytest.mark.unit
class TestShare:
    @pytest.mark.parametrize(("n", "total", "expected"), [(0, 0, 0), (1, 3, 33), (3, 3, 100)])
    def test_whole_per_cent(self, n, total, expected):
        """Rounded, and 0 of nothing."""
        assert figures.share(n, total) == expected


@pytest.mark.unit
class TestByAge:
    def test_months(self, monkeypatch):
        """Three months, twelve, older, not stated; together all datasets."""
        monkeypatch.setattr(figures.tk, "_", str)
        months = {"2026-11": 1, "2026-08": 2, "2026-07": 4, "2025-11": 8, "2025-10": 16, "2026": 32}
        rows = figures.by_age(months, 100, date(2026, 11, 22))
        assert [row.number for row in rows] == [1 + 2 + 32, 4 + 8, 16, 37]


@pytest.mark.unit
class TestAddFacts:
    def test_plain_dataset(self):
        """A dataset without any of it: use not settled, nothing else."""
        document = add_facts({"validated_data_dict": '{"name": "x"}'})
        assert (document[USE], document[FORMAT]) == (["unclear"], [])
        assert (document[MONTH], document[HIGH_VALUE]) == ([], [])


@pytest.mark.unit
class TestCsvLine:
    @pytest.mark.parametrize("label", ["=1+1", "@x", "-1", "+1"])
    def test_no_formula(self, label):
        """A title from outside is never a formula of the spreadsheet."""
        assert _line("t", figures.Row(label, 1))[1] == f"'{label}"


def dataset(title, org, licence, formats, **more):
    resources = [
        {"name": f, "url": f"https://example.org/{f}", "format": f, "license": licence}
        for f in formats
    ]
    return factories.Dataset(title=title, owner_org=org, resources=resources, **more)


@pytest.fixture
def catalogue(clean_stack):
    """Three public datasets and a private one."""
    init_region(load_region())
    today = date.today().isoformat()  # noqa: DTZ011
    dataset("Baudenkmale", "stadt-bielefeld", BY, ["CSV", "WFS"], modified=today)
    dataset("Pegel", "stadt-delbrueck", BY, ["CSV"], modified="2020", groups=[{"name": LORA}])
    dataset("Bericht", "stadt-bielefeld", NC, ["PDF"])
    dataset("Geheim", "stadt-bielefeld", BY, ["CSV"], private=True)


def main_part(app, path):
    """Return the words of the page between header and footer."""
    text = app.get(path, status=200).text.split('role="main"')[1].split("<footer")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u00a0", " ").split())


@pytest.mark.stack
@pytest.mark.usefixtures("catalogue")
class TestOnTheSite:
    def test_figures(self, app, solr_queries):
        """Tables, paragraph and CSV say the same, from one search; private data do not count."""
        solr_queries.clear()
        text = main_part(app, "/de/zahlen")
        assert len(solr_queries) == 1
        for words in (
            "Datensätze 3",
            "Frei nutzbar 2 67 %",
            "Kommunen mit Daten 2",
            "Modellprojekte mit Daten 1",
            "Andere, die ein Projekt übernommen haben 3",
            "Stadt Bielefeld 2 67 %",
            "CSV 2 67 %",
            "Nur für nicht kommerzielle Zwecke 1 33 %",
            "In den letzten 3 Monaten geändert 1 33 %",
            "Älter als 12 Monate 1 33 %",
            "Stand: keine Angabe 1 33 %",
            "3 Datensätze. 2 davon (67 %) sind frei nutzbar. Modellprojekte mit Daten: 1 von 12.",
        ):
            assert words in text
        answer = app.get("/de/zahlen.csv", status=200)
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True)[1:]), delimiter=";"))
        assert ["Überblick", "Datensätze", "3", ""] in rows
        assert ["Datensätze nach Format", "WFS", "1", "33"] in rows
        assert "67 %" in main_part(app, "/en/zahlen")

    def test_questions_are_counted(self, app):
        """Only their number by reason, from the daily counts; no table before the first one."""
        title = "Fragen in den letzten 12 Monaten"
        assert title not in main_part(app, "/de/zahlen")
        for reason in ("fehler", "fehler", "barriere"):
            abuse.count(reason)
        text = main_part(app, "/de/zahlen")
        assert f"{title} Merkmal Anzahl Anteil Fehler im Datensatz 2" in text
        assert "Barriere melden 1" in text
        assert f"{title};Fehler im Datensatz;2;" in app.get("/de/zahlen.csv").text

    def test_use_is_a_filter(self, app):
        """The dataset list filters by what people may do, in plain words."""
        text = main_part(app, "/de/dataset/")
        assert "Nutzung Frei nutzbar mit Quellenangabe 2" in text
        text = main_part(app, "/de/dataset/?vocab_nutzung=nc")
        assert "Bericht" in text
        assert "Baudenkmale" not in text

    def test_every_example_answers(self, app):
        """Each address on the page is one of this site and answers."""
        text = app.get("/entwickler", status=200).text.split('class="owl-lede"')[1]
        found = re.findall(r'<a href="([^"]+)"><code>', text.split("<footer")[0])
        addresses = [html.unescape(address) for address in found]
        assert len(addresses) >= 12
        site = app.get("/api/3/action/status_show").json["result"]["site_url"]
        dead = [a for a in addresses if app.get(a.removeprefix(site)).status_code != 200]
        assert dead == []
        assert "/de/" not in "".join(addresses)

    def test_footer_leads_there(self, app):
        """Every page leads to both."""
        text = app.get("/de/").text.split("<footer")[1]
        assert 'href="/de/zahlen"' in text
        assert 'href="/de/entwickler"' in text

    def test_without_the_search(self, app, monkeypatch):
        """A silent index: the pages stand and claim nothing; the CSV says try later."""

        def down(*args, **kwargs):
            raise SearchError("connection refused")

        monkeypatch.setattr(PackageSearchQuery, "run", down)
        assert "Der Katalog ist zurzeit nicht lesbar" in main_part(app, "/de/zahlen")
        assert "package_search" in main_part(app, "/de/entwickler")
        assert app.get("/zahlen.csv", status=503).headers["Retry-After"]
