"""Free extras of a CKAN, which no property means: carried as statements, shown as extras again.

A record holds triples, whatever its protocol, and its original is stored as such; so an extra is a
statement by a property of a scheme of its own. The profile keeps it like any other that it does not
know; here it becomes an extra of the dataset, which the dataset's page shows under further details
and the feed leaves out.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from urllib.parse import quote, unquote

import pyoxigraph as ox
from pyoxigraph import NamedNode, Triple
from rdflib import Literal

from ckanext.modellregion_owl.harvest.records.describe import Description
from ckanext.modellregion_owl.rdf import kept
from ckanext.modellregion_owl.rdf.ntriples import THIS, parse_lines

_SCHEME = "urn:x-ckan:extra:"

Package = dict[str, Any]


def say_extra(node: Description, key: str, text: str) -> None:
    """Say a free extra of a dataset or resource."""
    predicate = NamedNode(_SCHEME + quote(key, safe=""))
    if text.strip():
        node.triples.append(Triple(node.term, predicate, ox.Literal(text)))


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
    """Remove the statements that stand for extras and return them by key."""
    begin = f"{THIS} <{_SCHEME}"
    lines = str(owner.get(kept.FIELD) or "").splitlines()
    ours = [line for line in lines if line.startswith(begin)]
    if not ours:
        return {}
    rest = [line for line in lines if not line.startswith(begin)]
    owner[kept.FIELD] = "\n".join(rest)
    return {
        unquote(str(predicate)[len(_SCHEME) :]): str(value)
        for _, predicate, value in parse_lines("\n".join(ours))
        if isinstance(value, Literal)
    }
