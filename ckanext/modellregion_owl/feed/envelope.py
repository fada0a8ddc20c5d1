"""What stands once around the pieces of a page, and how a piece is cut out of it.

A page of every format is: opening, pieces, closing. Checked in tests/feed/test_pieces.py: the
statements of the parts and of the whole are the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import pyoxigraph as ox

from ckanext.modellregion_owl.feed.formats import JSON_LD, RDF_XML, TTL, Format, write

_PREFIX = "@prefix "
_ROOT = "</rdf:RDF>"
# Any statement: pyoxigraph writes no prefixes for none.
_SAMPLE = ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b:c"), ox.NamedNode("urn:d"))


def cut(body: str, form: Format) -> str:
    """Return the statements of a whole document without what stands once on a page.

    :param body: as `formats.write` gives it.
    """
    if form.column == TTL.column:
        while body.startswith(_PREFIX):
            body = body.partition("\n")[2]
        return body
    if form.column == RDF_XML.column:
        # The opening tag is the second line; texts have no such tag, for "<" is escaped there.
        return body.split("\n", 2)[2].rpartition(_ROOT)[0]
    if form.column == JSON_LD.column:
        return body.strip()[1:-1]
    return body


def opening(form: Format) -> str:
    """Return what a page begins with."""
    if form.column == JSON_LD.column:
        return "["
    return _opening(form.column, form)


def between(form: Format) -> str:
    """Return what stands between two pieces."""
    return ",\n" if form.column == JSON_LD.column else ""


def closing(form: Format) -> str:
    """Return what a page ends with."""
    return {RDF_XML.column: _ROOT + "\n", JSON_LD.column: "]\n"}.get(form.column, "")


def join(pieces: Iterable[str], form: Format) -> str:
    """Return the page of pieces; empty ones are left out."""
    return opening(form) + between(form).join(p for p in pieces if p) + closing(form)


@lru_cache(maxsize=8)
def _opening(column: str, form: Format) -> str:
    body = write([_SAMPLE], form).decode()
    if column == TTL.column:
        return "".join(x for x in body.splitlines(keepends=True) if x.startswith(_PREFIX))
    if column == RDF_XML.column:
        return "".join(body.splitlines(keepends=True)[:2])
    return ""
