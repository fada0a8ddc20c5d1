"""`ckan modellregion init` on a real site."""

from __future__ import annotations

import pytest

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import (
    ORGANISATION,
    PROJECT,
    Outcome,
    SetupReport,
    init_region,
    site_context,
)

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]


def act(action, **data):
    return tk.get_action(action)(site_context(), data)


class TestInitRegion:
    def test_creates_organisations_and_projects(self):
        """An empty site gets the four municipalities and the twelve projects."""
        report = init_region(load_region())
        assert len(report.names(Outcome.CREATED, ORGANISATION)) == 4
        assert len(report.names(Outcome.CREATED, PROJECT)) == 12
        assert not report.names(Outcome.FAILED), report.render()
        assert act("organization_show", id="stadt-delbrueck")["title"] == "Stadt Delbrück"

    def test_second_run_creates_nothing(self):
        """Everything that is there is kept, and nothing differs."""
        init_region(load_region())
        report = init_region(load_region())
        assert not report.names(Outcome.CREATED), report.render()
        assert not report.names(Outcome.FAILED), report.render()
        assert not report.names(Outcome.DIFFERS), report.render()

    def test_what_a_person_has_edited_stays(self):
        """Edited titles are listed with their field, never written back."""
        init_region(load_region())
        act("organization_patch", id="stadt-bielefeld", title="Bielefeld am Teuto")
        act("group_patch", id="schlosskreuzung", title="Unsere Kreuzung")
        report = init_region(load_region())
        differing = {e.name: e.detail for e in report.entries if e.outcome is Outcome.DIFFERS}
        assert differing == {"stadt-bielefeld": "title", "schlosskreuzung": "title"}
        assert model.Group.get("stadt-bielefeld").title == "Bielefeld am Teuto"
        assert model.Group.get("schlosskreuzung").title == "Unsere Kreuzung"

    def test_what_a_person_has_deleted_stays_deleted(self):
        """Nothing comes back from the dead."""
        init_region(load_region())
        act("group_delete", id="zeonline")
        report = init_region(load_region())
        assert "zeonline" not in report.names(Outcome.CREATED)
        assert model.Group.get("zeonline").state == "deleted"

    def test_a_group_of_the_same_name_is_not_taken_over(self):
        """An operator's own group keeps its type; the report says so."""
        act("group_create", name="schlosskreuzung", title="Anderes")
        report = init_region(load_region())
        assert report.names(Outcome.FAILED) == ["schlosskreuzung"]
        assert model.Group.get("schlosskreuzung").type == "group"


class TestCommand:
    def test_prints_the_report(self, cli):
        """The screen shows each thing and the sums; the second run creates none."""
        from ckanext.modellregion_owl.cli.init import init

        first, second = cli.invoke(init), cli.invoke(init)
        assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
        assert "stadt-paderborn" in first.output
        # root of addresses, 4 organisations, 12 projects, 4 sources; the sums, translated
        assert len(first.output.splitlines()) == len(second.output.splitlines()) == 22
        assert first.output.splitlines()[-1].startswith("21 ")
        assert first.output.splitlines()[-1] != second.output.splitlines()[-1]

    def test_a_failure_is_the_exit_code(self, cli):
        """A script notices that something could not be created."""
        from ckanext.modellregion_owl.cli.init import init

        act("group_create", name="zeonline", title="Anderes")
        result = cli.invoke(init)
        assert result.exit_code == 1
        (line,) = [row for row in result.output.splitlines() if "zeonline" in row]
        assert "group" in line


class TestRender:
    def test_lines_and_sums(self):
        """One line per thing, details behind, sums below."""
        report = SetupReport()
        report.created("source", "a")
        report.differs("project", "bc", ["title", "lead"])
        lines = report.render().splitlines()
        assert len(lines) == 3
        assert lines[0].endswith("a")
        assert lines[1].endswith("bc  title, lead")
        assert lines[2].startswith("1 ")

    def test_nothing(self):
        """An empty region says so."""
        assert len(SetupReport().render().splitlines()) == 1
