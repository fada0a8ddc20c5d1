"""Walks W1 and W2: into a portal that exists, and out of it again; nothing is lost."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
import sqlalchemy as sa
from owltests import tables
from owltests.portal import PRESETS, portal
from owltests.revisions import nobody_reads

from ckan import model, plugins
from ckan.cli.db import _run_migrations
from ckan.lib.redis import connect_to_redis
from ckan.lib.search import rebuild
from ckan.tests import factories
from ckan.tests.helpers import call_action
from ckanext.dcat.harvesters import DCATRDFHarvester
from ckanext.harvest.model import HarvestGatherError
from ckanext.harvest.tests.factories import HarvestJobObj, HarvestSourceObj
from ckanext.harvest.tests.lib import run_harvest_job

from ckanext.modellregion_owl import root
from ckanext.modellregion_owl.adoption import leaving
from ckanext.modellregion_owl.adoption import run as runs
from ckanext.modellregion_owl.cli.leave import leave
from ckanext.modellregion_owl.harvest.frame.ckan_harvester import source_dict

sys.path.append(str(Path(__file__).parents[1] / "schemas"))
from test_form import form_values

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_db", "clean_index", "clean_redis")]

OWN_TYPE = """
scheming_version: 2
dataset_type: karte
about_url: https://a.example
dataset_fields:
  - {field_name: title, label: Titel, preset: title}
  - {field_name: name, label: Adresse, preset: dataset_slug}
  - {field_name: massstab, label: Maßstab}
resource_fields:
  - {field_name: url, label: Link, preset: resource_url_upload}
"""
STOCK = "dcat harvest dcat_rdf_harvester"
# Not with dcat: its catalogue fails where ckanext-scheming knows no schema of the type dataset.
OWN_FORM = "harvest scheming_datasets"
OURS = (
    "modellregion_owl_theme modellregion_owl_projects modellregion_owl_feed"
    " modellregion_owl_harvest modellregion_owl harvest dcat dcat_rdf_harvester scheming_datasets"
)
TABLES = ("package", "resource", "package_tag", "tag", "member")
RAW = re.compile(r"(\[|&#91;)\s*(\{|&#123;|&#34;|&quot;)|(\{|&#123;)(&#34;|&quot;)")
SHORT, LONG = (8, 4), (30, 38)  # own datasets, those of another harvester
THEMES = (
    *("agri", "econ", "educ", "ener", "envi", "gove", "heal", "intr"),
    *("just", "regi", "soci", "tech", "tran"),
)


@pytest.fixture
def own_schema(tmp_path) -> str:
    path = tmp_path / "karte.yaml"
    path.write_text(OWN_TYPE, encoding="utf-8")
    return f"file://{path}"


@pytest.fixture
def stock(own_schema) -> dict[str, str]:
    """Settings of the portal as it was."""
    return {"scheming.dataset_schemas": own_schema}


@pytest.fixture
def ours(own_schema) -> dict[str, str]:
    """Settings with us: our schema beside the portal's own type."""
    return {
        "scheming.dataset_schemas": f"{own_schema} ckanext.modellregion_owl.schemas:dataset.yaml",
        "scheming.presets": PRESETS,
        "ckanext.dcat.rdf.profiles": "euro_dcat_ap_3 euro_dcat_ap_scheming dcat_ap_de_3",
    }


@pytest.fixture
def migrated_behind() -> Iterator[None]:
    """Bring our tables back for the tests that follow, whatever happens."""
    yield
    nobody_reads()
    plugins.unload_all()
    plugins.load("modellregion_owl")
    _run_migrations("modellregion_owl")
    plugins.unload_all()


def fill(own: int) -> None:
    """Datasets as a portal of years has them, and a map of its own type."""
    organisation = factories.Organization(name="amt")["id"]
    for name in THEMES:
        factories.Group(name=name)
    for number in range(own):
        factories.Dataset(
            name=f"alt-{number}",
            title=f"Alter Datensatz {number}",
            owner_org=organisation,
            license_id="dl-de-by-2.0" if number % 2 else "cc-by",
            maintainer="Amt 61",
            maintainer_email="geo@a.example",
            groups=[{"name": THEMES[number % len(THEMES)]}],
            tag_string="bäume, straße",
            extras=[
                {"key": "Aktenzeichen", "value": f"61-{number}"},
                {"key": "publisher_name", "value": "Stadt Beispiel"},
                {"key": "language", "value": "Deutsch"},
            ],
            resources=[{"url": f"https://a.example/{number}.csv", "format": "CSV", "own": "x"}],
        )
    factories.Dataset(name="karte", type="karte", owner_org=organisation, massstab="1:500")


