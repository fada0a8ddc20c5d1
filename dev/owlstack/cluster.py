"""The private PostgreSQL cluster: whose it is, where it lies, how it comes to be."""

from __future__ import annotations

import hashlib
import os
import pwd
import secrets
import shutil
import subprocess
from pathlib import Path

from owlstack.console import StackError, say, step
from owlstack.probes import alive
from owlstack.settings import Settings


def data_folder(settings: Settings) -> Path:
    """Return the cluster's folder.

    For root it lies in the home of the user postgres, since that user may not be able to reach
    the checkout; the name is derived from the checkout, so that two do not meet.
    """
    if os.geteuid() != 0:
        return settings.dev / "postgres"
    digest = hashlib.sha256(str(settings.root).encode()).hexdigest()[:10]
    return Path(pwd.getpwnam(owner() or "postgres").pw_dir) / f"modellregion-owl-{digest}"


def owner() -> str | None:
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


def binaries() -> Path:
    """Return the folder of the newest installed PostgreSQL's programs."""
    versions = sorted(
        (path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()),
        key=lambda path: float(path.parent.name),
    )
    if not versions:
        raise StackError("PostgreSQL's programs are missing: apt-get install postgresql")
    return versions[-1]


def is_ours(settings: Settings, data: Path) -> bool:
    """Tell whether the cluster exists and its password is known.

    Raise `StackError` when it is served for a `.dev/` that has been deleted since.
    """
    if (settings.run / "postgres-password").exists():
        return (data / "PG_VERSION").exists()
    lock = data / "postmaster.pid"
    pid = int(lock.read_text().split()[0]) if lock.exists() else 0
    if pid and alive(pid):
        raise StackError(
            f"PostgreSQL still runs in {data} for an earlier .dev/ of this checkout. "
            f"End it first: kill -INT {pid}"
        )
    return False


def create(settings: Settings, data: Path) -> None:
    """Make the cluster in `data` with a password of its own (.dev/run/postgres-password)."""
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
        if user := owner():
            shutil.chown(data, user, user)
            shutil.chown(handover, user, user)
        try:
            _initdb(data, handover)
        finally:
            handover.unlink()


def remove(settings: Settings) -> None:
    """Delete the private cluster with all its databases."""
    data = data_folder(settings)
    if data.exists():
        say(f"  delete {data}")
        shutil.rmtree(data)


def _initdb(data: Path, password_file: Path) -> None:
    command = [str(binaries() / "initdb"), "-D", str(data), "-U", "owl", "-A", "scram-sha-256"]
    command += [f"--pwfile={password_file}", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    user = owner()
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd="/",
        user=user,
        group=user,
        extra_groups=[] if user else None,
        check=False,
    )
    if done.returncode:
        raise StackError(f"initdb failed:\n{done.stdout}{done.stderr}")
