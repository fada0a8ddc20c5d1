"""The presets of the harvest sources, and a fifth municipality beside them."""

from __future__ import annotations

import json
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import yaml

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.harvest.source import parse_config
from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import SOURCE, Outcome, init_region, site_context

ROWS = load_region("ckanext.modellregion_owl.region:owl").sources
FIFTH = {
    "municipality": {
        "slug": "stadt-salzkotten",
        "title": {"de": "Stadt Salzkotten", "en": "City of Salzkotten"},
        "kind": "city",
        "publisher_name": "Stadt Salzkotten",
        "publisher_type": "http://purl.org/adms/publishertype/LocalAuthority",
    },
    "source": {
        "slug": "salzkotten",
        "title": "Stadt Salzkotten",
        "municipality": "stadt-salzkotten",
        "seen": "to be confirmed",
        "config": {
            "protocol": "ckan",
            "organisation": "salzkotten",
            "licence": "http://dcat-ap.de/def/licenses/dl-zero-de/2.0",
            "geocoding": ["http://dcat-ap.de/def/politicalGeocoding/regionalKey/057740036036"],
        },
    },
}
PACKAGE = {
    "id": "0b8f3a52-0000-4000-8000-000000000001",
    "title": "Salzquellen",
    "notes": "Lage und Salzgehalt.",
    "resources": [{"id": "r", "url": "https://daten.example.org/q.csv", "format": "CSV"}],
}


@pytest.mark.unit
class TestPresets:
    @pytest.mark.parametrize("row", ROWS, ids=lambda row: row.slug)
    @pytest.mark.parametrize("demo", [False, True])
    def test_configuration_is_legal(self, row, demo):
        """Keys, types, codes of the official lists; the sample's configuration too."""
        parse_config({**(row.demo_config if demo else row.config), "municipality": "x"})

    @pytest.mark.parametrize("row", ROWS, ids=lambda row: row.slug)
    def test_says_all_that_a_preset_has_to(self, row):
        """Codes and precedence are named; no licence is made up; nothing runs by itself."""
        assert {"protocol", "contributor_id", "geocoding", "precedence"} <= set(row.config)
        assert "licence" not in row.config
        assert row.frequency == "MANUAL"
        assert row.url.startswith("https://")

    def test_protocols(self):
        """Each in the protocol that its server speaks."""
        assert {row.slug: row.config["protocol"] for row in ROWS} == {
            "paderborn": "ckan",
            "bielefeld": "dkan",
            "delbrueck": "csw",
            "kreis-paderborn": "arcgis",
        }


@pytest.fixture
def portal():
    """Serve a search with one package of the fifth municipality; give its address."""

    class Search(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = [PACKAGE] if "salzkotten" in self.path else []
            results = found if "rows=0" not in self.path else []
            answer = {"success": True, "result": {"count": len(found), "results": results}}
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Search)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.stack
@pytest.mark.usefixtures("clean_stack")
class TestSources:
    def test_a_fifth_municipality_is_one_more_row(self, tmp_path, ckan_config, portal):
        """A row of the municipality and one of its source: harvested under its name, no code."""
        from ckanext.modellregion_owl.harvest.frame.ckan_harvester import source_dict
        from ckanext.modellregion_owl.harvest.pipeline import harvest

        folder = tmp_path / "owl"
        shutil.copytree(load_region().folder, folder)
        for file, row in (
            ("municipalities.yaml", FIFTH["municipality"]),
            ("sources.yaml", {**FIFTH["source"], "url": portal}),
        ):
            text = (folder / file).read_text(encoding="utf-8")
            more = yaml.safe_dump([row], allow_unicode=True)
            (folder / file).write_text(f"{text}\n{more}", encoding="utf-8")
        ckan_config[config.REGION] = str(folder)
        report = init_region(load_region())
        assert len(report.names(Outcome.CREATED, SOURCE)) == 5, report.render()

        done = harvest(source_dict("salzkotten"))
        assert (done.added, done.message) == (1, None)
        (id_,) = model.Session.query(model.Package.id).filter_by(type="dataset").one()
        package = tk.get_action("package_show")(site_context(), {"id": id_})
        assert package["organization"]["name"] == "stadt-salzkotten"
        assert package["publisher"][0]["name"] == "Stadt Salzkotten"
        assert package["spatial_coverage"] == [{"uri": FIFTH["source"]["config"]["geocoding"][0]}]
        assert package["resources"][0]["license"] == FIFTH["source"]["config"]["licence"]

    def test_what_was_edited_in_the_browser_stays(self):
        """Address and configuration are listed as differing and not written back."""
        init_region(load_region())
        source = tk.get_action("harvest_source_show")(site_context(), {"id": "bielefeld"})
        edited = {"url": "https://neu.example.org/", "config": '{"protocol": "dcat"}'}
        tk.get_action("harvest_source_update")(site_context(), {**source, **edited})
        report = init_region(load_region())
        differing = {e.name: e.detail for e in report.entries if e.outcome is Outcome.DIFFERS}
        assert differing == {"bielefeld": "url, config"}
        stored = tk.get_action("harvest_source_show")(site_context(), {"id": "bielefeld"})
        assert stored["url"] == "https://neu.example.org/"
