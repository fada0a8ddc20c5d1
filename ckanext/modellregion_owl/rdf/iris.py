"""IRIs that we give: stable, under one root, never dependent on a title."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any
from urllib.parse import quote

from rdflib import BNode, URIRef

from ckanext.modellregion_owl.rdf.values import read_iri

# A skolemised blank node is an IRI by its looks only; it changes with every run of its maker.
_UNSTABLE = "/.well-known/genid/"


def own_iri(item: Mapping[str, Any]) -> URIRef | None:
    """Return the IRI that the source gave (field `uri`), None when it gave none that lasts.

    An extra of that name counts too: by it ckanext-dcat named the datasets of older portals.
    """
    text = str(item.get("uri") or _extra(item) or "").strip()
    if not text.startswith(("http://", "https://", "urn:")) or _UNSTABLE in text:
        return None
    return URIRef(read_iri(text)) if read_iri(text) else None


def _extra(item: Mapping[str, Any]) -> str:
    extras = item.get("extras")
    found = (e for e in extras if e.get("key") == "uri") if isinstance(extras, list) else ()
    return next((str(e.get("value") or "") for e in found), "")


def dataset_iri(dataset: Mapping[str, Any], base: str) -> URIRef:
    """Return the IRI of a dataset: its own, else `<base>/dataset/<id>`.

    :raises KeyError: the dataset has neither `uri` nor `id`.
    """
    return own_iri(dataset) or URIRef(f"{base}/dataset/{dataset['id']}")


def resource_iri(resource: Mapping[str, Any], dataset: URIRef, base: str) -> URIRef:
    """Return the IRI of a distribution: its own, else one below the root of our own.

    A resource that is not stored yet has no id; its content stands for it.
    """
    own = own_iri(resource)
    if own is not None:
        return own
    if resource.get("id") and resource.get("package_id"):
        return URIRef(f"{base}/dataset/{resource['package_id']}/resource/{resource['id']}")
    return URIRef(f"{base}/resource/{digest(resource, dataset)}")


def catalogue_iri(base: str) -> URIRef:
    """Return the IRI of the catalogue itself; not the site's address, which is its home page."""
    return URIRef(f"{base}/catalog")


def organisation_iri(organisation: Mapping[str, Any], base: str) -> URIRef:
    """Return the IRI of an organisation without an IRI of its own."""
    return URIRef(f"{base}/organization/{organisation['id']}")


def record_iri(dataset: Mapping[str, Any], node: URIRef, base: str) -> URIRef:
    """Return the IRI of our catalogue's entry about a dataset."""
    return URIRef(f"{base}/record/{dataset.get('id') or digest({}, str(node))}")


def made_iri(kind: str, item: Mapping[str, Any], owner: str, base: str) -> URIRef:
    """Return an IRI for an agent or a service that came without one, made of what it says.

    `owner` is the IRI below which it is unique, "" for the whole catalogue: two datasets that name
    the same publisher share it.
    """
    said = _of_agent(item) if kind == "agent" else item
    return URIRef(f"{base}/{kind}/{digest(said, owner)}")


def _of_agent(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what an agent is known by: name, kind, number and the house that it sits in.

    Mailboxes and pages change while it stays the same (spec govdata.md 5: never changing).
    The house is the domain of its page or mailbox: two towns have an "Umweltamt" each.
    """
    lasting = {k: item[k] for k in ("name", "type", "identifier") if item.get(k)}
    if not lasting:
        return item
    houses = (_house(str(item.get(key) or "")) for key in ("url", "email"))
    house = next((found for found in houses if found), "")
    return {**lasting, "house": house}


def _house(address: str) -> str:
    """Return the domain of a web address or a mailbox, "" of anything else."""
    name = address.partition("://")[2].partition("/")[0] or address.rpartition("@")[2]
    there = "://" in address or "@" in address
    return name.casefold().removeprefix("www.") if there else ""


def identifier_iri(text: str, owner: str) -> URIRef:
    """Return the node of an adms:Identifier: itself as an IRI, else one below `owner`.

    GovData's reader keeps the node's name, not its notation (spec govdata.md 4).
    """
    if text.startswith(("http://", "https://", "urn:")) and read_iri(text):
        return URIRef(read_iri(text))
    return URIRef(f"{owner}#identifier-{quote(text, safe='')}")


def blank(item: Mapping[str, Any], owner: str, role: str) -> BNode:
    """Return a blank node whose label is made of its content.

    Pages of the feed are equal byte by byte as long as nothing has changed.
    """
    return BNode("b" + digest(item, owner, role))


def digest(item: Mapping[str, Any], *more: str) -> str:
    """Return 16 hexadecimal digits over the content of a dict."""
    # What is only kept does not tell one agent from another: its IRI is the same with and without.
    content = {k: v for k, v in item.items() if k != "kept_statements"}
    text = json.dumps([content, *more], sort_keys=True, default=str)
    return blake2b(text.encode(), digest_size=8).hexdigest()
