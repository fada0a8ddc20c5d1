"""The sample catalogues: what is in them, and that they arrive whole and go out valid."""

from __future__ import annotations

import importlib.util
import json
import sys
import threading
from pathlib import Path

import pyoxigraph as ox
import pytest

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.govdata.check import check_ours
from ckanext.modellregion_owl.govdata.clients import InProcess
from ckanext.modellregion_owl.govdata.write import as_text

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "dev" / "demo"
NOTHING = "delbrueck/services.xml"  # an answer without records
SIZES = {"paderborn": 12, "bielefeld": 16, "delbrueck": 8, "kreis-paderborn": 10}
# What GovData would notice in the samples: nothing that blocks.
KNOWN_FINDINGS = {"attribution", "day", "theme"}
EXPECTED = {
    "digitales-buergerbuero-paderborn": {"Nutzung des Serviceportals „Mein DigiPort“"},
    "zentrale-open-data-plattform": {
        "Pegelstände der Pader",
        "Parkhäuser und Parkplätze: aktuelle Belegung",
    },
    "zeonline": {"Grundstücksmarktbericht 2026", "Bodenrichtwerte der Stadt Paderborn"},
    "schlosskreuzung": {
        "Lichtsignalanlagen im Stadtgebiet Paderborn",
        "Verkehrszählung an der Schlosskreuzung in Schloß Neuhaus",
    },
    "theaterlytics": {"Theaterbesuche nach Spielzeit"},
    "serviceportal-bielefeld": {"Dienststellen"},
    "serviceportal-kreis-paderborn": {"Online-Dienste der Kreisverwaltung"},
    "lorawan-2-0-delbrueck": {
        "Wetterstationen Delbrück",
        "Flusspegel Delbrück",
        "Parksensoren Delbrück",
    },
}


def _module(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def sources():
    """Serve the samples; give the server's address."""
    server = _module(ROOT / "dev" / "replay.py").ReplayServer(DEMO)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server.url
    server.shutdown()
    server.server_close()


def _files():
    routes = json.loads((DEMO / "routes.json").read_text(encoding="utf-8"))["routes"]
    return sorted({(route["file"], route["type"].partition(";")[0]) for route in routes})


def _rdf():
    return [(f, t) for f, t in _files() if f.startswith(("bielefeld/", "kreis-paderborn/"))]


@pytest.mark.unit
class TestSamples:
    @pytest.mark.parametrize(("file", "media_type"), _rdf())
    def test_is_rdf(self, file, media_type):
        """A sample in RDF parses as what it is served as."""
        kinds = {"application/json": ox.RdfFormat.JSON_LD}
        kind = kinds.get(media_type) or ox.RdfFormat.from_media_type(media_type)
        assert len(list(ox.parse((DEMO / file).read_bytes(), format=kind))) > 100

    @pytest.mark.parametrize(("file", "media_type"), _files())
    def test_addresses_are_made_up_or_public(self, file, media_type):
        """No sample points at a real server as if it held these data."""
        text = (DEMO / file).read_text(encoding="utf-8")
        assert "opendata@bielefeld.de" in text or ".example" in text or file == NOTHING
        for mail in {word for word in text.replace('"', " ").split() if word.startswith("mailto:")}:
            assert mail.rstrip("/>").endswith((".example", "opendata@bielefeld.de")), mail

    def test_every_file_of_paderborn_has_a_licence(self):
        """Nobody downstream could supply it."""
        text = (DEMO / "paderborn/package_search.json").read_text(encoding="utf-8")
        found = [r for p in json.loads(text)["result"]["results"] for r in p["resources"]]
        assert found
        assert [r["url"] for r in found if not r.get("license")] == []

    def test_every_distribution_of_bielefeld_has_a_licence(self):
        """Nobody downstream could supply it."""
        text = (DEMO / "bielefeld/dcatapde.xml").read_text(encoding="utf-8")
        quads = list(ox.parse(text.encode(), format=ox.RdfFormat.RDF_XML))
        dist = {
            q.subject
            for q in quads
            if q.predicate.value.endswith("#type")
            and getattr(q.object, "value", "").endswith("dcat#Distribution")
        }
        licensed = {q.subject for q in quads if q.predicate.value.endswith("/terms/license")}
        assert dist
        assert dist <= licensed


@pytest.mark.stack
@pytest.mark.usefixtures("clean_stack")
class TestHarvest:
    def test_all_arrive_in_their_projects_and_go_out_valid(self, sources, cli, app, shacl):
        """46 datasets, assigned as intended, unchanged the second time, 0 violations."""
        from rdflib import DCAT, RDF, Graph

        from ckanext.modellregion_owl.cli.harvest import harvest
        from ckanext.modellregion_owl.cli.init import init

        shapes = _module(ROOT / "tests" / "rdf" / "shapes.py")
        done = cli.invoke(init, ["--demo-url", sources])
        assert done.exit_code == 0, done.output

        first = cli.invoke(harvest, ["--json"])
        assert first.exit_code == 0, first.output
        counts = json.loads(first.stdout)
        assert {name: c["added"] for name, c in counts.items()} == SIZES

        second = cli.invoke(harvest, ["--json"])
        counts = json.loads(second.stdout)
        assert {name: c["unchanged"] for name, c in counts.items()} == SIZES

        found = {}
        for package in _datasets():
            for group in package["groups"]:
                found.setdefault(group["name"], set()).add(package["title"])
        assert found == EXPECTED

        graph = Graph()
        graph.parse(data=app.get("/catalog.ttl").get_data(as_text=True), format="turtle")
        assert len(set(graph.subjects(RDF.type, DCAT.Dataset))) == sum(SIZES.values())
        wrong = shapes.violations(graph, shacl)
        assert not wrong, shapes.kinds(wrong)
        wrong = [r for r in shapes.own_results(graph) if r.severity == "Violation"]
        assert not wrong, shapes.kinds(wrong)

        report = check_ours(InProcess(app.flask_app, "http://test.ckan.net"))
        assert (report.datasets, report.left_out) == (sum(SIZES.values()), [])
        assert not report.blocks, as_text(report)
        assert {c.rule.partition(".")[2] for c in report.causes()} <= KNOWN_FINDINGS

    def test_a_harvest_keeps_the_operators_groups(self, sources, cli):
        """A dataset in somebody's own group is still there after a changed record was written."""
        from ckanext.modellregion_owl.cli.harvest import harvest
        from ckanext.modellregion_owl.cli.init import init
        from ckanext.modellregion_owl.region.setup import site_context

        def act(action, **data):
            return tk.get_action(action)(site_context(), data)

        cli.invoke(init, ["--demo-url", sources])
        cli.invoke(harvest, ["delbrueck", "--json"])
        act("group_create", name="umwelt", title="Umwelt")
        (package,) = act("package_search", q='title:"Flusspegel Delbrück"', rows=1)["results"]
        act("member_create", id="umwelt", object=package["id"], object_type="package", capacity="")
        # a project less: the rules' version changes, so that every record is written again
        act("group_delete", id="zeonline")
        again = cli.invoke(harvest, ["delbrueck", "--json"])
        assert json.loads(again.stdout)["delbrueck"]["changed"] == SIZES["delbrueck"]
        groups = {g["name"] for g in act("package_show", id=package["id"])["groups"]}
        assert groups == {"umwelt", "lorawan-2-0-delbrueck"}


def _datasets():
    return tk.get_action("package_search")({}, {"fq": "dataset_type:dataset", "rows": 100})[
        "results"
    ]
