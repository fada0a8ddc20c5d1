"""The extent of an ArcGIS item as a box: Hub writes it in four ways."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ckanext.modellregion_owl.harvest.records.describe import Description
from ckanext.modellregion_owl.harvest.records.spatial import add_place

GEOJSON = frozenset(("Point", "Polygon", "MultiPolygon", "LineString", "MultiPoint"))


def add_extent(about: Description, extent: Any) -> None:
    """Add the place: "w,s,e,n", [[w,s],[e,n]], an envelope of these, or GeoJSON.

    Degrees of WGS 84, longitude first, as the item's page demands. Anything else is kept as text.
    """
    if isinstance(extent, dict) and str(extent.get("type")).lower() == "envelope":
        extent = extent.get("coordinates")
    if isinstance(extent, dict):
        return _add_shape(about, extent)
    numbers = list(_numbers(extent))
    if len(numbers) == 4:
        extent = ",".join(str(number) for number in numbers)
    if extent:
        add_place(about, extent)
    return None


def _add_shape(about: Description, shape: dict[str, Any]) -> None:
    if shape.get("type") in GEOJSON and shape.get("coordinates"):
        node = about.node("dct:spatial", "dct:Location")
        node.text("locn:geometry", json.dumps(shape, separators=(",", ":")))
    elif shape:
        add_place(about, shape)


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, list):
        for item in value:
            yield from _numbers(item)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield value
