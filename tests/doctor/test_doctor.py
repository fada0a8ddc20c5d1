"""The doctor: looks, tells, and never writes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask import Blueprint
from owltests import tables
from owltests.portal import portal

from ckan import model
from ckan.lib.redis import connect_to_redis
from ckan.tests import factories, helpers
from ckanext.harvest.model import HarvestJob, HarvestObject, HarvestSource

from ckanext.modellregion_owl import config, mail, root
from ckanext.modellregion_owl.cli.doctor import doctor
from ckanext.modellregion_owl.doctor import before as looks
from ckanext.modellregion_owl.doctor import portal as portals
from ckanext.modellregion_owl.doctor import services

pytestmark = pytest.mark.stack

ROOT = Path(__file__).resolve().parents[2]


def told(app: helpers.CKANTestApp, cli, *options: str) -> dict[str, dict[str, str]]:
    """Return the doctor's rows by name."""
    with app.flask_app.app_context():
        answer = cli.invoke(doctor, ["--json", *options])
    start = answer.output.index("[\n")
    return {row["name"]: row for row in json.loads(answer.output[start:])}


def revision(new: str) -> str:
    """Write another revision of our tables down; return the one before."""
    mark = sa.table("modellregion_owl_alembic_version", sa.column("version_num"))
    with model.meta.engine.begin() as connection:
        before = connection.execute(sa.select(mark)).scalar_one()
        connection.execute(sa.update(mark).values(version_num=new))
    return before


class Schema:
    """What a Solr answers that has a schema of its own."""

    text = '<schema><dynamicField name="extras_*"/></schema>'

    def raise_for_status(self) -> None:
        """All is well."""


def harvested_by_another(datasets: int) -> None:
    """Write what ckanext-dcat's harvester leaves of so many datasets."""
    source = HarvestSource(url="https://daten.example/catalog.ttl", type="dcat_rdf", title="Alt")
    job = HarvestJob(source=source)
    model.Session.add_all([source, job])
    owner = factories.Organization()["id"]
    for number in range(datasets):
        package = factories.Dataset(owner_org=owner)
        kept = {"job": job, "source": source, "guid": str(number), "current": True}
        model.Session.add(HarvestObject(package_id=package["id"], **kept))
    model.Session.commit()


