"""A dataset's area on the map, and background tiles by setting."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

import pytest

from ckan.tests import factories

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.rdf import geometry
from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.setup import init_region
from ckanext.modellregion_owl.theme import extent, ground

PLACES = [("Paderborn", (8.75, 51.72)), ("Bielefeld", (8.53, 52.02))]
BOX = "POLYGON ((8.7 51.7, 8.8 51.7, 8.8 51.75, 8.7 51.75, 8.7 51.7))"
TILES = "https://tiles.example.org/{z}/{y}/{x}.png"


@pytest.fixture
def no_tiles(monkeypatch):
    """Leave the settings of tiles empty."""
    monkeypatch.setattr(config, "map_tiles", lambda: "")
    monkeypatch.setattr(config, "map_attribution", lambda: "")


@pytest.fixture
def tiles(monkeypatch):
    """Set an address of tiles and its line."""
    monkeypatch.setattr(config, "map_tiles", lambda: TILES)
    monkeypatch.setattr(config, "map_attribution", lambda: "© Land")


def area(**fields: object) -> dict:
    """Return a package with one area."""
    return {"spatial_coverage": [fields]}


@pytest.mark.unit
@pytest.mark.usefixtures("no_tiles")
class TestExtent:
    def test_box_in_words_and_lines(self):
        """Bounds are those of the geometry, the path closes, places in it are named; no tiles."""
        drawn = extent.extent(area(bbox=BOX), PLACES)
        assert drawn.bounds == (8.7, 51.7, 8.8, 51.75)
        assert drawn.inside == ("Paderborn",)
        assert [d[-1] for d in drawn.paths] == ["Z"]
        assert drawn.tiles == () and drawn.attribution == ""

    def test_everything_drawn_lies_in_the_frame(self):
        """Area and nearest place are in the picture, with north above."""
        drawn = extent.extent(area(bbox=BOX), PLACES)
        numbers = [float(n) for d in drawn.paths for n in re.findall(r"-?\d+\.?\d*", d)]
        assert all(0 <= x <= drawn.width for x in numbers[::2])
        assert all(0 <= y <= drawn.height for y in numbers[1::2])
        assert numbers[1] > numbers[5]  # 51.7 lies below 51.75
        assert "Paderborn" in [spot.name for spot in drawn.spots]

    def test_most_exact_geometry_counts(self):
        """The geometry goes before box and centre; one that can't be read gives way."""
        point = "POINT (8.75 51.72)"
        assert extent.extent(area(geom=BOX, centroid=point), ()).bounds[0] == 8.7
        assert extent.extent(area(geom="POLYGON ((", centroid=point), ()).bounds[0] == 8.75

    def test_point_gets_a_ring(self):
        """What is too small to see has a ring round it."""
        drawn = extent.extent(area(centroid="POINT (8.75 51.72)"), PLACES)
        assert drawn.ring and drawn.paths == ()

    @pytest.mark.parametrize(
        "text",
        [
            json.dumps({"type": "Point", "coordinates": [8.75, 51.72]}),
            "<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT (8.75 51.72)",
            "<http://www.opengis.net/def/crs/EPSG/0/4326> POINT (51.72 8.75)",
        ],
    )
    def test_spellings_of_one_place(self, text):
        """GeoJSON, CRS84 and EPSG:4326 (latitude first) mean the same place."""
        assert extent.extent({"spatial": text}, ()).bounds == (8.75, 51.72, 8.75, 51.72)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "Paderborn",
            "POINT (nan 51)",
            "POINT (1e400 51)",
            "POINT (482000 5729000)",
            "<http://www.opengis.net/def/crs/EPSG/0/25832> POINT (8.75 51.72)",
            "POLYGON EMPTY",
            '{"type": "Point"}',
            '{"type": "Point", "coordinates": ["<script>", 1]}',
            '{"type": "Polygon", "coordinates": [[[1]]]}',
            "GEOMETRYCOLLECTION (" * 2000,
            "[" * 100_000,
            "POINT (8 51)" + " " * extent.LONGEST,
        ],
    )
    def test_unreadable_draws_nothing(self, text):
        """Hostile, unknown or projected coordinates end in no map, never in an error."""
        assert extent.extent(area(geom=text), PLACES) is None
        assert extent.extent({"spatial": text, "spatial_coverage": "x"}, PLACES) is None

    def test_endless_geometry_is_a_box(self):
        """Beyond 500 points the box is drawn: a page stays small."""
        points = ", ".join(f"{8 + i / 2000} {51 + (i % 7) / 100}" for i in range(900))
        drawn = extent.extent(area(geom=f"LINESTRING ({points})"), ())
        assert [d.count("L") for d in drawn.paths] == [3]


CORNERS = "(8.7 51.7, 8.8 51.75)"
RING = "(8.7 51.7, 8.8 51.7, 8.8 51.75, 8.7 51.7)"


