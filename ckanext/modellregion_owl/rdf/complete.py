"""What the feed says where a dataset is silent: fallbacks, none of them stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from rdflib import URIRef

from ckanext.modellregion_owl.rdf import iris, keywords
from ckanext.modellregion_owl.rdf.geometry import bounding_box
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.records import records
from ckanext.modellregion_owl.rdf.rows import Row, load_rows
from ckanext.modellregion_owl.rdf.stored import (
    all_other_values,
    items,
    other_values,
    texts,
    with_extras,
)

HVD_ACT = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
SERIES = iri("dcat:DatasetSeries")
SERIES_TYPE = "dataset_series"  # a portal's own type of dataset, as ckanext-dcat knows it

Values = dict[str, Any]


def _no_defaults(organisation: str) -> Values:
    return {}


@dataclass(frozen=True)
class Output:
    """How to write.

    `base_iri`: root of our IRIs without a slash; `compat`: write the deprecated twins, only
    keywords that GovData's tags can hold, and bounding boxes for geometries; `defaults`:
    organisation's name → the fields `publisher` and `contributor_id` of its municipality;
    `described`: IRIs of what the same page describes, with its class (dcat:Dataset,
    dcat:DatasetSeries …): only such values may stand where the shapes demand a class.
    `records`: write a catalogue entry (dcat:CatalogRecord) for each dataset.
    """

    base_iri: str
    compat: bool = True
    defaults: Callable[[str], Mapping[str, Any]] = field(default=_no_defaults)
    described: MutableMapping[str, URIRef] = field(default_factory=dict)
    records: bool = False


def complete(dataset: Mapping[str, Any], node: URIRef, output: Output) -> Values:
    """Return a copy of a dataset with all that the feed must say of it.

    Of a dataset of another portal (own IRI) no date of publication is made up from our record.
    """
    whole = with_extras(dataset)
    rows = load_rows()
    foreign = iris.own_iri(whole) is not None
    for row in rows.dataset:
        if not (foreign and row.field == "issued"):
            _fall_back(whole, row)
    whole["identifier"] = whole.get("identifier") or str(node)
    _complete_agents(whole, output)
    _complete_keywords(whole, rows.find("dataset", "keyword"), output.compat)
    if whole.get("type") == SERIES_TYPE:
        whole["rdf_type"] = str(SERIES)
    whole["catalog_record"] = records(whole, node, output) if output.records else None
    if output.compat:
        whole["spatial_coverage"] = [_boxed(p) for p in items(whole.get("spatial_coverage"))]
    if texts(rows.find("dataset", "hvd_category"), whole.get("hvd_category")):
        _add_act(whole, rows.find("dataset", "applicable_legislation"))
    return whole


def _fall_back(whole: Values, row: Row) -> None:
    if row.fallback and not whole.get(row.field):
        whole[row.field] = next((whole[f] for f in row.fallback if whole.get(f)), None)


def _complete_agents(whole: Values, output: Output) -> None:
    organisation = whole.get("organization") or {}
    defaults = output.defaults(organisation.get("name", ""))
    if not any(p.get("name") or p.get("uri") for p in items(whole.get("publisher"))):
        whole["publisher"] = defaults.get("publisher") or _organisation(organisation, output)
    if not whole.get("contributor_id"):
        whole["contributor_id"] = defaults.get("contributor_id")
    contacts = items(whole.get("contact")) or _older_contact(whole)
    whole["contact"] = [_reachable(c, items(whole.get("publisher"))) for c in contacts]


def _organisation(organisation: Mapping[str, Any], output: Output) -> list[Values]:
    name = organisation.get("title") or organisation.get("name")
    if not name:
        return []
    return [{"name": name, "uri": str(iris.organisation_iri(organisation, output.base_iri))}]


def _older_contact(whole: Values) -> list[Values]:
    """Return CKAN's maintainer, else its author, as contact if there is an e-mail (K01)."""
    for role in ("maintainer", "author"):
        email = whole.get(f"{role}_email")
        if email:
            return [{"name": whole.get(role) or email, "email": email}]
    return []


