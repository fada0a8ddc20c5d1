"""The virtual environment `.dev/venv`: pinned packages, and our own, editable."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from owlstack.console import StackError, step
from owlstack.settings import Settings

INPUTS = ("dev/requirements.txt", "pyproject.toml", "setup.py")


def ensure(settings: Settings) -> None:
    """Install the packages unless the digest of their description is the recorded one."""
    stamp = settings.run / "python.stamp"
    if _is_current(settings, stamp.read_text() if stamp.exists() else ""):
        return
    if not (settings.venv / "bin" / "python").exists():
        make_venv(settings, settings.venv)
    with step("Python packages in .dev/venv (a few minutes the first time)"):
        pip(settings, settings.venv, "install", "pip>=24", "setuptools>=77", "wheel", "Babel")
        pip(settings, settings.venv, "install", "-r", "dev/requirements.txt")
        # Without isolation: setuptools and Babel are already here.
        pip(settings, settings.venv, "install", "--no-build-isolation", "--no-deps", "-e", ".")
        pip(settings, settings.venv, "check")
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(_digest(settings))


def _is_current(settings: Settings, stamp: str) -> bool:
    return (settings.venv / "bin" / "ckan").exists() and stamp == _digest(settings)


def _digest(settings: Settings) -> str:
    digest = hashlib.sha256()
    for name in INPUTS:
        digest.update((settings.root / name).read_bytes())
    return digest.hexdigest()


class Stamp:
    """Whether something is installed as its requirements say: their digest in .dev/run."""

    def __init__(self, settings: Settings, name: str, requirements: str) -> None:
        self._file = settings.run / f"{name}.stamp"
        self._digest = hashlib.sha256((settings.root / requirements).read_bytes()).hexdigest()

    def is_current(self) -> bool:
        """Tell whether the last installation was of these requirements."""
        return self._file.exists() and self._file.read_text() == self._digest

    def put(self) -> None:
        """Note that they are installed."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(self._digest)


def make_venv(settings: Settings, folder: Path) -> None:
    """Make an empty virtual environment; raise `StackError` when that is not possible."""
    with step(f"virtual environment with {settings.python}"):
        _check_version(settings.python)
        done = subprocess.run(
            [settings.python, "-m", "venv", str(folder)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise StackError(f"No virtual environment:\n{done.stdout}{done.stderr}")


def _check_version(python: str) -> None:
    question = "import sys; print(*sys.version_info[:2])"
    done = subprocess.run([python, "-c", question], capture_output=True, text=True, check=False)
    version = tuple(int(part) for part in done.stdout.split())
    if not (3, 10) <= version < (3, 14):
        raise StackError(
            f"{python} is Python {'.'.join(map(str, version)) or '?'}; needed is 3.10 to 3.13. "
            "Name another interpreter: MODELLREGION_PYTHON=…"
        )


def pip(settings: Settings, folder: Path, command: str, *arguments: str) -> None:
    """Run pip of a virtual environment, logged in logs/pip.log; raise `StackError` if it fails."""
    log = settings.logs / "pip.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    options = [] if command == "check" else ["--no-input"]
    with log.open("ab") as out:
        done = subprocess.run(
            [str(folder / "bin" / "python"), "-m", "pip", command, *arguments, *options],
            cwd=settings.root,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
            check=False,
        )
    if done.returncode:
        raise StackError(f"pip {command} failed; see {log}")


def run(settings: Settings, command: Sequence[str], environ: dict[str, str] | None = None) -> int:
    """Run a program of the environment in the checkout, output on the screen; return its code."""
    sys.stdout.flush()
    done = subprocess.run(
        [settings.bin(command[0]), *command[1:]],
        cwd=settings.root,
        env={**os.environ, **(environ or {})},
        check=False,
    )
    return done.returncode
