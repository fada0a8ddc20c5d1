"""Passing on to GovData: what counts where a source does not say."""

from __future__ import annotations

import pytest

from ckanext.modellregion_owl.harvest.delivery import of_config

pytestmark = pytest.mark.unit

GDI = "http://dcat-ap.de/def/contributors/gdiDE"
NRW = "http://dcat-ap.de/def/contributors/openNRW"


class TestDefault:
    @pytest.mark.parametrize(
        ("config", "url", "delivery"),
        [
            ({}, "https://daten.example", "yes"),
            ({"contributor_id": NRW}, "https://daten.example", "no"),
            ({"contributor_id": GDI}, "https://daten.example", "no"),
            ({}, "https://ckan.open.nrw.de/api", "no"),
            ({}, "https://gdk.gdi-de.org/csw", "no"),
            ({}, "https://open.nrw.de.example/", "yes"),
            ({"delivery": "yes", "contributor_id": NRW}, "https://open.nrw", "yes"),
            ({"delivery": "missing"}, "https://open.nrw", "missing"),
        ],
    )
    def test_who_passes_on_itself(self, config, url, delivery):
        """Sources of Open.NRW and GDI-DE are not passed on, unless somebody says so."""
        assert of_config(config, url) == delivery
