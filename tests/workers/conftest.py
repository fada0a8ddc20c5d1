"""Feed server and sources of the harvester, and processes of a busy house."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from owltests import fixtures

globals().update(fixtures.of_harvest())

ROOT = Path(__file__).resolve().parents[2]
HOUSE = Path(__file__).with_name("house.py")
INI = """\
[app:main]
use = config:{root}/test.ini
ckanext.modellregion_owl.feed.page_size = 7
ckanext.modellregion_owl.feed.refresh_seconds = 0
ckanext.modellregion_owl.harvest.batch_size = 4
"""
START = 240  # seconds until the site must answer


@dataclass
class House:
    """A running site: its addresses, one for each web server; `web`: processes behind them."""

    addresses: list[str]
    web: int
    headers: dict[str, str]

    def everywhere(self, path: str) -> dict[str, str]:
        """Ask until every web process has answered; return {process: text}."""
        found: dict[str, str] = {}
        end = time.monotonic() + 30
        while len(found) < self.web:
            assert time.monotonic() < end, f"only {sorted(found)} have answered"
            for answer in self.at_once([path] * self.web):
                assert answer.status_code == 200, (path, answer.status_code)
                found[answer.headers["X-Worker"]] = answer.text
        return found

    def at_once(self, paths: list[str]) -> list[requests.Response]:
        """Ask for all paths at the same time, by turns at each address."""
        return self._together([(self.get, n, path) for n, path in enumerate(paths)])

    def call_at_once(self, *calls: tuple[str, dict[str, Any]]) -> list[requests.Response]:
        """Call actions at the same time, by turns at each address."""
        return self._together([(self.post, n, call) for n, call in enumerate(calls)])

    def get(self, number: int, path: str) -> requests.Response:
        """Ask one of the addresses, over a connection of its own."""
        address = self.addresses[number % len(self.addresses)]
        headers = {**self.headers, "Connection": "close"}
        return requests.get(f"{address}{path}", headers=headers, timeout=60)

    def post(self, number: int, call: tuple[str, dict[str, Any]]) -> requests.Response:
        """Call an action at one of the addresses."""
        address = self.addresses[number % len(self.addresses)]
        url = f"{address}/api/3/action/{call[0]}"
        return requests.post(url, json=call[1], headers=self.headers, timeout=60)

    def _together(self, work: list[tuple[Callable[..., Any], int, Any]]) -> list[Any]:
        with ThreadPoolExecutor(len(work)) as pool:
            return [f.result() for f in [pool.submit(do, n, what) for do, n, what in work]]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture(params=["forked", pytest.param("gunicorn", marks=pytest.mark.long)])
def house(clean_stack: None, request: Any, tmp_path: Path) -> Iterator[House]:
    """Run the site in several processes; the long form with gunicorn and CKAN's own commands."""
    from ckan.tests import factories
    from ckanext.harvest import queue

    queue.purge_queues()
    headers = {"Authorization": factories.SysadminWithToken()["token"]}
    ini = tmp_path / "house.ini"
    ini.write_text(INI.format(root=ROOT))
    with ExitStack() as stack:
        run = forked if request.param == "forked" else by_gunicorn
        addresses, web = run(stack, ini)
        made = House(addresses, web, headers)
        wait(made)
        yield made


def forked(stack: ExitStack, ini: Path) -> tuple[list[str], int]:
    """Two web servers with an address each, two consumers of each kind."""
    ports = [free_port(), free_port()]
    begin(stack, [sys.executable, str(HOUSE), str(ini), *map(str, ports)])
    return [f"http://127.0.0.1:{port}" for port in ports], len(ports)


def by_gunicorn(stack: ExitStack, ini: Path) -> tuple[list[str], int]:
    """Three workers at one address; consumers by ckanext-harvest's commands."""
    port = free_port()
    folder = Path(sys.executable).parent
    options = ("--workers=3", "--threads=2", f"--bind=127.0.0.1:{port}", "--timeout=300")
    begin(
        stack,
        [str(folder / "gunicorn"), *options, f"--chdir={HOUSE.parent}", "house:application"],
        HOUSE_INI=str(ini),
    )
    for kind in ("gather", "fetch") * 2:
        begin(stack, [str(folder / "ckan"), "-c", str(ini), "harvester", f"{kind}-consumer"])
    return [f"http://127.0.0.1:{port}"], 3


def begin(stack: ExitStack, command: list[str], **environ: str) -> None:
    """Start a process that ends with the test."""
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, cwd=ROOT, env={**os.environ, **environ}
    )
    stack.callback(end, process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Let it end in order, or kill it."""
    assert process.stdin
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()
    process.terminate() if "house.py" not in str(process.args) else None
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait(house: House) -> None:
    """Wait until every web process answers."""
    until = time.monotonic() + START
    for number in range(len(house.addresses)):
        while True:
            try:
                if house.get(number, "/api/3/action/status_show").status_code == 200:
                    break
            except (requests.ConnectionError, requests.Timeout):
                time.sleep(0.2)
            assert time.monotonic() < until, "the site does not answer"
