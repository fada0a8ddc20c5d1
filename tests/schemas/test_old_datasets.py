"""A portal's old datasets under the schema: pages open, the form keeps what it does not know."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

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
