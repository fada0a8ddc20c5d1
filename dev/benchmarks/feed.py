"""The synthetic catalogue on loopback: whole, serialised anew, edited, in pages, and as a CKAN.

`GET /use/<variant>` makes `/catalog.ttl` another one from then on, as an edit at the source does.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from benchmarks import portal
from benchmarks.catalogue import HEAD, catalogue, dataset

PAGE = 100  # datasets on a page
EVERY = 100  # in the variant `edited` every hundredth dataset is another one
HYDRA = "@prefix hydra: <http://www.w3.org/ns/hydra/core#> .\n"


class Feed(SimpleHTTPRequestHandler):
    """Serve a folder without a line per request; answers 304 to If-Modified-Since."""

    extensions_map = {".ttl": "text/turtle; charset=utf-8"}

    def __init__(self, *args: Any, size: int, **kwargs: Any) -> None:
        self.size = size
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        """Serve a file, answer as a CKAN, or change the variant."""
        if self.path.startswith(portal.SEARCH):
            body = portal.answer(self.path, self.size)
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        elif self.path.startswith("/use/"):
            use(Path(self.directory), self.path.removeprefix("/use/"))
            self.send_response(204)
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path, size: int) -> Iterator[str]:
    """Serve a catalogue of `size` datasets; yield the root of its addresses."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Feed, directory=str(folder), size=size))
    address = f"http://127.0.0.1:{server.server_port}"
    _write(folder, size, address)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield address
    finally:
        server.shutdown()


def use(folder: Path, variant: str) -> None:
    """Make `catalog.ttl` the named variant, with a date of its own."""
    shutil.copyfile(folder / f"{variant}.ttl", folder / "catalog.ttl")
    stamp = (folder / "catalog.ttl").stat().st_mtime + VARIANTS.index(variant) * 60 - 3600
    os.utime(folder / "catalog.ttl", (stamp, stamp))


VARIANTS = ("first", "again", "edited")


def _write(folder: Path, size: int, address: str) -> None:
    again = HEAD + "\n".join(dataset(n) for n in reversed(range(size)))
    texts = (catalogue(size), again, catalogue(size, changed_every=EVERY))
    for name, text in zip(VARIANTS, texts, strict=True):
        (folder / f"{name}.ttl").write_text(text, encoding="utf-8")
    use(folder, "first")
    for start in range(0, size, PAGE):
        body = "\n".join(dataset(n) for n in range(start, min(start + PAGE, size)))
        (folder / f"page-{start // PAGE}.ttl").write_text(
            HEAD + HYDRA + body + _link(start // PAGE, size, address), encoding="utf-8"
        )


def _link(number: int, size: int, address: str) -> str:
    """Return hydra's part of a page: the total, and the next page where there is one."""
    more = (number + 1) * PAGE < size
    following = f'; hydra:next "{address}/page-{number + 1}.ttl"' if more else ""
    return (
        f"<{address}/page-{number}.ttl> a hydra:PagedCollection ; "
        f"hydra:totalItems {size} {following} .\n"
    )
