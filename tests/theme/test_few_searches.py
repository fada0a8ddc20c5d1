"""At most three questions to the index for a page, and none for a row: counted, not timed."""

from __future__ import annotations

from dataclasses import replace

import pysolr
import pytest

from ckan.tests import factories

from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import init_region

pytestmark = pytest.mark.stack

MOST = 3
SIZES = (3, 12)
FILE = "00000000-0000-4000-8000-{:012}"
PROJECT = "zentrale-open-data-plattform"
PAGES = (
    "/de/",
    "/de/dataset/",
    "/de/dataset/?q=Pegl",
    "/de/dataset/?sort=modellprojekt_first+asc%2C+title_string+asc",
    "/de/dataset/pegel-0",
    "/de/dataset/?q=gibtesnicht",
    "/en/dataset/?page=2",
    f"/de/dataset/pegel-0/resource/{FILE.format(0)}",
    "/de/modellprojekte",
    "/de/modellprojekte?ansicht=karte&q=Pegel&kommune=stadt-paderborn",
    f"/de/modellprojekte/{PROJECT}",
    f"/de/modellprojekte/{PROJECT}/projektblatt",
    "/de/handlungsfelder",
    "/de/handlungsfeld/open-data",
    "/de/organization/",
    "/de/organization/stadt-paderborn",
    "/de/kommune/stadt-paderborn",
    "/de/zahlen",
    "/de/entwickler",
    "/de/frage-stellen?dataset=pegel-0",
    "/de/barrierefreiheit",
)


def create(numbers):
    for n in numbers:
        factories.Dataset(
            name=f"pegel-{n}",
            title=f"Pegel {n}",
            notes="Wasserstände.",
            owner_org="stadt-paderborn",
            groups=[{"name": PROJECT}],
            resources=[
                {
                    "id": FILE.format(n),
                    "name": "Werte",
                    "url": "https://example.org/x.csv",
                    "format": "CSV",
                }
            ],
        )


class TestEveryPage:
    def test_counted_at_two_sizes(self, clean_stack, app, monkeypatch):
        """Every question to the index counts, also those that CKAN's own views ask."""
        asked = []
        select = pysolr.Solr.search

        def counting(self, *args, **kwargs):
            asked.append(args)
            return select(self, *args, **kwargs)

        init_region(replace(load_region(), sources=()))
        seen: list[dict[str, int]] = []
        for first, last in zip((0, *SIZES), SIZES, strict=False):
            # As many projects more as there are datasets: neither may cost a question.
            for n in range(first, last):
                factories.Group(name=f"projekt-{n}", title=f"Projekt {n}", type="modellprojekt")
            create(range(first, last))
            with monkeypatch.context() as patch:
                patch.setattr(pysolr.Solr, "search", counting)
                found = {}
                for path in PAGES:
                    asked.clear()
                    assert app.get(path).status_code == 200, path
                    found[path] = len(asked)
                seen.append(found)
        assert {path: n for path, n in seen[1].items() if n > MOST} == {}
        assert seen[0] == seen[1]

    def test_home_has_the_newest(self, clean_stack, app):
        """Its datasets and its count come from the search that CKAN's view makes anyway."""
        init_region(replace(load_region(), sources=()))
        for name, day in (
            ("alt-1", "2020-01-01"),
            ("neu-1", "2026-11-20"),
            ("mittel", "2023-01-01"),
        ):
            factories.Dataset(
                name=name, title=name, notes="x", owner_org="stadt-paderborn", modified=day
            )
        text = app.get("/de/").text
        assert text.index("/dataset/neu-1") < text.index("/dataset/mittel")
        assert text.index("/dataset/mittel") < text.index("/dataset/alt-1")
        assert "Alle 3 Datensätze" in text
