"""Known weaknesses of the installed packages, by pip-audit where its database can be asked."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from owlstack import environment, prerequisites, slots
from owlstack.console import say, step
from owlstack.settings import Settings

PIP_AUDIT = "pip-audit==2.10.1"
# Known to be weak since 2018: who answers that nothing is known of it can't be believed. Mirrors of
# the package index answer without advisories, and pip-audit then says that all is well.
KNOWN_WEAK = "requests==2.19.0"
ADVISORIES = ("PYSEC-", "GHSA-", "CVE-")


def audit(settings: Settings, arguments: Sequence[str]) -> int:
    """List known weaknesses of every installed package; 1 when there are any.

    Skipped with a reason where the advisories can't be asked: no network, or a package index that
    has none. `arguments` go to pip-audit.
    """
    with slots.lock(settings):
        prerequisites.ensure(settings, browser=False)
        environment.ensure(settings)
        tool = _tool(settings)
    if not _answers(tool, arguments):
        say(
            "– no audit: the advisories can't be asked from here (no network, or an index without)."
        )
        say("  Try another network or service: make audit ARGS='--vulnerability-service osv'")
        return 0
    packages = next((settings.venv / "lib").glob("python3*")) / "site-packages"
    command = [str(tool), "--path", str(packages), "--skip-editable", "--progress-spinner", "off"]
    return subprocess.run([*command, *arguments], check=False).returncode


def _tool(settings: Settings) -> Path:
    """Return pip-audit, in an environment of its own: its packages are none of ours."""
    venv = settings.dev / "audit"
    tool = venv / "bin" / "pip-audit"
    if not tool.exists():
        with step("pip-audit"):
            environment.make_venv(settings, venv)
            environment.pip(settings, venv, "install", PIP_AUDIT)
    return tool


def _answers(tool: Path, arguments: Sequence[str]) -> bool:
    """Tell whether the service knows a weakness that everybody knows."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "requirements.txt"
        wanted.write_text(KNOWN_WEAK + os.linesep, encoding="utf-8")
        command = [str(tool), "-r", str(wanted), "--no-deps", "--disable-pip", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    return any(name in done.stdout for name in ADVISORIES)
