"""The points of a description, as the European data portal counts them."""

from __future__ import annotations

import pytest

from ckanext.modellregion_owl.links.store import State
from ckanext.modellregion_owl.model.quality import DIMENSIONS as COLUMNS
from ckanext.modellregion_owl.quality import metrics, score
from ckanext.modellregion_owl.rdf.rows import load_rows

pytestmark = pytest.mark.unit
DATASET = "https://daten.example/1"
HEAD = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix ft: <http://publications.europa.eu/resource/authority/file-type/> .
"""


def told(turtle: str) -> score.Told:
    """Return what a text says of the dataset."""
    import pyoxigraph as ox

    quads = ox.parse((HEAD + turtle).encode(), format=ox.RdfFormat.TURTLE)
    lines = ox.serialize((q.triple for q in quads), format=ox.RdfFormat.N_TRIPLES) or b""
    return score.read(lines.decode(), DATASET)


class TestTable:
    def test_sums(self):
        """405 points: 100, 100, 110, 75 and 20, as published."""
        sums = [metrics.most_of(d.name) for d in metrics.DIMENSIONS]
        assert sums == [100, 100, 110, 75, 20]
        assert metrics.MOST == 405
        assert tuple(d.name for d in metrics.DIMENSIONS) == COLUMNS
        assert len(metrics.BY_NAME) == len(metrics.METRICS) == 23

    def test_fields(self):
        """What brings points can be entered in a field that the forms have."""
        rows = load_rows()
        known = {r.field for r in (*rows.dataset, *rows.resource)} | {"tag_string"}
        assert {m.field for m in metrics.METRICS} - {""} <= known

    @pytest.mark.parametrize(
        ("points", "word"),
        [
            (405, "Excellent"),
            (351, "Excellent"),
            (350, "Good"),
            (221, "Good"),
            (220, "Sufficient"),
            (121, "Sufficient"),
            (120, "Insufficient"),
        ],
    )
    def test_rating(self, points, word):
        """The portal's four words at its own limits."""
        assert metrics.rating(points) == word


class TestRead:
    def test_nothing(self):
        """An empty description has no points, and nothing of it is unknown."""
        found = told(f"<{DATASET}> a dcat:Dataset .")
        points = score.score(score.with_check(found, False).missing, found.links, {})
        assert (points.points, points.unknown) == (0, 0)
        assert {"publisher", "keyword", "contributor"} <= set(found.govdata)

    @pytest.mark.parametrize(
        ("line", "metric"),
        [
            ('dcat:keyword "Baum"', "keyword"),
            ("dct:spatial [ ]", "place"),
            ("dct:accessRights <https://x.example/frei>", "access_rights"),
            ("dcat:distribution [ dct:format ft:SHP ]", "readable_format"),
            ("dcat:distribution [ dct:format ft:PNG ]", "free_format"),
            (
                "dcat:distribution [ dct:license <http://dcat-ap.de/def/licenses/cc-zero> ]",
                "licence_listed",
            ),
            ('dcat:distribution [ ] , [ dct:rights "frei" ]', "rights"),
        ],
    )
    def test_each_says_one_thing(self, line, metric):
        """A property gives its points; of files the best one counts."""
        assert metric not in told(f"<{DATASET}> {line} .").missing

    @pytest.mark.parametrize(
        ("line", "metric"),
        [
            ('dcat:keyword " "', "keyword"),
            ("dct:accessRights <https://x.example/frei>", "access_listed"),
            ("dcat:distribution [ dct:format ft:SHP ]", "free_format"),
            ('dcat:distribution [ dct:format "CSV" ]', "format_listed"),
            ("dcat:distribution [ dct:license <https://x.example/l> ]", "licence_listed"),
        ],
    )
    def test_what_does_not_count(self, line, metric):
        """Empty texts, values of no list, formats that belong to somebody."""
        assert metric in told(f"<{DATASET}> {line} .").missing


class TestLinks:
    LINKS = {"access": ["https://a.example/1", "https://a.example/2"], "download": []}

    @pytest.mark.parametrize(
        ("one", "two", "points", "unknown"),
        [
            (State.UNKNOWN, State.UNKNOWN, 0, 50),
            (State.DEAD, State.UNKNOWN, 0, 50),
            (State.DEAD, State.FAILING, 0, 0),
            (State.DEAD, State.OK, 50, 0),
        ],
    )
    def test_unknown_is_said(self, one, two, points, unknown):
        """A link that nobody has asked is neither good nor bad; one that answers is enough."""
        known = dict(zip(self.LINKS["access"], (one, two), strict=True))
        found = score.score(set(metrics.BY_NAME), self.LINKS, known)
        assert (found.points, found.unknown) == (points, unknown)
        assert ("access_answers" in found.open) == bool(unknown)

    def test_no_download_address(self):
        """Without one there is nothing to wait for."""
        found = score.score(set(), {"access": [], "download": []}, {})
        assert found.unknown == 0
        assert {"download_answers", "access_answers"} == set(found.missing)
