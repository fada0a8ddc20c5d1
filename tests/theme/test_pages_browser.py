"""Dataset list and dataset page as people see them: axe, keyboard, no script, hostile text."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from ckan.tests import factories

from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import init_region

pytestmark = [pytest.mark.browser]

BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
ZERO = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
EU = "http://publications.europa.eu/resource/authority"
WIDTHS = (1280, 390, 320)
HOSTILE = '<script>window.hacked=1</script><img src=x onerror="window.hacked=1">"\'><b>bold'


def gauges(org: str) -> dict[str, Any]:
    """Return a dataset with everything that the page can say."""
    return {
        "name": "pegelstaende-der-pader",
        "title": "Pegelstände der Pader",
        "notes": "Wasserstände der Pader an vier Messstellen im Stadtgebiet.\n\n"
        + "Die Werte werden alle 15 Minuten gemessen und ungeprüft veröffentlicht. " * 6,
        "owner_org": org,
        "groups": [{"name": "zentrale-open-data-plattform"}],
        "publisher": [{"name": "Amt für Vermessung und Geoinformation"}],
        "contact": [{"name": "Geodatenstelle", "email": "geodaten@example.org"}],
        "theme": [f"{EU}/data-theme/ENVI"],
        "frequency": f"{EU}/frequency/CONT",
        "temporal_coverage": [{"start": "2020-01-01", "end": "2026-11-21"}],
        "modified": "2026-11-21",
        "issued": "2020-02-03",
        "tags": [{"name": "Pegel"}, {"name": "Umwelt"}],
        "url": "https://example.org/pegel",
        "resources": [
            {
                "name": "Messwerte",
                "url": "https://example.org/pegel.csv",
                "download_url": "https://example.org/pegel.csv",
                "format": "CSV",
                "size": "1234567",
                "license": BY,
                "modified": "2026-11-21",
            },
            {
                "name": "Kartendienst der Messstellen",
                "url": "https://example.org/wfs?service=WFS&request=GetCapabilities",
                "format": "WFS",
                "license": BY,
            },
        ],
    }


def bare_dataset() -> None:
    """Store a dataset as CKAN without our schema left it: no organisation, free extras."""
    from ckan import model
    from ckan.lib import search

    package = model.Package(name="bare", title="", notes="", creator_user_id="", private=False)
    package.extras = {"spatial": '{"type": "Point"}', "Bezirk": "Schloß Neuhaus"}
    model.Session.add(package)
    model.Session.commit()
    search.rebuild(package.id)


@pytest.fixture
def content(live_site: str) -> str:
    """Fill the site with datasets of three kinds; give its address."""
    init_region(load_region())
    paderborn, bielefeld = "stadt-paderborn", "stadt-bielefeld"
    factories.Dataset(**gauges(paderborn))
    bare_dataset()
    factories.Dataset(
        name="mixed",
        title="Grundstücksmarktbericht",
        notes="Jahresbericht des Gutachterausschusses.",
        owner_org=bielefeld,
        resources=[
            {"name": "Bericht", "url": "https://example.org/b.pdf", "format": "PDF", "license": BY},
            {"name": "Werte", "url": "https://example.org/w.csv", "format": "CSV", "license": ZERO},
        ],
    )
    for n in range(22):
        factories.Dataset(
            name=f"stadtplan-{n}",
            title=f"Öffentliche Toiletten, Blatt {n}",
            notes="Standorte im Stadtgebiet.",
            owner_org=bielefeld,
            resources=[
                {"name": "Lage", "url": "https://example.org/t", "format": f, "license": ZERO}
                for f in ("CSV", "SHP", "WFS", "JSON", "GPKG", "KML")[: 1 + n % 6]
            ],
        )
    return live_site


def visit(page: Any, address: str, width: int = 1280) -> None:
    """Open an address; keep a picture of it when MODELLREGION_PICTURES names a folder."""
    page.set_viewport_size({"width": width, "height": 900})
    answer = page.goto(address, wait_until="load")
    assert answer.status == 200, address
    if folder := os.environ.get("MODELLREGION_PICTURES"):
        name = re.sub(r"\W+", "_", address.split("/", 3)[-1])
        page.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=True)


def violations(page: Any) -> list[str]:
    """Return axe's findings, `rule: selector`."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {n['target']} {n['html'][:120]}" for v in found for n in v["nodes"]]


def sideways(page: Any) -> int:
    """Return by how many pixels the page is wider than its window."""
    script = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(page.evaluate(script))


PAGES = (
    "dataset/",
    "dataset/?q=zzzz",
    "dataset/pegelstaende-der-pader",
    "dataset/mixed",
    "dataset/bare",
    "modellprojekte",
    "modellprojekte/lorawan-2-0-delbrueck",
)


class TestAccessible:
    def test_axe_and_width(self, content, page):
        """No axe finding and no sideways scrolling at three widths in both languages."""
        found = {}
        for language in ("de", "en"):
            for path in PAGES:
                for width in WIDTHS:
                    visit(page, f"{content}/{language}/{path}", width)
                    wrong = violations(page)
                    if sideways(page):
                        wrong.append(f"scrolls sideways by {sideways(page)} px")
                    if wrong:
                        found[language, path, width] = wrong
        assert found == {}
