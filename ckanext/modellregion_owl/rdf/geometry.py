"""Geometries: which of several spellings to keep, and WKT for the feed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from geomet import InvalidGeoJSONException, wkt
from rdflib import BNode

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.rdf.about import About
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.statements import Literal, Node

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
        points = list(_points(wkt.loads(CRS.sub("", as_wkt(text)))))
    except UNREADABLE:
        return ""
    if not points:
        return ""
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return f"POLYGON (({', '.join(f'{x} {y}' for x, y in ring)}))"


def _points(part: Any) -> Iterator[tuple[float, float]]:
    """Yield the pairs of numbers in nested coordinates."""
    if isinstance(part, dict):
        part = part.get("coordinates") or part.get("geometries")
    if part and isinstance(part[0], (int, float)):
        yield part[0], part[1]
        return
    for inner in part or ():
        yield from _points(inner)


def _numbers(text: str) -> str:
    """Drop the zeros with which geomet fills up the decimals."""
    return re.sub(r"\.\d+(?=[\s,)])", lambda m: m.group().rstrip("0").rstrip("."), text)
