"""Places as servers write them in one text: box, WKT, GeoJSON, address or name."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.harvest.records.describe import Description
from ckanext.modellregion_owl.harvest.records.json_values import text_of
from ckanext.modellregion_owl.harvest.records.placeholders import said

_NUMBER = r"\s*[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?\s*"
_BOX = re.compile(",".join([_NUMBER] * 4))
_WKT = re.compile(r"\s*(<[^>]+>\s*)?(MULTI)?(POINT|LINESTRING|POLYGON)\s*(Z\s*)?\(", re.IGNORECASE)
_COLLECTION = re.compile(r"\s*GEOMETRYCOLLECTION\s*\(", re.IGNORECASE)
_LINK = re.compile(r"https?://\S+")


def add_place(about: Description, place: Any) -> Description | None:
    """Add a dct:Location; None when nothing is said.

    "west,south,east,north" is a dcat:bbox, WKT and GeoJSON (text or object) a geometry, an address
    the place's IRI, any other text its name.
    """
    text = said("spatial_coverage", text_of(place))
    if not text:
        return None
    if _LINK.fullmatch(text):
        return about.node("dct:spatial", "dct:Location", iri=text)
    node = about.node("dct:spatial", "dct:Location")
    if _BOX.fullmatch(text):
        return node.text("dcat:bbox", _box(text))
    if _WKT.match(text) or _COLLECTION.match(text) or _is_geojson(text):
        return node.text("locn:geometry", text)
    return node.text("skos:prefLabel", text)


def _box(text: str) -> str:
    west, south, east, north = (number.strip() for number in text.split(","))
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    wkt = f"POLYGON (({', '.join(f'{x} {y}' for x, y in corners)}))"
    note(Finding("geometry.spelling", Severity.IMPROVE, "spatial_coverage", text, wkt))
    return wkt


def _is_geojson(text: str) -> bool:
    if not text.startswith("{"):
        return False
    try:
        found = json.loads(text)
    except ValueError:
        return False
    return isinstance(found, Mapping) and bool({"coordinates", "geometries"} & set(found))
