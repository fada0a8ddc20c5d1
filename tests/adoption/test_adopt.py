"""A portal's own datasets are put into our fields, and back, by the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from owltests import tables

from ckan import model
from ckan.lib.search import rebuild
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl.adoption import run as runs
from ckanext.modellregion_owl.cli.adopt import adopt

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

TABLES = ("package", "resource", "package_tag", "tag", "member", "activity")
POINT = '{"type": "Point", "coordinates": [8.7, 51.7]}'
OPEN_NRW = "http://dcat-ap.de/def/contributors/openNRW"
BIELEFELD = "http://dcat-ap.de/def/politicalGeocoding/districtKey/05711"
BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"


def old(name: str = "alt", **values: Any) -> dict[str, Any]:
    """A dataset as it was before our schema: written behind CKAN's back."""
    extras = values.pop("extras", {})
    files = values.pop("files", [{}])
    columns = {
        k: values.pop(k) for k in ("maintainer", "maintainer_email", "license_id") if k in values
    }
    made = factories.Dataset(
        name=name,
        owner_org=values.pop("owner_org", None) or factories.Organization()["id"],
        resources=[{"url": f"https://a.example/{n}.csv"} for n, _ in enumerate(files)],
        **values,
    )
    package = model.Package.get(name)
    package.extras = {**extras}
    for key, value in columns.items():
        setattr(package, key, value)
    for resource, more in zip(package.resources, files, strict=True):
        resource.extras = {**more}
    model.Session.commit()
    model.Session.remove()
    rebuild(made["id"])
    return made


def show(name: str = "alt") -> dict[str, Any]:
    return call_action("package_show", {"use_cache": False}, id=name)


def told(cli, *options: str) -> dict[str, Any]:
    """Return the command's answer."""
    answer = cli.invoke(adopt, ["--json", *options])
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


def fates(answer: dict[str, Any]) -> dict[tuple[str, str], int]:
    return {(row["name"], row["fate"]): row["number"] for row in answer["values"]}


class TestMapping:
    @pytest.mark.parametrize(
        ("extras", "field", "value", "fate"),
        [
            ({"publisher_name": "Amt 61"}, "publisher", "Amt 61", "mapped"),
            ({"contact_email": "mailto:geo@a.example"}, "contact", "geo@a.example", "mapped"),
            ({"temporal_start": "2019-01-01"}, "temporal_coverage", "2019-01-01", "mapped"),
            ({"spatial_text": "Delbrück"}, "spatial_coverage", "Delbrück", "mapped"),
            ({"spatial": POINT}, "spatial_coverage", "8.7", "mapped"),
            ({"contributorID": f'["{OPEN_NRW}"]'}, "contributor_id", "openNRW", "mapped"),
            ({"politicalGeocodingURI": BIELEFELD}, "spatial_coverage", "05711", "mapped"),
            ({"dcat_issued": "2019-05-06"}, "issued", "2019-05-06", "mapped"),
            ({"frequency": "jährlich"}, "frequency", "ANNUAL", "normalised"),
            ({"language": "Deutsch"}, "language", "DEU", "normalised"),
            ({"theme": '["Umwelt"]'}, "theme", "ENVI", "normalised"),
        ],
    )  # fmt: skip
    def test_extra_becomes_a_field(self, cli, extras, field, value, fate):
        """ckanext-dcat's and -dcatde's extras stand in the field, and nowhere else any more."""
        old(extras=extras)
        answer = told(cli)
        after = show()
        assert value in json.dumps(after[field], ensure_ascii=False)
        assert after.get("extras", []) == []
        assert fates(answer) == {(next(iter(extras)), fate): 1}

    def test_ckans_own(self, cli):
        """Licence, maintainer and a theme's group reach our fields and stay where they were."""
        group = factories.Group(name="envi")
        old(
            license_id="dl-de-by-2.0",
            maintainer="Amt 61",
            maintainer_email="geo@a.example",
            groups=[{"name": "envi"}],
            tag_string="bäume",
        )
        told(cli)
        after = show()
        assert after["resources"][0]["license"] == BY
        assert after["contact"][0]["email"] == "geo@a.example"
        assert [theme.rsplit("/", 1)[-1] for theme in after["theme"]] == ["ENVI"]
        assert (after["license_id"], after["maintainer"]) == ("dl-de-by-2.0", "Amt 61")
        assert after["groups"][0]["id"] == group["id"]

    def test_what_no_field_means_stays(self, cli):
        """A free extra is kept, a value that contradicts the field is for a person to decide."""
        old(
            extras={"Aktenzeichen": "61-7", "issued": "2019", "dcat_issued": "2020"},
            files=[{"license": BY, "bearbeiter": "Amt 62"}],
        )
        answer = told(cli)
        after = show()
        assert {e["key"]: e["value"] for e in after["extras"]} == {
            "Aktenzeichen": "61-7",
            "dcat_issued": "2020",
        }
        assert (after["issued"], after["resources"][0]["bearbeiter"]) == ("2019", "Amt 62")
        assert fates(answer) == {("Aktenzeichen", "kept"): 1, ("dcat_issued", "open"): 1}

    def test_stored_as_the_form_stores(self, cli):
        """CKAN's own update of an adopted dataset changes no byte of its fields."""
        old(
            extras={"publisher_name": "Amt", "language": "Deutsch", "contact_email": "a@b.example"},
            license_id="cc-by",
        )
        told(cli)
        before = model.Package.get("alt").extras
        model.Session.remove()
        call_action("package_patch", id="alt", title="Anders")
        model.Session.remove()
        after = model.Package.get("alt").extras
        assert parsed(after) == parsed(before)