def harvested_before(url: str, number: int) -> dict[str, str]:
    """Let ckanext-dcat's own harvester read a catalogue as for years; return {title: id}."""
    source = HarvestSourceObj(
        url=url, source_type="dcat_rdf", owner_org=model.Group.get("amt").id, title="Open.NRW"
    )
    results = run_harvest_job(HarvestJobObj(source=source, run=False), DCATRDFHarvester())
    assert len(results) == number, [e.message for e in model.Session.query(HarvestGatherError)]
    assert {r["errors"] != [] for r in results.values()} == {False}, results
    found = model.Session.query(model.Package).filter_by(type="dataset", state="active")
    ids = {p.title: p.id for p in found if p.title.startswith("Baumkataster")}
    assert len(ids) == number
    return ids


def addresses(app) -> set[str]:
    """Return what a crawl of the whole catalogue finds: datasets and distributions."""
    graph = rdflib.Graph()
    for number in range(1, 20):
        before = len(graph)
        page = app.get(f"/catalog.ttl?page={number}")
        if page.status_code == 200:
            graph.parse(data=page.body, format="turtle")
        if len(graph) == before:
            break
    dcat = rdflib.Namespace("http://www.w3.org/ns/dcat#")
    kinds = (dcat.Dataset, dcat.Distribution)
    return {str(s) for kind in kinds for s in graph.subjects(rdflib.RDF.type, kind)}


def headers() -> dict[str, str]:
    return {"Authorization": factories.SysadminWithToken()["token"]}


def save(app, path: str, who: dict[str, str], **changed: str) -> None:
    """Send the form at `path` as a browser does."""
    form = {**form_values(app.get(path, headers=who).body), **changed, "save": "save"}
    answer = app.post(path, data=form, headers=who, follow_redirects=False)
    assert answer.status_code == 302, answer.body


def show(name: str) -> dict[str, Any]:
    return call_action("package_show", {"use_cache": False}, id=name)


