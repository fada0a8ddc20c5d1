"""A server that can misbehave, and catalogues written on the fly."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import pytest

PREFIXES = """\
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def dataset(number: int, title: str | None = None, **more: str) -> str:
    """Return a dataset of one distribution in Turtle; `more` adds properties (`dct__language`)."""
    iri = f"https://daten.example/dataset/{number}"
    title = f"Baumkataster {number}" if title is None else title
    lines = [f"<{iri}> a dcat:Dataset"]
    if title:
        lines.append(f'dct:title "{title}"@de')
    lines += [
        f'dct:description "Standorte und Arten, Teil {number}."@de',
        f'dct:identifier "{number}"',
        'dcat:keyword "Bäume"@de, "Grün (Stadt)"@de',
        'dcat:contactPoint [ a vcard:Organization ; vcard:fn "Grünflächenamt" ;'
        " vcard:hasEmail <mailto:gruen@stadt.example> ]",
        f"dcat:distribution <{iri}/csv>",
        *(f"{key.replace('__', ':')} {value}" for key, value in more.items()),
    ]
    distribution = (
        f'<{iri}/csv> a dcat:Distribution ; dct:title "CSV {number}"@de ;'
        f" dcat:accessURL <{iri}.csv> ;"
        " dct:license <http://dcat-ap.de/def/licenses/dl-by-de/2.0> ."
    )
    return " ;\n  ".join(lines) + " .\n" + distribution + "\n"


def catalogue(*datasets: str, next_page: str = "") -> bytes:
    """Return a page of datasets in Turtle, with a hydra link when `next_page` is given."""
    link = f'<#page> a hydra:PagedCollection ; hydra:next "{next_page}" .\n' if next_page else ""
    return (PREFIXES + "\n".join(datasets) + link).encode()


class QuietServer(ThreadingHTTPServer):
    """A reader that hangs up early is what some tests are about; no traceback on the screen."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report all but a broken connection."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@dataclass
class Reply:
    """One answer of the server; `delay` in seconds before the body, `cut` bytes are not sent."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: int = 0


Route = Reply | list[Reply] | Callable[[], Reply]


class FeedServer:
    """Serves what the test puts under a path; a list is served one by one, its last for ever.

    A path ending in `?*` stands for every query that has no path of its own.
    """

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.requests: list[str] = []
        self.headers: dict[str, str] = {}  # of the last request
        self.bodies: list[bytes] = []  # of the requests by POST
        self._server = QuietServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def put(
        self, path: str, body: bytes = b"", content_type: str = "text/turtle", **more: Any
    ) -> str:
        """Serve a body under a path and return its address."""
        self.routes[path] = Reply(body, headers={"Content-Type": content_type}, **more)
        return self.url + path

    def reply(self, path: str) -> Reply:
        """Return the next answer for a path."""
        self.requests.append(path)
        whatever = path.partition("?")[0] + "?*"  # any query, none too
        route = self.routes.get(path) or self.routes.get(whatever) or Reply(b"nothing here", 404)
        if callable(route):
            return route()
        if isinstance(route, list):
            return route.pop(0) if len(route) > 1 else route[0]
        return route

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        feed = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                feed.headers = dict(self.headers)
                reply = feed.reply(self.path)
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                if self.command == "HEAD":
                    return
                time.sleep(reply.delay)
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    self.wfile.write(reply.body[: len(reply.body) - reply.cut])
                if reply.cut:
                    self.close_connection = True

            do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

            def do_POST(self) -> None:
                feed.bodies.append(self.rfile.read(int(self.headers["Content-Length"] or 0)))
                self.do_GET()

            def log_message(self, *args: Any) -> None:
                pass

        return Handler


@pytest.fixture
def turtle() -> Any:
    """Give the writers of Turtle pages: `turtle.dataset`, `turtle.catalogue`."""
    return SimpleNamespace(dataset=dataset, catalogue=catalogue)


@pytest.fixture
def reply() -> type[Reply]:
    """Give the class of the server's answers."""
    return Reply


@pytest.fixture
def feed() -> Iterator[FeedServer]:
    """Start a feed server on a free port of 127.0.0.1."""
    server = FeedServer()
    yield server
    server.close()


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the retries follow at once."""
    monkeypatch.setattr("ckanext.modellregion_owl.harvest.transport.http.BACKOFF", 0.0)


@pytest.fixture
def organisation() -> dict[str, Any]:
    """Create the organisation `stadt-paderborn`."""
    from ckan.tests import factories

    return factories.Organization(name="stadt-paderborn")


@pytest.fixture
def make_source(organisation: dict[str, Any]) -> Callable[..., dict[str, Any]]:
    """Create harvest sources: `make_source(url, name="…", **configuration)`."""
    import json

    import ckan.plugins.toolkit as tk

    from ckanext.modellregion_owl.harvest.frame.ckan_harvester import source_dict

    def create(url: str, name: str = "quelle", **config: Any) -> dict[str, Any]:
        user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
        created = tk.get_action("harvest_source_create")(
            {"ignore_auth": True, "user": user},
            {
                "name": name,
                "title": f"Quelle {name}",
                "url": url,
                "source_type": "modellregion",
                "owner_org": organisation["id"],
                "config": json.dumps(
                    {"protocol": "dcat", "municipality": "stadt-paderborn", **config}
                ),
            },
        )
        return source_dict(created["id"])

    return create


@pytest.fixture
def run() -> Callable[[dict[str, Any]], Any]:
    """Harvest a source as the command line does: `run(source)` gives the report."""
    from ckanext.modellregion_owl.harvest.frame.books import HarvestBooks
    from ckanext.modellregion_owl.harvest.pipeline import harvest

    return lambda source: harvest(source, HarvestBooks(source["id"]))


@pytest.fixture
def packages() -> Callable[[], dict[str, dict[str, Any]]]:
    """Give the active datasets as they are stored, {name: package}."""
    import ckan.model as model
    import ckan.plugins.toolkit as tk

    def stored() -> dict[str, dict[str, Any]]:
        # CKAN's session keeps what it has loaded, commit or not; another thread may have written.
        model.Session.expire_all()
        query = model.Session.query(model.Package.id).filter_by(type="dataset", state="active")
        context = {"ignore_auth": True, "use_cache": False}
        found = [tk.get_action("package_show")(dict(context), {"id": id_}) for (id_,) in query]
        return {package["name"]: package for package in found}

    return stored
