"""Maps in true position: a frame in Web Mercator and, by setting only, background tiles in it.

The server works out which tiles fill the frame; the page shows them as pictures, without a script.
Nothing is loaded from another host unless the operator names one (`map.tiles`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from ckanext.modellregion_owl import config

WIDTH, HEIGHT = 456, 400  # units of the drawing, as the schematic map's width
MARGIN = 56  # room for names at the edge
SIZE = 256  # a tile's edge
CLOSEST = 12
LIMIT = 85.05  # latitude at which Web Mercator ends
_KEYS = frozenset({"z", "x", "y"})

Point = tuple[float, float]  # longitude, latitude in degrees
Bounds = tuple[float, float, float, float]  # west, south, east, north


@dataclass(frozen=True)
class Tile:
    """A picture of the background and its upper left corner in the frame."""

    url: str
    x: float
    y: float


@dataclass(frozen=True)
class Frame:
    """A piece of the world, WIDTH × HEIGHT, at a zoom level of the tiles."""

    zoom: int
    left: float
    top: float

    def xy(self, point: Point) -> tuple[float, float]:
        """Return a place's position in the frame."""
        x, y = _world(point, self.zoom)
        return round(x - self.left, 1), round(y - self.top, 1)

    def holds(self, point: Point) -> bool:
        """Tell whether a place lies in the frame."""
        x, y = self.xy(point)
        return 0 <= x <= WIDTH and 0 <= y <= HEIGHT

    def tiles(self) -> tuple[Tile, ...]:
        """Return the tiles that fill the frame, none without the setting."""
        template = tiles_address()
        if not template:
            return ()
        edge = 2**self.zoom
        columns = range(math.floor(self.left / SIZE), math.floor((self.left + WIDTH) / SIZE) + 1)
        rows = range(math.floor(self.top / SIZE), math.floor((self.top + HEIGHT) / SIZE) + 1)
        return tuple(
            Tile(
                template.format(z=self.zoom, x=x % edge, y=y),
                round(x * SIZE - self.left, 1),
                round(y * SIZE - self.top, 1),
            )
            for y in rows
            for x in columns
            if 0 <= y < edge
        )


def frame(points: Sequence[Point]) -> Frame:
    """Return the closest frame that holds all points with a margin; at least one point."""
    west, south, east, north = bounds(points)
    zoom = next((z for z in range(CLOSEST, 0, -1) if _fits(west, south, east, north, z)), 0)
    x1, y1 = _world((west, north), zoom)
    x2, y2 = _world((east, south), zoom)
    return Frame(zoom, (x1 + x2 - WIDTH) / 2, (y1 + y2 - HEIGHT) / 2)


def bounds(points: Sequence[Point]) -> Bounds:
    """Return the box round points."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def refusal(template: str, attribution: str) -> str:
    """Return why background tiles are not used, "" when they are or when none are wanted."""
    if not template:
        return ""
    if not attribution:
        return f"{config.MAP_TILES}: needs {config.MAP_ATTRIBUTION}, the line naming the map"
    if re.search(r"[\s\"'<>\\]", template):
        return f"{config.MAP_TILES} = {template}: no address"
    keys = re.findall(r"\{([^{}]*)\}", template)
    if sorted(keys) != sorted(_KEYS) or re.search(r"[{}]", re.sub(r"\{[xyz]\}", "", template)):
        return f"{config.MAP_TILES} = {template}: needs {{z}}, {{x}} and {{y}}, each once"
    try:
        parts = urlsplit(template)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or "{" in host or parts.scheme != "https":
        return f"{config.MAP_TILES} = {template}: must begin with https:// and a host"
    return ""


def tiles_address() -> str:
    """Return the address of tiles with {z}, {x}, {y}, "" when there is none that may be used."""
    template, attribution = config.map_tiles(), config.map_attribution()
    return "" if refusal(template, attribution) else template


def attribution() -> str:
    """Return the line that names the map below tiles, "" without tiles."""
    return config.map_attribution() if tiles_address() else ""


def _fits(west: float, south: float, east: float, north: float, zoom: int) -> bool:
    x1, y1 = _world((west, north), zoom)
    x2, y2 = _world((east, south), zoom)
    return x2 - x1 <= WIDTH - 2 * MARGIN and y2 - y1 <= HEIGHT - 2 * MARGIN


def _world(point: Point, zoom: int) -> tuple[float, float]:
    """Return the position in the world's picture at a zoom level (EPSG:3857 in tile pixels)."""
    lon, lat = point
    lat = math.radians(max(-LIMIT, min(LIMIT, lat)))
    edge = SIZE * 2**zoom
    y = (1 - math.asinh(math.tan(lat)) / math.pi) / 2
    return (lon + 180) / 360 * edge, y * edge
