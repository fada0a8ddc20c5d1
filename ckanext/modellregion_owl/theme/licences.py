"""What a licence lets people do, in plain words (design README, sections 3 and 6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.theme.presentation import safe_url
from ckanext.modellregion_owl.theme.terms import TERMS, Terms
from ckanext.modellregion_owl.vocabularies import vocabulary

Translate = Callable[[str], str]


PREFIXES = re.compile(
    r"^https?://(www\.)?(dcat-ap\.de/def/licenses|govdata\.de|creativecommons\.org/licenses"
    r"|creativecommons\.org|opendefinition\.org/licenses)/",
    re.IGNORECASE,
)
# First match wins; the keys are dcat-ap.de codes, CKAN's licence ids and the paths of the licences'
# own addresses (by/4.0).
KINDS = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"^other-(closed|commercial|freeware)$", "closed"),
        (r"^(cc-nc|other-nc)|(^|-|/)by-nc(-|/|$)", "nc"),
        (r"(^|-|/)by-nd(-|/|$)", "nd"),
        (r"(^|-|/)by-sa(-|/|$)|^(odbl|od-bl|odc-odbl|gfdl)$", "sa"),
        (r"^(cc-zero|cc0|cc-?pdm|odc-?pddl|official-?work|other-pd|publicdomain)", "free"),
        (r"^dl-zero-de|^dl-de[/-]zero", "free"),
        (r"^(cc-by|dl-by-de|dl-de[/-]by|by)(-|/|$)", "by"),
        (r"^(odby|od-bc|odc-by|geonutz|other-at|uk-ogl)", "by"),
        (r"^(apache|bsd|mozilla|gpl|other-open|other-opensource)", "open"),
    )
)
DL_DE = re.compile(r"^dl-(by-nc|by|zero)-de/(\d)[._](\d)$|^dl-de/([a-z-]+)-(\d)-(\d)$")
CC = re.compile(r"^(?:cc-)?(by(?:-nc|-nd|-sa)*)(-de)?/(\d)[._]?(\d)/?$")


def kind_of(licence: Any) -> str:
    """Return the kind (key of TERMS) of a licence IRI, address or CKAN licence id."""
    key = _key(licence)
    return next((kind for pattern, kind in KINDS if pattern.search(key)), "unclear")


def terms_of(licences: Iterable[Any]) -> Terms:
    """Return the terms of a dataset from the licences of its files: one, or `mixed`."""
    known = {_key(licence) for licence in licences}
    if len(known) > 1:
        return TERMS["mixed"]
    return TERMS[kind_of(next(iter(known), ""))]


def licences_of(package: dict[str, Any]) -> list[str]:
    """Return one licence per file ("" = none said), or the dataset's own when it has no file."""
    own = str(package.get("license_id") or "")
    return [licence_of(resource, own) for resource in package.get("resources") or []] or [own]


def licence_of(resource: dict[str, Any], fallback: str = "") -> str:
    """Return the licence of a file, else the dataset's."""
    return str(resource.get("license") or fallback or "")


def code_of(licence: Any, lang: str) -> str:
    """Return the licence's short name: dl-de/by-2-0, CC BY 4.0, else its label; "" when unknown."""
    key = _key(licence)
    if found := DL_DE.match(key):
        return "dl-de/" + "-".join(part for part in found.groups() if part)
    if found := CC.match(key):
        name, port, major, minor = found.groups()
        return f"CC {name.upper()} {major}.{minor}{' DE' if port else ''}"
    if key == "cc-zero":
        return "CC0"
    label = vocabulary("licences").label(str(licence or ""), lang)
    return "" if not label or label == licence else label


def link_of(licence: Any) -> str:
    """Return the address of the licence's text, "" when there is none."""
    key = _key(licence)
    code = code_of(licence, "en")
    if code.startswith("dl-de/"):
        return f"https://www.govdata.de/{code}"
    if found := CC.match(key):
        name, port, major, minor = found.groups()
        version = f"{major}.{minor}/de" if port else f"{major}.{minor}"
        return f"https://creativecommons.org/licenses/{name}/{version}/"
    if key == "cc-zero":
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    return safe_url(licence)


def source_line(publisher: str, title: str, code: str, permalink: str) -> str:
    """Return the line to copy: who, what, licence, address (dl-de/by-2-0 asks for all four)."""
    head = f"{publisher}: {title}" if publisher else title
    return ", ".join(part for part in (head, code, permalink) if part)


def row_of(terms: Terms, translate: Translate = tk._) -> dict[str, Any]:
    """Return the terms for a template: kind, free (bool), short, answer, sentence (translated)."""
    return {
        "kind": terms.kind,
        "free": terms.free,
        "short": translate(terms.short),
        "answer": translate(terms.answer),
        "sentence": translate(terms.sentence),
    }


def _key(licence: Any) -> str:
    key = PREFIXES.sub("", str(licence or "").strip())
    return "" if key == "notspecified" else key.rstrip("/")
