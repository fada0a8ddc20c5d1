"""Design tokens: one truth, enough contrast, no colour beside them."""

from __future__ import annotations

import re

import pytest

from ckanext.modellregion_owl.theme import tokens

pytestmark = pytest.mark.unit

TOKENS = tokens.load()
GROUNDS = ("page", "surface", "tint", "sand")
TEXTS = ("ink", "ink-2", "pader", "pader-hover", "heide", "wald", "warn", "error")
ON = (("on-pader", "pader"), ("on-pader", "pader-hover"), ("on-heide", "heide"))
MODES = ("light", "dark")
SHEETS = sorted(path for path in tokens.ASSETS.glob("*.css") if "tokens.css" not in path.name)


def luminance(colour: str) -> float:
    """Return the relative luminance of `#RRGGBB` (WCAG 2.1)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.1)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colour(name: str, mode: str) -> str:
    """Return a colour of tokens.json."""
    value: str = TOKENS["color"][name][mode]
    return value


class TestCss:
    def test_file_is_what_the_tokens_give(self):
        """tokens.css is written from tokens.json and never edited."""
        assert (tokens.ASSETS / "tokens.css").read_text() == tokens.css(TOKENS)

    def test_narrow_pages_get_the_narrow_steps(self):
        """The last three steps of space are smaller below 641 px."""
        wide, narrow = tokens.css(TOKENS).split("@media (max-width: 640px)")
        assert "--owl-s8: 4.5rem;" in wide
        assert "--owl-s8: 3.5rem;" in narrow
        assert "--owl-s5" not in narrow

    @pytest.mark.parametrize("group", ["color", "handlungsfeld", "map"])
    def test_every_colour_is_there(self, group):
        """No colour of tokens.json is forgotten."""
        sheet = tokens.css(TOKENS)
        assert [n for n, row in TOKENS[group].items() if f": {row['light']};" not in sheet] == []


class TestContrast:
    @pytest.mark.parametrize("mode", MODES)
    @pytest.mark.parametrize("ground", GROUNDS)
    @pytest.mark.parametrize("name", TEXTS)
    def test_text_reads_on_every_ground(self, name, ground, mode):
        """Text colours reach 4.5 (WCAG 1.4.3)."""
        assert contrast(colour(name, mode), colour(ground, mode)) >= 4.5

    @pytest.mark.parametrize("mode", MODES)
    @pytest.mark.parametrize("name", ["heide", "wald", "warn", "error"])
    def test_text_reads_on_its_own_tint(self, name, mode):
        """A message reads on the tint of its kind."""
        assert contrast(colour(name, mode), colour(f"{name}-tint", mode)) >= 4.5

    @pytest.mark.parametrize("mode", MODES)
    @pytest.mark.parametrize(("text", "ground"), [*ON, ("on-tiefe", "tiefe")])
    def test_text_reads_on_filled_areas(self, text, ground, mode):
        """Text on buttons and in the footer reaches 4.5."""
        assert contrast(colour(text, mode), colour(ground, mode)) >= 4.5

    @pytest.mark.parametrize("mode", MODES)
    @pytest.mark.parametrize("ground", GROUNDS)
    def test_frames_of_fields_are_seen(self, ground, mode):
        """Field borders and symbols reach 3 (WCAG 1.4.11)."""
        assert contrast(colour("line-strong", mode), colour(ground, mode)) >= 3

    @pytest.mark.parametrize("mode", MODES)
    @pytest.mark.parametrize("field", TOKENS["handlungsfeld"])
    def test_icon_is_seen_on_its_drop(self, field, mode):
        """The icon of an action field reaches 4.5 on its drop."""
        row = TOKENS["handlungsfeld"][field]
        assert contrast(row["on"][mode], row[mode]) >= 4.5


class TestStyleSheets:
    @pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
    def test_colours_come_from_the_tokens(self, sheet):
        """A colour beside the tokens would escape their contrast test."""
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.S)
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*;)|rgba?\((?!var)", text) == []

    @pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
    def test_every_custom_property_is_defined(self, sheet):
        """A misspelt token would silently be no value."""
        text = "".join(path.read_text() for path in tokens.ASSETS.glob("*.css"))
        known = set(re.findall(r"(--owl-[\w-]+)\s*:", text))
        used = set(re.findall(r"var\((--owl-[\w-]+)\)", sheet.read_text()))
        assert used - known == set()

    def test_nothing_is_fetched_from_elsewhere(self):
        """Fonts and pictures are our own files."""
        text = "".join(path.read_text() for path in tokens.ASSETS.glob("*.css"))
        assert re.findall(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", text) == []

    def test_every_sheet_is_listed(self):
        """A sheet that webassets.yml does not name is never sent."""
        listed = (tokens.ASSETS / "webassets.yml").read_text()
        assert [p.name for p in tokens.ASSETS.glob("*.css") if f"- {p.name}" not in listed] == []
