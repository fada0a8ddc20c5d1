"""A portal keeps its own form of datasets: a file says which field means which of ours."""

from __future__ import annotations

from typing import Any

import pytest

from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.rdf.their_fields import MappingError, load

SCHEMA = """
scheming_version: 2
dataset_type: dataset
about_url: https://a.example
dataset_fields:
  - {field_name: title, label: Titel, preset: title}
  - {field_name: name, label: Adresse, preset: dataset_slug}
  - {field_name: notes, label: Beschreibung}
  - {field_name: owner_org, label: Amt, preset: dataset_organization}
  - {field_name: herausgeber, label: Herausgeber}
  - {field_name: turnus, label: Turnus}
  - {field_name: sprachen, label: Sprachen, preset: multiple_text}
resource_fields:
  - {field_name: url, label: Link, preset: resource_url_upload}
  - {field_name: name, label: Name}
  - {field_name: lizenz, label: Lizenz}
"""
FIELDS = """
dataset: {publisher: herausgeber, frequency: turnus, language: sprachen}
resource: {license: lizenz}
"""
BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"


@pytest.mark.unit
class TestFile:
    @pytest.mark.parametrize("text", ["dataset: {farbe: x}", "dataset: [a]", "dataset: {"])
    def test_wrong_file_is_told(self, tmp_path, text):
        """A field that is none of ours is named; the site does not start with half a file."""
        path = tmp_path / "fields.yaml"
        path.write_text(text)
        with pytest.raises(MappingError):
            load(str(path))


@pytest.fixture
def own_form(tmp_path, ckan_config, monkeypatch) -> None:
    """Settings of the portal: its schema and the file; before the plugins are loaded."""
    (tmp_path / "schema.yaml").write_text(SCHEMA, encoding="utf-8")
    (tmp_path / "fields.yaml").write_text(FIELDS, encoding="utf-8")
    ckan_config["scheming.dataset_schemas"] = f"file://{tmp_path}/schema.yaml"
    ckan_config[config.FIELDS] = str(tmp_path / "fields.yaml")


@pytest.mark.stack
class TestOwnForm:
    def test_feed_and_harvest_use_it(
        self, own_form, clean_stack, make_app, feed, turtle, make_source, run, packages
    ):
        """The catalogue says what their fields say; a harvest fills them; nothing is doubled."""
        app = make_app()
        made = factories.Dataset(
            name="baeume",
            owner_org=factories.Organization()["id"],
            herausgeber="Umweltamt",
            turnus="jährlich",
            resources=[{"url": "https://a.example/a.csv", "lizenz": "dl-de-by-2.0"}],
        )
        assert made["herausgeber"] == "Umweltamt"
        text = app.get("/dataset/baeume.ttl").body
        assert '"Umweltamt"' in text
        assert "frequency/ANNUAL" in text
        assert BY in text
        assert "additionalProperty" not in text
        page = turtle.catalogue(
            turtle.dataset(
                1,
                dct__publisher='[ a foaf:Agent ; foaf:name "Stadt Beispiel" ]',
                dct__language="<http://publications.europa.eu/resource/authority/language/DEU>",
            )
        )
        source = make_source(feed.put("/1", page))
        assert run(source).counts()["added"] == 1
        found: dict[str, Any] = packages()["baumkataster-1"]
        assert found["herausgeber"] == "Stadt Beispiel"
        assert [language.rsplit("/", 1)[-1] for language in found["sprachen"]] == ["DEU"]
        assert found["resources"][0]["lizenz"] == BY
        assert '"Stadt Beispiel"' in app.get("/dataset/baumkataster-1.ttl").body
        assert app.get("/dataset/baumkataster-1").status_code == 200
        patched = call_action("package_patch", id="baeume", herausgeber="Amt 62")
        assert patched["herausgeber"] == "Amt 62"
