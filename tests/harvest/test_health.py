"""Monitoring reads how the portal is: in a word without a key, in numbers with one."""

from __future__ import annotations

import json
import logging
import re

import pytest
from sqlalchemy.exc import OperationalError

from ckanext.modellregion_owl.health import services
from ckanext.modellregion_owl.health.logs import JsonFormatter, about

TOKEN = "ckanext.modellregion_owl.metrics.token"
LINE = re.compile(r'^modellregion_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [-+.\de]+$')


@pytest.mark.unit
class TestJsonFormatter:
    def test_names_what_it_is_about(self):
        """One JSON object a line, with run and record, and nothing of them afterwards."""
        record = logging.LogRecord("a.b", logging.WARNING, "", 1, "%s fehlt", ("Titel",), None)
        with about(source="bielefeld", run="r1"), about(record="https://a.example/1"):
            line = json.loads(JsonFormatter().format(record))
        assert line.pop("time").endswith("+00:00")
        assert line == {
            "level": "WARNING",
            "logger": "a.b",
            "message": "Titel fehlt",
            "source": "bielefeld",
            "run": "r1",
            "record": "https://a.example/1",
        }
        assert "run" not in json.loads(JsonFormatter().format(record))


@pytest.mark.stack
@pytest.mark.usefixtures("clean_stack")
class TestHealth:
    def test_all_well(self, app):
        """200 and no details."""
        got = app.get("/health.json", status=200)
        ok = {"database": "ok", "search": "ok", "redis": "ok"}
        assert json.loads(got.body) == {"status": "ok", "services": ok}
        assert got.headers["Cache-Control"].startswith("no-store")

    @pytest.mark.parametrize("name", services.SERVICES)
    def test_service_down(self, app, monkeypatch, name):
        """503, and which."""
        down = {**services.SERVICES, name: lambda: False}
        monkeypatch.setattr(services, "SERVICES", down)
        found = json.loads(app.get("/health.json", status=503).body)
        assert (found["status"], found["services"].pop(name)) == ("down", "down")
        assert set(found["services"].values()) == {"ok"}

    def test_database_down(self, app, monkeypatch):
        """CKAN fails before the view then; monitoring is answered all the same."""

        def fail(*_args, **_more):
            raise OperationalError("SELECT", {}, Exception("connection refused"))

        client = app.test_client()
        monkeypatch.setattr("ckan.config.middleware.flask_app.identify_user", fail)
        monkeypatch.setattr("ckan.model.meta.engine.connect", fail)
        got = client.get("/health.json", base_url="http://test.ckan.net")
        assert (got.status_code, got.get_json()["services"]["database"]) == (503, "down")


@pytest.mark.stack
@pytest.mark.usefixtures("clean_stack")
class TestMetrics:
    def test_nothing_without_a_setting(self, app):
        """An address that nobody asked for is none."""
        app.get("/metrics", status=404)

    @pytest.mark.ckan_config(TOKEN, "geheim")
    def test_numbers_for_who_has_the_token(self, app, feed, turtle, make_source, run):
        """Services, feed, harvest and links, each line as Prometheus reads it."""
        app.get("/metrics", status=401)
        app.get("/metrics", headers={"Authorization": "Bearer falsch"}, status=401)
        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))))
        run(source)
        app.get("/catalog.ttl")
        got = app.get("/metrics", headers={"Authorization": "Bearer geheim"})
        assert got.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        lines = [x for x in got.body.splitlines() if not x.startswith("#")]
        assert [x for x in lines if not LINE.match(x)] == []
        name = source["name"]
        assert f'modellregion_harvest_records{{source="{name}",what="added"}} 1' in lines
        assert f'modellregion_harvest_last_run{{source="{name}",state="finished"}} 1' in lines
        assert 'modellregion_up{service="database"} 1' in lines
        assert "modellregion_feed_datasets 1" in lines

    @pytest.mark.ckan_config(TOKEN, "geheim")
    def test_queries_do_not_grow(self, app, feed, turtle, make_source, run, sql_queries):
        """The same statements for one source and for many."""
        numbers = []
        for number in range(3):
            page = turtle.catalogue(turtle.dataset(number))
            run(make_source(feed.put(f"/{number}", page), name=f"quelle-{number}"))
            app.get("/catalog.ttl")
            sql_queries.clear()
            app.get("/metrics", headers={"Authorization": "Bearer geheim"})
            numbers.append(len(sql_queries))
        assert numbers[0] == numbers[1] == numbers[2] <= 12
