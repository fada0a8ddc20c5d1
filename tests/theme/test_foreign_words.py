"""Screens of ckanext-harvest and ckanext-dcat read German: their own catalogues have none."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages import extract, pofile
from bs4 import BeautifulSoup

import ckan
import ckanext.dcat
import ckanext.harvest
from ckan.tests import factories

from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import init_region

ROOT = Path(__file__).resolve().parents[2]
TAGS = ("CkanExtend", "SnippetExtension", "LinkForExtension", "UrlForStaticExtension")
EXTENSIONS = ",".join(
    ["jinja2.ext.do"]
    + [f"ckan.lib.jinja_extensions.{n}" for n in (*TAGS, "UrlForExtension", "AssetExtension")]
)


def translated(path: Path) -> set:
    """Return the messages of a catalogue that have a text."""
    with path.open("rb") as file:
        rows = pofile.read_po(file, locale="de")
    return {m.id for m in rows if m.id and all([*m.string] if m.string else [""])}


@pytest.mark.unit
class TestMessages:
    @pytest.mark.parametrize("module", [ckanext.harvest, ckanext.dcat], ids=["harvest", "dcat"])
    def test_every_template_is_german(self, module):
        """What the installed templates say, CKAN's catalogue or ours says in German."""
        core = Path(next(iter(ckan.__path__))) / "i18n/de/LC_MESSAGES/ckan.po"
        ours = ROOT / "i18n/de/LC_MESSAGES/ckanext-modellregion_owl.po"
        known = translated(core) | translated(ours)
        found = set()
        for path in Path(next(iter(module.__path__))).rglob("*.html"):
            options = {"extensions": EXTENSIONS, "silent": "false"}
            rows = extract.extract_from_file("jinja2", str(path), options=options)
            found |= {row[1] for row in rows}
        assert found - known == set()


@pytest.mark.stack
@pytest.mark.usefixtures("clean_stack")
class TestScreens:
    def test_form_of_a_source(self, app):
        """Through the running site: title, labels and buttons of the form for a source."""
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        page = BeautifulSoup(app.get("/de/harvest/new", headers=headers).body, "html.parser")
        text = page.select_one("[role=main]").get_text(" ", strip=True)
        assert "Wie oft abgerufen wird" in text
        assert "Update frequency" not in text
        lists = app.get("/de/harvest", headers=headers).body
        assert "harvest source" not in lists.lower()

    def test_list_of_sources_has_its_headings(self, app):
        """No level of headings is left out where sources are listed (axe: heading-order)."""
        init_region(load_region())
        page = BeautifulSoup(app.get("/de/harvest").body, "html.parser")
        titles = page.select("[role=main] h3.dataset-heading")
        assert titles
        assert titles[0].find_previous(["h1", "h2"]).name == "h2"
