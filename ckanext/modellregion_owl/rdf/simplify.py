"""Makes a geometry smaller until it fits: a county's border has ten thousand points.

GovData's index refuses a value of more than 32,766 bytes, and with it the whole dataset (spec
govdata.md 2). CKAN keeps the exact geometry; this is what the feed says.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import Any

from geomet import wkt

from ckanext.modellregion_owl.rdf.geometry import CRS, UNREADABLE, bounding_box

MAX_BYTES = 32_000
DECIMALS = 6  # of a degree: 11 cm
FIRST_STEP = 0.00001  # degrees, about a metre; doubled until the geometry fits
STEPS = 20

Point = tuple[float, ...]
Line = list[Point]


@lru_cache(maxsize=64)
def fitting(text: str) -> str:
    """Return WKT that is not longer than allowed: itself, with fewer points, or its bounding box.

    Rings stay closed and never cross themselves; islands and holes smaller than the accuracy go.
    """
    if len(text.encode()) <= MAX_BYTES:
        return text
    system = CRS.match(text)
    prefix = system.group() if system else ""
    try:
        smaller = _smaller(wkt.loads(text[len(prefix) :]))
    except UNREADABLE:
        return ""
    smaller = smaller or bounding_box(text)
    return prefix + smaller if smaller else ""


def _smaller(geometry: dict[str, Any]) -> str:
    """Return the geometry with as many points as fit, "" when no number of them does."""
    step = 0.0
    for _ in range(STEPS):
        smaller = _simplified(geometry, step)
        if smaller is None:  # and a larger step leaves no more of it
            break
        written = str(wkt.dumps(smaller, decimals=DECIMALS))
        if len(written.encode()) <= MAX_BYTES and not _crosses(smaller):
            return written
        if geometry["type"] in ("Point", "MultiPoint"):
            break
        step = step * 2 or FIRST_STEP
    return ""


def _crosses(geometry: Any) -> bool:
    """Tell whether a ring of polygons crosses itself."""
    if isinstance(geometry, dict):
        if geometry["type"].endswith("Polygon"):
            return _crosses(geometry["coordinates"])
        return any(_crosses(inner) for inner in geometry.get("geometries") or ())
    if isinstance(geometry[0][0], tuple):
        return any(crosses(ring) for ring in geometry)
    return any(_crosses(inner) for inner in geometry)


def _simplified(geometry: dict[str, Any], step: float) -> dict[str, Any] | None:
    kind, parts = geometry["type"], geometry.get("coordinates") or ()
    if kind == "Polygon":
        rings = _rings(parts, step)
        return {"type": kind, "coordinates": rings} if rings else None
    if kind == "MultiPolygon":
        polygons = [rings for part in parts if (rings := _rings(part, step))]
        return {"type": kind, "coordinates": polygons} if polygons else None
    if kind == "LineString":
        return {"type": kind, "coordinates": thinned(_points(parts), step)}
    if kind == "MultiLineString":
        return {"type": kind, "coordinates": [thinned(_points(p), step) for p in parts]}
    if kind == "GeometryCollection":
        inner = [found for g in geometry["geometries"] if (found := _simplified(g, step))]
        return {"type": kind, "geometries": inner} if inner else None
    return geometry  # points: all or none


def _rings(parts: Any, step: float) -> list[Line]:
    """Return the outer ring and the holes of a polygon, [] when the outer one is too small."""
    rings = [_ring(_points(part), step) for part in parts]
    return [ring for ring in rings if ring] if rings and rings[0] else []


def _ring(points: Line, step: float) -> Line:
    """Return a smaller closed ring, [] when nothing is left of it."""
    if len(points) < 4 or points[0] != points[-1]:
        return []
    far = max(range(len(points)), key=lambda i: _distance(points[i], points[0]))
    halves = thinned(points[: far + 1], step)[:-1] + thinned(points[far:], step)
    ring = _without_doubles(halves)
    return ring if len(ring) > 3 else []


def _points(part: Any) -> Line:
    return [tuple(round(number, DECIMALS) for number in point[:2]) for point in part]


def _without_doubles(points: Line) -> Line:
    return [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]


def thinned(points: Line, step: float) -> Line:
    """Return the points that are needed to stay within `step` of a line (Douglas and Peucker)."""
    keep = {0, len(points) - 1}
    open_ = [(0, len(points) - 1)]
    while open_:
        first, last = open_.pop()
        gap = _from_line(points[first], points[last])
        far = max(range(first + 1, last), key=lambda i: gap(points[i]), default=first)
        if far != first and gap(points[far]) > step:
            keep.add(far)
            open_ += [(first, far), (far, last)]
    return [points[i] for i in sorted(keep)]


def _from_line(a: Point, b: Point) -> Callable[[Point], float]:
    """Return the function that gives a point's distance from the line between two points."""
    length = _distance(a, b)
    if not length:
        return lambda p: _distance(p, a)
    dx, dy = (b[0] - a[0]) / length, (b[1] - a[1]) / length
    return lambda p: abs((p[0] - a[0]) * dy - (p[1] - a[1]) * dx)


def _distance(a: Point, b: Point) -> float:
    return ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5


def crosses(ring: Line) -> bool:
    """Tell whether a closed ring crosses itself; sweeps its edges from west to east."""
    edges = sorted(
        ((min(a[0], b[0]), max(a[0], b[0]), i, a, b) for i, (a, b) in enumerate(_edges(ring))),
    )
    active: list[tuple[float, float, int, Point, Point]] = []
    last = len(edges) - 1
    for edge in edges:
        active = [other for other in active if other[1] >= edge[0]]
        for other in active:
            near = abs(edge[2] - other[2]) in (1, last)
            if not near and _cross(edge[3], edge[4], other[3], other[4]):
                return True
        active.append(edge)
    return False


def _edges(ring: Line) -> list[tuple[Point, Point]]:
    return list(pairwise(ring))


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    def side(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) <= 0 and side(c, d, a) * side(c, d, b) <= 0
