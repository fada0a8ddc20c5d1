"""Values in use that are no current term, and the command that names them."""

from __future__ import annotations

import json
import re

import pytest

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories
from ckan.tests.helpers import CKANCliRunner, call_action

from ckanext.modellregion_owl.cli import modellregion
from ckanext.modellregion_owl.vocabularies.usage import Kind, judge, problems

EU = "http://publications.europa.eu/resource/authority"
LICENCES = "http://dcat-ap.de/def/licenses"


@pytest.mark.unit
class TestJudge:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("themes", f"{EU}/data-theme/ENVI"),
            ("file_types", "CSV"),
            ("file_types", "WMS"),
            ("access_rights", f"{EU}/access-right/CONFIDENTIAL"),
        ],
    )
    def test_current_terms_are_fine(self, name, value):
        """The term's IRI, the format's short word; a term that no form offers is one too."""
        assert judge(name, value) is None

    @pytest.mark.parametrize(
        ("name", "value", "kind", "suggestion"),
        [
            ("themes", f"{EU}/data-theme/ENVI/", Kind.MISSPELT, f"{EU}/data-theme/ENVI"),
            ("themes", f"{EU}/data-theme/ENVY", Kind.UNKNOWN, ""),
            ("themes", "Umwellt", Kind.MISSPELT, f"{EU}/data-theme/ENVI"),
            ("languages", "Deutsh", Kind.MISSPELT, f"{EU}/language/DEU"),
            ("frequencies", f"{EU}/frequency/ANUAL", Kind.MISSPELT, f"{EU}/frequency/ANNUAL"),
            ("themes", "https://quelle.example/thema/7", Kind.UNKNOWN, ""),
            ("file_types", "csv", Kind.MISSPELT, f"{EU}/file-type/CSV"),
            ("licences", f"{LICENCES}/dl-by-de/2_0", Kind.RETIRED, f"{LICENCES}/dl-by-de/2.0"),
            ("licences", "Nutzungsbedingungen", Kind.UNKNOWN, ""),
        ],
    )
    def test_others(self, name, value, kind, suggestion):
        """Another spelling and a near miss have a suggestion; nothing far off is guessed."""
        found, term = judge(name, value)
        assert (found, term.uri if term else "") == (kind, suggestion)


@pytest.mark.unit
class TestProblems:
    def test_count_datasets_not_values(self):
        """A value that a dataset has twice counts once; the first three datasets are named."""
        use = ("themes", "theme", "Quatsch")
        used = [(f"d{n // 2}", use) for n in range(10)]
        (problem,) = problems(used)
        assert problem.datasets == 5
        assert list(problem.examples) == ["d0", "d1", "d2"]


@pytest.fixture
def portal(clean_stack):
    """Datasets as harvests and old scripts leave them."""
    organisation = factories.Organization()["id"]
    context = {"modellregion_harvest": True, "user": factories.Sysadmin()["name"]}

    def make(name: str, **values):
        given = {"name": name, "title": name, "owner_org": organisation, **values}
        return call_action("package_create", dict(context), **given)

    place = "http://dcat-ap.de/def/politicalGeocoding/regionalKey/999999999999"
    for name in ("a", "b", "c", "d"):
        make(f"rad-{name}", theme=["https://quelle.example/thema"])
    make(
        "bunt",
        frequency=f"{EU}/frequency/ANNUAL",
        spatial_coverage=[{"uri": place}],
        publisher=[{"name": "Amt", "type": "Behörde"}],
        resources=[
            {"url": "https://a.example", "license": "Freie Nutzung", "format": "Excel-Datei"},
            {"url": "https://b.example", "license": "CC BY 4.0", "format": "csv"},
        ],
    )
    package = model.Package.get(make("alt")["id"])
    # Before our validators: the list's former spelling.
    package.extras = {**package.extras, "language": f'["{EU}/language/deu/"]'}
    file = model.Resource.get(
        make("alt-frei", resources=[{"url": "https://c.example"}])["resources"][0]["id"]
    )
    file.extras = {**file.extras, "license": f"{LICENCES}/dl-by-de/2_0"}
    model.Session.commit()
    call_action("package_delete", id=make("weg", theme=["geloescht"])["id"])


@pytest.mark.stack
class TestCommand:
    def run_check(self, *arguments: str):
        """Run the command as an operator does."""
        runner = CKANCliRunner()
        return runner.invoke(modellregion, ["vocabularies", "check", *arguments])

    def test_names_values(self, portal):
        """Each value once, with number, examples, field and suggestion; exit code 1."""
        result = self.run_check("--json")
        assert result.exit_code == 1, result.output
        found = {(p["vocabulary"], p["value"]): p for p in json.loads(result.output)}
        assert set(found) == {
            ("themes", "https://quelle.example/thema"),
            ("geocoding", "http://dcat-ap.de/def/politicalGeocoding/regionalKey/999999999999"),
            ("publisher_types", "Behörde"),
            ("licences", "Freie Nutzung"),
            ("licences", f"{LICENCES}/dl-by-de/2_0"),
            ("file_types", "Excel-Datei"),
            ("languages", f"{EU}/language/deu/"),
        }
        theme = found["themes", "https://quelle.example/thema"]
        assert (theme["kind"], theme["datasets"]) == ("unknown", 4)
        assert theme["examples"] == dict.fromkeys(("rad-a", "rad-b", "rad-c"), "theme")
        language = found["languages", f"{EU}/language/deu/"]
        assert (language["kind"], language["suggestion"]) == ("misspelt", f"{EU}/language/DEU")
        retired = found["licences", f"{LICENCES}/dl-by-de/2_0"]
        assert (retired["kind"], retired["suggestion"]) == ("retired", f"{LICENCES}/dl-by-de/2.0")
        assert found["publisher_types", "Behörde"]["examples"] == {"bunt": "publisher.type"}
        assert found["licences", "Freie Nutzung"]["examples"] == {"bunt": "resources.license"}

    def test_text_for_people(self, portal, app):
        """The same as text, list by list, each kind by its name; the links lead to the datasets."""
        result = self.run_check()
        assert result.exit_code == 1
        assert f"{LICENCES}/dl-by-de/2_0  (abgelöst, 1 Datensatz)" in result.output
        assert f"{EU}/language/deu/  (anders geschrieben, 1 Datensatz)" in result.output
        assert "https://quelle.example/thema  (unbekannt, 4 Datensätze)" in result.output
        site = tk.config["ckan.site_url"]
        assert f"    – {site}/dataset/bunt: publisher.type" in result.output
        for link in re.findall(rf"– {re.escape(site)}(/\S+):", result.output):
            app.get(link, status=200)
        assert "https://quelle.example/thema" in result.output
        assert f"→ {EU}/language/DEU (Deutsch)" in result.output

    def test_two_queries(self, portal, sql_queries):
        """The number of queries does not grow with the datasets."""
        sql_queries.clear()
        self.run_check()
        seen = [s for s in sql_queries if "package" in s and s.lstrip().startswith("SELECT")]
        assert len(seen) == 2

    def test_all_well(self, clean_stack):
        """Nothing to say: exit code 0."""
        result = self.run_check()
        assert result.exit_code == 0
        assert self.run_check("--json").output.strip() == "[]"
