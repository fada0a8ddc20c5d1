"""`ckan modellregion sources`: the command as a person runs it."""

from __future__ import annotations

import json

import pytest

from ckanext.modellregion_owl.cli.sources import sources

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]


class TestCheck:
    def test_fits(self, cli, feed, turtle, make_source):
        """Says in German what was found; exit code 0, and nothing is written."""
        import ckan.model as model

        from ckanext.modellregion_owl.model import run

        make_source(feed.put("/c.ttl", turtle.catalogue(turtle.dataset(1))), name="gut")
        result = cli.invoke(sources, ["check"])
        assert result.exit_code == 0, result.output
        assert "mindestens 1 Datensatz" in result.output or "1 Datensatz" in result.output
        assert "Die Konfiguration passt" in result.output
        assert model.Session.query(model.Package).filter_by(type="dataset").count() == 0
        assert model.Session.query(run).count() == 0

    def test_does_not_fit(self, cli, feed, turtle, make_source):
        """Exit code 1, with what to set instead."""
        feed.put("/catalog.ttl", turtle.catalogue(turtle.dataset(1)))
        make_source(feed.url, name="falsch", protocol="ckan")
        result = cli.invoke(sources, ["check", "falsch"])
        assert result.exit_code == 1
        assert f"Setzen Sie die Adresse auf {feed.url}/catalog.ttl" in result.output

    def test_json(self, cli, feed, turtle, make_source):
        """One object per source, and nothing else on the screen."""
        make_source(feed.put("/c.ttl", turtle.catalogue(turtle.dataset(1))), name="gut")
        result = cli.invoke(sources, ["check", "--json"])
        assert json.loads(result.output)["gut"]["fits"] is True

    def test_unknown_name(self, cli):
        """Exit code 2: the call is wrong, not the source."""
        result = cli.invoke(sources, ["check", "keine"])
        assert result.exit_code == 2
        assert "keine" in result.output


class TestList:
    def test_shows_all(self, cli, feed, turtle, make_source, run):
        """Name, protocol, state, last run, address; switched off ones too."""
        import ckan.model as model
        from ckanext.harvest.model import HarvestSource

        one = make_source(feed.put("/c.ttl", turtle.catalogue(turtle.dataset(1))), name="eins")
        run(one)
        two = make_source(f"{feed.url}/zwei", name="zwei", protocol="ckan")
        model.Session.get(HarvestSource, two["id"]).active = False
        model.Session.commit()
        rows = json.loads(cli.invoke(sources, ["list", "--json"]).output)
        assert [(r["name"], r["protocol"], r["active"], r["last_state"]) for r in rows] == [
            ("eins", "dcat", True, "finished"),
            ("zwei", "ckan", False, ""),
        ]
        shown = cli.invoke(sources, ["list"]).output
        assert "abgeschaltet" in shown
        assert f"{feed.url}/c.ttl" in shown
