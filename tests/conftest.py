"""Fixtures for every room: reference material, a clean stack, a live site, a browser."""

from __future__ import annotations

import json
import os
import shutil
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from owltests import tables
from owltests.kept import KeptSite
from owltests.order import costly_first
from owltests.quick import load_quickly

ROOT = Path(__file__).resolve().parents[1]

# With several processes (`dev/stack.py test --jobs 2`) each has its own database, index and Redis
# database. Here, and not in a fixture: CKAN reads its environment when the session starts.
if "PYTEST_XDIST_WORKER" in os.environ and "MODELLREGION_TEST_SLOTS" in os.environ:
    _slots = json.loads(os.environ["MODELLREGION_TEST_SLOTS"])
    os.environ.update(_slots[os.environ["PYTEST_XDIST_WORKER"]])


PROCESSES = ("faults", "workers")  # folders of tests with real processes, killed or side by side


def pytest_configure(config: pytest.Config) -> None:
    """Let the paths of one folder follow each other; let CKAN load its plugins quickly.

    pytest 9 binds a folder's fixtures to its first visit, and comes back to it as to another one
    when a path outside of it stands in between: `pytest csw/test_a.py test_b.py csw/test_c.py`.
    """
    config.args.sort(key=lambda path: path.split("/"))
    if config.pluginmanager.hasplugin("ckan"):
        load_quickly()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the processes begin with the files that take long; one alone keeps the usual order.

    A test in a browser that fails is tried once more, and is told of as "rerun": a page and its
    test are two processes, and a busy machine of two cores let one of 130 such tests fail in one
    of four runs, each time another. What is wrong fails twice. The same for tests of several
    processes at once (`PROCESSES`): one of sixteen runs failed on a busy machine.
    """
    for item in items:
        if item.get_closest_marker("browser") or item.path.parent.name in PROCESSES:
            item.add_marker(pytest.mark.flaky(reruns=1))
    if "PYTEST_XDIST_WORKER" in os.environ:
        costly_first(items)


def _reference(variable: str, default: str) -> Path:
    """Return the folder that `variable` names, relative to the project root, or skip."""
    folder = (ROOT / os.environ.get(variable, default)).resolve()
    if not folder.is_dir():
        pytest.skip(f"{variable}: no folder {folder}")
    return folder


@pytest.fixture(scope="session")
def catalogues() -> Path:
    """Return the folder of recorded catalogues; skip where there is none."""
    return _reference("MODELLREGION_CATALOGUES", "../shared/catalogues")


@pytest.fixture(scope="session")
def shacl() -> Path:
    """Return the folder of the official DCAT-AP.de shapes; skip where there is none."""
    return _reference("MODELLREGION_SHACL", "../shared/shacl")


@pytest.fixture
def settings(request: pytest.FixtureRequest) -> None:
    """The settings of test.ini; the test is skipped where nobody has read them."""
    if not request.config.pluginmanager.hasplugin("ckan"):
        pytest.skip("needs CKAN's settings, which `make test-unit` does not read: `make test`")


SITE = KeptSite()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Function) -> None:
    """A test without `with_plugins` sees none, whatever ran before it."""
    if "with_plugins" not in item.fixturenames:
        SITE.unload()


@pytest.fixture
def with_plugins(request: pytest.FixtureRequest, ckan_config: Any, site_port: int) -> None:
    """Load the plugins that the settings name; CKAN's own does it anew for each test.

    What `live_site` and `storage` set stands before: changed behind it, plugins and app would have
    to be made anew for each test.
    """
    if "live_site" in request.fixturenames:
        ckan_config["ckan.site_url"] = f"http://127.0.0.1:{site_port}"
    if "storage" in request.fixturenames:
        request.getfixturevalue("storage")
    SITE.load_plugins()


@pytest.fixture(scope="session")
def storage_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give one place of the site's files for all tests, so that the app can be kept."""
    return tmp_path_factory.mktemp("storage")


@pytest.fixture
def storage(ckan_config: Any, monkeypatch: pytest.MonkeyPatch, storage_folder: Path) -> Path:
    """Give the site an empty place for files."""
    shutil.rmtree(storage_folder)
    storage_folder.mkdir()
    # Loading plugins reads the environment again.
    monkeypatch.setenv("CKAN_STORAGE_PATH", str(storage_folder))
    ckan_config["ckan.storage_path"] = str(storage_folder)
    return storage_folder


