"""Settings of the stack: environment variables `MODELLREGION_*` over defaults, and the paths."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from owlstack.console import StackError

ROOT = Path(__file__).resolve().parents[2]
PREFIX = "MODELLREGION_"

# Away from the standard ports, so that a system service on them is not disturbed.
DEFAULT_PORTS = {"postgres": 5532, "redis": 6479, "solr": 8993, "site": 5050, "demo": 5051}
SLOT = re.compile(r"[a-z][a-z0-9_]{0,30}")


@dataclass(frozen=True)
class Settings:
    """Where things are and which ports and running services are used.

    `external` maps postgres, redis and solr to the address of a service that already runs and is
    neither started nor stopped by us.
    """

    root: Path = ROOT
    ports: Mapping[str, int] = field(default_factory=lambda: dict(DEFAULT_PORTS))
    external: Mapping[str, str] = field(default_factory=dict)
    python: str = sys.executable
    slot: str = "test"
    chromium: str = "/usr/bin/chromium"

    @property
    def dev(self) -> Path:
        """Return the ignored folder that holds all that is built or stored."""
        return self.root / ".dev"

    @property
    def run(self) -> Path:
        """Return the folder of process files and of what the stack remembers."""
        return self.dev / "run"

    @property
    def logs(self) -> Path:
        """Return the folder with one log file per service."""
        return self.dev / "logs"

    @property
    def venv(self) -> Path:
        """Return the virtual environment."""
        return self.dev / "venv"

    @property
    def ini(self) -> Path:
        """Return the configuration file of the demo site."""
        return self.dev / "ckan.ini"

    def bin(self, program: str) -> str:
        """Return the path of a program in the virtual environment."""
        return str(self.venv / "bin" / program)

    def url(self, service: str) -> str:
        """Return `http://127.0.0.1:PORT` of a service."""
        return f"http://127.0.0.1:{self.ports[service]}"


def load(environ: Mapping[str, str]) -> Settings:
    """Read the settings; raise `StackError` for a value that cannot be used."""
    ports = {
        name: _port(environ, f"{PREFIX}{name.upper()}_PORT", default)
        for name, default in DEFAULT_PORTS.items()
    }
    doubles = {name for name, port in ports.items() if list(ports.values()).count(port) > 1}
    if doubles:
        raise StackError(f"One port for several services: {', '.join(sorted(doubles))}.")
    external = {
        name: environ[f"{PREFIX}{name.upper()}_URL"].rstrip("/")
        for name in ("postgres", "redis", "solr")
        if environ.get(f"{PREFIX}{name.upper()}_URL")
    }
    return Settings(
        ports=ports,
        external=external,
        python=environ.get(f"{PREFIX}PYTHON") or sys.executable,
        slot=check_slot(environ.get(f"{PREFIX}SLOT") or "test"),
        chromium=environ.get(f"{PREFIX}CHROMIUM") or "/usr/bin/chromium",
    )


def check_slot(name: str) -> str:
    """Return `name` if a database, an index and a folder can carry it, else raise `StackError`."""
    if SLOT.fullmatch(name):
        return name
    raise StackError(
        f"Slot “{name}”: use small letters, digits and _, beginning with a letter, up to 31."
    )


def _port(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name) or str(default)
    if value.isdecimal() and 0 < int(value) < 65536:
        return int(value)
    raise StackError(f"{name}={value}: a port is a number between 1 and 65535.")


def from_environment() -> Settings:
    """Read the settings of this process."""
    return load(os.environ)
