"""A dataset's own area: read from its geometry, drawn in true position, told in words."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from geomet import wkt

from ckanext.modellregion_owl.rdf.geometry import CRS, UNREADABLE, Shape, as_wkt, parts
from ckanext.modellregion_owl.theme import ground
from ckanext.modellregion_owl.theme.ground import Bounds, Point

FIELDS = ("geom", "bbox", "centroid")  # of an area, the most exact first
LONGEST = 200_000  # characters of a geometry that a page reads
MOST_POINTS = 500  # beyond, the box is drawn
MOST_AREAS = 20
LEAST = 14  # units: a smaller area gets a ring round it
LETTER = 9  # units: about a letter's width in a name
NEAR = 2.0  # degrees: how far a place may lie to be shown beside the area
ORDER_BY_CRS = {"": False, "CRS84": False, "4326": True}  # end of the address → latitude first


@dataclass(frozen=True)
class Spot:
    """A place of the region in the frame; the name stands left of it (`west`) or right."""

    name: str
    x: float
    y: float
    west: bool


@dataclass(frozen=True)
class Extent:
    """What the template draws: paths, a ring round what is too small to see, places, tiles.

    `bounds` is the box of all areas in degrees, `inside` names the region's places in it.
    """

    bounds: Bounds
    paths: tuple[str, ...]
    ring: tuple[float, float] | None
    spots: tuple[Spot, ...]
    inside: tuple[str, ...]
    tiles: tuple[ground.Tile, ...]
    attribution: str
    width: int = ground.WIDTH
    height: int = ground.HEIGHT


def extent(package: dict[str, Any], places: Sequence[tuple[str, Point]]) -> Extent | None:
    """Return the area of a dataset as drawn, None when no geometry of it can be read.

    :param places: name and position of the region's places.
    """
    shapes = [shape for text in _texts(package) for shape in shapes_of(text)]
    points = [point for shape in shapes for point in shape.points]
    if not points:
        return None
    west, south, east, north = box = ground.bounds(points)
    if len(points) > MOST_POINTS:
        ring = ((west, south), (east, south), (east, north), (west, north))
        shapes = [Shape(ring, closed=True)]
    middle = ((west + east) / 2, (south + north) / 2)
    near = sorted((_distance(middle, at), at) for _, at in places)
    beside = [at for far, at in near[:1] if far < NEAR]
    frame = ground.frame([(west, south), (east, north), *beside])
    x1, y1 = frame.xy((west, north))
    x2, y2 = frame.xy((east, south))
    small = x2 - x1 < LEAST and y2 - y1 < LEAST
    return Extent(
        bounds=box,
        paths=tuple(_path(frame, shape) for shape in shapes if len(shape.points) > 1),
        ring=(round((x1 + x2) / 2, 1), round((y1 + y2) / 2, 1)) if small else None,
        spots=spots(frame, places),
        inside=tuple(n for n, (x, y) in places if west <= x <= east and south <= y <= north),
        tiles=frame.tiles(),
        attribution=ground.attribution(),
    )


def spots(frame: ground.Frame, places: Sequence[tuple[str, Point]]) -> tuple[Spot, ...]:
    """Return the places in the frame; the western ones' names stand left, so that none overlap."""
    seen = [(name, frame.xy(at)) for name, at in places if frame.holds(at)]
    mean = sum(x for _, (x, _) in seen) / max(1, len(seen))
    return tuple(
        Spot(name, x, y, x < mean and x > LETTER * (len(name) + 2)) for name, (x, y) in seen
    )


@lru_cache(maxsize=256)
def shapes_of(text: str) -> tuple[Shape, ...]:
    """Return the shapes of a geometry (GeoJSON, WKT), () when it is not one in degrees."""
    if not text or len(text) > LONGEST:
        return ()
    try:
        named = CRS.match(text)
        name = named.group().strip(" <>\t\n").rstrip("/").rsplit("/", 1)[-1] if named else ""
        swap = ORDER_BY_CRS[name]
        bare = CRS.sub("", as_wkt(text))
        found = tuple(parts(wkt.loads(bare)))
    except (*UNREADABLE, OverflowError):
        return ()
    if swap:
        found = tuple(Shape(tuple((y, x) for x, y in s.points), s.closed) for s in found)
    return found if found and all(_on_earth(p) for s in found for p in s.points) else ()


def _texts(package: dict[str, Any]) -> Iterator[str]:
    """Yield the best geometry of each area, else that of ckanext-spatial's field or extra."""
    areas = package.get("spatial_coverage")
    found = False
    for area in areas[:MOST_AREAS] if isinstance(areas, list) else ():
        held = [_text(area.get(name)) for name in FIELDS] if isinstance(area, dict) else []
        best = next((text for text in held if shapes_of(text)), "")
        if best:
            found = True
            yield best
    if not found:
        extras = [e for e in package.get("extras") or () if isinstance(e, dict)]
        extra = next((e.get("value") for e in extras if e.get("key") == "spatial"), "")
        yield _text(package.get("spatial") or extra)


def _text(value: Any) -> str:
    return json.dumps(value) if isinstance(value, dict) else str(value or "")


def _path(frame: ground.Frame, shape: Shape) -> str:
    return "M" + " L".join(f"{x} {y}" for x, y in map(frame.xy, shape.points)) + "Z" * shape.closed


def _on_earth(point: Point) -> bool:
    x, y = point
    return math.isfinite(x) and math.isfinite(y) and abs(x) <= 180 and abs(y) <= 90


def _distance(one: Point, other: Point) -> float:
    return math.hypot(one[0] - other[0], one[1] - other[1])
