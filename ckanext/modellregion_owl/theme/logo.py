"""The operator's own logo (`ckan.site_logo`): used where it is seen on the page, else refused.

The law asks no contrast of a logo (WCAG 2.1, 1.4.3), but a white one, drawn for a dark header,
would leave the way home invisible. Measured against the light page, as graphics are (1.4.11: 3 to
1); the dark appearance gives a logo a light ground of its own.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.theme import pixels, tokens
from ckanext.modellregion_owl.theme.brand import contrast

log = logging.getLogger(__name__)

SETTING = "ckan.site_logo"
STOCK = "/base/images/ckan-logo.png"
LEAST = 3.0
SHARE = 0.2  # of what is seen at all: a badge may be yellow with a black rim
GROUND = 1.15  # colours closer to the page's than this are its ground
LARGEST = 2_000_000  # bytes
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", re.IGNORECASE)
_RGB = re.compile(r"rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)")
_WORD = re.compile(
    r"""(?:fill|stroke|stop-color)\s{0,9}[:=]\s{0,9}["']?\s{0,9}(white|black|yellow)\b"""
)
_WORDS = {"white": (255, 255, 255), "black": (0, 0, 0), "yellow": (255, 255, 0)}


def used() -> str:
    """Return the address of the logo in the header, "" where the mark stands."""
    url = wanted()
    return "" if refusal() else url


def wanted() -> str:
    """Return the operator's own logo as it was set, "" where it is CKAN's or none."""
    url = str(tk.config.get(SETTING) or "").strip()
    return "" if url == STOCK else url


def refusal() -> str:
    """Return why the operator's logo is not used, "" when it is or can't be measured."""
    file = file_of(wanted())
    if file is None:
        return ""
    share = measured(file, file.stat().st_mtime_ns)
    if share is None or share >= SHARE:
        return ""
    return (
        f"{SETTING} = {wanted()}: {share:.0%} of it reaches a contrast of {LEAST:.0f} "
        f"with the page, at least {SHARE:.0%} is needed; take the logo for light grounds"
    )


def file_of(url: str) -> Path | None:
    """Return the file of this portal that an address names, None for any other address."""
    if not url or urlsplit(url).netloc:
        return None
    path = urlsplit(url).path.lstrip("/")
    for folder in _folders():
        file = (folder / path).resolve()
        if file.is_relative_to(folder.resolve()) and file.is_file():
            return file
    return None


@lru_cache(maxsize=8)
def measured(file: Path, _changed: int) -> float | None:
    """Return which share (0 to 1) of a logo's visible parts stands out from the page.

    Of an SVG each named colour counts as one part. None: neither SVG nor a PNG that can be read.
    """
    try:
        content = file.read_bytes()
        if len(content) > LARGEST:
            return None
        found = svg(content.decode()) if file.suffix.lower() == ".svg" else pixels.colours(content)
    except (OSError, UnicodeDecodeError, pixels.PictureError) as err:
        log.info("the logo %s is not measured: %s", file.name, err)
        return None
    page = tokens.load()["color"]["page"]["light"]
    ratios = {colour: contrast("#{:02X}{:02X}{:02X}".format(*colour), page) for colour in found}
    seen = sum(number for colour, number in found.items() if ratios[colour] >= GROUND)
    good = sum(number for colour, number in found.items() if ratios[colour] >= LEAST)
    return good / seen if seen else 0.0


def svg(text: str) -> Counter[tuple[int, int, int]]:
    """Return the colours that a drawing names; one that names none is black."""
    found = [_parts(match) for match in _HEX.findall(text)]
    found += [(int(r), int(g), int(b)) for r, g, b in _RGB.findall(text)]
    found += [_WORDS[word] for word in _WORD.findall(text)]
    return Counter(c for c in found if max(c) <= 255) or Counter([(0, 0, 0)])


def _parts(digits: str) -> tuple[int, int, int]:
    long = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    return int(long[:2], 16), int(long[2:4], 16), int(long[4:], 16)


def _folders() -> list[Path]:
    """Return the folders whose files this portal serves."""
    names = [*str(tk.config.get("extra_public_paths") or "").split(",")]
    names += tk.config.get("plugin_public_paths") or []
    if storage := tk.config.get("ckan.storage_path"):
        names.append(f"{storage}/storage")
    return [Path(name.strip()) for name in names if name.strip()]
