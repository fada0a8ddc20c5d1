"""The keys of a source's configuration are explained: in the docs and in the form."""

from __future__ import annotations

from pathlib import Path

import pytest

from ckanext.modellregion_owl.harvest import reference

pytestmark = pytest.mark.unit

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "sources.md"


class TestPage:
    def test_is_current(self):
        """Whoever changes a key makes the page anew; its head says how."""
        assert PAGE.read_text(encoding="utf-8") == reference.current()

    def test_every_row_is_one_line(self):
        """A bar or line break in an explanation would break the table."""
        for line in reference.current().splitlines():
            if line.startswith("| `"):
                assert line.replace("\\|", "").count("|") == len(reference.COLUMNS) + 1, line
