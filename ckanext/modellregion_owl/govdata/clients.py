"""How the pre-flight reads the feed: over the network, or inside of the process that asks."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import requests

from ckanext.modellregion_owl.feed.generations import CHECK_AGENT

TIMEOUT = 120  # seconds without a byte


@dataclass(frozen=True)
class Answer:
    """What an address answered. `status` 0: nothing, `error` says why; `seconds` until the end."""

    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 0.0
    error: str = ""

    @property
    def content_type(self) -> str:
        """Return the content type as it was sent, "" for none."""
        return next((v for k, v in self.headers.items() if k.lower() == "content-type"), "")


class Client(Protocol):
    """Asks addresses of the feed."""

    def ask(self, method: str, url: str) -> Answer:
        """Return the answer to HEAD or GET; one without a status when there is none."""


class Network:
    """Asks as GovData does: any type, no key, redirects followed."""

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.headers.update({"User-Agent": CHECK_AGENT, "Accept": "*/*"})

    def ask(self, method: str, url: str) -> Answer:
        """Return the answer to HEAD or GET; one without a status when there is none."""
        begun = time.monotonic()
        try:
            got = self._session.request(method, url, timeout=TIMEOUT, allow_redirects=True)
        except requests.RequestException as err:
            return Answer(url, 0, error=str(err), seconds=time.monotonic() - begun)
        seconds = time.monotonic() - begun
        return Answer(url, got.status_code, dict(got.headers), got.content, seconds)


class InProcess:
    """Asks the site's own application, for a page that the site itself shows.

    A site with one process would wait for itself if it asked over the network. Each question runs
    in a thread: the inner request ends with the thread's database session, not with the asker's.
    """

    def __init__(self, app: Any, root: str) -> None:
        self._app = app
        self._root = root

    def ask(self, method: str, url: str) -> Answer:
        """Return the answer to HEAD or GET."""
        found: list[Answer] = []
        thread = threading.Thread(target=lambda: found.append(self._ask(method, url)))
        thread.start()
        thread.join()
        return found[0] if found else Answer(url, 0, error="no answer")

    def _ask(self, method: str, url: str) -> Answer:
        begun = time.monotonic()
        headers = {"User-Agent": CHECK_AGENT, "Accept": "*/*"}
        got = self._app.test_client().open(
            url.removeprefix(self._root) or "/",
            method=method,
            base_url=self._root,
            headers=headers,
            follow_redirects=True,
        )
        seconds = time.monotonic() - begun
        return Answer(url, got.status_code, dict(got.headers), got.get_data(), seconds)
