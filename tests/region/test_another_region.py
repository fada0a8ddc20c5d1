"""Another model region brings one folder of content and a setting, no code."""

from __future__ import annotations

import pytest
import yaml

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import Outcome, init_region

pytestmark = pytest.mark.stack

CONTENT = {
    "region.yaml": {
        "slug": "nordtal",
        "title": {"de": "Modellregion Nordtal", "en": "Model region Nordtal"},
        "catalogue": {
            "title": {"de": "Datenkatalog Nordtal", "en": "Data catalogue Nordtal"},
            "description": {"de": "Offene Daten aus Nordtal.", "en": "Open data from Nordtal."},
            "publisher_name": "Gemeinde Nordtal",
            "publisher_uri": "",
            "publisher_type": "http://purl.org/adms/publishertype/LocalAuthority",
            "licence": "http://dcat-ap.de/def/licenses/dl-zero-de/2.0",
            "languages": ["http://publications.europa.eu/resource/authority/language/DEU"],
            "spatial": [],
        },
    },
    "municipalities.yaml": [
        {
            "slug": "nordtal",
            "title": {"de": "Gemeinde Nordtal", "en": "Municipality of Nordtal"},
            "kind": "gemeinde",
            "publisher_name": "Gemeinde Nordtal",
            "publisher_type": "http://purl.org/adms/publishertype/LocalAuthority",
        }
    ],
    "action_fields.yaml": [
        {"slug": "wasser", "label": {"de": "Wasser", "en": "Water"}, "icon": "database"}
    ],
    "projects.yaml": [
        {
            "slug": "talsperre",
            "title": {"de": "Digitale Talsperre", "en": "Digital dam"},
            "action_fields": ["wasser"],
            "municipality": "nordtal",
            "values": {"summary": "Sensoren messen den Stand.", "status": "umsetzung"},
        }
    ],
    "sources.yaml": [],
}


@pytest.fixture
def nordtal(tmp_path, ckan_config, clean_stack, app):
    """A site whose setting names the folder of an invented region, after `init`."""
    for name, rows in CONTENT.items():
        (tmp_path / name).write_text(yaml.safe_dump(rows, allow_unicode=True), encoding="utf-8")
    ckan_config[config.REGION] = str(tmp_path)
    report = init_region(load_region())
    assert not report.names(Outcome.FAILED), report.render()
    return app


class TestAnotherRegion:
    @pytest.mark.parametrize("page", ["/", "/modellprojekte", "/modellprojekte/talsperre"])
    def test_pages_speak_of_it_alone(self, nordtal, page):
        """Home, list and project show the other region and nothing of the one we ship."""
        text = nordtal.get(page).get_data(as_text=True)
        content = text[text.index("<body") :]
        assert "Digitale Talsperre" in content or page == "/"
        for ours in ("Paderborn", "Bielefeld", "Delbrück", "LoRaWAN", "zwölf"):
            assert ours not in content
