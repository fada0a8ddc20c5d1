"""Settings, commands and actions are documented, and what is documented exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ckanext.modellregion_owl import reference

pytestmark = pytest.mark.unit

FOLDER = Path(__file__).parents[1] / "docs/reference"
AGAIN = "run: python -m ckanext.modellregion_owl.reference docs/reference"


class TestPages:
    @pytest.mark.parametrize("name", reference.PAGES)
    def test_is_what_the_code_declares(self, name):
        """A setting, command or action that is not on its page, or no longer there, fails here."""
        assert (FOLDER / f"{name}.md").read_text("utf-8") == reference.PAGES[name](), AGAIN

    def test_every_command_and_action_says_what_it_does(self):
        """Nothing stands on the pages with its name alone."""
        for name in ("commands", "actions"):
            sections = re.split(r"^## ", reference.PAGES[name](), flags=re.M)[1:]
            bare = [s.splitlines()[0] for s in sections if len(s.splitlines()) < 3]
            assert bare == [], name

    def test_every_option_is_explained(self):
        """An option without words helps nobody."""
        assert re.findall(r"^\| (.*) \|  \|$", reference.commands(), re.M) == []
