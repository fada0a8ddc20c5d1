"""The group type `modellprojekt`: what goes in comes out, also through the form."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from werkzeug.datastructures import MultiDict

import ckan.model as model
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


def schema_fields():
    path = ROOT / "schemas" / "modellprojekt.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))["fields"]


def sample(field, n):
    """Return a value that the field takes, another one for each."""
    name = field["field_name"]
    if "repeating_subfields" in field:
        rows = field["repeating_subfields"]
        return [{sub["field_name"]: sample(sub, m) for sub in rows} for m in (n, n + 1)]
    if field.get("choices"):
        values = [choice["value"] for choice in field["choices"]]
        several = field.get("preset") == "multiple_checkbox"
        return values[:2] if several else values[n % len(values)]
    if field.get("preset") == "multiple_text":
        return [f"Wert {n}", f"Wert {n + 1}"]
    if "natural_number" in str(field.get("validators")):
        return str(1000 + n)
    if "checked" in str(field.get("validators")):
        return f"2026-01-{n % 28 + 1:02}"
    if "email" in str(field.get("validators")):
        return f"stelle{n}@example.org"
    return f"https://example.org/{n}" if "url" in name else f"Text {n} mit ä"


def every_field():
    """Return a project that says something in every field of the schema."""
    found = {f["field_name"]: sample(f, n) for n, f in enumerate(schema_fields())}
    own = {"name": "alles", "action_fields": ["kultur", "open-data"], "image_url": "bild.png"}
    related = {"predecessor": "davor", "successor": "danach"}
    return {**found, **own, **related, "municipality": "stadt-paderborn", "type": "modellprojekt"}


def told(name, project):
    shown = act("group_show", id=name)
    return {key: shown.get(key) for key in project}


def filled(form):
    """Yield what a browser would send of a form, without its buttons."""
    for field in form.select("input[name], select[name], textarea[name]"):
        kind = field.get("type", field.name)
        if kind in ("submit", "button", "file") or (
            kind in ("checkbox", "radio") and not field.has_attr("checked")
        ):
            continue
        if field.name == "select":
            for option in field.select("option[selected]"):
                yield field["name"], option.get("value", option.text)
        elif field.name == "textarea":
            yield field["name"], field.text.lstrip("\r\n")
        else:
            yield field["name"], field.get("value", "on" if kind == "checkbox" else "")


def day_field(app, sysadmin):
    """Return kind and value of the form's field for the day of the check."""
    text = app.get("/modellprojekt/edit/probe", headers=sysadmin).text
    field = BeautifulSoup(text, "html.parser").select_one("#field-checked")
    return field["type"], field["value"]


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

    @pytest.mark.parametrize(
        ("field", "wrong"),
        [
            ("sources", "kein JSON"),
            ("sources", "5"),
            ("sources", ["a"]),
            ("sources", [{"url": "https://example.org"}]),
            ("documents", [{"title": "Leitfaden", "accessible": "vielleicht"}]),
            ("contact_email", "kein Postfach"),
            ("transfer_status", "vielleicht"),
            ("checked", "im Herbst"),
            ("checked", "31.02.2026"),
            ("checked", "2026-11"),
            ("checked", "2162-11-22"),
        ],
    )
    def test_wrong_values_are_refused(self, field, wrong):
        """No list, a row without title, a value that is not offered: an error at the field."""
        with pytest.raises(tk.ValidationError) as caught:
            act("group_create", **{**PROJECT, field: wrong})
        assert set(caught.value.error_dict) == {field}

    def test_every_field_survives_create_patch_and_form(self, app, sysadmin):
        """All that a project may say: created, patched, then saved again from its own form."""
        project = every_field()
        for name in ("davor", "danach"):
            act("group_create", **{**PROJECT, "name": name})
        act("group_create", **project)
        assert told("alles", project) == project
        act("group_patch", id="alles", title_en="All")
        project["title_en"] = "All"
        assert told("alles", project) == project

        page = BeautifulSoup(
            app.get("/modellprojekt/edit/alles", headers=sysadmin).text, "html.parser"
        )
        data = [
            *filled(page.select_one("form.dataset-form, form#group-edit, form[data-module]")),
            ("save", ""),
        ]
        answer = app.post(
            "/modellprojekt/edit/alles",
            data=MultiDict(data),
            headers=sysadmin,
            follow_redirects=False,
        )
        assert answer.status_code == 302, answer.text
        assert told("alles", project) == project

    def test_day_of_the_check(self, app, sysadmin):
        """A German day is stored as ISO and shown in the reader's way; form and API give ISO."""
        act("group_create", **PROJECT, checked="5.2.2026")
        assert model.Group.get("probe").extras["checked"] == "2026-02-05"
        assert "05.02.2026" in app.get("/modellprojekte/probe").text
        assert "5 February 2026" in app.get("/en/modellprojekte/probe").text
        assert day_field(app, sysadmin) == ("date", "2026-02-05")

    @pytest.mark.parametrize(
        ("stored", "kind", "given", "shown"),
        [
            ("22.11.2025", "date", "2025-11-22", "22 November 2025"),
            ("im Herbst", "text", "im Herbst", "im Herbst"),
        ],
    )
    def test_day_stored_before(self, app, sysadmin, stored, kind, given, shown):
        """What was stored as text stays readable, and the project can still be saved."""
        act("group_create", **PROJECT)
        group = model.Group.get("probe")
        group.extras = {**group.extras, "checked": stored}
        model.Session.commit()
        assert shown in app.get("/en/modellprojekte/probe").text
        assert app.get("/modellprojekte/probe.json").json["checked"] == given
        assert day_field(app, sysadmin) == (kind, given)
        act("group_patch", id="probe", title="Neu")
        assert model.Group.get("probe").extras["checked"] == given

    def test_form_says_what_is_wrong_with_a_day(self, app, sysadmin):
        """What was typed stands there again, as text, with a sentence that shows a right one."""
        act("group_create", **PROJECT)
        data = {"title": "Probe", "name": "probe", "checked": "31.02.2026", "save": ""}
        answer = app.post("/en/modellprojekt/edit/probe", data=data, headers=sysadmin)
        assert "Please write a day, such as 22.11.2026 or 2026-11-22" in answer.text
        field = BeautifulSoup(answer.text, "html.parser").select_one("#field-checked")
        assert (field["type"], field["value"]) == ("text", "31.02.2026")

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
