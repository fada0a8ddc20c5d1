"""What is filled in where a source says nothing: its configuration, else its municipality's row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.rdf.kept import FIELD
from ckanext.modellregion_owl.region import Municipality

Package = dict[str, Any]

_RIGHTS = "<http://purl.org/dc/terms/rights>"
_PUBLIC = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"


@dataclass(frozen=True)
class Defaults:
    """Values for empty fields; IRIs of the official lists, empty where there is no default."""

    contributor_id: str = ""
    licence: str = ""
    level: str = ""
    geocoding: tuple[str, ...] = ()
    publisher: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Source, municipality: Municipality | None) -> Defaults:
        """Return the defaults of a source: its own keys, even empty ones, win over the row."""
        row = municipality
        return cls(
            contributor_id=_first(source, "contributor_id", row.contributor_id if row else ""),
            licence=_first(source, "licence", row.licence_default if row else ""),
            level=_first(source, "geocoding_level", row.level if row else ""),
            geocoding=tuple(_first(source, "geocoding", row.geocoding if row else ())),
            publisher=_publisher(row) if row else {},
        )


def add_defaults(package: Package, defaults: Defaults) -> None:
    """Fill the empty fields in place; each filled one is a finding `default.<field>`."""
    for name, value in _fields(defaults):
        if value and not package.get(name):
            package[name] = value
            _note(name, _text(value))
    if defaults.geocoding and not _has_geocoding(package):
        places = [{"uri": iri} for iri in defaults.geocoding]
        package["spatial_coverage"] = [*(package.get("spatial_coverage") or []), *places]
        _note("spatial_coverage", ", ".join(defaults.geocoding))
    if defaults.licence and not _has_terms(package):
        for resource in package.get("resources") or []:
            holders = (resource, *(resource.get("access_services") or ()))
            if not any(_has_terms(holder) for holder in holders):
                resource["license"] = defaults.licence
                _note("license", defaults.licence)


def _has_terms(holder: Package) -> bool:
    """Tell whether the source says itself what may be done with the data.

    Terms in words or restricted access are an answer too; a default would contradict them. Of a
    dataset `dct:rights` is kept as a statement, for DCAT-AP.de has it of files only.
    """
    return bool(
        holder.get("license")
        or holder.get("rights")
        or _RIGHTS in str(holder.get(FIELD) or "")
        or str(holder.get("access_rights") or _PUBLIC) != _PUBLIC
    )


def _first(source: Source, key: str, value: Any) -> Any:
    own = source.config.get(key)
    return value if own is None else own


def _fields(defaults: Defaults) -> Iterator[tuple[str, Any]]:
    yield "contributor_id", [defaults.contributor_id] if defaults.contributor_id else []
    yield "political_geocoding_level_uri", [defaults.level] if defaults.level else []
    yield "publisher", [defaults.publisher] if defaults.publisher else []


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


def _note(name: str, after: str) -> None:
    note(Finding(f"default.{name}", Severity.IMPROVE, field=name, after=after))


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_text(v) for v in value)
    return str(value.get("name", "")) if isinstance(value, dict) else str(value)
