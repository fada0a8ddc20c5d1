"""The colours of a PNG picture: what a logo's contrast is measured on."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from typing import cast

from PIL import Image

MOST = 1_000_000  # pixels
SEEN = 128  # of 255: more transparent pixels are not counted
MODES = ("L", "LA", "P", "RGB", "RGBA")  # as Pillow names grey, palette and colours of 8 bits
DEPTH = slice(24, 25)  # where the header says how many bits a channel has


class PictureError(ValueError):
    """The picture can't be measured; the message says why."""


def colours(content: bytes) -> Counter[tuple[int, int, int]]:
    """Return how many visible pixels have which colour (red, green, blue).

    :raises PictureError: no PNG, or one that is damaged, larger than `MOST` pixels, interlaced or
        not of 8 bits a channel.
    """
    try:
        with Image.open(BytesIO(content), formats=["PNG"]) as picture:
            size = picture.width * picture.height
            known = content[DEPTH] == b"\x08" and picture.mode in MODES
            if not known or size > MOST or picture.info.get("interlace"):
                raise PictureError("of a kind that is not measured")
            if picture.mode == "P" and not picture.palette:
                raise PictureError("damaged")
            found = picture.convert("RGBA").getcolors(size) or ()
    except (OSError, SyntaxError, Image.DecompressionBombError) as err:
        raise PictureError("no PNG, or damaged") from err
    seen: Counter[tuple[int, int, int]] = Counter()
    for number, pixel in found:
        red, green, blue, alpha = cast("tuple[int, int, int, int]", pixel)
        if alpha >= SEEN:
            seen[red, green, blue] += number
    return seen
