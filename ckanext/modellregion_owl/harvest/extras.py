"""Free extras, which no property means: carried as statements, shown as extras again.

A record holds triples, whatever its protocol, and its original is stored as such; so an extra is a
`schema:additionalProperty` with name and value, as our own feed writes it (rdf/unclaimed.py). The
profile keeps that like any statement that it does not know; here it becomes an extra of the dataset
again, or a key of the resource, which their pages show among the further details.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from rdflib import RDF, BNode

from ckanext.modellregion_owl.harvest.records.describe import Description
from ckanext.modellregion_owl.rdf import kept
from ckanext.modellregion_owl.rdf.ntriples import parse_lines
from ckanext.modellregion_owl.rdf.statements import Literal, Node, Triple
from ckanext.modellregion_owl.rdf.unclaimed import NAME, PROPERTY, VALUE, VALUE_CLASS

_THIS = BNode("this")
_TYPE = (RDF.type, VALUE_CLASS)

Package = dict[str, Any]


def say_extra(node: Description, key: str, text: str) -> None:
    """Say a free extra of a dataset or resource."""
    if key.strip() and text.strip():
        entry = node.node(str(PROPERTY), str(VALUE_CLASS))
        entry.text(str(NAME), key).text(str(VALUE), text)


def restore_extras(package: Package, fields: Collection[str]) -> None:
    """Move extras from the kept statements of a dataset and its resources to where CKAN has them.

    :param fields: names of the dataset's schema; CKAN refuses a free extra of such a name, so it
        gets an underscore in front.
    """
    found = _take(package)
    present = {extra["key"] for extra in package.get("extras") or []}
    for key, value in sorted(found.items()):
        name = f"_{key}" if key in fields else key
        if name not in present:
            package.setdefault("extras", []).append({"key": name, "value": value})
    for resource in package.get("resources") or []:
        for key, value in _take(resource).items():
            resource.setdefault(key, value)


def _take(owner: Package) -> dict[str, str]:
    """Remove the statements that stand for extras and return them by name, in their order."""
    text = str(owner.get(kept.FIELD) or "")
    if str(PROPERTY) not in text:
        return {}
    lines = [line for line in text.splitlines() if line.strip()]
    triples = parse_lines("\n".join(lines))
    if len(triples) != len(lines):  # not what the profile writes: left alone
        return {}
    entries = {o for s, p, o in triples if s == _THIS and p == PROPERTY}
    found: dict[str, list[str]] = {}
    taken: set[Node] = set()
    for entry in sorted(entries, key=str):
        pair = _pair([t for t in triples if t[0] == entry])
        if pair is not None:
            taken.add(entry)
            found.setdefault(pair[0], []).append(pair[1])
    rest = [
        line
        for line, (s, p, o) in zip(lines, triples, strict=True)
        if s not in taken and not (p == PROPERTY and o in taken)
    ]
    owner[kept.FIELD] = "\n".join(rest)
    return {name: ", ".join(values) for name, values in found.items()}


def _pair(statements: list[Triple]) -> tuple[str, str] | None:
    """Return name and value of an entry that says exactly these, None for any other one."""
    said = {p: o for _, p, o in statements if isinstance(o, Literal)}
    others = [p for _, p, o in statements if p not in (NAME, VALUE) and (p, o) != _TYPE]
    if others or set(said) != {NAME, VALUE}:
        return None
    return str(said[NAME]), str(said[VALUE])
