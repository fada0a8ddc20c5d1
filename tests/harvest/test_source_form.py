"""What the form of a source refuses."""

from __future__ import annotations

import pytest

import ckan.plugins.toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl.harvest.frame.source_form import AGREED

pytestmark = [
    pytest.mark.stack,
    pytest.mark.usefixtures("clean_stack"),
    pytest.mark.ckan_config("ckanext.modellregion_owl.feed.refresh_seconds", 0),
]

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

    def test_still_has_the_configuration_after_a_run(self, feed, turtle, make_source, run, app):
        """And every other value: whoever saves the form again has changed nothing."""
        feed.put("/1", turtle.catalogue(turtle.dataset(1)))
        source = make_source(feed.url + "/1", precedence=7)
        run(source)
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        page = app.get("/harvest/edit/quelle", headers=headers).body
        assert "&#34;precedence&#34;: 7" in page
        stored = call_action("harvest_source_show", id="quelle")
        assert stored["source_type"] == "modellregion"
        assert stored["status"]["total_datasets"] == 1
        listed = app.get("/harvest", headers=headers).body
        assert "Datensätze: 1" in " ".join(listed.split())


class TestDelivery:
    """What stops being delivered is deleted at GovData: that is asked before (issue 6, 4)."""

    @pytest.fixture
    def source(self, feed, turtle, make_source, run):
        """A source of three datasets that we deliver."""
        feed.put("/1", turtle.catalogue(*(turtle.dataset(n) for n in range(3))))
        source = make_source(feed.url + "/1")
        assert run(source).added == 3
        return source

    def test_asks_once_when_datasets_would_leave(self, source, app):
        """The form names the number and has a box to tick; nothing is saved before."""
        headers = {"Authorization": factories.SysadminWithToken()["token"]}

        def save(delivery: str, **more: str) -> str:
            stored = call_action("harvest_source_show", id="quelle")
            data = {name: stored[name] for name in (*GOOD, "owner_org")} | more
            data["config"] = f'{{"protocol": "dcat", "delivery": "{delivery}"}}'
            return app.post("/en/harvest/edit/quelle", data=data, headers=headers).body

        def delivered() -> int:
            return app.get("/lieferung/catalog.ttl").body.count("a dcat:Dataset")

        assert delivered() == 3
        page = save("no")
        assert "3 datasets would no longer be delivered to GovData" in page
        assert 'name="delivery_agreed"' in page
        assert "delivery" not in call_action("harvest_source_show", id="quelle")["config"]
        assert "delivery_agreed" not in save("no", delivery_agreed="true")
        assert '"no"' in call_action("harvest_source_show", id="quelle")["config"]
        assert delivered() == 0
        # Nothing leaves by these: other words for the same, and the way back.
        assert "delivery_agreed" not in save("missing")
        assert "delivery_agreed" not in save("yes")
        assert delivered() == 3

    def test_through_the_api(self, source):
        """Only what leaves is asked; unreadable configurations are refused for what they are."""
        again = call_action("harvest_source_show", id="quelle")
        call_action("harvest_source_update", **{**again, "title": "Anderer Titel"})
        for config, field in (('{"protocol": "dcat", "delivery": "no"}', AGREED), ("{", "config")):
            with pytest.raises(tk.ValidationError) as error:
                call_action("harvest_source_update", **{**again, "config": config})
            assert list(error.value.error_dict) == [field]
        config = '{"protocol": "dcat", "delivery": "no"}'
        call_action("harvest_source_update", **{**again, "config": config, AGREED: True})
