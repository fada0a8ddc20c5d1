"""Kept statements through CKAN: API, form, feed, index, page."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from rdflib import Graph, Literal, URIRef

from ckan.lib.search import query_for
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl.rdf.kept import FIELD

sys.path.append(str(Path(__file__).parent))
from samples import NODE

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

SECRET = "Sondermerkmal"
PROPERTY = "https://begriffe.example/p"
TEXT = f'_:k1 <{PROPERTY}> "zwei\\nZeilen"@de .\n_:this <{PROPERTY}> "{SECRET}" .\n' + (
    f"_:this <{PROPERTY}> _:k1 ."
)


@pytest.fixture
def stored(clean_stack):
    """Return a harvested dataset that keeps statements of itself, its agent, place, resource."""
    given = {
        "name": "voll",
        "title": "Voll",
        "notes": "Text",
        "uri": NODE,
        "owner_org": factories.Organization()["id"],
        "publisher": [{"name": "Amt", FIELD: TEXT}],
        "contact": [{"name": "Amt", "email": "a@b.example", FIELD: TEXT}],
        "spatial_coverage": [{"text": "Paderborn", FIELD: TEXT}],
        "temporal_coverage": [{"start": "2020", FIELD: TEXT}],
        "resources": [{"url": "https://quelle.example/a.csv", "name": "A", FIELD: TEXT}],
        FIELD: TEXT,
    }
    context = {"modellregion_harvest": True, "user": factories.Sysadmin()["name"]}
    return call_action("package_create", context, **given)


def held(dataset) -> list[str]:
    """Return the field of the dataset and of all that is below it."""
    below = ("publisher", "contact", "spatial_coverage", "temporal_coverage", "resources")
    return [dataset.get(FIELD), *(dataset[part][0].get(FIELD) for part in below)]


class TestKept:
    def test_through_the_api(self, stored):
        """What package_show gives can be sent back; the statements stay."""
        assert held(stored) == [TEXT] * 6
        context = {"user": factories.Sysadmin()["name"]}
        shown = call_action("package_show", id=stored["id"])
        assert held(call_action("package_update", context, **shown)) == [TEXT] * 6

    def test_through_the_form(self, stored, app):
        """A saved form gives them back, with the line ends that a browser makes of them."""
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        form = form_values(app.get(f"/dataset/edit/{stored['id']}", headers=headers).body)
        app.post(f"/dataset/edit/{stored['id']}", data={**form, "save": ""}, headers=headers)
        shown = call_action("package_show", id=stored["id"])
        assert shown["metadata_modified"] > stored["metadata_modified"]
        assert held(shown) == [TEXT] * 6

    def test_in_the_feed(self, stored, app):
        """The feed says them of the dataset and of the nodes below."""
        text = app.get(f"/dataset/{stored['id']}.ttl").get_data(as_text=True)
        graph = Graph().parse(data=text, format="turtle")
        subjects = set(graph.subjects(URIRef(PROPERTY), Literal(SECRET)))
        assert URIRef(NODE) in subjects
        assert len(subjects) == 6

    def test_not_on_the_page(self, stored, app):
        """People do not get raw statements to read."""
        assert SECRET not in app.get(f"/dataset/{stored['id']}").get_data(as_text=True)
        resource = stored["resources"][0]["id"]
        page = app.get(f"/dataset/{stored['id']}/resource/{resource}").get_data(as_text=True)
        assert SECRET not in page

    def test_not_searched_for(self, stored):
        """The dataset's own statements are no words of the search."""
        found = query_for("package").run({"q": SECRET, "fl": "id"})
        assert found["count"] == 0


def form_values(page: str) -> dict:
    """Return what a browser would post of the dataset form."""
    values: dict[str, list[str]] = {}
    form = BeautifulSoup(page, "html.parser").select_one("form.dataset-form, form#dataset-edit")
    for field in form.select("input[name], textarea[name], select[name]"):
        if field.find_parent(attrs={"name": "repeating-template"}):
            continue
        if field.name == "select":
            found = [o.get("value", o.text) for o in field.select("option[selected]")]
        else:
            found = [field.text if field.name == "textarea" else field.get("value", "")]
        if field.get("type") not in ("submit", "checkbox", "radio", "file"):
            posted = [text.replace("\n", "\r\n") for text in found]
            values.setdefault(field["name"], []).extend(posted)
    return values
