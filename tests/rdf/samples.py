"""A value for every row, made of what the row itself says: a new row is tested as it is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from rdflib import XSD

from ckanext.modellregion_owl.rdf.rows import Row, load_rows
from ckanext.modellregion_owl.vocabularies import vocabulary

NODE = "https://quelle.example/datensatz/1"
SERIES = "https://quelle.example/serie/1"
WKT = "POLYGON ((8.5 51.6, 8.9 51.6, 8.9 51.8, 8.5 51.6))"

_LITERALS = {
    XSD.decimal: "2.5",
    XSD.duration: "P1D",
    XSD.hexBinary: "0a1b",
    XSD.nonNegativeInteger: 2048,
}
_FORMS = {"mailto": "daten@paderborn.example", "tel": "+49-5251-880", "iana": "text/csv"}


def sample(row: Row) -> Any:
    """Return a value as the CKAN field holds it."""
    if row.kind == "node":
        items = [sample_node(row)]
        return json.dumps(items, ensure_ascii=False, sort_keys=True) if row.nested else items
    values = list(_plain(row))
    return sorted(values) if row.many else values[0]


def sample_node(row: Row) -> dict[str, Any]:
    """Return a node with a value in each of its rows."""
    item = {sub.field: sample(sub) for sub in row.subrows}
    if row.has_uri and row.node_iri != "blank":
        item["uri"] = f"https://quelle.example/{row.field}/1"
    return item


def _plain(row: Row) -> Iterator[Any]:
    for number in (1, 2):
        yield _one(row, number)


def _one(row: Row, number: int) -> Any:
    if row.kind == "term":
        # From the end: the act on high-value datasets, which the feed adds by itself, is there.
        term = [t for t in vocabulary(row.vocabulary) if t.in_form][-number]
        return term.extra[row.show] if row.show else term.uri
    if row.kind == "literal":
        return _LITERALS.get(row.datatype, f"{row.field} {number}")
    if row.kind == "iri":
        kind = str(row.cls).rsplit("#", 1)[-1]  # a dataset's source is no entry's source
        return _FORMS.get(row.form, f"https://quelle.example/{kind}/{row.field}/{number}")
    if row.kind == "geometry":
        return WKT if row.field == "bbox" else "POINT (8.75 51.72)"
    if row.kind == "type":
        return str(row.values[0])
    return {"date": f"2026-05-0{number}"}.get(row.kind, f"Größe {row.field} {number}")


def described(row: Row, value: Any) -> dict[str, Any]:
    """Return what a page must describe so that a row's values are written as they are."""
    if row.kind == "node":
        items = json.loads(value) if isinstance(value, str) else value or []
        pairs = [(below, item.get(below.field)) for item in items for below in row.subrows]
        return {k: v for below, inner in pairs for k, v in described(below, inner).items()}
    texts = value if isinstance(value, list) else [value]
    return {text: row.cls for text in texts if text} if row.otherwise is not None else {}


def all_rows() -> list[tuple[str, Row]]:
    """Return every row of dataset and distribution with the name of its entity."""
    rows = load_rows()
    return [("dataset", r) for r in rows.dataset] + [("resource", r) for r in rows.resource]


def full_resource() -> dict[str, Any]:
    """Return a resource with a value in every row but those that exclude each other (K41)."""
    resource = {row.field: sample(row) for row in load_rows().resource}
    del resource["access_services"]
    return {**resource, "uri": f"{NODE}/csv", "url": resource["download_url"]}


def service_resource() -> dict[str, Any]:
    """Return a resource that a service delivers (K41)."""
    row = load_rows().find("resource", "access_services")
    service = sample_node(row)
    service["serves_dataset"] = [NODE]
    return {
        "uri": f"{NODE}/wfs",
        "name": "WFS",
        "license": "http://dcat-ap.de/def/licenses/dl-by-de/2.0",
        "access_url": service["endpoint_url"][0],
        "url": service["endpoint_url"][0],
        "access_services": [service],
        "applicable_legislation": ["http://data.europa.eu/eli/reg_impl/2023/138/oj"],
    }


def full_dataset() -> dict[str, Any]:
    """Return a dataset with a value in every row but its class, and two resources."""
    dataset = {row.field: sample(row) for row in load_rows().dataset if row.kind != "type"}
    dataset["resources"] = [full_resource(), service_resource()]
    return {**dataset, "uri": NODE, "type": "dataset"}


def full_series() -> dict[str, Any]:
    """Return a series with a value in every row that the standard has for one."""
    rows = load_rows().dataset
    series = {row.field: sample(row) for row in rows if row.series or row.kind == "type"}
    return {**series, "uri": SERIES, "type": "dataset", "resources": []}
