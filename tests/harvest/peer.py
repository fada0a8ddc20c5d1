"""A second CKAN, stock and in a process of its own, as a real peer of the harvester."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from owlstack import slots
from owlstack.settings import Settings, from_environment

SLOT = "peer"
FILL = Path(__file__).with_name("peer_fill.py")
INI = """\
[DEFAULT]
debug = false
[app:main]
use = egg:ckan
ckan.plugins =
ckan.site_url = {url}
SECRET_KEY = secret-key-of-the-peer-of-the-tests
api_token.jwt.algorithm = HS256
ckan.auth.create_user_via_web = false
ckan.views.default_views =
ckan.search.rows_max = {rows_max}
[loggers]
keys = root
[handlers]
keys = console
[formatters]
keys = generic
[logger_root]
level = WARNING
handlers = console
[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = NOTSET
formatter = generic
[formatter_generic]
format = %(asctime)s %(levelname)-5.5s [%(name)s] %(message)s
"""


class Peer:
    """A running CKAN: its address and its API with an administrator's token."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self._headers = {"Authorization": token}

    def call(self, action: str, **data: Any) -> Any:
        """Call an action over HTTP and return its result."""
        answer = requests.post(
            f"{self.url}/api/3/action/{action}", json=data, headers=self._headers, timeout=60
        )
        assert answer.status_code == 200, answer.text[:1000]
        return answer.json()["result"]


@contextmanager
def running(count: int, rows_max: int) -> Iterator[Peer]:
    """Run a peer with `count` datasets (peer_fill.py), whose search delivers at most `rows_max`.

    One at a time: further test runs wait.
    """
    settings = from_environment()
    environ = {**os.environ, **slots.ensure(settings, SLOT)}
    with (settings.run / "peer.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        port = _free_port()
        url = f"http://127.0.0.1:{port}"
        ini = settings.run / "peer.ini"
        ini.write_text(INI.format(url=url, rows_max=rows_max), encoding="utf-8")
        token = _fill(settings, ini, environ, count)
        with _served(settings, ini, environ, port):
            yield Peer(url, token)


def _fill(settings: Settings, ini: Path, environ: dict[str, str], count: int) -> str:
    done = subprocess.run(
        [settings.bin("python"), str(FILL), str(ini), str(count)],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return str(json.loads(done.stdout.splitlines()[-1])["token"])


@contextmanager
def _served(settings: Settings, ini: Path, environ: dict[str, str], port: int) -> Iterator[None]:
    options = ("--threaded", "--disable-reloader", "--disable-debugger")
    command = [settings.bin("ckan"), "-c", str(ini), "run", *options]
    with (settings.logs / "peer.log").open("ab") as log:
        process = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(port)],
            env=environ,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
        )
    try:
        _wait(f"http://127.0.0.1:{port}/api/3/action/status_show", process)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if requests.get(url, timeout=5).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.2)
    raise AssertionError("the peer does not answer; see .dev/logs/peer.log")


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
