"""The command, the editors' buttons and the decisions that outlive everything."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.cli.cli import ckan
from ckan.tests import factories

from ckanext.modellregion_owl.projects import assignment
from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import init_region, site_context

pytestmark = pytest.mark.stack

LORA = "lorawan-2-0-delbrueck"
SAFETY = "inspire-sicherheits-pilot-region"
KREIS = "kreis-paderborn"
ADDRESS = "/dataset/feuerwehr/modellprojekt"


def act(action, **data):
    return tk.get_action(action)(site_context(), data)


def dataset(name, title, org="stadt-delbrueck", **values):
    factories.Dataset(name=name, title=title, owner_org=org, **values)


def projects_of(name):
    return sorted(group["name"] for group in act("package_show", id=name)["groups"])


def command(cli, *options):
    result = cli.invoke(ckan, ["modellregion", "projects", "assign", *options])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def region(clean_stack):
    """The region with three datasets that people made: strong, weak and none."""
    init_region(replace(load_region(), sources=()))
    dataset("parksensoren", "Parksensoren Delbrück")
    dataset("feuerwehr", "Feuerwehr", org="kreis-paderborn")
    dataset("baeume", "Bäume", groups=[{"name": "zeonline"}])


@pytest.mark.usefixtures("region")
class TestCommand:
    def test_rules_and_decisions(self, app, cli):
        """Dry run, for real, explained on the page; a person's decision outlives all of it."""
        table = command(cli, "--dry-run")
        assert re.search(rf"parksensoren +{LORA} +strong +add +.*Parksensoren", table)
        assert re.search(rf"feuerwehr +{SAFETY} +weak +suggest", table)
        assert re.search(r"baeume +zeonline +keep", table)
        assert projects_of("parksensoren") == []

        command(cli)
        assert projects_of("parksensoren") == [LORA]
        assert projects_of("feuerwehr") == []
        assert projects_of("baeume") == ["zeonline"]
        found = tk.get_action("package_search")(site_context(), {"fq": f"groups:{LORA}"})
        assert [row["name"] for row in found["results"]] == ["parksensoren"]
        again = json.loads(command(cli, "--format", "json"))
        assert not {"add", "remove"} & set(again["counts"])
        rule = "Zugeordnet durch Regel: „Parksensoren“ im Titel"
        assert rule in app.get("/de/dataset/parksensoren").text

        # Another organisation's data: the word with Delbrück as publisher, as area, alone.
        dataset("gateways", "LoRaWAN-Gateways", KREIS, publisher=[{"name": "Stadt Delbrück"}])
        dataset("pumpen", "LoRaWAN-Pumpen", KREIS, spatial_coverage=[{"text": "Delbrück"}])
        dataset("zaehler", "LoRaWAN-Wasserzähler", KREIS)
        command(cli)
        names = ("gateways", "pumpen", "zaehler")
        assert [projects_of(name) for name in names] == [[LORA], [LORA], []]
        for name, why in (
            ("gateways", "Herausgeber: Stadt Delbrück"),
            ("pumpen", "Gebiet: Delbrück"),
        ):
            assert f"„LoRaWAN“ im Titel, {why}" in app.get(f"/de/dataset/{name}").text

        act("modellregion_project_decide", id="parksensoren", project=LORA, decision="exclude")
        act("package_patch", id="feuerwehr", groups=[{"name": SAFETY}])
        act("package_patch", id="baeume", groups=[])
        # What an upgrade or another program might do to them meanwhile:
        assignment.member("member_create", model.Package.get("parksensoren").id, LORA)
        assignment.member("member_delete", model.Package.get("feuerwehr").id, SAFETY)
        command(cli)
        assert projects_of("parksensoren") == []
        assert projects_of("feuerwehr") == [SAFETY]
        assert projects_of("baeume") == []
        act("modellregion_project_decide", id="parksensoren", project=LORA, decision="rules")
        assert projects_of("parksensoren") == [LORA]
        act("modellregion_project_decide", id="parksensoren", project=LORA, decision="pin")
        text = app.get("/de/dataset/parksensoren").text
        assert "Zugeordnet durch Regel" not in text
        assert "Zugeordnet durch die Datenpflege." in text
        for wrong in ({"project": "nix"}, {"decision": "vielleicht"}):
            data = {"id": "baeume", "project": LORA, "decision": "pin", **wrong}
            with pytest.raises(tk.ValidationError):
                act("modellregion_project_decide", **data)


@pytest.mark.usefixtures("region")
class TestButtons:
    def test_only_editors_decide(self, app):
        """Visitors and members neither see nor use them; an editor needs no right on the project.

        Without the form's token nobody decides: no foreign page makes a browser do it. CKAN
        alone would let it through, for the page was used with a token of the API before.
        """
        member, editor = person("member"), person("editor")
        for headers in ({}, member):
            assert "owl-assign" not in app.get("/dataset/feuerwehr", headers=headers).text
        assert post(app, member, "pin").status_code == 403
        unknown = ADDRESS.replace("feuerwehr", "gibt-es-nicht")
        assert [post(app, who, "pin", unknown).status_code for who in ({}, member)] == [403, 403]
        admin = {"Authorization": factories.SysadminWithToken()["token"]}
        assert post(app, admin, "pin", unknown).status_code == 404
        assert "Nur vorgeschlagen" in app.get("/de/dataset/feuerwehr", headers=editor).text
        for decision, expected in (("pin", [SAFETY]), ("exclude", []), ("rules", [])):
            assert post(app, editor, decision).status_code == 302
            assert projects_of("feuerwehr") == expected

        user = factories.Sysadmin(password="Abcd1234!")
        data = {"project": SAFETY, "decision": "pin"}
        with app.flask_app.test_client() as client:
            client.post("/user/login", data={"login": user["name"], "password": "Abcd1234!"})
            app.flask_app.config["WTF_CSRF_ENABLED"] = True
            try:
                refused = client.post(ADDRESS, data=data)
            finally:
                app.flask_app.config["WTF_CSRF_ENABLED"] = False
            assert refused.status_code == 400
            assert projects_of("feuerwehr") == []
            assert client.post(ADDRESS, data=data).status_code == 302
            assert projects_of("feuerwehr") == [SAFETY]


def person(role):
    """Return the headers of somebody with that role in the Kreis."""
    user = factories.UserWithToken()
    org = model.Group.get("kreis-paderborn").id
    act("organization_member_create", id=org, username=user["name"], role=role)
    return {"Authorization": user["token"]}


def post(app, headers, decision, address=ADDRESS):
    data = {"project": SAFETY, "decision": decision}
    return app.post(address, data=data, headers=headers, follow_redirects=False)
