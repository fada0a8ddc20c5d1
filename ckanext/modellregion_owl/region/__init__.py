"""A region's content: one folder of YAML files, loaded into frozen rows.

Another model region brings its own folder by the setting `ckanext.modellregion_owl.region`.
"""

from __future__ import annotations

from ckanext.modellregion_owl.region.content import (
    ActionField,
    Catalogue,
    Municipality,
    Project,
    Region,
    RegionError,
    SourceRow,
    load_region,
)
from ckanext.modellregion_owl.region.rule import Rule

__all__ = [
    "ActionField",
    "Catalogue",
    "Municipality",
    "Project",
    "Region",
    "RegionError",
    "Rule",
    "SourceRow",
    "load_region",
]
