"""The project pages in the portal's own theme."""

from __future__ import annotations

import pytest

from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import init_region

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

OWN_THEME = "modellregion_owl_projects modellregion_owl scheming_datasets"


@pytest.mark.ckan_config("ckan.plugins", OWN_THEME)
class TestWithoutOurTheme:
    def test_list(self, app):
        """The list shows projects, filters and the honest note without a part of our theme."""
        init_region(load_region())
        page = app.get("/en/modellprojekte").body
        assert page.count("stretched-link") == len(load_region().projects)
        assert 'name="handlungsfeld"' in page
        assert "16 funded projects, 12 with a public source" in page
        assert "modellregion-owl-theme" not in page

    def test_project(self, app):
        """A project has status, facts, transfer, money and sources; each of them has a page."""
        init_region(load_region())
        page = app.get("/en/modellprojekte/lorawan-2-0-delbrueck").body
        for part in ("project-facts", "project-transfer", "project-money", "project-sources"):
            assert f'id="{part}"' in page
        assert 'aria-current="step"' in page
        for project in load_region().projects:
            assert app.get(f"/de/modellprojekte/{project.slug}").status_code == 200


class TestFilter:
    def test_no_hit(self, app):
        """Filters that fit nothing say so and offer the way back."""
        init_region(load_region())
        page = app.get("/en/modellprojekte?handlungsfeld=kultur&kommune=stadt-delbrueck").body
        assert "No project fits these filters." in page
        assert "stretched-link" not in page
