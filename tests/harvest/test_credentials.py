"""Access data of a source: used by runs and checks, sent to one server, shown nowhere (issue 5)."""

from __future__ import annotations

import logging

import pytest

from ckanext.modellregion_owl.harvest.check import check_source
from ckanext.modellregion_owl.harvest.credentials import secret
from ckanext.modellregion_owl.harvest.exceptions import SourceInvalid
from ckanext.modellregion_owl.harvest.transport.http import Client

NAME = "HARVEST_AUTH_QUELLE"
SECRET = "Bearer streng-geheim"


@pytest.fixture
def known(monkeypatch):
    """The operator has set the access data, for the servers on 127.0.0.1."""
    monkeypatch.setenv(NAME, SECRET)
    monkeypatch.setenv(f"{NAME}_HOST", "127.0.0.1")


@pytest.mark.unit
class TestSecret:
    @pytest.mark.parametrize("written", [SECRET, f" {SECRET}\n"])
    def test_for_its_server(self, known, monkeypatch, written):
        """As set; a line break behind it, as files have it, is none of it."""
        monkeypatch.setenv(NAME, written)
        assert secret(NAME, "127.0.0.1") == SECRET

    def test_not_set(self):
        """The message says which variable is missing."""
        with pytest.raises(SourceInvalid, match="HARVEST_AUTH_ANDERS"):
            secret("HARVEST_AUTH_ANDERS", "127.0.0.1")

    @pytest.mark.parametrize("host", ["boese.example", "", "127.0.0.1.boese.example"])
    def test_not_to_another_server(self, known, host):
        """An editor who names somebody else's access data gets them sent nowhere."""
        with pytest.raises(SourceInvalid, match=f"{NAME}_HOST"):
            secret(NAME, host)

    def test_without_a_server(self, known, monkeypatch):
        """Access data for everybody are refused."""
        monkeypatch.delenv(f"{NAME}_HOST")
        with pytest.raises(SourceInvalid, match=f"{NAME}_HOST"):
            secret(NAME, "127.0.0.1")

    def test_other_variables(self, monkeypatch):
        """A source can't ask for the portal's own passwords, nor find out which are set."""
        monkeypatch.setenv("CKAN_SQLALCHEMY_URL", "postgresql://ckan:pass@db/ckan")
        monkeypatch.setenv("CKAN_SQLALCHEMY_URL_HOST", "127.0.0.1")
        with pytest.raises(SourceInvalid) as err:
            secret("CKAN_SQLALCHEMY_URL", "127.0.0.1")
        assert "SQLALCHEMY" not in str(err.value)

    @pytest.mark.parametrize("value", ["Bearer a\r\nX-Admin: 1", "Bearer ä", "Bearer \x01"])
    def test_no_text_of_a_header(self, known, monkeypatch, value):
        """Refused without quoting it: the library below would quote it in its error."""
        monkeypatch.setenv(NAME, value)
        with pytest.raises(SourceInvalid) as err:
            secret(NAME, "127.0.0.1")
        assert value[7:] not in str(err.value)


@pytest.mark.unit
class TestCheck:
    def test_uses_them(self, feed, turtle, known):
        """A server that wants to know who asks is checked as it will be read."""
        url = feed.put("/1", turtle.catalogue(turtle.dataset(1)))
        row = {"id": "1", "url": url, "config": {"protocol": "dcat", "auth_env": NAME}}
        assert check_source(row, Client(5, 10_000, True)).fits
        assert feed.headers["Authorization"] == SECRET

    def test_not_set(self, feed):
        """Says so, and asks no server."""
        row = {"id": "1", "url": feed.url, "config": {"protocol": "dcat", "auth_env": NAME}}
        found = check_source(row, Client(5, 10_000, True))
        assert NAME in str(found.reason)
        assert feed.requests == []


@pytest.mark.stack
@pytest.mark.usefixtures("clean_stack")
class TestRun:
    def test_sent_and_nowhere_else(self, feed, reply, turtle, known, make_source, run, caplog):
        """The server gets them; database, log and report don't, also where the server fails."""
        import sqlalchemy as sa

        import ckan.model as model

        caplog.set_level(logging.DEBUG)
        feed.put("/1", turtle.catalogue(turtle.dataset(1)))
        source = make_source(feed.url + "/1", auth_env=NAME)
        reports = [run(source)]
        assert feed.headers["Authorization"] == SECRET
        other = feed.url.replace("127.0.0.1", "localhost")
        feed.routes["/1"] = reply(b"", 302, {"Location": other + "/2"})
        feed.put("/2", b"<html>401</html>", "text/html", status=401)
        reports.append(run(source))
        assert "Authorization" not in feed.headers
        assert [r.added for r in reports] == [1, 0]
        assert "geheim" not in caplog.text + "".join(str(vars(r)) for r in reports)
        tables = sa.inspect(model.meta.engine).get_table_names()
        for table in tables:
            found = sa.text(f"SELECT count(*) FROM \"{table}\" t WHERE t::text LIKE '%geheim%'")  # noqa: S608
            assert model.Session.execute(found).scalar() == 0, table
