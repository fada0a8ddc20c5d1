"""Prefixes of the rows and of everything that the profile writes."""

from __future__ import annotations

import re
from functools import lru_cache

from rdflib import RDF, URIRef

from ckanext.modellregion_owl.rdf.statements import uri

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geodcatap": "http://data.europa.eu/930/",
    "gsp": "http://www.opengis.net/ont/geosparql#",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "locn": "http://www.w3.org/ns/locn#",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": str(RDF),
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "time": "http://www.w3.org/2006/time#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

# "…/dcatde/1.0.1/contributorID" (Schleswig-Holstein), "…/dcatde/1_0politicalGeocodingURI"
# (Brandenburg): older versions of the namespace, the last one with its slash forgotten.
_OLD_DCATDE = re.compile(
    r"^https?://(?:www\.)?dcat-ap\.de/def/dcatde/(?:\d[\d._]*/?)?([A-Za-z]\w*)$"
)
_HTTPS_SCHEMA = "https://schema.org/"
# ArcGIS Hub's feeds (spec sources.md 2, no. 5).
_WRONG_CASE = {
    uri(f"{PREFIXES['dcat']}{name}Url"): uri(f"{PREFIXES['dcat']}{name}URL")
    for name in ("access", "download", "endpoint")
}


@lru_cache(maxsize=4096)
def iri(curie: str) -> URIRef:
    """Expand `dct:title`; an absolute IRI stays as it is.

    :raises KeyError: the prefix is unknown.
    """
    prefix, _, local = curie.partition(":")
    return uri(curie if local.startswith("//") else PREFIXES[prefix] + local)


@lru_cache(maxsize=4096)
def current(predicate: URIRef) -> URIRef:
    """Return today's name of a property: other versions of dcatde:, https of schema.org, case."""
    if predicate in _WRONG_CASE:
        return _WRONG_CASE[predicate]
    old = _OLD_DCATDE.match(predicate)
    if old:
        return uri(PREFIXES["dcatde"] + old.group(1))
    if predicate.startswith(_HTTPS_SCHEMA):
        return uri(PREFIXES["schema"] + predicate[len(_HTTPS_SCHEMA) :])
    return predicate
