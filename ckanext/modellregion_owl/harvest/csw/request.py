"""The GetRecords question of CSW 2.0.2, sent by POST (spec iso19139.md 1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

CONTENT_TYPE = "application/xml; charset=UTF-8"
ACCEPT = "application/xml, text/xml;q=0.9, */*;q=0.1"

GMD = "http://www.isotc211.org/2005/gmd"
_CSW = "http://www.opengis.net/cat/csw/2.0.2"
_OGC = "http://www.opengis.net/ogc"
# All of them stand at the root, used or not: pycsw wants gmd declared (udata#3843).
_NAMESPACES = {
    "csw": _CSW,
    "ogc": _OGC,
    "gmd": GMD,
    "apiso": "http://www.opengis.net/cat/csw/apiso/1.0",
}


@dataclass(frozen=True)
class Equal:
    """A property that has a value, or has it among others.

    Both are asked, joined by Or: some servers keep the keywords of a record as one text (pycsw),
    where equality finds none, others keep them apart. Names of properties are case-strict.
    """

    name: str
    value: str


@dataclass(frozen=True)
class Like:
    """A property whose text has a value in it."""

    name: str
    value: str


@dataclass(frozen=True)
class Is:
    """A property that is exactly a value."""

    name: str
    value: str


@dataclass(frozen=True)
class AnyOf:
    """At least one of the conditions."""

    conditions: tuple[Condition, ...]


Condition = Equal | Like | Is | AnyOf


def get_records(
    conditions: Iterable[Condition], start: int, number: int, sorted_: bool = False
) -> bytes:
    """Return the body of a question for full gmd records.

    :param start: position of the first record, from 1.
    :param number: the most records that the answer may hold.
    :param sorted_: ask for the order of the identifiers; not every server allows it.
    """
    root = etree.Element(
        f"{{{_CSW}}}GetRecords",
        {
            "service": "CSW",
            "version": "2.0.2",
            "resultType": "results",
            "outputFormat": "application/xml",
            "outputSchema": GMD,
            "startPosition": str(start),
            "maxRecords": str(number),
        },
        nsmap=_NAMESPACES,
    )
    query = _add(root, _CSW, "Query")
    query.set("typeNames", "gmd:MD_Metadata")
    _add(query, _CSW, "ElementSetName", "full")
    _constrain(query, list(conditions))
    if sorted_:
        order = _add(_add(query, _OGC, "SortBy"), _OGC, "SortProperty")
        _add(order, _OGC, "PropertyName", "apiso:Identifier")
        _add(order, _OGC, "SortOrder", "ASC")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _constrain(query: etree._Element, conditions: list[Condition]) -> None:
    if not conditions:
        return
    constraint = _add(query, _CSW, "Constraint")
    constraint.set("version", "1.1.0")
    place = _add(constraint, _OGC, "Filter")
    if len(conditions) > 1:
        place = _add(place, _OGC, "And")
    for condition in conditions:
        _say(place, condition)


def _say(place: etree._Element, condition: Condition) -> None:
    if isinstance(condition, AnyOf):
        if len(condition.conditions) > 1:
            place = _add(place, _OGC, "Or")
        for inner in condition.conditions:
            _say(place, inner)
    elif isinstance(condition, Equal):
        same, has = Is(condition.name, condition.value), Like(condition.name, condition.value)
        either = _add(place, _OGC, "Or") if place.tag != f"{{{_OGC}}}Or" else place
        _say(either, same)
        _say(either, has)
    else:
        _compare(place, condition)


def _compare(place: etree._Element, condition: Is | Like) -> None:
    value = condition.value
    if isinstance(condition, Like):
        node = _add(place, _OGC, "PropertyIsLike")
        node.attrib.update({"wildCard": "%", "singleChar": "_", "escapeChar": "\\"})
        value = f"%{value}%"
    else:
        node = _add(place, _OGC, "PropertyIsEqualTo")
    _add(node, _OGC, "PropertyName", f"apiso:{condition.name}")
    _add(node, _OGC, "Literal", value)


def _add(place: etree._Element, namespace: str, name: str, words: str = "") -> etree._Element:
    node = etree.SubElement(place, f"{{{namespace}}}{name}")
    if words:
        node.text = words
    return node
