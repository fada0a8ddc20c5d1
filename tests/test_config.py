"""Settings that would do harm as they stand."""

from __future__ import annotations

import pytest

from ckanext.modellregion_owl import config

pytestmark = pytest.mark.unit


class TestSizes:
    @pytest.mark.parametrize("value", ["0", "-5"])
    def test_start_at_one(self, monkeypatch, value):
        """Batches or pages of nothing would be an endless loop or a division by zero."""
        monkeypatch.setitem(config.tk.config, config.HARVEST_BATCH_SIZE, value)
        monkeypatch.setitem(config.tk.config, config.FEED_PAGE_SIZE, value)
        monkeypatch.setitem(config.tk.config, "ckan.search.rows_max", 1000)
        assert (config.harvest_batch_size(), config.feed_page_size()) == (1, 1)
