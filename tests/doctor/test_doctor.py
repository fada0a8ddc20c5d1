"""The doctor: looks, tells, and never writes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from owltests import tables
from owltests.portal import portal

from ckan import model
from ckan.lib.redis import connect_to_redis
from ckan.tests import factories, helpers

from ckanext.modellregion_owl import mail, root
from ckanext.modellregion_owl.cli.doctor import doctor

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
            app.flask_app.url_map.add(
                app.flask_app.url_rule_class("/zahlen", endpoint="own.page", methods=["GET"])
            )
            found = told(app, cli, "--before")
        assert "dcat_ap_full.yaml" in found["Formular der Datensätze"]["said"]
        assert found["Adressen der Seiten"]["said"].endswith("/zahlen")
        assert found["Adressen der Seiten"]["fix"]
        assert found["Gruppen und Organisationen"]["state"] == "look"


@pytest.mark.usefixtures("clean_stack")
class TestAfter:
    def test_every_remedy_is_told(self, app, cli, ckan_config):
        """What does not work is said with what helps; exit code 1; nothing is written."""
        ckan_config["ckanext.modellregion_owl.theme.color"] = "#FFFF00"
        ckan_config["ckanext.modellregion_owl.theme.colour"] = "#FFFF00"
        before = tables.content(model.meta.engine)
        found = told(app, cli)
        assert tables.content(model.meta.engine) == before
        wrong = {name for name, row in found.items() if row["state"] == "wrong"}
        assert {"Einstellungen", "Farben", "Dauerhafte Adressen"} <= wrong
        assert "theme.color" in found["Einstellungen"]["said"]
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