class TestPortal:
    @pytest.mark.parametrize(
        ("own", "others"),
        [SHORT, pytest.param(*LONG, marks=pytest.mark.long)],
    )
    def test_in_and_out(
        self, cli, stock, ours, tmp_path, migrated_behind, feed, turtle, run, own, others
    ):
        """W1: no dataset loses anything, addresses stay. W2: without us it opens and saves.

        What another harvester has brought is taken over by a source of ours, and none is new.
        """
        self.own = own
        delivered = feed.put("/alt.ttl", turtle.catalogue(*map(turtle.dataset, range(others))))
        with portal(OWN_FORM, stock):
            fill(own)
        with portal(STOCK, {"ckanext.dcat.clean_tags": "true"}) as app:
            ids = harvested_before(delivered, others)
            rebuild()
            who, known = headers(), addresses(app)
        assert len(known) == 2 * (own + others) + 1  # the map has no file
        kept = tmp_path / "back.json.gz"
        with portal(OURS, ours) as app:
            root.fix("http://test.ckan.net")
            rebuild()
            self.old_one_is_edited(app, who)
            self.adopted_and_back()
            assert addresses(app) == known
            self.taken_over(run, delivered, ids)
            assert addresses(app) == known
            self.edited_by_a_steward()
            self.left(cli, kept)
            nobody_reads()
            _run_migrations("modellregion_owl", "base", False)
        assert traces() == ([], [], [])
        with portal(STOCK) as app:
            rebuild()
            for number in range(own):
                self.opens_and_saves(app, who, f"alt-{number}")
            for id_ in ids.values():
                assert app.get(f"/dataset/{id_}").status_code == 200
            assert addresses(app) == known
        with portal(OURS, ours) as app:
            _run_migrations("modellregion_owl")
            assert cli.invoke(leave, ["--undo", str(kept)]).exit_code == 0
            assert show("alt-1")["contact"][0]["name"] == "Amt 62"
            assert show("alt-1")["title"] == "Ohne uns"
            assert addresses(app) == known

    def old_one_is_edited(self, app, who) -> None:
        """W1.5: an old title is changed in the browser; further fields are all there."""
        save(app, "/dataset/edit/alt-0", who, title="Neuer Titel")
        saved = show("alt-0")
        assert saved["title"] == "Neuer Titel"
        assert {e["key"]: e["value"] for e in saved["extras"]} == {
            "Aktenzeichen": "61-0",
            "publisher_name": "Stadt Beispiel",
        }
        assert saved["resources"][0]["own"] == "x"
        assert call_action("package_patch", id="karte", massstab="1:1000")["massstab"] == "1:1000"

    def adopted_and_back(self) -> None:
        """W1.6: preview, run, undo: the tables of datasets are equal to before."""
        before = tables.content(model.meta.engine, *TABLES)
        changed = runs.preview().changed
        assert changed >= self.own
        report = runs.adopt()
        assert report.changed == changed
        runs.undo(report.run)
        assert tables.content(model.meta.engine, *TABLES) == before
        runs.adopt()
        assert show("alt-1")["publisher"][0]["name"] == "Stadt Beispiel"

    def taken_over(self, run, url: str, ids: dict[str, str]) -> None:
        """W1.8: our source of the same catalogue takes all over; none is new, none gets new ids."""
        source = call_action(
            "harvest_source_create",
            name="neu",
            title="Open.NRW durch uns",
            url=url,
            source_type="modellregion",
            owner_org=model.Group.get("amt").id,
            config=json.dumps({"protocol": "dcat"}),
        )
        report = run(source_dict(source["id"]))
        assert (report.taken_over, report.counts()["added"]) == (len(ids), 0)
        assert (report.failed, report.counts()["removed"]) == (0, 0)
        found = model.Session.query(model.Package).filter_by(type="dataset", state="active")
        assert {p.title: p.id for p in found if p.id in ids.values()} == ids
        assert found.count() == self.own + len(ids)
        assert run(source_dict(source["id"])).counts()["unchanged"] == len(ids)

    def edited_by_a_steward(self) -> None:
        """W2.1: values that only our form can hold, and a project."""
        contact = [
            {"name": "Amt 62", "email": "b@a.example"},
            {"name": "Amt 63", "url": "https://c"},
        ]
        factories.Group(type="modellprojekt", name="projekt", title="Projekt")
        call_action(
            "package_patch",
            id="alt-1",
            contact=contact,
            temporal_coverage=[{"start": "2020", "end": "2021"}],
            documentation=["https://a.example/1", "https://a.example/2"],
            groups=[{"name": "envi"}, {"name": "projekt"}],
        )
        connect_to_redis().set("modellregion:ask:sent:2026-01-01", "1")

    def left(self, cli, kept: Path) -> None:
        """W2.1, 2: the preview writes nothing; then everything is prepared."""
        before = tables.content(model.meta.engine, *TABLES)
        assert cli.invoke(leave, ["--dry-run"]).exit_code == 0
        assert tables.content(model.meta.engine, *TABLES) == before
        moments = {row.id: row.metadata_modified for row in model.Session.query(model.Package)}
        answer = cli.invoke(leave, ["--file", str(kept)])
        assert answer.exit_code == 0, answer.output
        assert kept.stat().st_mode & 0o77 == 0
        model.Session.remove()
        assert moments == {
            row.id: row.metadata_modified for row in model.Session.query(model.Package)
        }
        stored = dict(model.Package.get("alt-1").extras)
        assert stored["contact_name"] == "Amt 62"
        assert stored["contact_2_name"] == "Amt 63"
        assert stored["temporal_start"] == "2020"
        assert stored["documentation"] == "https://a.example/1, https://a.example/2"
        assert leaving.read(kept)["datasets"]

    def opens_and_saves(self, app, who, name: str) -> None:
        """W2.3: pages open without raw JSON, the forms save, the licence survives a file's form."""
        page = app.get(f"/dataset/{name}").body
        assert not RAW.search(re.sub(r"(?s)<script.*?</script>|<head.*?</head>", "", page)), page
        assert app.get(f"/dataset/groups/{name}", headers=who).status_code == 200
        resource = show(name)["resources"][0]
        path = f"/dataset/{name}/resource/{resource['id']}"
        assert app.get(path).status_code == 200
        assert resource["license"]
        edit = {"name": "Neu", "url": resource["url"], "format": "CSV", "save": "go-metadata"}
        sent = app.post(f"{path}/edit", data={**edit, "id": resource["id"]}, headers=who)
        assert sent.status_code == 200
        call_action("package_patch", id=name, title="Ohne uns")
        after = show(name)
        assert after["resources"][0]["name"] == "Neu"
        assert after["license_id"] in ("dl-de-by-2.0", "cc-by")
        extras = {e["key"]: e["value"] for e in after["extras"]}
        assert extras["Aktenzeichen"].startswith("61-")
        assert extras["publisher_name"] == "Stadt Beispiel"
        assert not any(value[:1] in "[{" for value in extras.values()), json.dumps(extras)


def traces() -> tuple[list[str], list[str], list[str]]:
    """Return what is left of us: tables, keys in Redis, CKAN's settings in the database."""
    found = sa.inspect(model.meta.engine).get_table_names()
    ours = [name for name in found if name.startswith("modellregion_") and "alembic" not in name]
    keys = [k.decode() for k in connect_to_redis().keys("*modellregion*")]
    rows = tables.content(model.meta.engine, "system_info")["system_info"]
    return ours, keys, [row for row in rows if "modellregion" in row]
