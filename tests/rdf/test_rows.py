"""The loader of the rows: a malformed row is refused with its field's name."""

from __future__ import annotations

import pytest

from ckanext.modellregion_owl.rdf.rows import RowError, load_rows, rows_of

pytestmark = pytest.mark.unit

GOOD = {"property": "dct:title", "kind": "text", "card": "0..1", "duty": "optional"}


def load(**changes):
    field = {"field_name": "probe", "rdf": {**GOOD, **changes}}
    return rows_of({"dataset_fields": [field], "resource_fields": []}, {"presets": []})


class TestRowsOf:
    def test_good_row(self):
        """A row has its property expanded."""
        (row,) = load().dataset
        assert (row.field, str(row.predicate)) == ("probe", "http://purl.org/dc/terms/title")

    @pytest.mark.parametrize(
        "change",
        [
            {"kind": "txt"},
            {"card": "many"},
            {"duty": "P"},
            {"unknown": "lose"},
            {"propertie": "dct:title"},
            {"kind": "term"},
        ],
        ids=str,
    )
    def test_wrong_word(self, change):
        """A word that the profile does not know is an error, not a row that does nothing."""
        with pytest.raises(RowError, match="probe"):
            load(**change)

    @pytest.mark.parametrize("facet", [{"index": "x", "values": "guess"}, {"order": 1}, {"i": 2}])
    def test_wrong_facet(self, facet):
        """A facet without an index field, or with a word that nobody knows, is an error too."""
        field = {"field_name": "probe", "rdf": GOOD, "facet": facet}
        with pytest.raises(RowError, match="probe: facet"):
            rows_of({"dataset_fields": [field], "resource_fields": []}, {"presets": []})


class TestLoadRows:
    def test_no_property_twice(self):
        """Two fields with the same property would both be written."""
        rows = load_rows()
        for group in (rows.dataset, rows.resource):
            predicates = [row.predicate for row in group]
            assert len(predicates) == len(set(predicates))

    def test_mandatory_and_recommended_ones_are_there(self):
        """The properties that DCAT-AP.de 3.0 demands or recommends have a row."""
        rows = load_rows()
        dataset = {r.field for r in rows.dataset if r.duty in ("mandatory", "recommended")}
        assert dataset >= {
            "title", "notes", "publisher", "keyword", "political_geocoding_level_uri", "theme",
            "availability", "spatial_coverage", "temporal_coverage", "contact",
        }  # fmt: skip
        resource = {r.field for r in rows.resource if r.duty in ("mandatory", "recommended")}
        assert resource >= {
            "access_url", "license", "name", "modified", "format", "availability",
        }  # fmt: skip
