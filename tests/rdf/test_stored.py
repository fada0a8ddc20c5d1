"""Through CKAN: what is created is stored, shown, fed and read again unchanged."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl.rdf.profile import DcatApDe3Profile

sys.path.append(str(Path(__file__).parent))
from samples import NODE, full_dataset

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

# What CKAN or the feed adds or the feed leaves out: own ids, and what the page does not describe.
BESIDE = {
    "resources",
    "id",
    "type",
    "tags",
    "extras",
    "related_resource",
    "in_series",
    "sample",
    "source",
}


@pytest.fixture
def stored(clean_stack):
    """Return a dataset with a value in every field as the harvester creates it."""
    organisation = factories.Organization()
    given = full_dataset()
    user = factories.Sysadmin()
    given = {**given, "name": "voll", "owner_org": organisation["id"]}
    context = {"modellregion_harvest": True, "user": user["name"]}
    return given, call_action("package_create", context, **given)


class TestStored:
    def test_every_field_is_kept(self, stored):
        """package_create and package_show give back each value as it was given."""
        given, created = stored
        shown = call_action("package_show", id=created["id"])
        differs = {
            k: (v, shown.get(k)) for k, v in given.items() if k != "resources" and v != shown.get(k)
        }
        assert differs == {}
        for before, after in zip(given["resources"], shown["resources"], strict=True):
            assert {k: after.get(k) for k in before} == before

    def test_unchanged_update_changes_nothing(self, stored):
        """What package_show gives can be sent back."""
        _, created = stored
        shown = call_action("package_show", id=created["id"])
        again = call_action("package_update", {"ignore_auth": True}, **shown)
        ignored = {"metadata_modified", "resources"}
        assert {k: v for k, v in again.items() if k not in ignored} == {
            k: v for k, v in shown.items() if k not in ignored
        }

    def test_comes_out_of_the_feed_and_in_again(self, stored, app):
        """/dataset/<id>.ttl, read by the profile, gives the stored values."""
        _, created = stored
        shown = call_action("package_show", id=created["id"])
        text = app.get(f"/dataset/{created['id']}.ttl").get_data(as_text=True)
        read: dict = {}
        graph = Graph().parse(data=text, format="turtle")
        DcatApDe3Profile(graph).parse_dataset(read, URIRef(NODE))
        differs = {
            k: (shown.get(k), v) for k, v in read.items() if k not in BESIDE and v != shown.get(k)
        }
        assert differs == {}
        assert sorted(r["uri"] for r in read["resources"]) == sorted(
            r["uri"] for r in shown["resources"]
        )
