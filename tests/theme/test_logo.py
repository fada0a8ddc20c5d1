"""The operator's own logo: seen on the page, or not used."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from click.testing import CliRunner

from ckanext.modellregion_owl.cli.colours import colours
from ckanext.modellregion_owl.theme import logo, pixels

SIGNATURE = b"\x89PNG\r\n\x1a\n"
BLUE, WHITE, YELLOW, CLEAR = (7, 89, 107, 255), (255,) * 4, (255, 210, 63, 255), (0, 0, 0, 0)


def png(pixels_: list[list[tuple[int, ...]]], kind: int = 6, **parts: bytes) -> bytes:
    """Return a picture; its lines use the filters 0 to 4 in turn."""
    step = len(pixels_[0][0])
    before = bytes(len(pixels_[0]) * step)
    data = b""
    for number, row in enumerate(pixels_):
        line = bytes(value for pixel in row for value in pixel)
        data += bytes([number % 5]) + filtered(number % 5, line, before, step)
        before = line
    head = struct.pack(">IIBBBBB", len(pixels_[0]), len(pixels_), 8, kind, 0, 0, 0)
    chunks = {"IHDR": head, **parts, "IDAT": zlib.compress(data), "IEND": b""}
    return SIGNATURE + b"".join(
        struct.pack(">I4s", len(c), n.encode()) + c + struct.pack(">I", zlib.crc32(n.encode() + c))
        for n, c in chunks.items()
    )


def filtered(kind: int, line: bytes, before: bytes, step: int) -> bytes:
    """Return a line as its filter foretells it (the specification's own formulas)."""
    done = []
    for i, value in enumerate(line):
        a = line[i - step] if i >= step else 0
        b, c = before[i], before[i - step] if i >= step else 0
        p = a + b - c
        nearest = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
        done.append((value - (0, a, b, (a + b) // 2, nearest)[kind]) % 256)
    return bytes(done)


@pytest.mark.unit
class TestPixels:
    def test_every_filter(self):
        """Each way in which a line can be foretold gives its pixels back; clear ones are none."""
        rows = [[BLUE, YELLOW, CLEAR, BLUE], [YELLOW, BLUE, WHITE, CLEAR]] * 5
        assert pixels.colours(png(rows)) == {BLUE[:3]: 15, YELLOW[:3]: 10, WHITE[:3]: 5}

    def test_every_kind(self):
        """Grey, grey with alpha, red-green-blue, and colours by number."""
        assert pixels.colours(png([[(9,)]], 0)) == {(9, 9, 9): 1}
        assert pixels.colours(png([[(9, 255), (9, 0)]], 4)) == {(9, 9, 9): 1}
        assert pixels.colours(png([[(1, 2, 3)]], 2)) == {(1, 2, 3): 1}
        palette = {"PLTE": bytes([1, 2, 3, 4, 5, 6]), "tRNS": b"\xff\x00"}
        assert pixels.colours(png([[(0,), (1,), (0,)]], 3, **palette)) == {(1, 2, 3): 2}

    @pytest.mark.parametrize(
        "content",
        [
            b"GIF89a",
            SIGNATURE,
            png([[BLUE]])[:40],
            png([[(3,)]], 3),
            png([[BLUE]]).replace(struct.pack(">II", 1, 1), struct.pack(">II", 1, 2), 1),
            png([[BLUE]]).replace(struct.pack(">II", 1, 1), struct.pack(">II", 9**9, 9**9), 1),
        ],
    )
    def test_what_is_none(self, content):
        """Damaged, huge and other pictures say so, with our own error."""
        with pytest.raises(pixels.PictureError):
            pixels.colours(content)


@pytest.mark.unit
class TestMeasured:
    @pytest.mark.parametrize(
        ("pixel_row", "expected"),
        [
            ([BLUE], 1.0),
            ([WHITE, CLEAR], 0.0),
            ([BLUE, WHITE, WHITE], 1.0),
            ([YELLOW, YELLOW, YELLOW, BLUE], 0.25),
            ([YELLOW], 0.0),
        ],
    )
    def test_png(self, tmp_path, pixel_row, expected):
        """White ground is no part of a logo, and one that is white only is not seen."""
        file = tmp_path / "logo.png"
        file.write_bytes(png([pixel_row]))
        assert logo.measured(file, len(pixel_row)) == expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("<svg><path d='M0 0'/></svg>", 1.0),
            ("<svg><path fill='#fff'/><g style='fill:white'/></svg>", 0.0),
            ("<svg><path fill='#07596B'/><path fill='rgb(255, 255, 255)'/></svg>", 1.0),
            ("<svg><path fill='#FFD23F'/></svg>", 0.0),
        ],
    )
    def test_svg(self, tmp_path, text, expected):
        """The colours that a drawing names; without any it is black."""
        file = tmp_path / "logo.svg"
        file.write_text(text)
        assert logo.measured(file, len(text)) == expected

    def test_others_are_not_measured(self, tmp_path):
        """A JPEG, and what is no picture at all, is the operator's matter."""
        (tmp_path / "logo.jpg").write_bytes(b"\xff\xd8\xff")
        (tmp_path / "logo.svg").write_bytes(b"\xff\xfe")
        assert logo.measured(tmp_path / "logo.jpg", 0) is None
        assert logo.measured(tmp_path / "logo.svg", 0) is None


@pytest.mark.stack
class TestHeader:
    def test_white_logo_is_refused(self, clean_stack, app, ckan_config, tmp_path):
        """A seen one is in the header; a white one isn't, the mark stays, the command says why."""
        folder = Path(ckan_config["ckan.storage_path"]) / "storage/uploads/admin"
        folder.mkdir(parents=True, exist_ok=True)
        white, blue = folder / "probe-white.png", folder / "probe-blue.png"
        white.write_bytes(png([[WHITE, CLEAR]]))
        blue.write_bytes(png([[BLUE, WHITE]]))
        outside = tmp_path / "x.png"
        outside.write_bytes(png([[WHITE]]))
        try:
            ckan_config[logo.SETTING] = f"/uploads/admin/{blue.name}"
            assert blue.name in app.get("/de/").text
            ckan_config[logo.SETTING] = f"/uploads/admin/{white.name}"
            text = app.get("/de/").text
            assert white.name not in text
            assert "owl-logo__name" in text
            done = CliRunner().invoke(colours)
            assert (done.exit_code, "0% of it reaches a contrast of 3" in done.output) == (1, True)
            assert logo.file_of(f"/../../../..{outside}") is None
            assert logo.file_of(f"https://example.org/uploads/admin/{white.name}") is None
        finally:
            white.unlink()
            blue.unlink()
