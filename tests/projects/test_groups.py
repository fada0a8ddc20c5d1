"""The group type `modellprojekt`: what goes in comes out, also through the form."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.projects import store
from ckanext.modellregion_owl.region.setup import site_context

ROOT = Path(__file__).resolve().parents[2]

ADOPTERS = [
    {"name": "Stadt Mönchengladbach", "version": "2", "source": "https://example.org/a"},
    {"name": "5 für Südwestfalen", "version": "1"},
]
SOURCES = [{"title": "KDN", "url": "https://example.org/kdn"}, {"title": "Presse, 2019"}]
PROJECT = {
    "name": "probe",
    "type": "modellprojekt",
    "title": "Probe",
    "title_en": "Sample",
    "action_fields": ["kultur", "open-data"],
    "municipality": "stadt-paderborn",
    "partners": ["A GmbH", "B e. V."],
    "status": "umsetzung",
    "funding_state": 1070000,
    "transfer_adopters": ADOPTERS,
    "sources": SOURCES,
}


def act(action, **data):
    return tk.get_action(action)(site_context(), data)


@pytest.mark.unit
class TestLists:
    def test_store_knows_the_list_fields_of_the_schema(self):
        """A new list field in the schema that nobody reads as a list would show as JSON."""
        path = ROOT / "schemas" / "modellprojekt.yaml"
        schema = yaml.safe_load(path.read_text(encoding="utf-8"))
        lists = {
            f["field_name"]
            for f in schema["fields"]
            if "repeating_subfields" in f or str(f.get("preset", "")).startswith("multiple_")
        }
        assert lists == store.LISTS

    def test_every_value_of_the_region_has_its_field(self):
        """Whatever projects.yaml says is a field of the schema, else CKAN would drop it."""
        from ckanext.modellregion_owl.region import load_region

        path = ROOT / "schemas" / "modellprojekt.yaml"
        schema = yaml.safe_load(path.read_text(encoding="utf-8"))
        fields = {f["field_name"] for f in schema["fields"]}
        for project in load_region("ckanext.modellregion_owl.region:owl").projects:
            assert set(project.values) <= fields, project.slug


@pytest.mark.stack
@pytest.mark.usefixtures("clean_stack")
class TestRoundTrip:
    def test_create_and_show(self):
        """Every kind of field survives, repeating subfields too (stock scheming drops them)."""
        act("group_create", **PROJECT)
        shown = act("group_show", id="probe")
        for name, value in PROJECT.items():
            assert shown[name] == (str(value) if name == "funding_state" else value), name

    def test_patch_keeps_what_it_does_not_name(self):
        """A patch of the title leaves the lists alone; a patch of a list replaces it."""
        act("group_create", **PROJECT)
        act("group_patch", id="probe", title="Neu")
        assert act("group_show", id="probe")["transfer_adopters"] == ADOPTERS
        act("group_patch", id="probe", transfer_adopters=ADOPTERS[:1])
        shown = act("group_show", id="probe")
        assert shown["transfer_adopters"] == ADOPTERS[:1]
        assert shown["sources"] == SOURCES

    def test_empty_rows_are_dropped(self):
        """The form's spare empty row is no entry; an emptied list is gone."""
        act("group_create", **PROJECT)
        act("group_patch", id="probe", sources=[{"title": " ", "url": ""}, SOURCES[0]])
        assert act("group_show", id="probe")["sources"] == SOURCES[:1]
        act("group_patch", id="probe", sources=[])
        assert not act("group_show", id="probe").get("sources")

    @pytest.mark.parametrize("wrong", ["kein JSON", "5", ["a"], [{"url": "https://example.org"}]])
    def test_wrong_lists_are_refused(self, wrong):
        """A list that is none, or a row without its title, is an error at the field."""
        with pytest.raises(tk.ValidationError) as caught:
            act("group_create", **{**PROJECT, "sources": wrong})
        assert set(caught.value.error_dict) == {"sources"}

    def test_form(self, app, sysadmin):
        """The form shows the entries and saves them as they are shown; then the page shows them."""
        act("group_create", **PROJECT)
        form = app.get("/modellprojekt/edit/probe", headers=sysadmin)
        assert "Stadt Mönchengladbach" in form.text
        assert 'name="transfer_adopters-1-name"' in form.text
        data = {
            "title": "Probe",
            "name": "probe",
            "action_fields": "kultur",
            "municipality": "stadt-paderborn",
            "transfer_adopters-0-name": "Stadt Mönchengladbach",
            "transfer_adopters-0-version": "3",
            "transfer_adopters-1-name": "",
            "sources-0-title": "KDN",
            "sources-0-url": "https://example.org/kdn",
            "save": "",
        }
        saved = app.post(
            "/modellprojekt/edit/probe", data=data, headers=sysadmin, follow_redirects=False
        )
        assert saved.status_code == 302, saved.text
        shown = act("group_show", id="probe")
        assert shown["transfer_adopters"] == [{"name": "Stadt Mönchengladbach", "version": "3"}]
        assert shown["sources"] == SOURCES[:1]

    def test_form_with_an_error_keeps_what_was_typed(self, app, sysadmin):
        """A wrong entry is shown again with its message."""
        act("group_create", **PROJECT)
        data = {"title": "", "name": "probe", "sources-0-title": "Eben getippt", "save": ""}
        answer = app.post("/modellprojekt/edit/probe", data=data, headers=sysadmin)
        assert "Eben getippt" in answer.text

    def test_words_of_the_type(self, app, sysadmin):
        """Nothing reads "Modellprojekts"."""
        act("group_create", **PROJECT)
        for path in (
            "/modellprojekt/new",
            "/modellprojekt/edit/probe",
            "/modellprojekt/members/probe",
        ):
            assert "Modellprojekts" not in app.get(path, headers=sysadmin).text, path