@pytest.mark.usefixtures("clean_db", "clean_index")
class TestBefore:
    def test_untouched_portal_is_not_written(self, tmp_path):
        """The real command, plugins off: ten lines, and every table equal before and after."""
        with portal("dcat"):
            factories.Dataset(
                owner_org=factories.Organization(name="stadt-paderborn")["id"],
                extras=[{"key": "Amt", "value": "61"}, {"key": "language", "value": "Deutsch"}],
            )
        ini = tmp_path / "ckan.ini"
        text = (ROOT / "test.ini").read_text(encoding="utf-8")
        text = re.sub(r"(?m)^ckan\.plugins = .*", "ckan.plugins = dcat", text)
        text = re.sub(r"(?m)^(scheming|ckanext\.modellregion)\S* = .*\n", "", text)
        ini.write_text(text.replace("ckan.locale_default = de", "ckan.locale_default = en"))
        before = (tables.content(model.meta.engine), sorted(connect_to_redis().keys()))
        ckan = Path(sys.executable).with_name("ckan")
        done = subprocess.run(
            [ckan, "-c", ini, "modellregion", "doctor", "--before"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (tables.content(model.meta.engine), sorted(connect_to_redis().keys())) == before
        assert done.returncode == 0, done.stdout + done.stderr
        lines = [line for line in done.stdout.splitlines() if line[:1] in "✓?✗"]
        assert len(lines) == 10, done.stdout
        assert "new addresses, none is taken" in done.stdout
        assert "1, of which 1 with further fields, 1 with names of our fields" in done.stdout
        assert "kept as they are: stadt-paderborn (organization)" in done.stdout

    def test_names_conflicts(self, cli):
        """An own schema, an address that is taken, and groups of our type: each with its remedy."""
        with portal(
            "dcat scheming_datasets",
            {"scheming.dataset_schemas": "ckanext.dcat.schemas:dcat_ap_full.yaml"},
        ) as app:
            factories.Group(type="modellprojekt", name="eins")
            app.flask_app.view_functions["own.page"] = lambda: ""
            for path in ("/datenpflege", "/zahlen"):
                app.flask_app.url_map.add(
                    app.flask_app.url_rule_class(path, endpoint="own.page", methods=["GET"])
                )
            found = told(app, cli, "--before")
        assert "dcat_ap_full.yaml" in found["Formular der Datensätze"]["said"]
        assert found["Adressen der Seiten"]["said"].endswith("/datenpflege, /zahlen")
        assert found["Adressen der Seiten"]["fix"]
        assert found["Gruppen und Organisationen"]["state"] == "look"

    def test_each_conflict_has_its_line(self, cli, monkeypatch):
        """Versions, profiles, other harvesters, Solr's schema, order of plugins: all are told.

        Nothing is written though something is wrong; the exit code says so.
        """
        installed = portals.installed
        old = {"ckanext-dcat": "2.1.0"}
        monkeypatch.setattr(portals, "installed", lambda name: old.get(name) or installed(name))
        monkeypatch.setattr(services, "_get_schema_from_solr", lambda _file: Schema())
        settings = {"ckanext.dcat.rdf.profiles": "euro_dcat_ap_2 stadt_ap"}
        with portal("harvest dcat dcat_rdf_harvester image_view", settings) as app:
            harvested_by_another(datasets=3)
            before = tables.content(model.meta.engine)
            found = told(app, cli, "--before")
            code = cli.invoke(doctor, ["--before"]).exit_code
            assert tables.content(model.meta.engine) == before
        assert len(found) == 10
        assert (found["Versionen"]["state"], code) == ("wrong", 1)
        assert "ckanext-dcat 2.1.0 < 2.4.4" in found["Versionen"]["said"]
        assert found["Profile"]["said"].startswith("euro_dcat_ap_2 stadt_ap")
        assert "dcat_rdf: 3" in found["Abrufe"]["said"]
        assert (found["Suchindex"]["state"], bool(found["Suchindex"]["fix"])) == ("wrong", True)
        assert "vocab_*" in found["Suchindex"]["said"]
        assert found["Plugins"]["said"] == (
            "ckan.plugins = modellregion_owl_theme modellregion_owl_projects modellregion_owl_feed"
            " modellregion_owl_harvest modellregion_owl scheming_datasets"
            " harvest dcat dcat_rdf_harvester image_view"
        )

    def test_names_that_stop_the_start(self, cli, monkeypatch):
        """A blueprint named as one of ours, a plugin with our type of groups: neither can stay."""
        with portal("dcat") as app:
            app.flask_app.blueprints["kommunen"] = Blueprint("kommunen", "ckanext.stadt")
            assert told(app, cli, "--before")["Adressen der Seiten"]["state"] == "wrong"
        form = SimpleNamespace(name="stadt", group_types=lambda: ["modellprojekt"])
        monkeypatch.setattr(looks.p, "PluginImplementations", lambda _interface: [form])
        assert looks.groups().state.value == "wrong"
        assert "stadt" in looks.groups().said

    def test_own_pages_are_no_conflict(self, app, cli, clean_stack):
        """On a portal that has us already no address of ours counts as somebody else's."""
        row = told(app, cli, "--before")["Adressen der Seiten"]
        assert row["state"] == "ok", row["said"]


@pytest.mark.usefixtures("clean_stack")
class TestAfter:
    def test_every_remedy_is_told(self, app, cli, ckan_config):
        """What does not work is said with what helps; exit code 1; nothing is written."""
        ckan_config["ckanext.modellregion_owl.theme.color"] = "#FFFF00"
        ckan_config["ckanext.modellregion_owl.theme.colour"] = "#FFFF00"
        ckan_config[config.MAP_TILES] = "http://tiles.example.org/{z}/{x}/{y}"
        before = tables.content(model.meta.engine)
        found = told(app, cli)
        assert tables.content(model.meta.engine) == before
        wrong = {name for name, row in found.items() if row["state"] == "wrong"}
        assert {"Einstellungen", "Farben", "Dauerhafte Adressen"} <= wrong
        assert "theme.color" in found["Einstellungen"]["said"]
        (tiles,) = [row for row in found.values() if config.MAP_TILES in row["said"]]
        assert tiles["state"] == "wrong" and config.MAP_ATTRIBUTION in tiles["said"]
        assert all(row["fix"] for row in found.values() if row["state"] != "ok")
        assert found["Tabellen"]["state"] == found["Suchindex"]["state"] == "ok"
        assert cli.invoke(doctor).exit_code == 1

    def test_missing_migration(self, app, cli):
        """Tables of an older version are wrong, with the command that brings them up to date."""
        now = revision("x")
        try:
            row = told(app, cli)["Tabellen"]
        finally:
            revision(now)
        assert (row["state"], row["fix"]) == ("wrong", "ckan db upgrade -p modellregion_owl")

    def test_fixed_root(self, app, cli):
        """After `init` the beginning of permanent addresses is told."""
        root.fix("https://daten.example")
        assert told(app, cli)["Dauerhafte Adressen"]["said"] == "https://daten.example"

    def test_mail(self, app, cli, ckan_config, smtp_sink):
        """`--mail` sends one mail to the address and marks that it could be sent."""
        address, mails = smtp_sink
        ckan_config["smtp.server"] = address
        ckan_config["smtp.mail_from"] = "portal@example.org"
        with app.flask_app.app_context():
            answer = cli.invoke(doctor, ["--mail", "leitung@example.org"])
        assert [receivers for receivers, _mail in mails] == [["leitung@example.org"]], answer.output
        assert mail.was_test_mail_sent()
