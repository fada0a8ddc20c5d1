"""A portal's old datasets under the schema: pages open, the form keeps what it does not know."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ckan import model
from ckan.lib.search import rebuild
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

sys.path.append(str(Path(__file__).parent))
from test_form import form_values

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

FREE = {"key": "Ansprechpartner", "value": "Amt 61"}


def old_dataset() -> dict:
    """A dataset as CKAN's own form makes it: nothing of ours, null where nothing was said."""
    return factories.Dataset(
        name="alt",
        owner_org=factories.Organization()["id"],
        extras=[FREE],
        url=None,
        resources=[{"url": "https://example.org/a.csv", "size": None}],
    )


class TestPages:
    @pytest.mark.ckan_config("ckan.plugins", "modellregion_owl dcat scheming_datasets")
    def test_open_without_the_theme(self, app):
        """Null as address or size is no error: ckanext-scheming's and -dcat's snippets fail."""
        resource = old_dataset()["resources"][0]["id"]
        assert app.get("/dataset/alt").status_code == 200
        assert app.get(f"/dataset/alt/resource/{resource}").status_code == 200


class TestForm:
    def save(self, app, path: str, **changed: str) -> dict:
        """Post the form at `path` as a browser does, with `changed`; return the dataset."""
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        form = {**form_values(app.get(path, headers=headers).body), **changed, "save": "save"}
        answer = app.post(path, data=form, headers=headers, follow_redirects=False)
        assert answer.status_code == 302, answer.body
        return call_action("package_show", id="alt")

    def test_keeps_free_extras(self, app):
        """The form of the dataset is saved with its empty boxes; a free extra stays."""
        old_dataset()
        saved = self.save(app, "/dataset/edit/alt", title="Neuer Titel")
        assert saved["title"] == "Neuer Titel"
        assert saved["extras"] == [FREE]
        assert not saved.get("issued")

    def test_changes_free_extras(self, app):
        """A free extra is edited as in CKAN's own form."""
        old_dataset()
        saved = self.save(app, "/dataset/edit/alt", extras__0__value="Amt 62")
        assert saved["extras"] == [{"key": "Ansprechpartner", "value": "Amt 62"}]

    def test_keeps_the_files_own_fields(self, app):
        """A file's field that the schema does not know survives the form, with its type."""
        resource = factories.Resource(
            package_id=old_dataset()["id"],
            url="https://example.org/b.csv",
            koordinaten={"srs": "EPSG:25832"},
            bearbeiter="Amt 62",
            zahl=3,
        )
        saved = self.save(app, f"/dataset/alt/resource/{resource['id']}/edit", name="Neuer Name")
        stored = saved["resources"][1]
        assert stored["name"] == "Neuer Name"
        assert stored["koordinaten"] == {"srs": "EPSG:25832"}
        assert (stored["bearbeiter"], stored["zahl"]) == ("Amt 62", 3)
        assert "modellregion_keeps_others" not in stored

    def test_shows_the_files_own_fields(self, app):
        """They stand on the file's page under a heading of their own, and in the form."""
        old = old_dataset()
        call_action("resource_patch", id=old["resources"][0]["id"], bearbeiter="Amt 62")
        path = f"/dataset/alt/resource/{old['resources'][0]['id']}"
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        assert "Amt 62" in app.get(path).body
        assert "Amt 62" in app.get(f"{path}/edit", headers=headers).body


def put(name: str, value: str) -> None:
    """Store an extra as it was before our schema came, behind CKAN's back."""
    package = model.Package.get("alt")
    package.extras = {**package.extras, name: value}
    model.Session.commit()
    model.Session.remove()
    rebuild("alt")


def show() -> dict:
    return call_action("package_show", {"use_cache": False}, id="alt")


