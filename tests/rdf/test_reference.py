"""The field reference in the docs is what the rows say."""

from __future__ import annotations

from pathlib import Path

import pytest

from ckanext.modellregion_owl.rdf import reference
from ckanext.modellregion_owl.rdf.rows import load_rows, rows_of, schema_of

pytestmark = pytest.mark.unit

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "fields.md"


class TestPage:
    def test_is_current(self):
        """Whoever changes a row makes the page anew; its head says how."""
        assert PAGE.read_text(encoding="utf-8") == reference.current()

    def test_has_every_row(self):
        """No field with a property is missing."""
        page = reference.current()
        for row in (*load_rows().dataset, *load_rows().resource):
            assert f"| `{row.field}`" in page, row.field

    def test_line_of_a_row(self):
        """A row with its labels, property, obligation, vocabulary, convention, filter and twins."""
        field = {
            "field_name": "probe",
            "label": {"de": "Probe", "en": "Sample"},
            "section": "weitere",
            "vocabulary": "themes",
            "facet": [{"index": "vocab_probe", "order": 1}, {"index": "vocab_count"}],
            "rdf": {
                "property": "dcat:theme",
                "kind": "term",
                "card": "0..n",
                "duty": "optional",
                "convention": "K7",
                "read_from": ["http://data.europa.eu/r5r#x"],
                "compat": ["dct:subject"],
            },
        }
        rows = rows_of({"dataset_fields": [field], "resource_fields": []}, {"presets": []})
        page = reference.reference(rows, schema_of()["form_sections"])
        assert (
            "| `probe` | Probe | Sample | `dcat:theme` | optional | 0..n | themes | K7 "
            "| `vocab_probe` Probe, (`vocab_count`) | `http://data.europa.eu/r5r#x` "
            "| `dct:subject` |"
        ) in page.splitlines()
