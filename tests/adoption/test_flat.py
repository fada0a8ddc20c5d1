"""Our fields as plain text, under the names that ckanext-dcat knows."""

from __future__ import annotations

import json

import pytest

from ckanext.modellregion_owl.adoption.flat import flat

pytestmark = pytest.mark.unit

POINT = '{"type": "Point", "coordinates": [8.7, 51.7]}'

PLACE = json.dumps([{"centroid": POINT}])


class TestFlat:
    @pytest.mark.parametrize(
        ("stored", "plain"),
        [
            ({"frei": "x", "leer": ""}, {"frei": "x", "leer": ""}),
            ({"language": '["a", "b"]'}, {"language": "a, b"}),
            ({"theme": "[]", "issued": ""}, {}),
            ({"contact": '[{"telephone": "1"}]'}, {"contact_tel": "1"}),
            (
                {"publisher": '[{"name": "A"}, {"name": "B"}]'},
                {"publisher_name": "A", "publisher_2_name": "B"},
            ),
            ({"spatial_coverage": PLACE}, {"spatial_centroid": "POINT (8.7 51.7)"}),
            ({"spatial": POINT}, {"spatial": POINT}),
            (
                {"contact": '[{"name": "A"}]', "contact_name": "B"},
                {"contact_name": "B", "contact_name_2": "A"},
            ),
            ({"other_values": '{"title": {"en": ["Trees"]}}'}, {"title_en": "Trees"}),
            ({"kept_statements": "_:this <a> <b> ."}, {}),
            ({"notiz": "[kein JSON"}, {"notiz": "[kein JSON"}),
        ],
    )  # fmt: skip
    def test_no_json_and_no_loss(self, stored, plain):
        """Each value stands in text; nothing hides behind another one of the same name."""
        assert flat(stored) == plain
