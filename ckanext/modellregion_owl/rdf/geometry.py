"""Geometries: which of several spellings to keep, and WKT for the feed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from geomet import InvalidGeoJSONException, wkt
from rdflib import BNode

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.rdf.about import About
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.statements import Literal, Node

# How many lists lie round each line of a type.
_DEPTHS = {
    "Point": 0, "LineString": 0, "MultiPoint": 1, "MultiLineString": 1, "Polygon": 1,
    "MultiPolygon": 2,
}  # fmt: skip
_HELD = (iri("gsp:asWKT"), iri("gsp:asGeoJSON"), iri("locn:geometry"))
_WKT = re.compile(r"^\s*(?:<[^>]+>\s*)?[A-Z]{3,20}(?:\s+[A-Z]{1,4})?\s*\(", re.IGNORECASE)
CRS = re.compile(r"^\s*<[^>]+>\s*")
# What geomet and json raise at hostile texts: a point of one number, NaN, brackets without end.
UNREADABLE = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, StopIteration,
    NotImplementedError, RecursionError, InvalidGeoJSONException,
)  # fmt: skip


def read_geometry(about: About, nodes: list[Node], field: str) -> list[str]:
    """Return the geometries as text, GeoJSON before WKT before the rest.

    Catalogues write the same polygon twice, as GeoJSON and as WKT: the second one is dropped when
    both mean the same. Notes it, and that GeoJSON goes out as WKT.
    """
    texts = [text for node in nodes for text in _texts(about, node)]
    texts.sort(key=lambda t: (not t.lstrip().startswith("{"), not _WKT.match(t), t))
    kept: dict[str, str] = {texts[0]: texts[0]} if len(texts) == 1 else {}
    for text in texts if not kept else ():
        first = kept.setdefault(_shape(text), text)
        if first != text:
            note(Finding("geometry.double", Severity.IMPROVE, field, text, as_wkt(first)))
    for text in kept.values():
        written = as_wkt(text)
        if written != text.strip():
            rule = "geometry.spelling" if written else "geometry.unreadable"
            severity = Severity.IMPROVE if written else Severity.WRONG
            note(Finding(rule, severity, field, text, written))
    return list(kept.values())


def _texts(about: About, node: Node) -> list[str]:
    if isinstance(node, Literal):
        return [str(node)]
    described = about.of(node)
    held = [str(v) for p in _HELD for v in described.get(p) if isinstance(v, Literal)]
    return held or ([] if isinstance(node, BNode) else [str(node)])


def _shape(text: str) -> str:
    """Return what two spellings of one geometry have in common."""
    written = as_wkt(text)
    try:
        return _numbers(str(wkt.dumps(wkt.loads(CRS.sub("", written)), decimals=6)))
    except UNREADABLE:
        return text


@lru_cache(maxsize=256)
def as_wkt(text: str) -> str:
    """Return the geometry as WKT, "" when the text is neither WKT nor GeoJSON.

    WKT stays as written. GeoJSON has longitude first, as WKT without a reference system has.
    """
    if _WKT.match(text):
        return text.strip()
    try:
        return _numbers(str(wkt.dumps(json.loads(text), decimals=12)))
    except UNREADABLE:
        return ""


def bounding_box(text: str) -> str:
    """Return the box around a geometry as WKT polygon, "" when it can't be read."""
    try:
        lines = parts(wkt.loads(CRS.sub("", as_wkt(text))))
        points = [point for line in lines for point in line.points]
    except UNREADABLE:
        return ""
    if not points:
        return ""
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return f"POLYGON (({', '.join(f'{x} {y}' for x, y in ring)}))"


@dataclass(frozen=True)
class Shape:
    """A line through points (first axis, second axis); closed, an area; one point, a place."""

    points: tuple[tuple[float, float], ...]
    closed: bool


def parts(geometry: dict[str, Any]) -> Iterator[Shape]:
    """Yield the places, lines and rings of a GeoJSON geometry, holes too; no empty ones.

    Raises one of UNREADABLE where the coordinates are not those of the geometry's type.
    """
    kind = str(geometry["type"])
    if kind == "GeometryCollection":
        for one in geometry["geometries"]:
            yield from parts(one)
        return
    held: Any = geometry.get("coordinates") or ()
    lines: list[Any] = [[held]] if kind == "Point" else [held]
    for _ in range(_DEPTHS.get(kind, 0)):
        lines = [line for outer in lines for line in outer]
    for line in lines if kind in _DEPTHS else ():
        found = [line] if kind == "MultiPoint" else line
        points = tuple((float(p[0]), float(p[1])) for p in found if p)
        if points:
            yield Shape(points, kind.endswith("Polygon"))


def _numbers(text: str) -> str:
    """Drop the zeros with which geomet fills up the decimals."""
    return re.sub(r"\.\d+(?=[\s,)])", lambda m: m.group().rstrip("0").rstrip("."), text)
