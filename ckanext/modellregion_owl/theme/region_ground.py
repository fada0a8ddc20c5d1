"""The region's places in true position, for the map with background tiles."""

from __future__ import annotations

from dataclasses import dataclass

from ckanext.modellregion_owl.theme import extent, ground
from ckanext.modellregion_owl.theme.portal import Drawing


@dataclass(frozen=True)
class GroundPlace:
    """A municipality: its part of the mark and where it stands."""

    mark: str
    spot: extent.Spot


@dataclass(frozen=True)
class RegionGround:
    """Tiles and places of the region; `attribution` names whose map it is."""

    places: tuple[GroundPlace, ...]
    tiles: tuple[ground.Tile, ...]
    attribution: str
    width: int = ground.WIDTH
    height: int = ground.HEIGHT


def positions(drawing: Drawing | None) -> list[tuple[str, ground.Point]]:
    """Return name and position of the towns that have one (`at` in map.yaml), no areas."""
    places = drawing.places if drawing else ()
    return [(p.name, (p.at[0], p.at[1])) for p in places if p.at and not p.land]


def region_ground(drawing: Drawing) -> RegionGround | None:
    """Return the map on tiles, None without the setting or where a place has no position."""
    if not ground.tiles_address():
        return None
    if not all(place.at for place in drawing.places):
        return None
    known = [(place.name, (place.at[0], place.at[1])) for place in drawing.places if place.at]
    frame = ground.frame([at for _, at in known])
    found = zip(drawing.places, extent.spots(frame, known), strict=True)
    return RegionGround(
        places=tuple(GroundPlace(place.mark, spot) for place, spot in found),
        tiles=frame.tiles(),
        attribution=ground.attribution(),
    )
