"""The wheel, installed and tested with every Python that we promise and that is found here."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from owlstack import environment
from owlstack.console import StackError, say, step
from owlstack.settings import Settings

VERSIONS = ("3.10", "3.11", "3.12", "3.13")
PLACES = "MODELLREGION_PYTHONS"  # folders with interpreters, beside PATH
# Tests that ask the services' addresses of CKAN's own pytest plugin stay out, as in `test-unit`.
IMPORT = "import ckan, ckanext.modellregion_owl.plugin as plugin; print(plugin.__file__)"


def test_pythons(settings: Settings, arguments: Sequence[str]) -> int:
    """Install the wheel with each Python from 3.10 to 3.13 that is found, and run the unit tests.

    A version that is not found is named and skipped; 1 when a test fails.
    """
    environment.ensure(settings)
    wheel = _wheel(settings)
    code = 0
    for version, python in _found():
        if not python:
            say(f"– Python {version}: not found here, skipped ({PLACES} may name its folder)")
            continue
        failed = _tested(replace(settings, python=python), version, wheel, arguments)
        say(f"{'✗' if failed else '✓'} Python {version}: {python}")
        code = code or failed
    return code


def _found() -> Iterator[tuple[str, str]]:
    """Yield each version with a path to its interpreter, "" for none."""
    path = os.pathsep.join([os.environ.get(PLACES, ""), os.environ.get("PATH", "")])
    for version in VERSIONS:
        candidates = [shutil.which(f"python{version}", path=part) for part in path.split(":")]
        yield version, next((c for c in candidates if c and _is(c, version)), "")


def _is(python: str, version: str) -> bool:
    """Tell whether a program is that Python; a version manager's stand-in may be none."""
    question = "import sys; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([python, "-c", question], capture_output=True, text=True, check=False)
    return done.stdout.strip() == version


def _wheel(settings: Settings) -> Path:
    folder = settings.dev / "pythons" / "wheel"
    shutil.rmtree(folder, ignore_errors=True)
    with step("wheel"):
        command = [settings.bin("python"), "-m", "build", "--wheel", "--no-isolation"]
        done = subprocess.run(
            [*command, "--outdir", str(folder)],
            cwd=settings.root,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise StackError(f"No wheel:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return next(folder.glob("*.whl"))


def _tested(settings: Settings, version: str, wheel: Path, arguments: Sequence[str]) -> int:
    from owlstack.commands import WITHOUT_CKAN

    venv = settings.dev / "pythons" / version
    if not (venv / "bin" / "python").exists():
        environment.make_venv(settings, venv)
    with step(f"packages for Python {version} (a few minutes the first time)"):
        environment.pip(settings, venv, "install", "pip>=24", "setuptools>=77", "wheel", "Babel")
        environment.pip(settings, venv, "install", "-r", "dev/requirements.txt")
        environment.pip(settings, venv, "install", "--no-deps", "--force-reinstall", str(wheel))
        environment.pip(settings, venv, "check")
    # From another folder: the checkout must not stand in for what the wheel lacks.
    done = subprocess.run(
        [str(venv / "bin/python"), "-c", IMPORT], cwd=venv, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode or not done.stdout.startswith(str(venv)):
        raise StackError(f"Python {version} can't import the wheel:\n{done.stdout}{done.stderr}")
    command = [str(venv / "bin/pytest"), *WITHOUT_CKAN, "-m", "unit and not long", "-q", *arguments]
    return subprocess.run(command, cwd=settings.root, check=False).returncode
