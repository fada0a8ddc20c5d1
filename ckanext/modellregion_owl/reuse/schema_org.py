"""A dataset as schema.org says it, for search engines (Google Dataset Search).

Made from the rows of the schema: which field holds a property is said there and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from markupsafe import Markup

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.rdf import iris
from ckanext.modellregion_owl.rdf.namespaces import iri
from ckanext.modellregion_owl.rdf.rows import Row, load_rows
from ckanext.modellregion_owl.rdf.stored import items, texts
from ckanext.modellregion_owl.vocabularies import vocabulary

Values = Mapping[str, Any]

# ckanext-dcat's plugin that writes the same into the same pages.
OTHER_PLUGIN = "structured_data"
SHORTEST, LONGEST = 50, 5000  # characters of a description that Google accepts
DATASET = {
    "dct:title": "name",
    "dct:description": "description",
    "dct:identifier": "identifier",
    "dcat:version": "version",
    "dct:issued": "datePublished",
    "dct:modified": "dateModified",
    "dct:language": "inLanguage",
    "dct:temporal": "temporalCoverage",
    "dct:spatial": "spatialCoverage",
    "dct:publisher": "publisher",
    "dct:creator": "creator",
    "dct:isVersionOf": "isBasedOn",
}
FILE = {
    "dct:title": "name",
    "dct:description": "description",
    "dcat:accessURL": "url",
    "dcat:downloadURL": "contentUrl",
    "dct:format": "encodingFormat",
    "dcat:byteSize": "contentSize",
    "dct:license": "license",
    "dct:modified": "dateModified",
}
_WEB = ("http://", "https://", "ftp://", "urn:")
_MANY = ("inLanguage", "spatialCoverage", "creator", "temporalCoverage", "isBasedOn")
# In a <script> only "</" and "<!--" end or change it; the rest is for readers that are careless.
_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def modellregion_schema_org(package: Values) -> Markup:
    """Return the element for a dataset's page, "" for what is none or where another plugin does it.

    Nothing of the dataset can end the element: no "<" is left in it.
    """
    if package.get("type") != "dataset" or package.get("state") != "active":
        return Markup("")
    if package.get("private") or p.plugin_loaded(OTHER_PLUGIN):
        return Markup("")
    text = json.dumps(describe(package), ensure_ascii=False).translate(_ESCAPES)
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704 - see above


def describe(package: Values) -> dict[str, Any]:
    """Return the statements about a dataset and its files."""
    url = str(tk.url_for("dataset.read", id=package["name"], qualified=True, locale="default"))
    found = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": str(iris.dataset_iri(package, config.base_iri())),
        "url": url,
        **_said(DATASET, load_rows().dataset, package),
        "keywords": [tag["display_name"] for tag in package.get("tags") or ()],
        "includedInDataCatalog": {"@type": "DataCatalog", "name": tk.config["ckan.site_title"]},
        "isAccessibleForFree": True,
    }
    organisation = package.get("organization") or {}
    if "publisher" not in found and organisation:
        found["publisher"] = {"@type": "Organization", "name": organisation.get("title")}
    files = [_file(resource) for resource in package.get("resources") or ()]
    licences = sorted({f["license"] for f in files if f.get("license")})
    found |= {"distribution": files, "license": licences[0] if len(licences) == 1 else licences}
    found["description"] = _description(found)
    return {name: value for name, value in found.items() if value not in (None, "", [], {})}


def _description(found: Values) -> str:
    """Return a description as long as search engines demand it, by what is known anyway."""
    text = str(found.get("description") or "")
    if len(text) < SHORTEST:
        publisher = (found.get("publisher") or {}).get("name")
        text = ". ".join(filter(None, (str(found.get("name")), text, publisher)))
    return text[:LONGEST]


def _file(resource: Values) -> dict[str, Any]:
    said = _said(FILE, load_rows().resource, resource)
    said.setdefault("contentUrl", _web(resource.get("url")))
    return {"@type": "DataDownload", **{k: v for k, v in said.items() if v}}


def _said(terms: Mapping[str, str], rows: Iterable[Row], owner: Values) -> dict[str, Any]:
    names = {iri(curie): name for curie, name in terms.items()}
    found: dict[str, Any] = {}
    for row in rows:
        name = names.get(row.predicate) if row.via is None else None
        if name is None or name in found:
            continue
        values = _nodes(row, owner) if row.subrows else _texts(row, owner)
        if values:
            found[name] = values if name in _MANY and len(values) > 1 else values[0]
    return found


def _texts(row: Row, owner: Values) -> list[str]:
    said = texts(row, owner.get(row.field))
    if row.vocabulary in ("languages", "file_types"):
        words = vocabulary(row.vocabulary)
        terms = ((words.get(t), t) for t in said)
        return [(term.extra.get("short") or term.label("en")) if term else t for term, t in terms]
    return [text for text in said if row.kind not in ("iri", "term") or _web(text)]


def _web(text: object) -> str:
    """Return an address of the web, "" for anything else, which a crawler might follow."""
    return str(text) if str(text).startswith(_WEB) else ""


def _nodes(row: Row, owner: Values) -> list[Any]:
    make = _SHAPES.get(str(row.predicate), _agent)
    found = (make(node) for node in items(owner.get(row.field)))
    return [one for one in found if one]


def _agent(node: Values) -> dict[str, Any]:
    said = {"name": node.get("name"), "url": _web(node.get("url")), "@id": _web(node.get("uri"))}
    told = {k: v for k, v in said.items() if v}
    return {"@type": "Organization", **told} if node.get("name") else {}


def _period(node: Values) -> str:
    start, end = (str(node.get(part) or "..") for part in ("start", "end"))
    return f"{start}/{end}" if node.get("start") or node.get("end") else ""


def _place(node: Values) -> dict[str, Any]:
    told = {"name": node.get("text"), "@id": _web(node.get("uri"))}
    return {"@type": "Place", **{k: v for k, v in told.items() if v}} if any(told.values()) else {}


_SHAPES: Mapping[str, Callable[[Values], Any]] = {
    str(iri("dct:temporal")): _period,
    str(iri("dct:spatial")): _place,
}
