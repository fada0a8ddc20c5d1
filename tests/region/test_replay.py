"""dev/replay.py: the server that stands in for the four municipalities."""

from __future__ import annotations

import gzip
import importlib.util
import json
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

SCRIPT = Path(__file__).resolve().parents[2] / "dev" / "replay.py"


@pytest.fixture(scope="session")
def replay():
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("replay", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["replay"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def serve(replay, tmp_path):
    """Serve these files and routes; give the server."""
    servers = []

    def start(files, routes, **options):
        for name, text in files.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        (tmp_path / "routes.json").write_text(json.dumps({"routes": routes}), encoding="utf-8")
        server = replay.ReplayServer(tmp_path, **options)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def fetch(url, method="GET", **headers):
    request = urllib.request.Request(  # noqa: S310 (the test's own server)
        url, method=method, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as err:
        return err.code, dict(err.headers), err.read()


PAGES = [
    {"path": "/c.ttl", "query": {}, "file": "1.ttl", "type": "text/turtle", "rewrite": True},
    {"path": "/c.ttl", "query": {"page": "2"}, "file": "2.ttl", "type": "text/turtle"},
]
FILES = {"1.ttl": "<http://replay.example/c.ttl?page=2> .", "2.ttl": "zwei"}


class TestReplayServer:
    def test_query_chooses_the_file(self, serve):
        """Pages of a catalogue differ in their query only; another query is not found."""
        server = serve(FILES, PAGES)
        assert fetch(f"{server.url}/c.ttl?page=2")[2] == b"zwei"
        assert fetch(f"{server.url}/c.ttl?page=3")[0] == 404
        assert fetch(f"{server.url}/nix")[0] == 404

    def test_own_address_replaces_the_placeholder(self, serve):
        """The link to the next page leads back to this server, whatever its port."""
        server = serve(FILES, PAGES)
        assert fetch(f"{server.url}/c.ttl")[2].decode() == f"<{server.url}/c.ttl?page=2> ."

    def test_the_type_is_sent_as_it_stands(self, serve):
        """A wrong or bare content type is a habit to reproduce."""
        server = serve(FILES, PAGES)
        assert fetch(f"{server.url}/c.ttl")[1]["Content-Type"] == "text/turtle"

    def test_etag_and_not_modified(self, serve):
        """An unchanged file is answered by 304 without body."""
        server = serve(FILES, PAGES)
        etag = fetch(f"{server.url}/c.ttl?page=2")[1]["ETag"]
        status, _, body = fetch(f"{server.url}/c.ttl?page=2", If_None_Match=etag)
        assert (status, body) == (304, b"")

    def test_head_has_the_headers_of_get(self, serve):
        """HEAD says length and type, without body."""
        server = serve(FILES, PAGES)
        status, headers, body = fetch(f"{server.url}/c.ttl?page=2", method="HEAD")
        assert (status, headers["Content-Length"], body) == (200, "4", b"")

    def test_gzip_only_where_it_is_accepted(self, serve):
        """Compression is by option and by the client's wish."""
        server = serve(FILES, PAGES, compress=True)
        _, headers, body = fetch(f"{server.url}/c.ttl?page=2", Accept_Encoding="gzip")
        assert headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(body) == b"zwei"
        assert fetch(f"{server.url}/c.ttl?page=2")[2] == b"zwei"

    def test_status_and_headers(self, serve):
        """A broken server can be played too."""
        server = serve({}, [{"path": "/x", "status": 503, "headers": {"Retry-After": "9"}}])
        status, headers, _ = fetch(f"{server.url}/x")
        assert (status, headers["Retry-After"]) == (503, "9")

    def test_loopback_only(self, serve):
        """Nobody else on the network sees the samples."""
        assert serve(FILES, PAGES).server_address[0] == "127.0.0.1"

    def test_a_missing_file_is_named(self, serve):
        """A route to nowhere is noticed at the start."""
        with pytest.raises(FileNotFoundError, match=r"2\.ttl is missing"):
            serve({"1.ttl": ""}, PAGES)


class TestMain:
    def test_runs_with_bare_python(self, tmp_path):
        """Without site-packages: the demo's server needs nothing but Python."""
        (tmp_path / "routes.json").write_text('{"routes": []}', encoding="utf-8")
        process = subprocess.Popen(
            [sys.executable, "-S", "-I", str(SCRIPT), str(tmp_path)],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout.readline().startswith("http://127.0.0.1:")
        finally:
            process.terminate()
            process.communicate(timeout=10)

    def test_a_wrong_folder_is_no_traceback(self, tmp_path):
        """The message says what is missing."""
        done = subprocess.run(
            [sys.executable, "-S", "-I", str(SCRIPT), str(tmp_path)],
            capture_output=True,
            text=True,
            check=False,
            timeout=10,
        )
        assert done.returncode == 1
        assert done.stderr.startswith("replay: ")
        assert "Traceback" not in done.stderr


class TestPost:
    def test_the_route_may_depend_on_what_is_sent(self, serve):
        """One address answers two questions, as a catalogue service does."""
        routes = [
            {"path": "/csw", "body": ">service<", "file": "services.xml"},
            {"path": "/csw", "file": "records.xml"},
        ]
        server = serve({"services.xml": "<none/>", "records.xml": "<eight/>"}, routes)

        def ask(body):
            request = urllib.request.Request(f"{server.url}/csw", body)  # noqa: S310
            with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
                return answer.read()

        assert ask(b"<Literal>service</Literal>") == b"<none/>"
        assert ask(b"<Literal>dataset</Literal>") == b"<eight/>"
