"""Small nodes that come with dataset after dataset are read once: publishers, contacts, places.

Reading a node is pure: the same statements give the same values and the same findings. In real
catalogues a handful of offices stand below thousands of datasets (a third of the time of reading).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

from rdflib import BNode

from ckanext.modellregion_owl.findings import Finding, collect, note
from ckanext.modellregion_owl.rdf import languages
from ckanext.modellregion_owl.rdf.about import About
from ckanext.modellregion_owl.rdf.rows import Row
from ckanext.modellregion_owl.rdf.statements import Literal, Node, RecordStatements, Statement

Values = dict[str, Any]
Reader: TypeAlias = "Callable[[About, Row, Node], Values]"

MAX_STATEMENTS = 12
MAX_LENGTH = 500  # characters of a value; a county's polygon is not kept in memory
_KEPT = 2_000  # nodes

_ANY = BNode("any")


def read_leaf(about: About, row: Row, node: Node, read: Reader) -> Values:
    """Return `read(about, row, node)`, from memory where an equal node was read before.

    :param read: pure but for the findings that it notes.
    """
    said = about.statements.about(node)
    if not _is_leaf(about, said):
        return read(about, row, node)
    # What a blank node is called says nothing.
    name = _ANY if type(node) is BNode else node
    item, findings, met = _read(row, name, tuple(said), read)
    for finding in findings:
        note(finding)
    for written, field in met:
        languages.taken_as_german(written, field)
    return {k: list(v) if isinstance(v, list) else v for k, v in item.items()}


def _is_leaf(about: About, said: Any) -> bool:
    """Tell whether a node is small and nothing that it names is described in turn."""
    if not said or len(said) > MAX_STATEMENTS:
        return False
    for _, value in said:
        if len(value) > MAX_LENGTH:
            return False
        if type(value) is not Literal and (type(value) is BNode or about.statements.about(value)):
            return False
    return True


@lru_cache(maxsize=_KEPT)
def _read(
    row: Row, node: Node, said: tuple[Statement, ...], read: Reader
) -> tuple[Values, tuple[Finding, ...], tuple[tuple[str, str], ...]]:
    """Return the values, the findings and the spellings of German (language, field)."""
    alone = RecordStatements({node: said})
    with collect() as findings, languages.met() as spellings:
        item = read(About(alone, node), row, node)
    return item, tuple(findings), tuple(spellings.items())
