"""The files for operators name commands, units and pages that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ckanext.modellregion_owl import reference

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs/operators"
LINK = re.compile(r"\]\((?!https?://)([^)#]+)")


def files() -> list[Path]:
    return sorted(p for p in FOLDER.rglob("*") if p.is_file())


def known() -> set[str]:
    """Return the commands that the plugins add."""
    return set(reference.group().commands)


class TestOperatorFiles:
    @pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
    def test_links_lead_somewhere(self, path):
        """Every relative link of a page leads to a file or folder."""
        links = LINK.findall(path.read_text(encoding="utf-8"))
        assert [link for link in links if not (path.parent / link).exists()] == []

    @pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
    def test_commands_exist(self, path):
        """Every `ckan modellregion …` that a page, unit or cron line names is one."""
        text = path.read_text(encoding="utf-8")
        named = set(re.findall(r"ckan(?: -[cq] ?\S*)* modellregion ([a-z][a-z-]+)", text))
        assert named - known() == set()

    def test_doctor_names_files_that_exist(self):
        """The remedies point to pages and folders of this folder."""
        text = (ROOT / "ckanext/modellregion_owl/doctor/table.py").read_text(encoding="utf-8")
        text = re.sub(r'"\s*\n\s*"', "", text)
        named = set(re.findall(r"docs/operators/[\w./-]*\w", text))
        assert named
        assert [name for name in named if not (ROOT / name).exists()] == []
