"""owlstack/csw.py: pycsw is installed once, and anew when its description changes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from owlstack import csw, environment
from owlstack.console import StackError
from owlstack.settings import Settings

pytestmark = pytest.mark.unit


@pytest.fixture
def settings(tmp_path) -> Settings:
    """A checkout that describes pycsw, without an installation."""
    (tmp_path / "dev").mkdir()
    (tmp_path / csw.REQUIREMENTS).write_text("pycsw==2.6.2\n")
    return replace(Settings(), root=tmp_path)


@pytest.fixture
def installs(monkeypatch) -> list[str]:
    """The commands that pip got; each makes the program that counts as installed."""
    seen: list[str] = []

    def pip(settings, folder, command, *arguments):
        seen.append(command)
        (folder / "bin").mkdir(parents=True, exist_ok=True)
        (folder / "bin" / "pycsw-admin.py").touch()

    monkeypatch.setattr(environment, "pip", pip)
    monkeypatch.setattr(environment, "make_venv", lambda settings, folder: None)
    return seen


class TestEnsure:
    def test_once(self, settings, installs):
        """A second run finds what the first has done."""
        csw.ensure(settings)
        csw.ensure(settings)
        assert installs == ["install", "check"]

    def test_again_when_described_otherwise(self, settings, installs):
        """Another version is installed at the next run."""
        csw.ensure(settings)
        (settings.root / csw.REQUIREMENTS).write_text("pycsw==2.6.3\n")
        csw.ensure(settings)
        assert installs == ["install", "check"] * 2

    def test_failure_is_a_failure(self, settings, installs, monkeypatch):
        """Where pip fails, nothing counts as installed and the tests don't run without."""

        def fails(*arguments):
            raise StackError("pip install failed")

        monkeypatch.setattr(environment, "pip", fails)
        for _ in range(2):
            with pytest.raises(StackError):
                csw.ensure(settings)
