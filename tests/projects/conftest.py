"""A steward who may do everything."""

from __future__ import annotations

import pytest

from ckan.tests import factories


@pytest.fixture
def sysadmin(clean_stack):
    """Headers of a logged-in sysadmin."""
    return {"Authorization": factories.SysadminWithToken()["token"]}
