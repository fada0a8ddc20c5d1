"""What must be on the machine, which Debian package brings it, and how it gets there."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from owlstack.console import StackError, say, step
from owlstack.settings import Settings


@dataclass(frozen=True)
class Need:
    """A thing, the test whether it is there, and the Debian packages that bring it."""

    what: str
    there: Callable[[], bool]
    packages: tuple[str, ...]


def ensure(settings: Settings, browser: bool = True) -> None:
    """Install what is missing (Debian, Ubuntu, as root) or raise `StackError` with the command."""
    missing = [need for need in _needs(settings, browser) if not need.there()]
    if not missing:
        return
    packages = sorted({package for need in missing for package in need.packages})
    things = ", ".join(need.what for need in missing)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise StackError(
            f"Missing on this machine: {things}.\n"
            f"  Install: sudo apt-get install {' '.join(packages)}\n"
            "  (names of Debian and Ubuntu), then run the same command again."
        )
    say(f"  missing: {things}")
    with step(f"apt-get install {' '.join(packages)}"):
        _apt(settings, "update", "-q")
        _apt(settings, "install", "-q", "-y", "--no-install-recommends", *packages)
    still = [need.what for need in missing if not need.there()]
    if still:
        raise StackError(f"Installed {', '.join(packages)}, but still missing: {', '.join(still)}")


def _needs(settings: Settings, browser: bool) -> list[Need]:
    needs = [
        Need("a Java development kit (javac)", _has("javac"), ("default-jdk-headless",)),
        Need("Maven (mvn)", _has("mvn"), ("maven",)),
        Need("libmagic", _has_libmagic, ("libmagic1",)),
    ]
    if "solr" in settings.external:
        needs = needs[2:]
    if "postgres" not in settings.external:
        needs.append(Need("PostgreSQL", _has_postgres, ("postgresql",)))
    elif not shutil.which("psql"):
        needs.append(Need("psql", _has("psql"), ("postgresql-client",)))
    if "redis" not in settings.external:
        needs.append(Need("Redis (redis-server)", _has("redis-server"), ("redis-server",)))
    if browser:
        needs.append(Need("Chromium", _has(settings.chromium), ("chromium",)))
    if not (settings.venv / "bin" / "ckan").exists():
        needs += _needs_for_building(settings)
    return needs


def _needs_for_building(settings: Settings) -> list[Need]:
    """Return what only the installation of the Python packages needs.

    CKAN pins psycopg2, which comes as source: compiler, headers of Python and libpq.
    """
    return [
        Need("Python's venv", lambda: _can_make_venv(settings.python), ("python3-venv",)),
        Need("C compiler", _has("gcc"), ("gcc", "libc6-dev")),
        Need("libpq (pg_config)", _has("pg_config"), ("libpq-dev",)),
        Need("Python's headers", lambda: _has_headers(settings.python), ("python3-dev",)),
    ]


def _has(program: str) -> Callable[[], bool]:
    return lambda: shutil.which(program) is not None


def _has_postgres() -> bool:
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def _has_libmagic() -> bool:
    return any(Path("/usr/lib").glob("*/libmagic.so.1")) or Path("/usr/lib/libmagic.so.1").exists()


def _has_headers(python: str) -> bool:
    code = "import os, sysconfig; os.stat(sysconfig.get_path('include') + '/Python.h')"
    return _succeeds(python, "-c", code)


def _can_make_venv(python: str) -> bool:
    return _succeeds(python, "-c", "import venv, ensurepip")


def _succeeds(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _apt(settings: Settings, *arguments: str) -> None:
    settings.logs.mkdir(parents=True, exist_ok=True)
    log = settings.logs / "apt.log"
    environ = {
        **os.environ,
        "DEBIAN_FRONTEND": "noninteractive",
        # Debian's own PostgreSQL and Redis need not run: we start private ones.
        "RUNLEVEL": "1",
    }
    with log.open("ab") as out:
        command = ["apt-get", *arguments]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environ, check=False
        )
    if done.returncode:
        raise StackError(f"“{' '.join(command)}” failed; see {log}")
