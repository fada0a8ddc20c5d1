"""Datasets are checked by the rules of DCAT-AP.de: engines, words, command line, API."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from ckanext.modellregion_owl.validation import engine, shapes
from ckanext.modellregion_owl.validation.engine import Quick, Reference

sys.path.append(str(Path(__file__).parents[1] / "rdf"))
from samples import full_dataset

BARE = """
<https://daten.example/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/dcat#Dataset> .
<https://daten.example/1> <http://purl.org/dc/terms/title> "=A"@de .
<https://daten.example/1> <http://purl.org/dc/terms/accessRights> <https://daten.example/frei> .
<https://daten.example/1> <http://www.w3.org/ns/dcat#distribution> _:d .
_:d <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/dcat#Distribution> .
"""  # noqa: E501
RECORDINGS = [
    "dcat_ap_de/schleswig-holstein_rdf_catalog.xml",
    "dcat_ap_de/opal_govdata_allermoehe.ttl",
    pytest.param("dcat_ap_de/brandenburg_catalog.rdf", marks=pytest.mark.long),
]


def what(report):
    """Return what a report says, whatever the engine calls blank nodes."""
    return sorted(
        (r.focus if r.focus.startswith("http") else "", r.path, r.component, r.severity, r.value)
        for r in report.results
    )


@pytest.mark.unit
class TestEngines:
    """`shacl` and pyshacl agree."""

    def both(self, data, rules):
        """Return what both say."""
        return Quick(rules).validate(data), Reference(rules).validate(data)

    def test_bare_dataset(self):
        """Missing, wrong and unnamed things alike."""
        quick, reference = self.both(BARE, shapes.own())
        assert what(quick) == what(reference)
        assert not quick.conforms
        assert {r.shape for r in quick.results} == {r.shape for r in reference.results}
        words = {r.shape: r.messages for r in quick.results}
        assert words == {r.shape: r.messages for r in reference.results}
        assert all(set(text) == {"de", "en"} for text in words.values())

    @pytest.mark.parametrize("name", RECORDINGS)
    def test_recordings(self, catalogues, name):
        """By our own shapes."""
        quick, reference = self.both(shapes.as_ntriples(catalogues / name), shapes.own())
        assert quick.results
        assert what(quick) == what(reference)

    @pytest.mark.parametrize("name", RECORDINGS[:1])
    def test_official_shapes(self, catalogues, shacl, name):
        """By the official ones too, with the vocabularies that they look into."""
        from shapes import FILES

        rules = "".join(shapes.as_ntriples(shacl / file) for file in FILES)
        data = shapes.as_ntriples(catalogues / name)
        data += shapes.as_ntriples(shacl / "background.ttl")
        quick, reference = self.both(data, rules)
        assert quick.results
        assert what(quick) == what(reference)

    def test_without_the_quick_one(self, monkeypatch):
        """A machine for which there is no wheel."""
        monkeypatch.setattr(engine, "shacl", None)
        engine.compiled.cache_clear()
        assert isinstance(engine.compiled(shapes.own()), Reference)
        engine.compiled.cache_clear()

    @pytest.mark.parametrize("kind", [Quick, Reference])
    def test_broken_text(self, kind):
        """Is no report."""
        with pytest.raises(ValueError, match=r"."):
            kind(shapes.own()).validate("<a> b c")


@pytest.fixture
def dataset(clean_stack, organisation):
    """A dataset with a value in every row, but no licence and no description."""
    import ckan.plugins.toolkit as tk

    context = {"ignore_auth": True, "user": "steward"}
    package = {**full_dataset(), "name": "daten", "owner_org": organisation["id"]}
    package.pop("id", None)
    for resource in package["resources"]:
        resource.pop("license", None)
    return tk.get_action("package_create")(context, package)


@pytest.fixture
def organisation(clean_stack):
    from ckan.tests import factories

    factories.User(name="steward")
    users = [{"name": "steward", "capacity": "editor"}]
    return factories.Organization(name="amt", users=users)


@pytest.mark.stack
class TestCommand:
    """`ckan modellregion validate`."""

    @pytest.fixture
    def validate(self, cli, ckan_config):
        """Return the command."""
        from ckan.cli.cli import ckan as command

        return lambda *args: cli.invoke(command, ["modellregion", "validate", *args])

    def test_walk(self, dataset, validate, tmp_path):
        """One dataset, all, a file; every format; the exit code says whether there are errors."""
        text = validate("daten")
        assert text.exit_code == 1, text.output
        assert "Datei oder Dienst: „Lizenz“ fehlt" in text.output
        assert "Füllen Sie das Feld aus." in text.output
        assert "1 geprüft, 1 mit Fehlern." in text.output
        shown = json.loads(validate("--all", "--format", "json").stdout.splitlines()[-1])
        assert (shown["dataset"], shown["conforms"]) == ("daten", False)
        assert {r["field"] for r in shown["results"] if r["severity"] == "Violation"} == {"license"}
        file = tmp_path / "daten.nt"
        file.write_text(BARE)
        lines = (
            validate("--file", str(file), "--format", "csv").stdout.lstrip("\ufeff").splitlines()
        )
        assert lines[0].startswith("dataset;title;severity_text")
        assert any("„Beschreibung“ fehlt" in line for line in lines)
        turtle = validate("daten", "--format", "ttl").stdout
        assert "sh:ValidationReport" in turtle or "ValidationReport" in turtle

    def test_nothing_wrong(self, clean_stack, organisation, validate):
        """Exit code 0; hints are no errors."""
        import ckan.plugins.toolkit as tk

        package = {**full_dataset(), "name": "daten", "owner_org": organisation["id"]}
        package.pop("id", None)
        tk.get_action("package_create")({"ignore_auth": True, "user": "steward"}, package)
        found = validate("daten")
        assert found.exit_code == 0, found.output
        assert "1 geprüft, 0 mit Fehlern." in found.output

    def test_what_can_not_be_checked(self, clean_stack, validate, tmp_path):
        """Exit code 2 and a sentence."""
        assert validate().exit_code == validate("fehlt").exit_code == 2
        file = tmp_path / "a.ttl"
        file.write_text("<a> b")
        assert validate("--file", str(file)).exit_code == 2
        assert validate("--file", str(tmp_path / "b.ttl")).exit_code == 2

    def test_official_rules(self, dataset, validate, shacl, ckan_config, monkeypatch):
        """Where they are configured they are asked too, and only about the dataset."""
        from shapes import FILES

        files = " ".join(str(shacl / file) for file in FILES)
        monkeypatch.setitem(ckan_config, "ckanext.modellregion_owl.validation.shapes", files)
        background = str(shacl / "background.ttl")
        key = "ckanext.modellregion_owl.validation.background"
        monkeypatch.setitem(ckan_config, key, background)
        shown = json.loads(validate("daten", "--format", "json").stdout)
        rules = {r["rule"] for r in shown["results"]}
        assert any(rule.startswith("http") for rule in rules)
        assert any(not rule.startswith("http") for rule in rules)


@pytest.mark.stack
class TestAction:
    """`modellregion_dataset_validate` over HTTP."""

    def test_for_those_who_may_edit(self, dataset, app):
        """With field, message in their language, what to do and the link to the field."""
        from ckan.tests import factories

        address = "/api/action/modellregion_dataset_validate?id=daten"
        assert app.get(address).status_code == 403
        token = factories.APIToken(user="steward")["token"]
        found = app.get(address, headers={"Authorization": token}).json["result"]
        assert not found["conforms"]
        wrong = next(r for r in found["results"] if r["severity"] == "Violation")
        assert (wrong["field"], wrong["label"]) == ("license", "Lizenz")
        assert wrong["fix"] == "Füllen Sie das Feld aus."
        absent = "/api/action/modellregion_dataset_validate?id=fehlt"
        assert app.get(absent, headers={"Authorization": token}).status_code == 404
