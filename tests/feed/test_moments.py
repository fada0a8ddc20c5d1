"""`dct:modified`: strictly newer on a real change, and only then."""

from __future__ import annotations

import pytest
from rdflib import Graph

from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl.rdf.namespaces import iri

pytestmark = [
    pytest.mark.stack,
    pytest.mark.usefixtures("clean_stack"),
    pytest.mark.ckan_config("ckanext.modellregion_owl.feed.refresh_seconds", 0),
]


@pytest.fixture
def moment(app):
    """Return a function that reads a dataset's date from the feed."""

    def read(name: str):
        graph = Graph().parse(data=app.get(f"/dataset/{name}.ttl").data, format="turtle")
        node = next(graph.subjects(iri("dct:title"), None))
        return str(graph.value(node, iri("dct:modified")))

    return read


@pytest.fixture(params=["", "2024-01-01"])
def baeume(clean_stack, request):
    """Return a dataset with a date of its own, as a source gives it, or without."""
    organisation = factories.Organization(name="stadt-paderborn")
    own = {"modified": request.param} if request.param else {}
    factories.Dataset(name="baeume", title="Bäume", owner_org=organisation["id"], **own)


class TestModified:
    def test_is_newer_after_each_real_change(self, baeume, moment):
        """Also where the source keeps its date."""
        first = moment("baeume")
        call_action("package_patch", id="baeume", title="Bäume und Hecken")
        second = moment("baeume")
        call_action("package_patch", id="baeume", notes="Auch Sträucher")
        assert first < second < moment("baeume")

    def test_is_untouched_by_a_project(self, baeume, moment):
        """Assigned by membership, or by saving the dataset with it."""
        before = moment("baeume")
        group = factories.Group(name="projekt")["id"]
        member = {"object": "baeume", "object_type": "package", "capacity": "public"}
        call_action("member_create", id=group, **member)
        assert moment("baeume") == before
        other = factories.Group(name="anderes")["id"]
        call_action("package_patch", id="baeume", groups=[{"id": group}, {"id": other}])
        assert moment("baeume") == before

    def test_of_the_source_is_told(self, clean_stack, moment):
        """A source that moves its date alone is believed, but not backwards."""
        organisation = factories.Organization()["id"]
        factories.Dataset(name="baum", title="B", owner_org=organisation, modified="2024-01-01")
        call_action("package_patch", id="baum", modified="2025-02-02")
        assert moment("baum").startswith("2025")
        call_action("package_patch", id="baum", modified="2023-03-03")
        assert moment("baum").startswith("2025")

    def test_is_untouched_by_other_code(self, baeume, moment, ckan_config):
        """A setting or a new version writes other statements, and nothing has changed."""
        before = moment("baeume")
        ckan_config["ckanext.modellregion_owl.feed.compat"] = False
        assert moment("baeume") == before
