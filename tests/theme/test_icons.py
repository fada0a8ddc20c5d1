"""Icons, font and their licences; templates ask nobody else for anything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ckanext.modellregion_owl
from ckanext.modellregion_owl.region import load_region

pytestmark = pytest.mark.unit

ROOT = Path(ckanext.modellregion_owl.__file__).parent
THEME = ROOT / "theme"
ICONS = THEME / "templates" / "modellregion" / "icons"
FONTS = THEME / "public" / "modellregion" / "fonts"
TEMPLATES = [
    p for room in ("theme", "projects") for p in (ROOT / room).rglob("templates/**/*.html")
]
CALL = re.compile(r"snippets/icon\.html'[^%]*?name=(?:'([\w-]+)'|(\w+(?:\.\w+)*))")
# In templates that stand without the theme the snippet is included, its name given by `with`.
INCLUDED = re.compile(r"with name='([\w-]+)' %}{% include 'modellregion/snippets/icon\.html'")
AVAILABLE = {path.stem for path in ICONS.glob("*.svg")}


class TestIcons:
    def test_every_icon_used_is_there(self):
        """A name without a file would be an error page."""
        text = "".join(path.read_text() for path in TEMPLATES)
        used = {name for name, _ in CALL.findall(text) if name} | set(INCLUDED.findall(text))
        assert used, "the pattern finds no icon at all"
        assert used - AVAILABLE == set()

    def test_every_action_field_has_its_icon(self):
        """The region's content names icons by the file's name."""
        region = load_region("ckanext.modellregion_owl.region:owl")
        assert {field.icon for field in region.action_fields} - AVAILABLE == set()

    def test_no_icon_is_left_over(self):
        """Only what is used is shipped."""
        folders = [ROOT / room for room in ("theme", "projects", "region")]
        files = [
            p for f in folders for kind in ("html", "py", "yaml") for p in f.rglob(f"*.{kind}")
        ]
        text = "".join(path.read_text() for path in files)
        used = set(INCLUDED.findall(text))
        used |= set(re.findall(r"icon['\"]?:\s*['\"]?([\w-]+)", text))
        for call in re.findall(r"snippets/icon\.html'(.*?)%}", text):
            used |= set(re.findall(r"['\"]([\w-]+)['\"]", call))
        assert AVAILABLE - used == set()

    @pytest.mark.parametrize("path", sorted(ICONS.glob("*.svg")), ids=lambda p: p.stem)
    def test_icon_is_bare_shapes(self, path):
        """The snippet brings the svg element; a file holds shapes and nothing that runs."""
        text = path.read_text()
        assert re.sub(r"<(?:path|circle|rect|line|polyline|ellipse) [^<>]*/>\s*", "", text) == ""


class TestLicences:
    @pytest.mark.parametrize(
        ("path", "words"),
        [
            (ICONS / "LICENSE-MIT.txt", "MIT License"),
            (FONTS / "LICENSE-OFL.txt", "SIL Open Font License, Version 1.1"),
        ],
        ids=["icons", "font"],
    )
    def test_text_is_shipped(self, path, words):
        """Both licences ask for their text to go along."""
        assert words in path.read_text()

    def test_font_is_woff2(self):
        """The one font file is there and is a font."""
        assert [p.read_bytes()[:4] for p in FONTS.glob("*.woff2")] == [b"wOF2"]


class TestTemplates:
    @pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
    def test_nothing_is_loaded_from_elsewhere(self, path):
        """A page asks no third party: no script, style, picture or frame of another host."""
        pattern = r"<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)=[\"'](?:https?:)?//"
        assert re.findall(pattern, path.read_text()) == []

    @pytest.mark.parametrize(
        "path",
        [p for p in TEMPLATES if p.parent.name == "snippets" and "modellregion" in p.parts],
        ids=lambda p: p.name,
    )
    def test_shared_snippet_opens_with_its_parameters(self, path):
        """Who uses a snippet need not read it (docs: a snippet opens with a comment)."""
        assert path.read_text().startswith("{#")
