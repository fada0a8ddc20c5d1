"""The fixtures of tests/conftest.py do what the other rooms rely on."""

from __future__ import annotations

import pytest

import ckan.plugins as p
from ckan import model
from ckan.lib import search
from ckan.tests import factories

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]


class TestCleanStack:
    @pytest.mark.parametrize("turn", [1, 2, 3])
    def test_starts_empty(self, turn):
        """A test sees nothing of the one before it, neither in the tables nor in the index."""
        assert model.Session.query(model.Package).count() == 0
        assert search.query_for(model.Package).run({"q": "*:*"})["count"] == 0
        # A type of its own: the region's schema asks for more than this test is about.
        owner = factories.Organization()["id"]
        factories.Dataset(name="left-behind", type="other", owner_org=owner)
        assert search.query_for(model.Package).run({"q": "*:*"})["count"] == 1

    def test_loads_all_plugins(self):
        """All five plugins of the distribution are loaded."""
        names = ("", "_harvest", "_feed", "_projects", "_theme")
        assert all(p.plugin_loaded(f"modellregion_owl{name}") for name in names)