class TestOldExtrasOfOurNames:
    """A free extra from before our schema that bears the name of one of our fields."""

    @pytest.mark.parametrize(
        ("name", "text", "shown"),
        [
            ("contact", "Amt 61", [{"name": "Amt 61"}]),
            ("spatial_coverage", "Kreis Paderborn", [{"text": "Kreis Paderborn"}]),
            ("language", "Deutsch", ["Deutsch"]),
            ("theme", '["Umwelt", "Verkehr"]', ["Umwelt", "Verkehr"]),
            ("availability", "immer", "immer"),
            ("issued", "im Frühjahr", "im Frühjahr"),
        ],
    )
    def test_text_is_shown_in_the_field(self, app, name, text, shown):
        """The text becomes the field's value, in the field's form; pages open, forms save."""
        old_dataset()
        put(name, text)
        found = show()[name]
        filled = [{k: v for k, v in e.items() if v} if isinstance(e, dict) else e for e in found]
        assert (filled if isinstance(found, list) else found) == shown
        assert app.get("/dataset/alt").status_code == 200
        saved = TestForm().save(app, "/dataset/edit/alt", title="Neuer Titel")
        assert saved["title"] == "Neuer Titel"
        assert saved[name]

    def test_text_without_a_place_stays_an_extra(self, app):
        """A period is no text: it is kept under another name and shown as a further detail."""
        old_dataset()
        put("temporal_coverage", "seit dem Krieg")
        kept = {"key": "temporal_coverage_extra", "value": "seit dem Krieg"}
        assert kept in show()["extras"]
        saved = TestForm().save(app, "/dataset/edit/alt", title="Neuer Titel")
        assert kept in saved["extras"]
        assert "seit dem Krieg" in app.get("/dataset/alt").body

    def test_patch_of_the_title(self):
        """`package_patch` of the title works on a dataset without anything that we demand."""
        user = factories.User()
        organisation = factories.Organization(users=[{"name": user["name"], "capacity": "admin"}])
        factories.Dataset(name="alt", notes="", owner_org=organisation["id"], resources=[])
        put("issued", "im Frühjahr")
        context = {"user": user["name"], "ignore_auth": False}
        patched = tk.get_action("package_patch")(context, {"id": "alt", "title": "Neu"})
        assert (patched["title"], patched["issued"]) == ("Neu", "im Frühjahr")


class TestApi:
    """The API over HTTP, by an editor with a token."""

    def patch(self, app, who, **changes):
        """Send `package_patch` of the dataset `alt`; return status and answer."""
        answer = app.post(
            "/api/3/action/package_patch",
            json={"id": "alt", **changes},
            headers={"Authorization": who["token"]},
            expect_errors=True,
        )
        return answer.status_code, answer.json

    def test_old_dataset_takes_a_patch_and_loses_nothing(self, app):
        """It lacks description and licence: its title changes, extras and file fields stay."""
        who = factories.UserWithToken()
        organisation = factories.Organization(users=[{"name": who["name"], "capacity": "editor"}])
        factories.Dataset(
            name="alt",
            notes="",
            owner_org=organisation["id"],
            extras=[FREE],
            resources=[{"url": "https://example.org/a.csv", "bearbeiter": "Amt 62"}],
        )
        status, answer = self.patch(app, who, title="Neuer Titel")
        assert status == 200, answer
        stored = show()
        assert (stored["title"], stored["extras"]) == ("Neuer Titel", [FREE])
        assert stored["resources"][0]["bearbeiter"] == "Amt 62"

    def test_dataset_in_order_stays_so(self, app):
        """A dataset that says all it must can't lose its description, nor its file the licence."""
        who = factories.UserWithToken()
        organisation = factories.Organization(users=[{"name": who["name"], "capacity": "editor"}])
        file = {"url": "https://a.example/a.csv", "license": "dl-zero-de/2.0"}
        whole = factories.Dataset(name="alt", owner_org=organisation["id"], resources=[file])
        assert self.patch(app, who, title="Neuer Titel")[0] == 200
        status, answer = self.patch(app, who, notes="")
        assert (status, set(answer["error"])) == (409, {"notes", "__type"})
        without = [{**whole["resources"][0], "license": ""}]
        status, answer = self.patch(app, who, resources=without)
        assert (status, set(answer["error"])) == (409, {"resources", "__type"})


class TestScriptsExtrasOfOurNames:
    """Another program's create or update with an extra that bears the name of a field."""

    def test_goes_into_the_field(self):
        """CKAN would refuse it: "There is a schema field with the same name"."""
        made = factories.Dataset(
            owner_org=factories.Organization()["id"],
            extras=[
                {"key": "frequency", "value": "jährlich"},
                {"key": "theme", "value": "Umwelt"},
                {"key": "publisher", "value": "Amt 62"},
                FREE,
            ],
        )
        assert made["frequency"].endswith("/ANNUAL")
        assert [theme.rsplit("/", 1)[-1] for theme in made["theme"]] == ["ENVI"]
        assert made["publisher"][0]["name"] == "Amt 62"
        assert made["extras"] == [FREE]

    def test_is_kept_beside_another_value(self):
        """The field's own value wins; the extra stays under another name."""
        given = [{"key": "version", "value": "1"}, {"key": "uri", "value": "https://a.example/1"}]
        made = factories.Dataset(
            owner_org=factories.Organization()["id"],
            version="2",
            uri="https://a.example/1",
            extras=given,
        )
        assert made["version"] == "2"
        assert made["extras"] == [{"key": "version_extra", "value": "1"}]

    @pytest.mark.ckan_config("scheming.dataset_schemas", "ckanext.dcat.schemas:dcat_ap_full.yaml")
    def test_other_schemas_are_left_alone(self):
        """A portal with another schema has CKAN's rule as it was."""
        with pytest.raises(tk.ValidationError):
            factories.Dataset(extras=[{"key": "frequency", "value": "jährlich"}])
