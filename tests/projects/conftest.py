"""A steward who may do everything."""

from __future__ import annotations

import pytest

from ckan.lib.search.query import PackageSearchQuery
from ckan.tests import factories


@pytest.fixture
def sysadmin(clean_stack):
    """Headers of a logged-in sysadmin."""
    return {"Authorization": factories.SysadminWithToken()["token"]}


@pytest.fixture
def solr_queries(monkeypatch):
    """The queries that reach the search index, counted."""
    seen = []
    run = PackageSearchQuery.run

    def counting(self, query, *args, **kwargs):
        seen.append(query)
        return run(self, query, *args, **kwargs)

    monkeypatch.setattr(PackageSearchQuery, "run", counting)
    return seen
