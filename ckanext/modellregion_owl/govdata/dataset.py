"""What GovData's reader demands of a dataset beyond its dashboard (spec govdata.md 2, 4 and 5)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pyoxigraph as ox
from dateutil.parser import ParserError, parse

from ckanext.modellregion_owl.findings import Finding
from ckanext.modellregion_owl.govdata import dashboard
from ckanext.modellregion_owl.govdata.agents import agents, named
from ckanext.modellregion_owl.govdata.files import of_file
from ckanext.modellregion_owl.govdata.rules import finding
from ckanext.modellregion_owl.govdata.statements import Node, name
from ckanext.modellregion_owl.rdf.keywords import clean
from ckanext.modellregion_owl.vocabularies import vocabulary

DATE_TIME = ox.NamedNode(name("xsd:dateTime"))
# Property of which GovData takes the first value in whatever order → field of the form.
SINGLE = {
    "dcat:contactPoint": "contact",
    "dct:temporal": "temporal_coverage",
    "dct:creator": "creator",
    "dcatde:maintainer": "custodian",
    "dcatde:originator": "originator",
    "dct:contributor": "contributor",
}
# Values that must stand as bare addresses: a label beats the address (spec govdata.md 2).
LISTED = (
    "dct:license",
    "dct:type",
    "dct:accrualPeriodicity",
    "dct:accessRights",
    "dcatde:politicalGeocodingLevelURI",
    "adms:status",
    "dcatap:availability",
)
# Bytes above which GovData's index refuses a value, or a list of values as JSON, and the dataset.
LIMIT = 32_766
_UNLIMITED = (name("dct:description"), name("dcat:distribution"))
LABELS = ("rdfs:label", "skos:prefLabel")


def of_dataset(dataset: Node) -> Iterator[Finding]:
    """Yield everything that is to be said of a dataset and its files."""
    if not dataset.is_iri or not dataset.text.startswith(("http://", "https://", "urn:")):
        yield finding("name", dataset.text)
    yield from dashboard.of_dataset(dataset)
    for check in _CHECKS:
        yield from check(dataset)
    files = dataset.nodes("dcat:distribution")
    if not files:
        yield finding("files")
    for file in files:
        yield from of_file(file)


def _texts(dataset: Node) -> Iterator[Finding]:
    for property_, rule in (("dct:title", "title"), ("dct:description", "description")):
        texts = dataset.literals(property_)
        if not texts:
            yield finding(rule)
        elif not any((t.language or "").startswith("de") for t in texts):
            yield finding(f"{rule}_language", texts[0].value)


def _identifier(dataset: Node) -> Iterator[Finding]:
    found = dataset.values("dct:identifier")
    if len(found) != 1:
        yield finding("identifier", ", ".join(str(getattr(v, "value", v)) for v in found))


def _dates(dataset: Node) -> Iterator[Finding]:
    found = dataset.values("dct:modified")
    if not found:
        yield finding("date")
    for property_, field in (("dct:modified", "modified"), ("dct:issued", "issued")):
        for value in dataset.values(property_):
            text = str(getattr(value, "value", value))
            if not _is_date(text):
                yield finding("date", text, field)
            elif field == "modified" and getattr(value, "datatype", None) != DATE_TIME:
                yield finding("day", text)


def _is_date(text: str) -> bool:
    """Tell whether GovData can compare it: a moment, a day, a month or a year."""
    try:
        parse(text)
    except (ParserError, OverflowError):
        return False
    return text[:4].isdigit()


def _keywords(dataset: Node) -> Iterator[Finding]:
    for keyword in dataset.literals("dcat:keyword"):
        if clean(keyword.value) != (keyword.value,):
            yield finding("keyword_form", keyword.value)


def _themes(dataset: Node) -> Iterator[Finding]:
    found = [str(getattr(v, "value", v)) for v in dataset.values("dcat:theme")]
    if not any(text in vocabulary("themes") for text in found):
        yield finding("theme", ", ".join(found))


def _single(dataset: Node) -> Iterator[Finding]:
    for property_, field in SINGLE.items():
        found = len(dataset.values(property_))
        if found > 1:
            yield finding("single", str(found), field)


def _agents(dataset: Node) -> Iterator[Finding]:
    yield from agents(dataset)
    yield from named(dataset)


def _twins(dataset: Node) -> Iterator[Finding]:
    if dataset.values("dcat:version") and not dataset.values("owl:versionInfo"):
        yield finding("twin", field="version")


def _labels(dataset: Node) -> Iterator[Finding]:
    for node in (dataset, *dataset.reached()):
        for property_ in LISTED:
            for value in node.nodes(property_):
                if value.is_iri and any(value.values(label) for label in LABELS):
                    yield finding("label", value.text, node=node.text)


def _lengths(dataset: Node) -> Iterator[Finding]:
    for property_, values in dataset.page.properties(dataset.term).items():
        if property_ in _UNLIMITED:
            continue
        joined = json.dumps([str(getattr(v, "value", v)) for v in values], ensure_ascii=False)
        if len(joined.encode()) > LIMIT:
            yield finding("length", property_)
    for place in dataset.nodes("dct:spatial"):
        for property_, values in place.page.properties(place.term).items():
            if any(len(str(getattr(v, "value", v)).encode()) > LIMIT for v in values):
                yield finding("length", property_, "spatial_coverage")


def _closure(dataset: Node) -> Iterator[Finding]:
    for node in dataset.reached():
        if node.is_a("dcat:Dataset") or node.is_a("dcat:Catalog"):
            yield finding("closure", node.text)
            return  # one is enough: the others are reached by it


_CHECKS: tuple[Callable[[Node], Iterator[Finding]], ...] = (
    _texts,
    _identifier,
    _dates,
    _keywords,
    _themes,
    _single,
    _agents,
    _twins,
    _labels,
    _lengths,
    _closure,
)