def parsed(extras: dict[str, str]) -> dict[str, Any]:
    """Return stored fields with their JSON read, without the empty boxes that a form adds."""
    found = {k: json.loads(v) if v[:1] in "[{" else v for k, v in extras.items() if v}
    return {k: _filled(v) for k, v in found.items() if _filled(v)}


def _filled(value: Any) -> Any:
    if isinstance(value, list):
        return [_filled(v) for v in value]
    return {k: v for k, v in value.items() if v} if isinstance(value, dict) else value


class TestWayBack:
    def test_bytes_are_the_same(self, cli, app):
        """Dry run writes nothing, the run no id, name, date or address; undo gives all back."""
        for number in range(3):
            old(
                f"alt-{number}",
                extras={"publisher_name": "Amt", "uri": f"https://a.example/{number}", "frei": "x"},
                files=[{"koordinaten": {"srs": 1}}, {}],
                license_id="dl-de-by-2.0",
            )
        before = tables.content(model.meta.engine, *TABLES)
        shown = show("alt-1")
        assert told(cli, "--dry-run")["changed"] == 3
        assert tables.content(model.meta.engine, *TABLES) == before
        run = told(cli)["run"]
        after = show("alt-1")
        fixed = ("id", "name", "metadata_modified", "metadata_created", "uri", "title")
        assert [after[key] for key in fixed] == [shown.get(key) for key in fixed]
        moments = ("id", "metadata_modified", "last_modified", "created", "url")
        for key in moments:
            assert [r[key] for r in after["resources"]] == [r[key] for r in shown["resources"]]
        assert tables.content(model.meta.engine, *TABLES) != before
        answer = cli.invoke(adopt, ["--undo", str(run)])
        assert answer.exit_code == 0, answer.output
        assert tables.content(model.meta.engine, *TABLES) == before
        assert cli.invoke(adopt, ["--undo", str(run)]).exit_code == 1

    def test_what_a_person_wrote_since_stays(self, cli):
        """Undo takes back only what nobody has changed after the run."""
        old(extras={"publisher_name": "Amt", "dcat_issued": "2019"})
        run = told(cli)["run"]
        call_action("package_patch", id="alt", publisher=[{"name": "Neues Amt"}])
        cli.invoke(adopt, ["--undo", str(run)])
        stored = dict(model.Package.get("alt").extras)
        assert "Neues Amt" in stored["publisher"]
        assert stored["dcat_issued"] == "2019"

    def test_stopped_run_is_continued(self, cli, monkeypatch):
        """The same command goes on with the same run; its undo takes back both parts."""
        for number in range(4):
            old(f"alt-{number}", extras={"publisher_name": "Amt"})
        before = tables.content(model.meta.engine, *TABLES)
        monkeypatch.setattr(runs, "STEP", 2)
        seen: list[int] = []

        def stop(number: int) -> None:
            seen.append(number)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            runs.adopt("", stop)
        model.Session.remove()
        answer = told(cli)
        assert (answer["changed"], sum(seen)) == (2, 2)
        assert [show(f"alt-{n}")["publisher"][0]["name"] for n in range(4)] == ["Amt"] * 4
        runs.undo(answer["run"])
        assert tables.content(model.meta.engine, *TABLES) == before


class TestScope:
    def test_one_organisation(self, cli):
        """`--org` leaves the others' datasets alone; an unknown one is refused."""
        mine = factories.Organization(name="amt")
        old("aa", extras={"publisher_name": "Amt"}, owner_org=mine["id"])
        old("bb", extras={"publisher_name": "Amt"})
        assert told(cli, "--org", "amt")["datasets"] == 1
        assert show("bb")["extras"]
        assert cli.invoke(adopt, ["--org", "fremd"]).exit_code == 2

    @pytest.mark.ckan_config("scheming.dataset_schemas", "ckanext.dcat.schemas:dcat_ap_full.yaml")
    def test_another_form_is_refused(self, cli):
        """Where datasets have another schema nothing is touched."""
        assert cli.invoke(adopt).exit_code == 1
