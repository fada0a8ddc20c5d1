"""Links are asked politely, over days, and what fails can be read by those who can mend it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

PRIVATE = "ckanext.modellregion_owl.harvest.allow_private_addresses"
PAUSE = "ckanext.modellregion_owl.links.pause"
DAY = timedelta(days=1)


@dataclass
class Server:
    """Answers `/200`, `/404` and so on with that status; the rest is named in `do_HEAD`."""

    url: str = ""
    requests: list[str] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)


@pytest.fixture
def server() -> Iterator[Server]:
    """Serve on a free port of this machine."""
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            state.requests.append(f"{self.command} {self.path}")
            name = self.path.rpartition("/")[2]  # whole addresses where it is a proxy
            status = state.statuses.get(self.path, int(name) if name.isdecimal() else 200)
            if name == "only-get" and self.command == "HEAD":
                status = 405
            self.send_response(302 if name in ("loop", "there") else status)
            if name in ("loop", "there"):
                self.send_header("Location", "/loop" if name == "loop" else "/200")
            if status == 503:
                self.send_header("Retry-After", "600")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_HEAD = do_GET = answer  # noqa: N815

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{httpd.server_port}"
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield state
    httpd.shutdown()


@pytest.mark.unit
class TestAsk:
    @pytest.mark.parametrize(
        ("path", "told", "requests"),
        [
            ("/200", "", ["HEAD /200"]),
            ("/there", "", ["HEAD /there", "HEAD /200"]),
            ("/410", "HTTP 410", ["HEAD /410"]),
            ("/only-get", "", ["HEAD /only-get", "GET /only-get"]),
            ("/404", "HTTP 404", ["HEAD /404", "GET /404"]),
            ("/loop", "loop", ["HEAD /loop"] * 6),
        ],
    )
    def test_head_then_get(self, server, path, told, requests):
        """HEAD is asked; GET where a server may know only that; redirects are followed."""
        from ckanext.modellregion_owl.links.ask import Asker

        assert Asker(allow_private=True).ask(server.url + path).text == told
        assert server.requests == requests

    @pytest.mark.parametrize(
        ("url", "told"),
        [
            ("http://127.0.0.1:1/", "forbidden"),
            ("http://unknown.invalid/", "host"),
            ("http://[", "broken"),
        ],
    )
    def test_names_the_fault(self, url, told):
        """A private address is never asked, a wrong name and no address are told apart."""
        from ckanext.modellregion_owl.links.ask import Asker

        assert Asker().ask(url).text == told

    def test_silent_server(self):
        """Nobody listens there."""
        from ckanext.modellregion_owl.links.ask import Asker

        assert Asker(allow_private=True).ask("http://127.0.0.1:1/").text == "silent"

    def test_by_a_proxy(self, server, monkeypatch):
        """HTTP_PROXY is honoured; what lies inside is refused before the proxy is asked."""
        from ckanext.modellregion_owl.links.ask import Asker

        monkeypatch.setenv("http_proxy", server.url)
        monkeypatch.setenv("no_proxy", "")
        for url in ("http://10.0.0.1/200", "http://169.254.169.254/latest"):
            assert Asker().ask(url).text == "forbidden"
        assert server.requests == []
        assert Asker().ask("http://1.1.1.1/200").text == ""
        assert server.requests == ["HEAD http://1.1.1.1/200"]


@pytest.mark.unit
class TestAddresses:
    @pytest.mark.parametrize(
        ("value", "found"),
        [
            ("https://a.example/ ", ["https://a.example/"]),
            ('["https://a.example/1", "mailto:b"]', ["https://a.example/1"]),
            ('[{"url": "https://a.example/2", "title": "T"}]', ["https://a.example/2"]),
            ("[kein JSON", []),
            (None, []),
            ("ftp://a.example/", []),
        ],
    )
    def test_of_a_value(self, value, found):
        """Web addresses in a text, a list, or the rows of a project."""
        from ckanext.modellregion_owl.links.places import _addresses

        assert list(_addresses(value)) == found


@pytest.fixture
def organisation() -> dict[str, Any]:
    """Create an organisation with one editor, `steward`."""
    from ckan.tests import factories

    factories.User(name="steward")
    return factories.Organization(name="amt", users=[{"name": "steward", "capacity": "editor"}])


@pytest.fixture
def make_dataset(organisation: Any) -> Any:
    """Create a dataset with a file for each address."""

    def make(name: str, *urls: str, **more: Any) -> dict[str, Any]:
        from ckan.tests import factories

        files = [{"url": url, "name": "Datei"} for url in urls]
        return factories.Dataset(name=name, owner_org=organisation["id"], resources=files, **more)

    return make


def later(monkeypatch: pytest.MonkeyPatch, time: timedelta) -> None:
    """Let the clock of the link check go on."""
    from ckanext.modellregion_owl.links import store

    moment = store.now() + time
    monkeypatch.setattr(store, "now", lambda: moment)


@pytest.mark.stack
@pytest.mark.usefixtures("clean_stack")
@pytest.mark.ckan_config(PRIVATE, "true")
@pytest.mark.ckan_config(PAUSE, "0")
class TestCheck:
    def check(self, cli, *more: str) -> Any:
        """Check from the command line."""
        from ckanext.modellregion_owl.cli.links import links

        result = cli.invoke(links, ["check", *more])
        assert isinstance(result.exception, (SystemExit, type(None))), result.exception
        return result

    def listed(self, cli, *more: str) -> list[list[str]]:
        """Return what the command line lists, without the moment."""
        from ckanext.modellregion_owl.cli.links import links

        rows = [line.split(";") for line in cli.invoke(links, ["list", *more]).stdout.splitlines()]
        return [[*row[:1], *row[2:]] for row in rows[1:]]

    def test_dead_only_after_days(self, cli, server, make_dataset, monkeypatch):
        """A link fails at once, and is dead when it has failed three times over three days."""
        url = f"{server.url}/404"
        made = make_dataset("baum", url, f"{server.url}/200")
        id_ = made["resources"][0]["id"]
        assert self.check(cli).stdout == "2 asked, 1 failed, 0 left\n"
        row = ["failing", "HTTP 404", url, "dataset", "baum", id_, "url"]
        assert self.listed(cli) == [["failing", "status", "404", *row[2:]]]
        assert self.listed(cli, "--dead") == []
        # Nothing is due: nobody is asked.
        assert self.check(cli).stdout == "0 asked, 0 failed, 0 left\n"
        for _day in range(3):
            later(monkeypatch, 2 * DAY)
            assert self.check(cli).stdout == "1 asked, 1 failed, 0 left\n"
        assert self.listed(cli, "--dead") == [["dead", "status", "404", *row[2:]]]
        server.statuses["/404"] = 200
        later(monkeypatch, 8 * DAY)
        assert self.check(cli).stdout == "1 asked, 0 failed, 0 left\n"
        assert self.listed(cli) == []

    def test_busy_server_is_left_alone(self, cli, server, make_dataset, monkeypatch):
        """Whoever asks to come later is asked nothing more, and nothing is said of its links."""
        make_dataset("baum", f"{server.url}/503", *(f"{server.url}/x{n}" for n in range(30)))
        server.statuses |= {f"/x{n}": 503 for n in range(30)}
        assert self.check(cli).stdout == "1 asked, 0 failed, 0 left\n"
        assert len(server.requests) == 1
        assert self.listed(cli) == []
        server.statuses |= {f"/x{n}": 200 for n in range(30)} | {"/503": 200}
        later(monkeypatch, timedelta(minutes=11))
        assert self.check(cli).stdout == "31 asked, 0 failed, 0 left\n"

    def test_goes_on_where_it_stopped(self, cli, server, make_dataset):
        """What was answered is kept, what was not asked is left for the next call."""
        make_dataset("baum", *(f"{server.url}/{n}" for n in range(200, 230)))
        assert self.check(cli, "--minutes", "0").stdout == "0 asked, 0 failed, 30 left\n"
        assert self.check(cli).stdout == "30 asked, 0 failed, 0 left\n"
        assert len(server.requests) == 30

    def test_every_place_of_a_link(self, cli, server, make_dataset):
        """Landing page, documents and files of what is public; what is gone is forgotten."""
        import ckan.plugins.toolkit as tk

        gone = f"{server.url}/404"
        made = make_dataset("baum", gone, url=gone, documentation=[gone])
        make_dataset("privat", f"{server.url}/404?privat", private=True)
        self.check(cli)
        assert {row[-1] for row in self.listed(cli)} == {"url", "documentation"}
        assert [row[5] for row in self.listed(cli)] == ["baum"] * 3
        assert server.requests == ["HEAD /404", "GET /404"]
        tk.get_action("package_delete")({"ignore_auth": True}, {"id": made["id"]})
        self.check(cli)
        assert self.listed(cli) == []

    def test_editor_sees_own_datasets(self, cli, server, make_dataset, make_app):
        """By the API: editors their organisation's, others nothing; pages of a hundred."""
        from ckan.tests import factories

        make_dataset("baum", f"{server.url}/404")
        other = factories.Organization(name="anderes")
        factories.Dataset(name="fremd", owner_org=other["id"], url=f"{server.url}/404")
        self.check(cli)
        app, path = make_app(), "/api/3/action/modellregion_link_list"
        headers = {"Authorization": factories.APIToken(user="steward")["token"]}
        got = json.loads(app.get(path, headers=headers).body)["result"]
        assert (got["count"], [row["name"] for row in got["results"]]) == (1, ["baum"])
        assert got["results"][0]["state"] == "failing"
        assert app.get(path, status=403)
        assert app.get(f"{path}?state=no", headers=headers, status=409)
        sysadmin = {"Authorization": factories.APIToken(user=factories.Sysadmin()["name"])["token"]}
        got = json.loads(app.get(f"{path}?limit=1&offset=1", headers=sysadmin).body)["result"]
        assert (got["count"], len(got["results"])) == (2, 1)

    def test_page(self, cli, server, make_dataset, make_app):
        """The desk's page: in words what servers said, filters, a table, and the check queued."""
        from ckan.lib import jobs
        from ckan.tests import factories

        make_dataset("baum", f"{server.url}/404", f"{server.url}/200")
        factories.Group(name="schild", type="modellprojekt", website=f"{server.url}/500")
        other = factories.Organization(name="anderes")
        factories.Dataset(
            name="fremd", title="Fremd", owner_org=other["id"], url="https://x.invalid/"
        )
        self.check(cli)
        app = make_app()
        editor = {"Authorization": factories.APIToken(user="steward")["token"]}
        admin = {"Authorization": factories.APIToken(user=factories.Sysadmin()["name"])["token"]}
        nobody = {"Authorization": factories.APIToken(user=factories.User()["name"])["token"]}
        assert app.get("/datenpflege/links", headers=nobody, status=403)
        page = app.get("/de/datenpflege/links", headers=editor).body
        assert "Der Server kennt diese Adresse nicht. (HTTP 404)" in page
        assert f"{server.url}/404" in page
        assert "Fremd" not in page
        assert "schild" not in page
        every = app.get("/de/datenpflege/links", headers=admin).body
        assert "Einen Server mit diesem Namen gibt es nicht." in every
        assert "/modellprojekte/schild" in every
        some = app.get("/de/datenpflege/links?host=x.invalid", headers=admin).body
        assert f"{server.url}/404" not in some
        assert "https://x.invalid/" in some
        empty = app.get("/de/datenpflege/links?state=dead", headers=admin).body
        assert "Kein Link passt zu diesen Filtern." in empty
        table = app.get("/de/datenpflege/links.csv?host=x.invalid", headers=admin).body
        assert [line.split(";")[0] for line in table.splitlines()[1:]] == ["https://x.invalid/"]
        jobs.get_queue().empty()
        told = [
            app.post("/de/datenpflege/links/pruefen", headers=admin, follow_redirects=True).body
            for _ in range(2)
        ]
        assert "Die Links werden im Hintergrund abgefragt" in told[0]
        assert "wartet oder läuft schon" in told[1]

    def test_in_the_queue(self, cli, server, make_dataset, monkeypatch):
        """One check at a time is queued; a job that does not come to the end queues the next."""
        from ckan.lib import jobs

        from ckanext.modellregion_owl.links import job

        make_dataset("baum", f"{server.url}/404", f"{server.url}/200")
        jobs.get_queue().empty()  # the new dataset has asked for its own check
        assert self.check(cli, "--queue").stdout == "queued\n"
        assert "already" in self.check(cli, "--queue").stdout
        monkeypatch.setattr(job, "SECONDS", 0.0)
        self.work(jobs)
        assert len(jobs.get_queue().jobs) == 1
        monkeypatch.setattr(job, "SECONDS", 60.0)
        self.work(jobs)
        assert len(self.listed(cli)) == 1
        assert jobs.get_queue().jobs == []
        assert self.check(cli, "--queue").stdout == "queued\n"

    def work(self, jobs: Any) -> None:
        """Run the one job that waits."""
        waiting = jobs.get_queue().jobs
        assert len(waiting) == 1
        waiting[0].func(*waiting[0].args, **waiting[0].kwargs)
        waiting[0].delete()
