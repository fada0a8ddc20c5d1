"""What the name of a check tells."""

from __future__ import annotations

import pytest

from ckanext.modellregion_owl.rdf.shacl import SHAPES
from ckanext.modellregion_owl.validation.told import parts

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (f"{SHAPES}Dataset-title-min", ("Dataset", "title", "min")),
        (f"{SHAPES}Dataset-version-outdated-1", ("Dataset", "version", "outdated")),
        (f"{SHAPES}Dataset-title", ("", "", "")),
        (SHAPES, ("", "", "")),
        ("https://elsewhere.example/a-b-c", ("", "", "")),
        ("", ("", "", "")),
    ],
)
def test_parts_of_a_check(name, expected):
    """Class, field and kind of a check of ours; of any other name nothing, and no error."""
    assert parts(name) == expected
