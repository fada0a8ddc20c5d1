"""Mends what of ckanext-dcat 2.4.4 stops a run before our profile comes to word.

- Its own schema stores `access_services[].contact` and `.publisher` as lists, ours as JSON text;
  its functions know a single dict and raise an AttributeError, so that a whole dataset, or page,
  can't be written (spec dcat-ap-de-3.0.md 1.5, 1). They get each entry alone.
- Its reader raises one at a `locn:geometry` that is a node, as the official shapes demand it (1.3,
  3). It gets to see literals only; our rows read the node.

A profile can't prevent that: ours is called last. Where the functions worked they do what they did.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from rdflib import Literal

from ckanext.dcat.profiles import RDFProfile

from ckanext.modellregion_owl.rdf.stored import items

_FUNCTIONS = ("_add_agent_to_graph", "_add_contact_to_graph")


def mend() -> None:
    """Replace the functions, once; nothing happens where ckanext-dcat has them no more."""
    for name in _FUNCTIONS:
        function = getattr(RDFProfile, name, None)
        if function is not None and not hasattr(function, "__wrapped__"):
            setattr(RDFProfile, name, _for_each(function))
    parse = getattr(RDFProfile, "_parse_geodata", None)
    if parse is not None and not hasattr(parse, "__wrapped__"):
        RDFProfile._parse_geodata = _of_literals(parse)


def _for_each(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def mended(self: RDFProfile, subject: Any, predicate: Any, value: Any) -> Any:
        if isinstance(value, dict):
            return function(self, subject, predicate, value)
        nodes = [function(self, subject, predicate, item) for item in items(value)]
        return nodes[0] if nodes else None

    return mended


def _of_literals(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def mended(self: RDFProfile, spatial: Any, datatype: Any, value: Any) -> Any:
        found = self.g.objects(spatial, datatype)
        if all(isinstance(geometry, Literal) for geometry in found):
            return function(self, spatial, datatype, value)
        return value

    return mended
