"""A region's content folder: the shipped one, and what the loader says of a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ckanext.modellregion_owl.region import RegionError, load_region

pytestmark = pytest.mark.unit

OWL = "ckanext.modellregion_owl.region:owl"


@pytest.fixture(scope="module")
def owl():
    return load_region(OWL)


@pytest.fixture
def folder(tmp_path):
    """A copy of the region that a test may spoil: `folder(file, change)`."""
    for source in load_region(OWL).folder.glob("*.yaml"):
        (tmp_path / source.name).write_bytes(source.read_bytes())

    def spoil(file, change):
        path = tmp_path / file
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
        changed = change(rows)
        rows = changed if isinstance(changed, list | dict) else rows
        path.write_text(yaml.safe_dump(rows, allow_unicode=True), encoding="utf-8")
        return str(tmp_path)

    return spoil


class TestOwl:
    def test_four_municipalities_nine_fields_twelve_projects(self, owl):
        """The region has what the issue names; the unpublished project is not among the twelve."""
        assert [m.slug for m in owl.municipalities] == [
            "stadt-paderborn",
            "stadt-bielefeld",
            "stadt-delbrueck",
            "kreis-paderborn",
        ]
        assert len(owl.action_fields) == 9
        assert len(owl.projects) == 12 == owl.values["projects_evidenced"]
        assert "auslaenderakte-paderborn" not in {p.slug for p in owl.projects}

    def test_every_action_field_has_a_project(self, owl):
        """No field of action stands empty: every topic of the issue has its row."""
        used = {slug for project in owl.projects for slug in project.action_fields}
        assert used == {f.slug for f in owl.action_fields}

    def test_every_project_has_texts_in_both_languages_and_a_source(self, owl):
        """What is published says what it is, in German and English, and on whose word."""
        for project in owl.projects:
            values = project.values
            assert set(project.title) == {"de", "en"}, project.slug
            for field in ("summary", "summary_en", "description", "description_en", "checked"):
                assert values[field], (project.slug, field)
            assert values["sources"], project.slug
            assert all(s["url"].startswith("http") for s in values["sources"]), project.slug

    def test_every_german_note_has_its_english_twin(self, owl):
        """An English page shows no German note."""
        for project in owl.projects:
            notes = {k for k in project.values if k.endswith(("_note", "_tag", "_group"))}
            assert {f"{k}_en" for k in notes} <= set(project.values), project.slug

    def test_an_amount_says_how_it_is_known(self, owl):
        """A sum is stated or derived; without a sum there is nothing to know."""
        for project in owl.projects:
            for name in ("funding_total", "funding_state", "funding_own"):
                amount, basis = project.values.get(name), project.values.get(f"{name}_basis")
                assert (basis in ("stated", "derived")) if amount else basis is None, project.slug

    def test_sources_have_a_sample_each(self, owl):
        """Every municipality is in the demo."""
        assert {s.municipality for s in owl.sources} == {m.slug for m in owl.municipalities}
        assert all(s.demo.startswith("/") for s in owl.sources)
        assert {s.seen for s in owl.sources} <= {"seen", "to be confirmed"}

    def test_geocoding_is_listed(self, owl):
        """Only keys of the published list are used; it has no municipalityKey."""
        iris = [iri for m in owl.municipalities for iri in m.geocoding]
        assert all("/regionalKey/" in iri or "/districtKey/" in iri for iri in iris)


class TestLoadRegion:
    @pytest.mark.parametrize(
        ("file", "change", "says"),
        [
            ("projects.yaml", lambda rows: rows[1].update(titel="x"), "'titel'"),
            ("projects.yaml", lambda rows: rows[1].pop("municipality"), "'municipality'"),
            ("projects.yaml", lambda rows: rows[1].update(municipality="nirgends"), "'nirgends'"),
            ("projects.yaml", lambda rows: rows[1].update(action_fields=["x"]), "action field 'x'"),
            (
                "projects.yaml",
                lambda rows: rows[1].update(only_municipalities=["y"]),
                "municipality 'y'",
            ),
            (
                "projects.yaml",
                lambda rows: rows[1].update(rules=[{"strength": "strong"}]),
                "without",
            ),
            (
                "projects.yaml",
                lambda rows: rows[1].update(rules=[{"strength": "x", "formats": ["CSV"]}]),
                "strength 'x'",
            ),
            (
                "projects.yaml",
                lambda rows: rows[1].update(rules=[{"strength": "weak", "words": ["a"]}]),
                "'words'",
            ),
            (
                "projects.yaml",
                lambda rows: rows[1].update(rules=[{"strength": "weak", "organisations": ["x"]}]),
                "municipality 'x'",
            ),
            (
                "projects.yaml",
                lambda rows: rows[1].update(title={"en": "x"}),
                "title has no German",
            ),
            ("projects.yaml", lambda rows: rows[1].update(slug=rows[0]["slug"]), "used twice"),
            ("projects.yaml", lambda rows: rows[1].update(slug="Groß"), "slug must be"),
            (
                "projects.yaml",
                lambda rows: rows[1]["values"].update(successor="nix"),
                "successor 'nix'",
            ),
            ("projects.yaml", lambda rows: {"a": 1}, "a list expected"),
            ("projects.yaml", lambda rows: ["a"], "row 1: keys expected"),
            ("sources.yaml", lambda rows: rows[0].update(municipality="z"), "municipality 'z'"),
            ("municipalities.yaml", lambda rows: rows[0].pop("kind"), "'kind'"),
            ("action_fields.yaml", lambda rows: rows[0].update(label={}), "label has no German"),
            ("region.yaml", lambda row: row.pop("title") and None, "title missing"),
            ("region.yaml", lambda row: row["catalogue"].update(x=1), "'x'"),
            ("region.yaml", lambda row: [1], "keys expected, not a list"),
        ],
    )
    def test_a_wrong_row_is_named(self, folder, file, change, says):
        """The message names the file and what is wrong in it."""
        with pytest.raises(RegionError) as caught:
            load_region(folder(file, change))
        assert file in str(caught.value)
        assert says in str(caught.value)

    def test_the_row_is_named_by_number_and_slug(self, folder):
        """Somebody with twelve projects finds the wrong one."""
        spec = folder("projects.yaml", lambda rows: rows[1].update(titel="x"))
        with pytest.raises(RegionError, match=r"row 2 \(serviceportal-kreis-paderborn\)"):
            load_region(spec)

    def test_a_missing_file_is_named(self, tmp_path):
        """A folder without region.yaml says so."""
        with pytest.raises(RegionError, match=r"region\.yaml is missing"):
            load_region(str(tmp_path))

    def test_broken_yaml_is_named(self, folder, tmp_path):
        """A file that is no YAML says where."""
        spec = folder("sources.yaml", lambda rows: None)
        (tmp_path / "sources.yaml").write_text("a: [", encoding="utf-8")
        with pytest.raises(RegionError, match=r"(?s)sources\.yaml: .*line 1"):
            load_region(spec)

    @pytest.mark.parametrize("spec", ["/nowhere/at/all", "ckanext.modellregion_owl.region:nix"])
    def test_a_missing_folder_names_the_setting(self, spec):
        """The operator learns which setting to look at."""
        with pytest.raises(RegionError, match=r"ckanext\.modellregion_owl\.region"):
            load_region(spec)

    def test_a_missing_module_names_the_setting(self):
        """A module that is not installed is no traceback."""
        with pytest.raises(RegionError, match="no module 'no_such_module'"):
            load_region("no_such_module:owl")


class TestFolderType:
    def test_folder_is_a_path(self, owl):
        """Other rooms read further files of the region from it."""
        assert isinstance(owl.folder, Path)
        assert (owl.folder / "projects.yaml").is_file()
