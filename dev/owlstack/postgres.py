"""A private PostgreSQL cluster on loopback, tuned for throw-away data."""

from __future__ import annotations

import hashlib
import os
import pwd
import secrets
import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from owlstack.console import StackError, say, step
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
    data = _data_folder(settings)
    if not _exists(data):
        _create(settings, data)
    options = [f"--{key}={value}" for key, value in _options(settings, data).items()]
    ensure(
        settings,
        Service(
            name="postgres",
            command=(str(_binaries() / "postgres"), "-D", str(data), *options),
            ready=lambda: _ready(settings),
            user=_owner(),
            cwd=Path("/"),
            stop_signal=STOP_SIGNAL,
        ),
    )


def halt(settings: Settings) -> bool:
    """End the cluster if we started it."""
    return stop(settings, "postgres", STOP_SIGNAL)


def ensure_database(settings: Settings, name: str) -> bool:
    """Create the database `name` (UTF-8) if it is missing; return whether it was created."""
    found = _psql(settings, f"SELECT 1 FROM pg_database WHERE datname = '{name}'")
    if found.strip() == "1":
        return False
    _psql(settings, f'CREATE DATABASE "{name}" ENCODING \'UTF8\' TEMPLATE template0')
    return True


def database_url(settings: Settings, name: str) -> str:
    """Return the address of a database, with its login, as SQLAlchemy reads it."""
    return urlunsplit(urlsplit(_admin_url(settings))._replace(path=f"/{name}"))


def remove(settings: Settings) -> None:
    """Delete the private cluster with all its databases."""
    data = _data_folder(settings)
    if data.exists():
        say(f"  delete {data}")
        shutil.rmtree(data)


def _admin_url(settings: Settings) -> str:
    if "postgres" in settings.external:
        return settings.external["postgres"]
    password = (settings.run / "postgres-password").read_text().strip()
    return f"postgresql://owl:{password}@127.0.0.1:{settings.ports['postgres']}/postgres"


def _owner() -> str | None:
    """Return the user the server runs as: it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise StackError(
            "PostgreSQL does not run as root and there is no user “postgres”: "
            "apt-get install postgresql"
        ) from None


def _data_folder(settings: Settings) -> Path:
    """Return the cluster's folder.

    For root it lies in the home of the user postgres, since that user may not be able to reach
    the checkout; the name is derived from the checkout, so that two do not meet.
    """
    if os.geteuid() != 0:
        return settings.dev / "postgres"
    digest = hashlib.sha256(str(settings.root).encode()).hexdigest()[:10]
    return Path(pwd.getpwnam(_owner() or "postgres").pw_dir) / f"modellregion-owl-{digest}"


def _exists(data: Path) -> bool:
    return (data / "PG_VERSION").exists()


def _create(settings: Settings, data: Path) -> None:
    settings.run.mkdir(parents=True, exist_ok=True)
    password = secrets.token_hex(16)
    secret = settings.run / "postgres-password"
    secret.touch(mode=0o600)
    secret.write_text(password)
    (settings.run / "postgres-data").write_text(f"{data}\n")
    with step(f"PostgreSQL cluster in {data}"):
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        handover = data.with_name(f"{data.name}.password")
        handover.touch(mode=0o600)
        handover.write_text(password)
        if owner := _owner():
            shutil.chown(data, owner, owner)
            shutil.chown(handover, owner, owner)
        try:
            _initdb(data, handover)
        finally:
            handover.unlink()


def _initdb(data: Path, password_file: Path) -> None:
    command = [str(_binaries() / "initdb"), "-D", str(data), "-U", "owl", "-A", "scram-sha-256"]
    command += [f"--pwfile={password_file}", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    owner = _owner()
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd="/",
        user=owner,
        group=owner,
        extra_groups=[] if owner else None,
        check=False,
    )
    if done.returncode:
        raise StackError(f"initdb failed:\n{done.stdout}{done.stderr}")


def _options(settings: Settings, data: Path) -> dict[str, str]:
    return {
        **TUNING,
        "listen_addresses": "127.0.0.1",
        "port": str(settings.ports["postgres"]),
        # No socket at all: the Debian folder for them is not writable for everyone.
        "unix_socket_directories": "",
    }


def _binaries() -> Path:
    versions = sorted(
        (path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()),
        key=lambda path: float(path.parent.name),
    )
    if not versions:
        raise StackError("PostgreSQL's programs are missing: apt-get install postgresql")
    return versions[-1]


def _ready(settings: Settings) -> bool:
    command = [str(_binaries() / "pg_isready"), "-q", "-h", "127.0.0.1"]
    command += ["-p", str(settings.ports["postgres"])]
    return subprocess.run(command, check=False).returncode == 0


def _psql(settings: Settings, statement: str) -> str:
    program = shutil.which("psql") or str(_binaries() / "psql")
    command = [program, "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", statement]
    done = subprocess.run(
        [*command, _admin_url(settings)], capture_output=True, text=True, check=False, cwd="/"
    )
    if done.returncode:
        raise StackError(f"PostgreSQL refused “{statement}”:\n{done.stderr}")
    return done.stdout