@pytest.mark.stack
@pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")
class TestBesideStockGroups:
    @pytest.mark.ckan_config(
        "ckan.plugins",
        "modellregion_owl_projects modellregion_owl scheming_groups scheming_datasets",
    )
    @pytest.mark.ckan_config("scheming.group_schemas", "ckanext.scheming:group_with_bookface.json")
    def test_the_operators_types_stay(self):
        """Both plugins serve their types, and the form finds both schemas, in either order."""
        assert p.plugin_loaded("scheming_groups")
        act("group_create", **PROJECT)
        assert act("group_show", id="probe")["sources"] == SOURCES
        act("group_create", name="buch", type="group", title="Buch", bookface="https://example.org")
        assert act("group_show", id="buch")["bookface"] == "https://example.org"
        for kind in ("modellprojekt", "group"):
            assert act("scheming_group_schema_show", type=kind)["group_type"] == kind

    @pytest.mark.ckan_config(
        "ckan.plugins",
        "scheming_groups modellregion_owl_projects modellregion_owl",
    )
    @pytest.mark.ckan_config("scheming.group_schemas", "ckanext.scheming:group_with_bookface.json")
    def test_the_other_order(self):
        """The order of ckan.plugins makes no difference."""
        for kind in ("modellprojekt", "group"):
            assert act("scheming_group_schema_show", type=kind)["group_type"] == kind

    @pytest.mark.ckan_config("ckan.plugins", "modellregion_owl_projects modellregion_owl")
    @pytest.mark.ckan_config("scheming.group_schemas", "ckanext.scheming:group_with_bookface.json")
    def test_without_the_stock_plugin_nothing_else_is_served(self):
        """Schemas of a plugin that is off stay off."""
        act("group_create", name="buch", type="group", title="Buch")
        assert "bookface" not in act("group_show", id="buch")
        act("group_create", **PROJECT)
        assert act("group_show", id="probe")["sources"] == SOURCES
