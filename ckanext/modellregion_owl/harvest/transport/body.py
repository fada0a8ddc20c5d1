"""Reads the body of an answer in pieces, unpacks it, and stops at the limits."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator

import requests

from ckanext.modellregion_owl.harvest.exceptions import N_, SourceUnavailable

PIECE = 64 * 1024  # bytes
MAX_PART = 1_000_000  # bytes that one unpacking step may give
_GZIP = b"\x1f"  # how a gzip stream begins


class _TruncatedError(OSError):
    """The packed body ends before its end."""


def read_body(response: requests.Response, max_bytes: int, max_seconds: float) -> bytes:
    """Return the whole body, unpacked.

    Unpacking is done here and not by requests, which neither limits the size of an unpacked piece
    nor notices a gzip stream that breaks off.

    :raises SourceUnavailable: larger than `max_bytes`, slower than `max_seconds`, unknown packing.
    :raises OSError, urllib3.exceptions.HTTPError: the connection broke off.
    """
    unpack = _unpacker(response)
    deadline = time.monotonic() + max_seconds
    parts: list[bytes] = []
    size = 0
    for piece in _pieces(response):
        for part in unpack.feed(piece):
            size += len(part)
            if size > max_bytes:
                raise SourceUnavailable(
                    N_("The answer of {url} is larger than the allowed {size} MB."),
                    url=response.url,
                    size=max_bytes // 1_000_000,
                )
            parts.append(part)
        if time.monotonic() > deadline:
            raise SourceUnavailable(
                N_("{url} sends too slowly; reading was stopped."), url=response.url
            )
    unpack.finish()
    return b"".join(parts)


def _pieces(response: requests.Response) -> Iterator[bytes]:
    """Yield what has come, however little: waiting for whole pieces would outlast any deadline."""
    while piece := response.raw.read1(PIECE, decode_content=False):
        yield piece


class _Plain:
    def feed(self, piece: bytes) -> list[bytes]:
        return [piece]

    def finish(self) -> None:
        pass


class _Gzip:
    def __init__(self) -> None:
        self._zip = zlib.decompressobj(wbits=47)  # gzip or zlib, told by the header
        self._fed = False

    def feed(self, piece: bytes) -> list[bytes]:
        """Return the unpacked pieces, none larger than `MAX_PART`."""
        self._fed = self._fed or bool(piece)
        parts = []
        while self._open(piece):
            try:
                part = self._zip.decompress(piece, MAX_PART)
            except zlib.error as err:
                raise _TruncatedError(str(err)) from err
            parts.append(part)
            piece = self._zip.unused_data if self._zip.eof else self._zip.unconsumed_tail
            # zlib may hold back output although it has taken all input.
            if not piece and len(part) < MAX_PART:
                break
        return parts

    def _open(self, piece: bytes) -> bool:
        """Begin the next stream behind one that has ended (RFC 1952 allows several in a row)."""
        if self._zip.eof and piece.startswith(_GZIP):
            self._zip = zlib.decompressobj(wbits=47)
        return not self._zip.eof

    def finish(self) -> None:
        if self._fed and not self._zip.eof:
            raise _TruncatedError("gzip stream is incomplete")


def _unpacker(response: requests.Response) -> _Plain | _Gzip:
    packing = response.headers.get("Content-Encoding", "").strip().lower()
    if packing in ("", "identity"):
        return _Plain()
    if packing in ("gzip", "x-gzip", "deflate"):
        return _Gzip()
    raise SourceUnavailable(
        N_("The answer of {url} is packed in an unknown way ({packing})."),
        url=response.url,
        packing=packing,
    )
