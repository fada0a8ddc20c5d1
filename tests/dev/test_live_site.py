"""The browser fixtures: a served site and Chromium against it."""

from __future__ import annotations

import pytest
import requests

pytestmark = pytest.mark.browser


class TestLiveSite:
    @pytest.mark.parametrize("turn", [1, 2])
    def test_answers_over_http(self, live_site, turn):
        """The site answers on its own address and names that address in its data."""
        status = requests.get(f"{live_site}/api/3/action/status_show", timeout=30).json()
        assert status["result"]["site_url"] == live_site


class TestPage:
    def test_shows_the_site(self, live_site, page):
        """Chromium loads a page with its style sheets, German by default."""
        failed = []
        page.on("response", lambda r: failed.append(r.url) if r.status >= 400 else None)
        page.goto(f"{live_site}/dataset/")
        assert page.locator("html").get_attribute("lang") == "de"
        assert failed == []
