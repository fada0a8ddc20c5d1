"""What a municipality fills in where its source says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.region import Municipality

Package = dict[str, Any]


def add_defaults(package: Package, municipality: Municipality) -> None:
    """Fill the empty fields in place; each filled one is a finding `default.<field>`."""
    for field, value in _defaults(municipality):
        if value and not package.get(field):
            package[field] = value
            note(Finding(f"default.{field}", Severity.IMPROVE, field=field, after=_text(value)))
    if municipality.geocoding and not _has_geocoding(package):
        places = [{"uri": iri} for iri in municipality.geocoding]
        package["spatial_coverage"] = [*(package.get("spatial_coverage") or []), *places]
        note(
            Finding(
                "default.spatial_coverage",
                Severity.IMPROVE,
                field="spatial_coverage",
                after=", ".join(municipality.geocoding),
            )
        )


def _defaults(municipality: Municipality) -> Iterator[tuple[str, Any]]:
    yield "contributor_id", [municipality.contributor_id] if municipality.contributor_id else []
    yield "political_geocoding_level_uri", [municipality.level] if municipality.level else []
    yield "publisher", [_publisher(municipality)]


def _publisher(municipality: Municipality) -> dict[str, str]:
    found = {
        "name": municipality.publisher_name,
        "type": municipality.publisher_type,
        "url": municipality.homepage,
        "uri": municipality.uri,
    }
    return {key: value for key, value in found.items() if value}


def _has_geocoding(package: Package) -> bool:
    """Tell whether a place of the official list is named; a bare bounding box is not one."""
    places = package.get("spatial_coverage") or []
    return any("/politicalGeocoding/" in str(place.get("uri") or "") for place in places)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_text(v) for v in value)
    return str(value.get("name", "")) if isinstance(value, dict) else str(value)
