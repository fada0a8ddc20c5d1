"""Lossless: every value of every recording comes out again or is named by a rule (issue 4, 3)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))
from account import account

from ckanext.modellregion_owl.rdf.rules import MESSAGES

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("compat", [False, True], ids=["clean", "compat"])
@pytest.mark.parametrize("folder", ["dcat_ap_de", "dkan_rdf"])
class TestAccount:
    def test_nothing_is_unexplained(self, catalogues, folder, compat):
        """Of each dataset each value is back under its property, or a rule names it."""
        files = sorted((catalogues / folder).iterdir())
        if not files:
            pytest.skip(f"no recordings in {catalogues / folder}")
        found = {file.name: account(file, compat) for file in files}
        assert {name: a.unexplained for name, a in found.items() if a.unexplained} == {}
        assert all(a.values for a in found.values())
        for each in found.values():
            assert set(each.rules) <= set(MESSAGES), "a rule without words for people"
