"""A model project as data: one document, as JSON and, with a context, as JSON-LD.

The context is schema.org's and PROV's. The keys are stable (docs/reference/projects.md). What is
not known has no key. Texts are {language: text}. Pure: takes a record of `store` and the region.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.modellregion_owl.projects import formats
from ckanext.modellregion_owl.projects.rows import safe
from ckanext.modellregion_owl.region import Region

Record = Mapping[str, Any]

LANGUAGE, LINK = {"@container": "@language"}, {"@type": "@id"}
CONTEXT: dict[str, Any] = {
    "schema": "https://schema.org/",
    "prov": "http://www.w3.org/ns/prov#",
    "dct": "http://purl.org/dc/terms/",
    "id": "@id",
    "type": "@type",
    "name": "schema:identifier",
    "title": {"@id": "schema:name", **LANGUAGE},
    "summary": {"@id": "schema:abstract", **LANGUAGE},
    "description": {"@id": "schema:description", **LANGUAGE},
    "page": {"@id": "schema:url", **LINK},
    "website": {"@id": "schema:sameAs", **LINK},
    "status": "schema:status",
    "lead": "schema:founder",
    "partners": "schema:contributor",
    "municipality": "schema:location",
    "start": "schema:foundingDate",
    "end": "schema:dissolutionDate",
    "source_code": {"@id": "schema:codeRepository", **LINK},
    "publiccode": {"@id": "schema:subjectOf", **LINK},
    "predecessor": {"@id": "dct:replaces", **LINK},
    "successor": {"@id": "dct:isReplacedBy", **LINK},
    "checked": "schema:dateModified",
    "label": "dct:title",
    "datasets": "prov:generated",
    "projects": "schema:member",
}
# Kept from programs that read the statements only: the key has no property.
_PLAIN = (
    *("json", "dataset_count", "action_fields", "transfer", "funding", "sources", "feed"),
    *("documents", "milestones", "image", "contact"),
)
# Coded and plain values of the transfer profile (spec portal 4), by their name after `transfer_`.
TRANSFER = (
    *("status", "results", "result_types", "available_from", "open_standards", "adopters"),
    *("licence", "licence_documents", "licence_data", "maturity", "maintenance"),
    *("maintenance_until", "effort", "effort_staff", "effort_needs", "contact"),
)


def project(record: Record, region: Region, address: str, url_of: Mapping[str, str]) -> Any:
    """Return the document of one project, without its datasets.

    :param address: the project's page, fully qualified. It is the project's identifier, too.
    :param url_of: pages of the site's projects by name.
    """
    place = region.municipality(str(record.get("municipality") or ""))
    found = {
        "id": address,
        "type": ["schema:Project", "prov:Activity"],
        "name": record["name"],
        "page": address,
        **{key: texts(record, key) for key in ("title", "summary", "description")},
        "action_fields": _action_fields(record, region),
        "status": record.get("status"),
        "municipality": place.title["de"] if place else None,
        "lead": record.get("lead"),
        "partners": list(record.get("partners") or ()),
        **{key: record.get(key) for key in ("grant_date", "start", "go_live", "end")},
        "funding": _funding(record),
        "website": _link(record.get("website")),
        "source_code": _link(record.get("transfer_source_code")),
        "publiccode": _link(record.get("transfer_publiccode")),
        "transfer": _transfer(record),
        "predecessor": url_of.get(str(record.get("predecessor"))),
        "successor": url_of.get(str(record.get("successor"))),
        "documents": _rows(record, "documents"),
        "milestones": _rows(record, "milestones"),
        "image": _image(record),
        "contact": _contact(record),
        "sources": _rows(record, "sources"),
        "checked": formats.iso(record.get("checked")) or record.get("checked"),
    }
    return _known(found)


def linked(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document as JSON-LD: the same keys, with their meaning."""
    return {"@context": {**CONTEXT, **dict.fromkeys(_PLAIN)}, **document}


def texts(record: Record, field: str) -> dict[str, str]:
    """Return {language: text} of a field in German and English."""
    return _known({"de": record.get(field), "en": record.get(f"{field}_en")})


def datasets(rows: Sequence[tuple[str, str, str]]) -> list[dict[str, str]]:
    """Return datasets as (identifier, page, title) for a project's document."""
    return [{"id": iri, "page": page, "label": title} for iri, page, title in rows]


def _action_fields(record: Record, region: Region) -> list[dict[str, Any]]:
    known = {field.slug: dict(field.label) for field in region.action_fields}
    slugs = record.get("action_fields") or ()
    return [{"name": slug, "title": known.get(slug, {"de": slug})} for slug in slugs]


def _funding(record: Record) -> dict[str, Any]:
    """Return amounts in euros; `…_basis`: stated by the source or derived from others;
    `…_qualifier`: about, almost or over."""
    parts = ("total", "state", "own")
    amounts = {part: _number(record.get(f"funding_{part}")) for part in parts}
    bases = {f"{part}_basis": record.get(f"funding_{part}_basis") for part in parts}
    words = {f"{part}_qualifier": record.get(f"funding_{part}_qualifier") for part in parts}
    return _known({**amounts, **bases, **words})


def _transfer(record: Record) -> dict[str, Any]:
    values = {key: record.get(f"transfer_{key}") for key in TRANSFER}
    values |= {key: texts(record, f"transfer_{key}") for key in ("target_group", "benefit")}
    values["unique_feature"] = texts(record, "transfer_unique")
    values["lessons"] = texts(record, "transfer_lessons")
    values["note"] = texts(record, "transfer_note")
    values["lessons_learned"] = _link(record.get("transfer_lessons_url"))
    return _known(values)


def _image(record: Record) -> dict[str, Any]:
    image = {"alt": texts(record, "image_alt"), "copyright": record.get("image_copyright")}
    return _known(image) if record.get("image_url") else {}


def _contact(record: Record) -> dict[str, Any]:
    return _known({key: record.get(f"contact_{key}") for key in ("name", "email", "url")})


def _rows(record: Record, field: str) -> list[dict[str, Any]]:
    return [_known(dict(row)) for row in record.get(field) or ()]


def _number(value: Any) -> int | None:
    return int(value) if str(value or "").isdigit() else None


def _link(value: Any) -> str | None:
    return str(value) if safe(value) else None


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}
