"""Extensions of others for the tests: `.dev/neighbours`, behind everything of the environment."""

from __future__ import annotations

from pathlib import Path

from owlstack import environment
from owlstack.console import step
from owlstack.settings import Settings

REQUIREMENTS = "dev/requirements-neighbours.txt"


def folder(settings: Settings) -> Path:
    """Return where they lie."""
    return settings.dev / "neighbours"


def ensure(settings: Settings) -> None:
    """Install them unless they are there as described.

    :raises StackError: pip failed; says where its words are.
    """
    stamp = environment.Stamp(settings, "neighbours", REQUIREMENTS)
    if folder(settings).is_dir() and stamp.is_current():
        return
    with step("extensions of others in .dev/neighbours"):
        place = str(folder(settings))
        options = ("--no-deps", "--upgrade", "--target", place, "-r", REQUIREMENTS)
        environment.pip(settings, settings.venv, "install", *options)
    stamp.put()
