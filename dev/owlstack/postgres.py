"""A private PostgreSQL cluster on loopback, tuned for throw-away data."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from owlstack import cluster
from owlstack.console import StackError
from owlstack.process import Service, ensure, stop
from owlstack.settings import Settings

STOP_SIGNAL = signal.SIGINT  # PostgreSQL's "fast" shutdown: open connections do not delay it

# Safe for demo and tests only: a power cut may cost the whole cluster, and `make clean` mends it.
TUNING = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",
    "max_connections": "200",
    "log_min_messages": "warning",
}


def start(settings: Settings) -> None:
    """Create the cluster if there is none and start it; nothing to do for an external one."""
    if "postgres" in settings.external:
        return
    data = cluster.data_folder(settings)
    if not cluster.is_ours(settings, data):
        cluster.remove(settings)
        cluster.create(settings, data)
    options = [f"--{key}={value}" for key, value in _options(settings, data).items()]
    ensure(
        settings,
        Service(
            name="postgres",
            command=(str(cluster.binaries() / "postgres"), "-D", str(data), *options),
            ready=lambda: _ready(settings),
            user=cluster.owner(),
            cwd=Path("/"),
            stop_signal=STOP_SIGNAL,
        ),
    )


def halt(settings: Settings) -> bool:
    """End the cluster if we started it."""
    return stop(settings, "postgres", STOP_SIGNAL)


def ensure_database(settings: Settings, name: str) -> bool:
    """Create the database `name` (UTF-8) if it is missing; return whether it was created."""
    if name in _psql(settings, "SELECT datname FROM pg_database").split():
        return False
    _psql(settings, f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0")
    return True


def drop_database(settings: Settings, name: str) -> None:
    """Delete the database `name`, if there is one, whoever is connected to it."""
    _psql(settings, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def database_url(settings: Settings, name: str) -> str:
    """Return the address of a database, with its login, as SQLAlchemy reads it."""
    return urlunsplit(urlsplit(_admin_url(settings))._replace(path=f"/{name}"))


def _admin_url(settings: Settings) -> str:
    if "postgres" in settings.external:
        return settings.external["postgres"]
    password = (settings.run / "postgres-password").read_text().strip()
    return f"postgresql://owl:{password}@127.0.0.1:{settings.ports['postgres']}/postgres"


def _options(settings: Settings, data: Path) -> dict[str, str]:
    return {
        **TUNING,
        "listen_addresses": "127.0.0.1",
        "port": str(settings.ports["postgres"]),
        # No socket at all: the Debian folder for them is not writable for everyone.
        "unix_socket_directories": "",
    }


def _ready(settings: Settings) -> bool:
    command = [str(cluster.binaries() / "pg_isready"), "-q", "-h", "127.0.0.1"]
    command += ["-p", str(settings.ports["postgres"])]
    return subprocess.run(command, check=False).returncode == 0


def _psql(settings: Settings, statement: str) -> str:
    program = shutil.which("psql") or str(cluster.binaries() / "psql")
    url = urlsplit(_admin_url(settings))
    # The list of processes shows arguments to everyone, so the password is not one.
    address = url._replace(netloc=f"{url.username}@{url.hostname}:{url.port or 5432}")
    command = [program, "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", statement, urlunsplit(address)]
    environ = {**os.environ, "PGPASSWORD": url.password or ""}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd="/", env=environ
    )
    if done.returncode:
        raise StackError(f"PostgreSQL refused “{statement}”:\n{done.stderr}")
    return done.stdout
