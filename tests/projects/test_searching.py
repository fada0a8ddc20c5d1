"""Search among the projects: German and English words, without the index."""

from __future__ import annotations

import pytest

from ckanext.modellregion_owl.projects.searching import matching
from ckanext.modellregion_owl.projects.seed import fields
from ckanext.modellregion_owl.region import load_region

pytestmark = pytest.mark.unit

CROSSING, LORA = "schlosskreuzung", ["lorawan-delbrueck", "lorawan-2-0-delbrueck"]


@pytest.fixture(scope="module")
def region():
    return load_region("ckanext.modellregion_owl.region:owl")


@pytest.fixture(scope="module")
def records(region):
    return [{"name": p.slug, **fields(p)} for p in region.projects]


class TestMatching:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("Ampel", [CROSSING]),
            ("ampeln", [CROSSING]),
            ("traffic lights", [CROSSING]),
            ("LoRaWAN", LORA),
            ("lorawan 25", [LORA[1]]),
            ("lorawan 20", []),
            ("Delbrück", LORA),
            ("Delbrueck", LORA),
            ("Theater", ["theaterlytics"]),
            ("OPTANO", ["theaterlytics"]),
            ("Klinik", ["digitale-gesundheitsplattform-owl"]),
            ("Ampel Theater", []),
            ("Seilbahn", []),
            ("?", []),
        ],
    )
    def test_table(self, region, records, query, expected):
        """Every word counts: title, sentence, text, partners, action field, municipality."""
        assert [r["name"] for r in matching(records, query, region)] == expected

    @pytest.mark.parametrize("query", ["", "  "])
    def test_nothing_asked(self, region, records, query):
        """Without a word all projects are there."""
        assert matching(records, query, region) == records