def _boxed(place: Values) -> Values:
    """Give a place with a geometry its bounding box too.

    It is all that GovData reads of it: ckanext-dcat stops with an AttributeError at the node that
    the official shapes demand for locn:geometry, and the shapes refuse the literal that it reads.
    The geometry itself goes out by gsp:hasGeometry (schemas/dataset.yaml).
    """
    return {**place, "bbox": place.get("bbox") or bounding_box(str(place.get("geom") or ""))}


def _reachable(contact: Values, publishers: list[Values]) -> Values:
    """Give a contact without any address the publisher's web page; the standard demands one."""
    if any(contact.get(key) for key in ("email", "url", "telephone")):
        return contact
    return {**contact, "url": next((p["url"] for p in publishers if p.get("url")), None)}


def _complete_keywords(whole: Values, row: Row, compat: bool) -> None:
    other = other_values(whole, "keyword")
    words = texts(row, whole.get("keyword"))
    if "tags" in whole:
        tags = [t["name"] for t in whole.get("tags") or ()]
        translated = [k for found in other.values() for k in found]
        words = keywords.merge(words, tags, translated)
    if compat:
        # GovData refuses a dataset with a keyword that CKAN's tags can't hold (govdata.md 2).
        words = [tag for word in words for tag in keywords.clean(word)]
        other = {lang: [t for k in v for t in keywords.clean(k)] for lang, v in other.items()}
    whole["keyword"] = list(dict.fromkeys(words))
    whole["other_values"] = {**all_other_values(whole), "keyword": other}


def _add_act(owner: Values, row: Row) -> None:
    acts = texts(row, owner.get(row.field))
    owner[row.field] = acts if HVD_ACT in acts else [*acts, HVD_ACT]


def complete_resource(resource: Mapping[str, Any], dataset: Values, node: URIRef) -> Values:
    """Return a copy of a resource with its addresses (K39, K41), licence and services filled in."""
    whole = dict(resource)
    rows = load_rows()
    services = items(whole.get("access_services"))
    whole["license"] = whole.get("license") or _older_licence(dataset)
    for row in rows.resource:
        _fall_back(whole, row)
    _complete_addresses(whole, services)
    if texts(rows.find("dataset", "hvd_category"), dataset.get("hvd_category")):
        _add_act(whole, rows.find("resource", "applicable_legislation"))
    whole["access_services"] = [_service(s, whole, dataset, node) for s in services]
    return whole


def _older_licence(dataset: Values) -> str:
    return str(dataset.get("license_id") or dataset.get("license_url") or "")


def _complete_addresses(whole: Values, services: list[Values]) -> None:
    if services and not whole.get("access_url"):
        endpoints = [e for s in services for e in s.get("endpoint_url") or ()]
        whole["access_url"] = next(iter(endpoints), whole.get("url"))
    if not whole.get("download_url") and whole.get("url_type") == "upload":
        whole["download_url"] = whole.get("url")
    if services:
        whole["download_url"] = None
    whole["access_url"] = whole.get("access_url") or whole.get("download_url") or whole.get("url")


def _service(service: Values, resource: Values, dataset: Values, node: URIRef) -> Values:
    """Return a service with what the standard demands; it always serves this very dataset."""
    whole = dict(service)
    whole["title"] = service.get("title") or resource.get("name") or dataset.get("title")
    whole["publisher"] = service.get("publisher") or items(dataset.get("publisher"))[:1]
    whole["license"] = service.get("license") or resource.get("license")
    # The shapes refuse a dataset that the page does not describe, and a series.
    whole["serves_dataset"] = [] if dataset.get("rdf_type") else [str(node)]
    hvd = dataset.get("hvd_category")
    if hvd:
        whole["hvd_category"] = service.get("hvd_category") or hvd
        _add_act(whole, load_rows().find("resource", "applicable_legislation"))
        whole["contact"] = service.get("contact") or dataset.get("contact")
        # The HVD shapes demand documentation of the service; its endpoint describes itself best.
        described = service.get("endpoint_description") or service.get("endpoint_url")
        whole["documentation"] = service.get("documentation") or described
    return whole
