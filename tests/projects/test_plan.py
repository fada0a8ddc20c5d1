"""What becomes of a dataset's projects: decision before rule before what is."""

from __future__ import annotations

import pytest

from ckanext.modellregion_owl.projects.decisions import Decision
from ckanext.modellregion_owl.projects.facts import Facts
from ckanext.modellregion_owl.projects.plan import Dataset, plan
from ckanext.modellregion_owl.region import load_region

pytestmark = pytest.mark.unit

LORA, SAFETY = "lorawan-2-0-delbrueck", "inspire-sicherheits-pilot-region"
PIN, OUT = Decision(True, ""), Decision(False, "")


@pytest.fixture(scope="module")
def projects():
    return load_region("ckanext.modellregion_owl.region:owl").projects


def steps(projects, title, inside=(), harvested=True, place="stadt-delbrueck", **decided):
    """Return {project: step} for a dataset; `decided` by "lora" or "safety"."""
    names = {"lora": LORA, "safety": SAFETY}
    dataset = Dataset("1", "d", Facts(title, (), place), frozenset(inside), harvested)
    decisions = {names[key]: value for key, value in decided.items()}
    rows = plan(dataset, decisions, projects, {p.slug for p in projects})
    return {row.project: row.step.value for row in rows}


class TestPlan:
    def test_strong_rule(self, projects):
        """It assigns, and keeps what is assigned."""
        assert steps(projects, "Parksensoren") == {LORA: "add"}
        assert steps(projects, "Parksensoren", {LORA}) == {LORA: "keep"}

    def test_weak_rule_only_suggests(self, projects):
        """It neither assigns nor keeps a harvested dataset in the project."""
        place = "kreis-paderborn"
        assert steps(projects, "Feuerwehr", place=place) == {SAFETY: "suggest"}
        assert steps(projects, "Feuerwehr", {SAFETY}, place=place) == {SAFETY: "remove"}

    def test_traps(self, projects):
        """INSPIRE alone is the EU's directive; LoRaWAN elsewhere is another project."""
        assert steps(projects, "INSPIRE Schutzgebiete", place="kreis-paderborn") == {}
        assert LORA not in steps(projects, "LoRaWAN-Gateways", place="stadt-paderborn")

    def test_a_person_stands_before_the_rule(self, projects):
        """In both directions, and where no rule fits."""
        assert steps(projects, "Parksensoren", {LORA}, lora=OUT) == {LORA: "remove"}
        assert steps(projects, "Parksensoren", lora=OUT) == {LORA: "keep_out"}
        assert steps(projects, "Bäume", lora=PIN) == {LORA: "add"}
        assert steps(projects, "Bäume", {LORA}, lora=PIN) == {LORA: "keep"}

    def test_without_rule(self, projects):
        """People's datasets stay where they are, a source's leave as the next harvest does it."""
        assert steps(projects, "Bäume", {LORA}, harvested=False) == {LORA: "keep"}
        assert steps(projects, "Bäume", {LORA}) == {LORA: "remove"}

    def test_a_project_that_is_not_there(self, projects):
        """It is left out: CKAN would refuse it."""
        dataset = Dataset("1", "d", Facts("LoRaWAN", (), "stadt-delbrueck"))
        assert list(plan(dataset, {LORA: PIN}, projects, set())) == []
