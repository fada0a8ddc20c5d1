"""The colours of a PNG picture, without a library: what a logo's contrast is measured on.

Source: PNG (Portable Network Graphics) Specification, W3C, second edition, parts 7, 9 and 11.
"""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST = 1_000_000  # pixels; each is unpacked here, in Python
SEEN = 128  # of 255: more transparent pixels are not counted
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type


class PictureError(ValueError):
    """The picture can't be measured; the message says why."""


def colours(content: bytes) -> Counter[tuple[int, int, int]]:
    """Return how many visible pixels have which colour (red, green, blue).

    :raises PictureError: no PNG, or one that is damaged, larger than `MOST` pixels, interlaced or
        not of 8 bits a channel.
    """
    if not content.startswith(SIGNATURE):
        raise PictureError("no PNG")
    try:
        parts = dict(_chunks(content))
        width, height, depth, kind, _c, _f, interlaced = struct.unpack(">IIBBBBB", parts[b"IHDR"])
        if depth != 8 or interlaced or kind not in CHANNELS or width * height > MOST:
            raise PictureError("of a kind that is not measured")
        size = (width * CHANNELS[kind] + 1) * height
        data = zlib.decompressobj().decompress(parts[b"IDAT"], size)
        if len(data) != size:
            raise PictureError("damaged")
        return _counted(data, width, kind, parts.get(b"PLTE", b""), parts.get(b"tRNS", b""))
    except (KeyError, IndexError, struct.error, zlib.error) as err:
        raise PictureError("damaged") from err


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and content of each part; the parts of the pixels as one."""
    place, pixels = len(SIGNATURE), []
    while place + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        part = content[place + 8 : place + 8 + length]
        if kind == b"IDAT":
            pixels.append(part)
        else:
            yield kind, part
        place += length + 12
    yield b"IDAT", b"".join(pixels)


def _counted(
    data: bytes, width: int, kind: int, palette: bytes, alpha: bytes
) -> Counter[tuple[int, int, int]]:
    step = CHANNELS[kind]
    length = width * step
    found: Counter[tuple[int, int, int]] = Counter()
    before = bytearray(length)
    for start in range(0, len(data), length + 1):
        before = _unfiltered(data[start], data[start + 1 : start + 1 + length], before, step)
        rows = Counter(zip(*(before[channel::step] for channel in range(step)), strict=True))
        for pixel, number in rows.items():
            colour, seen = _colour(pixel, kind, palette, alpha)
            if seen >= SEEN:
                found[colour] += number
    return found


def _unfiltered(kind: int, line: bytes, before: bytearray, step: int) -> bytearray:
    """Return the bytes of a line; `kind` says from which neighbours it was foretold."""
    done = bytearray(line)
    for i in range(len(done)):
        left = done[i - step] if i >= step else 0
        above = before[i]
        if kind == 1:
            done[i] = (done[i] + left) & 255
        elif kind == 2:
            done[i] = (done[i] + above) & 255
        elif kind == 3:
            done[i] = (done[i] + (left + above) // 2) & 255
        elif kind == 4:
            corner = before[i - step] if i >= step else 0
            done[i] = (done[i] + _paeth(left, above, corner)) & 255
    return done


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    far = (abs(guess - left), abs(guess - above), abs(guess - corner))
    return (left, above, corner)[far.index(min(far))]


def _colour(
    pixel: tuple[int, ...], kind: int, palette: bytes, alpha: bytes
) -> tuple[tuple[int, int, int], int]:
    """Return colour and opacity (0 to 255) of a pixel."""
    if kind == 3:
        index = pixel[0]
        red, green, blue = palette[index * 3], palette[index * 3 + 1], palette[index * 3 + 2]
        return (red, green, blue), alpha[index] if index < len(alpha) else 255
    seen = pixel[-1] if kind in (4, 6) else 255
    if kind in (0, 4):
        return (pixel[0], pixel[0], pixel[0]), seen
    return (pixel[0], pixel[1], pixel[2]), seen