@pytest.mark.unit
class TestOneWalker:
    @pytest.mark.parametrize(
        ("text", "lines", "closed"),
        [
            (f"LINESTRING {CORNERS}", 1, False),
            ("MULTIPOINT (8.7 51.7, 8.8 51.75)", 2, False),
            (f"MULTILINESTRING ({CORNERS}, {CORNERS})", 2, False),
            (f"POLYGON ({RING}, {RING})", 2, True),
            (f"MULTIPOLYGON (({RING}), ({RING}))", 2, True),
            (f"GEOMETRYCOLLECTION (POINT (8.7 51.7), LINESTRING {CORNERS})", 2, False),
        ],
    )
    def test_map_and_feed_see_the_same(self, text, lines, closed):
        """Of every type the page draws each part, and the feed's box lies round the same points."""
        shapes = extent.shapes_of(text)
        assert [shape.closed for shape in shapes] == [closed] * lines
        (box,) = extent.shapes_of(geometry.bounding_box(text))
        assert ground.bounds([p for s in shapes for p in s.points]) == ground.bounds(box.points)
        assert ground.bounds(box.points) == (8.7, 51.7, 8.8, 51.75)


@pytest.mark.unit
class TestTiles:
    @pytest.mark.usefixtures("tiles")
    def test_tiles_cover_the_frame(self):
        """The tiles leave no gap, are at most nine and come from the one host."""
        drawn = extent.extent(area(bbox=BOX), PLACES)
        assert 1 <= len(drawn.tiles) <= 9
        assert min(t.x for t in drawn.tiles) <= 0 and min(t.y for t in drawn.tiles) <= 0
        assert max(t.x for t in drawn.tiles) + ground.SIZE >= drawn.width
        assert max(t.y for t in drawn.tiles) + ground.SIZE >= drawn.height
        assert {urlsplit(t.url).netloc for t in drawn.tiles} == {"tiles.example.org"}
        assert drawn.attribution == "© Land"

    @pytest.mark.usefixtures("tiles")
    def test_tile_of_a_known_place(self):
        """Paderborn lies where the tile numbers of OpenStreetMap's formula say: 9/268/169."""
        frame = ground.Frame(9, 268 * 256, 169 * 256)
        x, y = frame.xy((8.75, 51.72))
        assert 0 <= x < 256 and 0 <= y < 256

    @pytest.mark.parametrize(
        ("address", "line"),
        [
            (TILES, ""),
            (TILES.replace("https", "http"), "©"),
            ("//tiles.example.org/{z}/{x}/{y}", "©"),
            ("https://tiles.example.org/{z}/{x}", "©"),
            ("https://tiles.example.org/{z}/{x}/{y}/{s}", "©"),
            ("https://{x}.example.org/{z}/{y}", "©"),
            ("https://tiles.example.org/{z}/{x}/{y}{", "©"),
            ('https://e.org/{z}/{x}/{y}" onload="x', "©"),
            ("https://[/{z}/{x}/{y}", "©"),
            ("javascript:{x}{y}{z}", "©"),
        ],
    )
    def test_what_is_refused(self, address, line):
        """Only a whole https address with a line that names the map is used."""
        assert ground.refusal(address, line)

    def test_nothing_to_refuse(self):
        """A sound setting and none at all are both fine."""
        assert ground.refusal(TILES, "© Land") == ground.refusal("", "") == ""


def hosts(body: str) -> set[str]:
    """Return the hosts from which a page loads pictures, scripts, styles or frames."""
    tags = re.findall(r"<(?:image|img|script|iframe|source|link rel=.stylesheet)\b[^>]*>", body)
    found = [a for tag in tags for a in re.findall(r'(?:src|href)="((?:https?:)?//[^"]+)"', tag)]
    return {urlsplit(address).netloc for address in found} - {"test.ckan.net", "127.0.0.1"}


@pytest.fixture
def dataset() -> str:
    """Make region, projects and a dataset with an area; give its name."""
    from dataclasses import replace

    init_region(replace(load_region(), sources=()))
    made = factories.Dataset(
        title="Pegel", owner_org="stadt-paderborn", spatial_coverage=[{"bbox": BOX}]
    )
    return str(made["name"])


@pytest.mark.stack
@pytest.mark.usefixtures("clean_stack")
class TestPages:
    def test_area_without_tiles(self, app, dataset):
        """The page draws the area, says it in words, and no page loads from another host."""
        body = app.get(f"/en/dataset/{dataset}").body
        assert "Longitude 8.70° to 8.80°, latitude 51.70° to 51.75°. Within: Paderborn." in body
        assert "owl-ground__area" in body and "<image" not in body
        for path in ("/", "/modellprojekte?ansicht=karte", "/kommune/stadt-paderborn"):
            assert hosts(app.get(path).body) == set(), path

    @pytest.mark.ckan_config(config.MAP_TILES, TILES)
    @pytest.mark.ckan_config(config.MAP_ATTRIBUTION, "© <Land>")
    def test_tiles_by_setting(self, app, dataset):
        """With the setting home, list and dataset load tiles of that host alone, naming the map."""
        maps = ("/", "/modellprojekte?ansicht=karte", "/kommune/stadt-paderborn")
        for path in (*maps, f"/dataset/{dataset}"):
            body = app.get(path).body
            assert hosts(body) == {"tiles.example.org"}, path
            assert "© &lt;Land&gt;" in body, path
