"""From a package of any CKAN to a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from pyoxigraph import NamedNode

from ckanext.modellregion_owl.findings import collect
from ckanext.modellregion_owl.harvest.adapters import ckan_ogd
from ckanext.modellregion_owl.harvest.adapters.ckan_fields import (
    Fields,
    as_text,
    extras_of,
    fields_of,
    fields_of_resource,
)
from ckanext.modellregion_owl.harvest.extras import say_extra
from ckanext.modellregion_owl.harvest.records.describe import Description
from ckanext.modellregion_owl.harvest.records.from_fields import describe_fields
from ckanext.modellregion_owl.harvest.records.json_values import each
from ckanext.modellregion_owl.harvest.records.make import make_record
from ckanext.modellregion_owl.harvest.records.record import Record
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.rdf import keywords
from ckanext.modellregion_owl.rdf.rows import load_rows
from ckanext.modellregion_owl.rdf.stored import other_values, texts
from ckanext.modellregion_owl.rdf.values import read_iri
from ckanext.modellregion_owl.vocabularies import vocabulary

# What CKAN and its forms say where nobody chose a licence.
NO_LICENCE = frozenset(["", "notspecified", "none"])
UPLOAD = "upload"

Package = Mapping[str, Any]


def record_of(package: Package, site: str, source: Source) -> Record:
    """Return the record of a package.

    Its GUID and IRI are the origin's own IRI (`origin_iri`), so that the same dataset is the same
    one through whatever catalogue it comes (issue 5, pipeline 4; GovData takes a changed IRI for
    another dataset, spec govdata.md 2). The address by CKAN's id is the lasting key: it tells the
    dataset again when the origin's IRI has changed.

    :param site: the portal's root address without a slash at the end.
    :raises RecordInvalid: it has no title.
    """
    fields = fields_of(package)
    address = f"{site}/dataset/{quote(str(package['id']))}"
    iri = origin_iri(package, fields) or address
    with collect() as findings:
        _complete(fields, package, source)
    dataset = Description(NamedNode(iri)).type("dcat:Dataset")
    describe_fields(dataset, fields.values, load_rows().dataset)
    say_rest(dataset, fields)
    say_licence(dataset, package)
    for resource in each(package.get("resources")):
        if isinstance(resource, Mapping) and resource.get("state", "active") == "active":
            _say_resource(dataset, resource, address)
    return make_record(dataset.triples, dataset.term, source.url, iri, address, findings)


def origin_iri(package: Package, fields: Fields) -> str:
    """Return the IRI that the dataset has where it comes from, "" when the portal names none.

    In the order in which ckanext-dcat keeps it: `uri` is the IRI of the dataset's node, `guid` what
    its harvester used as key, which is the same or an identifier.
    """
    extras = extras_of(package)
    for value in (
        fields.values.get("uri"),
        package.get("guid") or extras.get("guid"),
        fields.values.get("identifier"),
    ):
        text = str(value or "").strip()
        if text.startswith(("http://", "https://")) and read_iri(text):
            return read_iri(text)
    return ""


def _complete(fields: Fields, package: Package, source: Source) -> None:
    """Add what CKAN keeps in fields of its own."""
    values, extras = fields.values, extras_of(package)
    values.pop("uri", None)
    guid = str(package.get("guid") or extras.get("guid") or "")
    fields.put("identifier", guid or package.get("id"))
    if not any(key.startswith("harvest_") for key in (*package, *extras)):
        # Of a harvested dataset these are the times of that portal's runs.
        fields.put("issued", package.get("metadata_created"))
        fields.put("modified", package.get("metadata_modified"))
    add_people(fields, package, extras)
    _add_keywords(fields, package)
    add_groups(fields, package)
    organisation = package.get("organization")
    if isinstance(organisation, Mapping) and not source.municipality:
        # A municipality's row says more of the publisher than the name of an account.
        fields.put_part("publisher", "name", organisation.get("title"))


def add_people(fields: Fields, package: Package, extras: Mapping[str, Any]) -> None:
    """Add author and maintainer as creator, contact or custodian."""
    author = _person("author", package, extras)
    maintainer = _person("maintainer", package, extras)
    fields.put("creator", [author] if author.get("name") else [])
    if not fields.values.get("contact"):
        fields.put("contact", [maintainer or author] if maintainer or author.get("email") else [])
    else:
        fields.put("custodian", [maintainer] if maintainer.get("name") else [])


def _person(role: str, package: Package, extras: Mapping[str, Any]) -> dict[str, Any]:
    found = {
        "name": package.get(role) or extras.get(role),
        "email": package.get(f"{role}_email") or extras.get(f"{role}_email"),
        "url": extras.get(f"{role}_url"),
        "telephone": extras.get(f"{role}_tel"),
        "street": extras.get(f"{role}_street"),
        "postal_code": extras.get(f"{role}_zip"),
        "locality": extras.get(f"{role}_city"),
        "country": extras.get(f"{role}_country"),
        "type": extras.get(f"{role}_type"),
    }
    return {key: value for key, value in found.items() if value}


def _add_keywords(fields: Fields, package: Package) -> None:
    if "tags" not in package:
        return
    row = load_rows().find("dataset", "keyword")
    words = texts(row, fields.values.get("keyword"))
    tags = [_name(tag) for tag in each(package.get("tags"))]
    translated = [t for found in other_values(fields.values, "keyword").values() for t in found]
    fields.values["keyword"] = keywords.merge(words, [t for t in tags if t], translated)


def add_groups(fields: Fields, package: Package) -> None:
    """Read groups as themes where they are some (GovData: `gove`); the others are kept.

    So are the categories of the OGD schema, from which themes follow (`ckan_ogd.themes`).
    """
    names = [name for group in each(package.get("groups")) if (name := _name(group))]
    known = [name for name in names if vocabulary("themes").find(name)]
    fields.put("theme", known)
    if not fields.values.get("theme"):
        followed = dict.fromkeys(theme for name in names for theme in ckan_ogd.themes(name))
        fields.put("theme", list(followed))
    others = [name for name in names if name not in known]
    if others:
        fields.extras.setdefault("groups", ", ".join(others))


def _name(item: Any) -> str:
    """Return the name of a tag or group; OGPD gives the bare name."""
    return str(item.get("name") or "") if isinstance(item, Mapping) else str(item or "")


def say_rest(node: Description, fields: Fields) -> None:
    """Say what has a property but no field, and the free extras."""
    for name, text in fields.properties:
        node.link(name, text)
    for key, text in fields.extras.items():
        say_extra(node, key, text)


def say_licence(node: Description, owner: Package) -> None:
    """Say the licence: the spelling that the vocabulary knows, else a node with all of them."""
    given = [str(owner.get(f"license_{part}") or "").strip() for part in ("url", "id", "title")]
    if given[1].lower() in NO_LICENCE and not given[0]:
        return
    known = next((text for text in given if text and vocabulary("licences").find(text)), "")
    if known:
        node.link("dct:license", known)
        return
    below = node.node("dct:license", "dct:LicenseDocument", iri=given[0])
    below.text("rdfs:label", given[2] or given[1]).text("skos:notation", given[1])


def _say_resource(dataset: Description, resource: Package, address: str) -> None:
    fields = fields_of_resource(resource)
    iri = str(fields.values.pop("uri", None) or resource.get("distribution_ref") or "").strip()
    if not (iri.startswith(("http://", "https://")) and read_iri(iri)):
        iri = f"{address}/resource/{quote(str(resource['id']))}" if resource.get("id") else ""
    node = dataset.node("dcat:distribution", "dcat:Distribution", iri=iri)
    _add_addresses(fields, resource)
    fields.put("issued", resource.get("created"))
    fields.put("modified", resource.get("last_modified"))
    if not fields.values.get("license"):
        say_licence(node, resource)
    describe_fields(node, fields.values, load_rows().resource)
    say_rest(node, fields)


def _add_addresses(fields: Fields, resource: Package) -> None:
    """Give CKAN's one link its place: a file of that portal is a download, else it is a page."""
    link = as_text(resource.get("url") or "").strip()
    if resource.get("url_type") == UPLOAD:
        fields.put("download_url", link)
    if not fields.values.get("access_services"):
        fields.put("access_url", fields.values.get("download_url") or link)