@pytest.fixture
def make_app(ckan_config: Any) -> Callable[[], Any]:
    """Give clients of the site; the first app of a test may be that of the test before."""
    return SITE.app


@pytest.fixture
def app(ckan_config: Any) -> Any:
    """Give a client of the site; that of `live_site` is the same app."""
    return SITE.app(restart=False)


@pytest.fixture(scope="session")
def migrated_database() -> None:
    """Bring core and plugin tables to their newest version, once per session.

    CKAN's own `clean_db` would drop all tables and migrate anew in each session (10 s) and knows
    nothing of plugins; told that the tables stand, it only deletes rows.
    """
    import ckan.plugins
    from ckan import model
    from ckan.cli.db import _migrate_plugins, _run_migrations
    from ckan.common import config

    before = dict(config)
    configured = config["ckan.plugins"]
    _run_migrations(None, "head")
    ckan.plugins.load(*(p for p in configured if not ckan.plugins.plugin_loaded(p)))
    _migrate_plugins(apply=True)
    ckan.plugins.unload_all()
    config.clear()
    config.update(before)
    model.repo.tables_created_and_initialised = True


@pytest.fixture
def clean_db(migrated_database: None) -> None:
    """Empty all tables, ours and those of other plugins too; the migration marks stay."""
    empty_database()


@pytest.fixture(scope="module")
def clean_db_module(migrated_database: None) -> None:
    """Empty all tables once for a whole module."""
    empty_database()


def empty_database() -> None:
    """Delete every row of every table except the migration marks."""
    from sqlalchemy.orm import close_all_sessions

    from ckan import model

    from ckanext.modellregion_owl import root
    from ckanext.modellregion_owl.projects import assign

    root.forget()
    assign.existing.forget()
    # An open connection of an earlier test would hold its locks for ever.
    close_all_sessions()
    model.Session.remove()
    tables.empty(model.meta.engine)


@pytest.fixture
def clean_stack(with_plugins: None, clean_db: None, clean_index: None, clean_redis: None) -> None:
    """Load the site's plugins over an empty database, index and Redis."""


@pytest.fixture
def solr_queries(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries that reach the search index, whoever asks them."""
    import pysolr

    seen: list[str] = []
    search = pysolr.Solr.search

    def noting(self: Any, q: str, *args: Any, **kwargs: Any) -> Any:
        seen.append(q)
        return search(self, q, *args, **kwargs)

    monkeypatch.setattr(pysolr.Solr, "search", noting)
    return seen


@pytest.fixture
def sql_queries() -> Iterator[list[str]]:
    """The statements that reach the database from this process, as text."""
    import sqlalchemy as sa

    from ckan import model

    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    engine = model.meta.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(engine, "before_cursor_execute", note)


@pytest.fixture(scope="session")
def site_port() -> int:
    """Find a free port of 127.0.0.1; one address for all tests, so that the app can be kept."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@pytest.fixture
def live_site(clean_stack: None, app: Any, site_port: int) -> Iterator[str]:
    """Serve the site in a thread of this process on a port of 127.0.0.1; give its address."""
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", site_port, app.app, threaded=True)
    address = f"http://127.0.0.1:{site_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield address
    server.shutdown()
    thread.join()
    server.server_close()


CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start Debian's Chromium once per session; give Playwright's `Browser`."""
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("MODELLREGION_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """Open a page in an empty profile of its own."""
    context = browser.new_context(locale="de-DE", viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


class _Talk(socketserver.StreamRequestHandler):
    """A mail server that keeps what it is given: as much of SMTP as smtplib needs."""

    def handle(self) -> None:
        self._say("220 sink")
        receivers: list[str] = []
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self._say("354 go on")
                self.server.mails.append((receivers, self._data()))  # type: ignore[attr-defined]
                receivers = []
            elif word == b"RCPT":
                receivers.append(line.decode().split("<")[1].split(">")[0])
            elif word == b"QUIT":
                self._say("221 bye")
                return
            self._say("250 ok")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def _data(self) -> EmailMessage:
        lines = iter(self.rfile.readline, b".\r\n")
        return message_from_bytes(b"".join(lines), policy=policy.default)  # type: ignore[return-value]


@pytest.fixture
def smtp_sink() -> Iterator[tuple[str, list[tuple[list[str], EmailMessage]]]]:
    """Give `host:port` and the list to which (receivers, mail) are added."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        server.mails = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        host, port = server.server_address
        yield f"{host}:{port}", server.mails  # type: ignore[attr-defined]
        server.shutdown()
