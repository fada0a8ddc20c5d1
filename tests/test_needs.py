"""The extension refuses what it can't work with, in words that say what to do."""

from __future__ import annotations

import pytest

from ckan.exceptions import CkanConfigurationException

from ckanext.modellregion_owl.needs import require_ckan

pytestmark = pytest.mark.unit


class TestRequireCkan:
    @pytest.mark.parametrize("version", ["2.12.0", "2.12.3", "2.13.0a0", "3.0.0"])
    def test_newer_ones_start(self, version):
        """2.12 and everything behind it."""
        require_ckan(version)

    @pytest.mark.parametrize("version", ["2.11.4", "2.9.11", "2.1.0"])
    def test_older_ones_are_refused(self, version):
        """The message names the version that runs and what to do."""
        with pytest.raises(CkanConfigurationException, match=f"this is {version}.*Update CKAN"):
            require_ckan(version)
