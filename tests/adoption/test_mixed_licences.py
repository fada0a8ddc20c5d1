"""Files of one dataset under different licences: without us each one's stays readable."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import rdflib
from owltests.portal import NEEDED, OURS, WHOLE, portal

from ckan.lib.search import rebuild
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl import root
from ckanext.modellregion_owl.adoption.images import Image
from ckanext.modellregion_owl.adoption.leaving import NO_LICENCE, left
from ckanext.modellregion_owl.cli.leave import leave

sys.path.append(str(Path(__file__).parents[1] / "schemas"))
from test_form import form_values

BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
ZERO = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
# As docs/operators/leaving.md advises.
AFTER = {"ckanext.dcat.resource.inherit.license": "true"}
NAMES = {"a": "Bäume", "b": "Beete"}


@pytest.mark.unit
class TestKept:
    @pytest.fixture(autouse=True)
    def base(self, monkeypatch):
        """Give addresses a beginning: there is no site."""
        leaving = "ckanext.modellregion_owl.adoption.leaving."
        monkeypatch.setattr(leaving + "config.base_iri", lambda: "https://a.example")
        monkeypatch.setattr(leaving + "_dcat_base", lambda: "https://a.example")
        monkeypatch.setattr(leaving + "_registered", lambda licence: licence)

    @pytest.mark.parametrize(
        ("dataset", "files", "licence", "extras"),
        [
            ("", {"a": BY, "b": BY}, BY, {}),
            (
                "dl-de-by-2.0",
                {"a": BY, "b": ZERO},
                NO_LICENCE,
                {
                    "license_1_a": f"Bäume: {BY}",
                    "license_2_b": f"Beete: {ZERO}",
                    "license_dataset": "dl-de-by-2.0",
                },
            ),
            ("dl-de-by-2.0", {"a": BY, "b": ""}, "dl-de-by-2.0", {"license_1_a": f"Bäume: {BY}"}),
            ("cc-by", {"a": "", "b": ""}, "cc-by", {}),
        ],
        ids=["one", "mixed", "one without", "none"],
    )
    def test_what_the_dataset_says(self, dataset, files, licence, extras):
        """One licence of all is the dataset's; of several none is, and each file's is named."""
        resources = {id_: f'{{"license": "{said}"}}' for id_, said in files.items()}
        columns: dict[str, Any] = {"license_id": dataset}
        found = left("x", Image(columns=columns, extras={}, resources=resources), NAMES)
        assert found["columns"]["license_id"] == licence
        assert {k: v for k, v in found["extras"].items() if k != "uri"} == extras


@pytest.mark.stack
@pytest.mark.usefixtures("clean_db", "clean_index", "clean_redis")
class TestWithoutUs:
    def test_survives_the_forms(self, cli, tmp_path):
        """W2.3: CKAN's forms of file and dataset are saved; the page still says each licence.

        The catalogue gives no file another one's. Back with us all is as before.
        """
        kept = tmp_path / "back.json.gz"
        with portal(f"{OURS} {NEEDED}", WHOLE):
            root.fix("http://test.ckan.net")
            call_action(
                "package_create",
                name="garten",
                title="Garten",
                license_id="dl-de-by-2.0",
                owner_org=factories.Organization()["id"],
                resources=[
                    {"url": "https://a.example/1.csv", "name": "Bäume", "license": BY},
                    {"url": "https://a.example/2.csv", "name": "Beete", "license": ZERO},
                ],
            )
            answer = cli.invoke(leave, ["--file", str(kept)])
            assert answer.exit_code == 0, answer.output
        with portal("dcat harvest", AFTER) as app:
            rebuild()
            who = {"Authorization": factories.SysadminWithToken()["token"]}
            first, second = show()["resources"]
            self.save(app, who, f"/dataset/garten/resource/{second['id']}/edit", name="Blumen")
            self.save(app, who, "/dataset/edit/garten", title="Gärten")
            after = show()
            assert (after["title"], after["resources"][1]["name"]) == ("Gärten", "Blumen")
            assert after["license_id"] == NO_LICENCE
            assert "license" not in after["resources"][1], "else this test shows nothing"
            page = app.get("/dataset/garten").text
            assert f"Bäume: {BY}" in page
            assert f"Beete: {ZERO}" in page
            graph = rdflib.Graph().parse(data=app.get("/catalog.ttl").body, format="turtle")
            said = {str(s)[-36:]: str(o) for s, o in graph.subject_objects(rdflib.DCTERMS.license)}
            assert said == {first["id"]: BY}
        with portal(f"{OURS} {NEEDED}", WHOLE):
            assert cli.invoke(leave, ["--undo", str(kept)]).exit_code == 0
            found = show()
            assert found["license_id"] == "dl-de-by-2.0"
            assert found["resources"][0]["license"] == BY
            assert not [e for e in found.get("extras", ()) if e["key"].startswith("license_")]

    def save(self, app: Any, who: dict[str, str], path: str, **changed: str) -> None:
        """Send the form at `path` as a browser does."""
        form = {**form_values(app.get(path, headers=who).body), **changed}
        form["save"] = "go-metadata" if "/resource/" in path else "save"
        answer = app.post(path, data=form, headers=who, follow_redirects=False)
        assert answer.status_code == 302, answer.text


def show() -> dict[str, Any]:
    return call_action("package_show", {"use_cache": False}, id="garten")
