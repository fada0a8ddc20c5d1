"""The harvester's feed server and sources, and services that can be cut off."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from owltests import fixtures

sys.path.append(str(Path(__file__).parent))
from forwarder import Forwarder

ROOT = Path(__file__).resolve().parents[2]

globals().update(fixtures.of_harvest())

VARIABLES = {
    "postgres": "CKAN_SQLALCHEMY_URL",
    "solr": "CKAN_SOLR_URL",
    "redis": "CKAN_REDIS_URL",
}


@pytest.fixture
def services() -> Iterator[dict[str, Forwarder]]:
    """A wire to each service of the slot, which a test can cut; the services themselves run on."""
    wires = {}
    for name, variable in VARIABLES.items():
        if variable not in os.environ:
            pytest.skip(f"{variable} is not set: run by dev/stack.py")
        parts = urlsplit(os.environ[variable])
        wires[name] = Forwarder(str(parts.hostname), int(parts.port or 0))
    yield wires
    for wire in wires.values():
        wire.cut()


@pytest.fixture
def start(tmp_path: Path, services: dict[str, Forwarder]) -> Iterator[Callable[..., Any]]:
    """Start `ckan …` as a process of its own over these wires; what is left of it is killed."""
    ini = tmp_path / "small.ini"
    ini.write_text(
        f"[app:main]\nuse = config:{ROOT / 'test.ini'}\n"
        "ckanext.modellregion_owl.harvest.batch_size = 2\n"
        "ckanext.modellregion_owl.harvest.timeout = 5\n"
    )
    environ = dict(os.environ)
    for name, variable in VARIABLES.items():
        parts = urlsplit(environ[variable])
        netloc = f"{parts.netloc.rpartition(':')[0]}:{services[name].port}"
        environ[variable] = urlunsplit(parts._replace(netloc=netloc))
    started = []

    def begin(*arguments: str, **options: Any) -> subprocess.Popen:
        command = [str(Path(sys.executable).parent / "ckan"), "-c", str(ini), *arguments]
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **options}
        process = subprocess.Popen(command, env=environ, **options)
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()
