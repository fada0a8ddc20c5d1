"""The region's texts and its map, as the theme reads them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ckanext.modellregion_owl.region import RegionError, load_region
from ckanext.modellregion_owl.theme import portal

pytestmark = pytest.mark.unit


@pytest.fixture
def region():
    """Return the region that we ship."""
    return load_region("ckanext.modellregion_owl.region:owl")


@pytest.fixture
def bare(region, tmp_path):
    """Return a region whose folder has neither portal.yaml nor map.yaml."""
    return replace(region, folder=tmp_path, values={})


class TestPick:
    @pytest.mark.parametrize(
        ("texts", "language", "expected"),
        [
            ({"de": "Karte", "en": "Map"}, "en", "Map"),
            ({"de": "Karte"}, "en", "Karte"),
            ({"de": "Karte", "en": ""}, "en", "Karte"),
            ({"de": "Karte"}, "fr", "Karte"),
            ({}, "de", ""),
            (None, "de", ""),
        ],
    )
    def test_falls_back_to_german(self, texts, language, expected):
        """German is always there; another language is used where it says something."""
        assert portal.pick(texts, language) == expected


class TestPortal:
    @pytest.mark.parametrize("language", ["de", "en"])
    def test_says_everything_in_both_languages(self, region, language):
        """Promise, lead, band and footer are written in German and in English."""
        texts = portal.portal(language, region)
        assert all([texts.promise, texts.lede, texts.transfer, texts.about, texts.funding_note])
        assert len(texts.title_lines) == 2

    def test_languages_differ(self, region):
        """The English page does not show the German promise."""
        assert portal.portal("de", region).promise != portal.portal("en", region).promise

    def test_region_without_texts_shows_its_title(self, bare):
        """Another region starts without portal.yaml."""
        texts = portal.portal("de", bare)
        assert texts.title_lines == (bare.title["de"],)
        assert texts.promise == bare.title["de"]
        assert (texts.lede, texts.examples, texts.legal) == ("", (), ())

    def test_own_pages_stand_in_the_footer(self, bare):
        """An operator names imprint and privacy; only those are linked."""
        (bare.folder / "portal.yaml").write_text("legal: [{label: {de: Impressum}, url: /i}]")
        assert portal.portal("de", bare).legal == (portal.Link("Impressum", "/i"),)

    def test_broken_file_is_named(self, bare):
        """A mistake in portal.yaml says where it is."""
        (bare.folder / "portal.yaml").write_text("promise: [")
        with pytest.raises(RegionError, match=r"portal\.yaml"):
            portal.portal("de", bare)


class TestDrawing:
    def test_every_municipality_has_its_place(self, region):
        """The map and the mark name the same parts."""
        places = portal.drawing("de", region).places
        assert {p.mark for p in places} == {m.mark for m in region.municipalities}

    def test_names_follow_the_language(self, region):
        """The map is labelled in the language of the page."""
        names = {
            language: portal.drawing(language, region).places[0].name for language in ("de", "en")
        }
        assert names["de"] != names["en"]

    def test_labels_lie_inside(self, region):
        """No name is cut off at the edge of the drawing."""
        drawing = portal.drawing("de", region)
        width, height = drawing.view_box
        assert all(0 < p.label[0] < width and 0 < p.label[1] < height - 20 for p in drawing.places)

    def test_region_without_map_has_none(self, bare):
        """Another region starts without map.yaml."""
        assert portal.drawing("de", bare) is None

    @pytest.mark.parametrize(
        "text", ["view_box: [1, 1]", "view_box: [1, 1]\nplaces: [{mark: x, name: {de: X}}]"]
    )
    def test_incomplete_map_is_named(self, bare, text):
        """A lacking key says in which file."""
        (bare.folder / "map.yaml").write_text(text)
        with pytest.raises(RegionError, match=r"map\.yaml"):
            portal.drawing("de", bare)
