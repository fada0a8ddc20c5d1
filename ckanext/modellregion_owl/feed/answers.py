"""How the feed answers: exact content types, validators, compression, plain words for errors."""

from __future__ import annotations

import gzip
from datetime import datetime
from hashlib import blake2b

from flask import Response, request

from ckanext.modellregion_owl.feed.formats import Format

RETRY_AFTER = "300"  # seconds
GZIP_LEVEL = 3
GZIP_FROM = 1000  # bytes


def document(text: str, form: Format, written: datetime | None = None) -> Response:
    """Return a page; 304 to a client that has it.

    :param written: when its newest statement was written; None: can't be told.
    """
    body = text.encode()
    tag = blake2b(body, digest_size=16).hexdigest()
    packed = len(body) >= GZIP_FROM and "gzip" in request.accept_encodings
    # Another body needs another tag.
    response = Response(
        gzip.compress(body, GZIP_LEVEL, mtime=0) if packed else body,
        content_type=form.content_type,
    )
    if packed:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    response.set_etag(f"{tag}-gzip" if packed else tag)
    if written is not None:
        response.last_modified = written
    response.make_conditional(request)
    return response


def refusal(message: str, status: int) -> Response:
    """Return an error in words, for a client that expects RDF and gets none."""
    response = Response(message + "\n", status, content_type="text/plain; charset=utf-8")
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER
    return response
