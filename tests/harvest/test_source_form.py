"""What the form of a source refuses."""

from __future__ import annotations

import pytest

import ckan.plugins.toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

GOOD = {
    "name": "probe",
    "title": "Probe",
    "url": "https://daten.example.org/catalog.ttl",
    "source_type": "modellregion",
    "config": '{"protocol": "dcat"}',
}


def good(**other: str) -> dict[str, str]:
    return {**GOOD, "owner_org": factories.Organization()["id"], **other}


class TestAddress:
    @pytest.mark.parametrize(
        "url", ["file:///etc/passwd", "nonsense", "ftp://example.org/", "http://a:b@example.org/"]
    )
    def test_unusable_one_is_refused(self, url):
        """An address that no run reads is named at its field, not in the first run's report."""
        with pytest.raises(tk.ValidationError) as error:
            call_action("harvest_source_create", **good(url=url))
        assert list(error.value.error_dict) == ["url"]

    def test_change_is_checked_too(self):
        """A good source can't become one that reads files."""
        made = call_action("harvest_source_create", **good())
        with pytest.raises(tk.ValidationError):
            call_action("harvest_source_update", **{**made, "url": "file:///etc/passwd"})
        assert call_action("harvest_source_show", id=made["id"])["url"] == GOOD["url"]

    def test_message_stands_in_the_form(self, app):
        """In German, at the field."""
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        page = app.post("/harvest/new", data=good(url="file:///x"), headers=headers)
        assert "ist keine Internetadresse" in page.body

    def test_datasets_are_left_alone(self):
        """A dataset's own address is no source's."""
        organisation = factories.Organization()["id"]
        made = factories.Dataset(url="ftp://example.org/", owner_org=organisation)
        assert made["url"] == "ftp://example.org/"


class TestHelp:
    def test_form_explains_the_keys(self, app):
        """Those of all protocols and those of each, in German."""
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        page = app.get("/harvest/new", headers=headers).body
        assert "Welche Quelle gewinnt" in page
        assert "<code>organisation</code>" in page
        assert "Nur Datensätze dieser Organisation" in page
