"""The shapes: our own, made from the rows, and the operator's copies of official ones."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from pathlib import Path

import pyoxigraph as ox

from ckanext.modellregion_owl import config

# File name's end → how it is read.
FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".n3": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}


@lru_cache(maxsize=1)
def own() -> str:
    """Return the shapes made from the rows, as Turtle (rdf/shacl.py)."""
    file = resources.files("ckanext.modellregion_owl.rdf") / "shapes.ttl"
    return file.read_text(encoding="utf-8")


def official() -> str:
    """Return the configured shapes as N-Triples, "" when there are none.

    :raises ValueError: a configured file can't be read; names it.
    """
    return _together(tuple(config.validation_shapes()))


def background() -> str:
    """Return the configured vocabularies that official shapes look into, as N-Triples."""
    return _together(tuple(config.validation_background()))


@lru_cache(maxsize=4)
def _together(files: tuple[str, ...]) -> str:
    return "".join(as_ntriples(Path(file)) for file in files)


def as_ntriples(file: Path) -> str:
    """Return a file's statements as N-Triples; blank nodes get names of their own.

    :raises ValueError: no such file, unknown format, or broken; names the file.
    """
    form = FORMATS.get(file.suffix.lower())
    if form is None:
        raise ValueError(f"{file}: {', '.join(FORMATS)}")
    try:
        quads = ox.parse(path=str(file), format=form, rename_blank_nodes=True)
        triples = [quad.triple for quad in quads]
    except (OSError, SyntaxError, ValueError) as err:
        raise ValueError(f"{file}: {err}") from err
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
