#!/usr/bin/env python3
"""Serves a folder of recorded answers on loopback, as the server that gave them would.

    python3 dev/replay.py [--port N] [--gzip] FOLDER

`FOLDER/routes.json` maps requests to files: {"routes": [ROUTE, …]}, the first that fits wins.
ROUTE: `path` and `file`; optionally
  query    {"page": "2"}: the query string must be exactly this; {} = none; left out = any
  body     a text that a POST must hold; left out = any, a GET's too
  type     the Content-Type, sent as it stands here (default: by the file's name)
  rewrite  true: http://replay.example in the file becomes this server's own address
  status   default 200; `headers` {"Location": "…"}: further headers
  delay    seconds before the answer; `truncate` bytes after which the connection is cut
Answers carry an ETag; If-None-Match gives 304. Standard library only: it runs with bare python3.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import mimetypes
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

PLACEHOLDER = b"http://replay.example"


@dataclass(frozen=True)
class Route:
    """One request and its answer; the fields are described above."""

    path: str
    file: str = ""
    query: dict[str, str] | None = None
    body: str = ""
    type: str = ""
    rewrite: bool = False
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    truncate: int | None = None

    def fits(self, path: str, query: dict[str, str], body: str) -> bool:
        """Tell whether this route answers that path, query and body."""
        return self.path == path and self.query in (None, query) and self.body in body


class ReplayServer(ThreadingHTTPServer):
    """A server for one folder. `server.url` is its address; the handler threads die with it."""

    daemon_threads = True

    def __init__(self, folder: Path, port: int = 0, *, compress: bool = False) -> None:
        """Bind to 127.0.0.1; port 0 takes a free one.

        :raises FileNotFoundError: no routes.json in the folder, or a file that it names is missing.
        """
        self.folder = folder.resolve()
        self.compress = compress
        self.routes = read_routes(self.folder)
        self.requests: list[str] = []
        super().__init__(("127.0.0.1", port), Handler)

    @property
    def url(self) -> str:
        """Return the root of this server, without a slash at the end."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def route(self, target: str, body: str = "") -> Route | None:
        """Return the route for a request target such as `/catalog.ttl?page=2`, and what is sent."""
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        return next((r for r in self.routes if r.fits(parts.path, query, body)), None)

    def body(self, route: Route) -> bytes:
        """Return the route's file, with this server's address in it where it asks for that."""
        data = (self.folder / route.file).read_bytes() if route.file else b""
        return data.replace(PLACEHOLDER, self.url.encode()) if route.rewrite else data


class Handler(BaseHTTPRequestHandler):
    """Answers GET, HEAD and POST from the server's routes."""

    server: ReplayServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with headers and body."""
        self._answer(with_body=True)

    def do_POST(self) -> None:
        """Answer as to a GET; the route may depend on what is sent."""
        length = int(self.headers.get("Content-Length") or 0)
        self._answer(with_body=True, sent=self.rfile.read(length).decode("utf-8", "replace"))

    def do_HEAD(self) -> None:
        """Answer with the headers of the GET."""
        self._answer(with_body=False)

    def log_message(self, format: str, *args: Any) -> None:
        """Write nothing: the requests are kept in `server.requests`."""

    def _answer(self, *, with_body: bool, sent: str = "") -> None:
        self.server.requests.append(f"{self.command} {self.path}")
        route = self.server.route(self.path, sent)
        if route is None:
            self._send(
                404, {"Content-Type": "text/plain; charset=utf-8"}, b"Not found\n", with_body
            )
            return
        time.sleep(route.delay)
        body = self.server.body(route)
        # not a security matter: it only tells one version of a file from the next
        etag = '"' + hashlib.sha256(body).hexdigest()[:32] + '"'
        headers = {"Content-Type": route.type or _type(route.file), "ETag": etag, **route.headers}
        if self.headers.get("If-None-Match") == etag:
            self._send(304, headers, b"", with_body=False)
            return
        if self.server.compress and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, mtime=0)
            headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        self._send(route.status, headers, body, with_body, route.truncate)

    def _send(
        self,
        status: int,
        headers: dict[str, str],
        body: bytes,
        with_body: bool,
        truncate: int | None = None,
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body[:truncate])
        if truncate is not None:
            self.close_connection = True


def read_routes(folder: Path) -> tuple[Route, ...]:
    """Read `folder/routes.json`.

    :raises FileNotFoundError: the file, or one that it names, is missing.
    :raises TypeError: a route has a key that is not known.
    """
    rows = json.loads((folder / "routes.json").read_text(encoding="utf-8"))["routes"]
    routes = tuple(Route(**row) for row in rows)
    for route in routes:
        if route.file and not (folder / route.file).is_file():
            raise FileNotFoundError(f"{folder / 'routes.json'}: {route.file} is missing")
    return routes


def _type(file: str) -> str:
    return mimetypes.guess_type(file)[0] or "application/octet-stream"


def main(argv: list[str] | None = None) -> None:
    """Serve until interrupted; the first line on the screen is the address."""
    parser = argparse.ArgumentParser(description="Serve recorded answers on loopback.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=0, help="default: a free one")
    parser.add_argument("--gzip", action="store_true", help="compress for clients that accept it")
    options = parser.parse_args(argv)
    try:
        server = ReplayServer(options.folder, options.port, compress=options.gzip)
    except (FileNotFoundError, OSError) as err:
        raise SystemExit(f"replay: {err}") from err
    print(server.url, flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
