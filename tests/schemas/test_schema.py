"""The dataset schema as scheming and people see it."""

from __future__ import annotations

from importlib import resources

import pytest
import yaml

pytestmark = pytest.mark.unit

SECTIONS = {"pflicht", "empfohlen", "weitere", "geo", "hvd"}


def load(module: str, name: str):
    return yaml.safe_load((resources.files(module) / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def schema():
    return load("ckanext.modellregion_owl.schemas", "dataset.yaml")


@pytest.fixture(scope="module")
def presets():
    names = load("ckanext.modellregion_owl.schemas", "presets.yaml")["presets"]
    return {p["preset_name"]: p["values"] for p in names}


def fields(schema):
    return [*schema["dataset_fields"], *schema["resource_fields"]]


class TestFields:
    def test_have_both_languages(self, schema):
        """Every label and help text is there in German and English."""
        for field in fields(schema):
            for key in ("label", "help_text", "repeating_label"):
                if key in field:
                    assert set(field[key]) == {"de", "en"}, (field["field_name"], key)
            assert "label" in field, field["field_name"]

    def test_stand_in_a_section(self, schema):
        """The form is one page in five sections."""
        assert {f.get("section") for f in fields(schema)} == SECTIONS

    def test_shown_subfields_have_a_label(self, schema):
        """Only hidden subfields may do without."""
        for field in fields(schema):
            for sub in field.get("repeating_subfields", ()):
                hidden = str(sub.get("preset", "")).startswith("modellregion_hidden")
                assert hidden or set(sub["label"]) == {"de", "en"}, sub["field_name"]

    def test_bear_ckanext_dcats_names(self, schema):
        """Where ckanext-dcat has the property, the field has its name, subfields too."""
        theirs = load("ckanext.dcat.schemas", "dcat_ap_full.yaml")
        for group in ("dataset_fields", "resource_fields"):
            ours = {f["field_name"]: f for f in schema[group]}
            for field in theirs[group]:
                # foaf:homepage of a dataset is no property of DCAT-AP.de
                if field["field_name"] == "homepage":
                    continue
                assert field["field_name"] in ours
                names = {s["field_name"] for s in field.get("repeating_subfields", ())}
                own = ours[field["field_name"]].get("repeating_subfields", ())
                assert names - {s["field_name"] for s in own} <= {"wasAssociatedWith"}

    def test_presets_exist(self, schema, presets):
        """Each preset of ours that a field names is there."""
        for field in fields(schema):
            for one in (field, *field.get("repeating_subfields", ())):
                name = one.get("preset", "")
                assert not name.startswith("modellregion_") or name in presets

    def test_mandatory_ones_have_the_star(self, schema):
        """A field whose row is mandatory is marked, if the form demands it itself."""
        starred = {f["field_name"] for f in fields(schema) if f.get("required")}
        assert starred == {"title", "notes", "url", "license"}
