"""Area and period; spec iso19139.md 2."""

from __future__ import annotations

import re

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.harvest.iso.metadata import Metadata
from ckanext.modellregion_owl.harvest.iso.tree import Element, text, values
from ckanext.modellregion_owl.harvest.records.describe import Description
from ckanext.modellregion_owl.rdf.values import date_type, read_date
from ckanext.modellregion_owl.vocabularies import vocabulary

_GEOCODING = "http://dcat-ap.de/def/politicalGeocoding/"
_LEVEL = f"{_GEOCODING}Level/"
_REGISTRY = re.compile(r"https?://registry\.gdi-de\.org/id/[^/]+/(?P<key>[^/?#]+)/?$")
_KEY = re.compile(r"(0[1-9]|1[0-6])(\d{3}|\d{6}|\d{7}|\d{10}|\d)?$")
# Digits of a key → name of the list, political level (none for levels that the list lacks).
_KINDS = {
    2: ("stateKey", "state"),
    3: ("governmentDistrictKey", ""),
    5: ("districtKey", "administrativeDistrict"),
    8: ("municipalityKey", "municipality"),
    9: ("municipalAssociationKey", ""),
    12: ("regionalKey", "municipality"),
}
_BOUNDS = (
    ("westBoundLongitude", 180),
    ("southBoundLatitude", 90),
    ("eastBoundLongitude", 180),
    ("northBoundLatitude", 90),
)


def add_extent(about: Description, metadata: Metadata) -> None:
    """Say boxes, places, political keys and periods of the data."""
    for extent in metadata.info.iterfind("extent/EX_Extent"):
        _add_places(about, extent, metadata.language)
        for period in extent.iterfind("temporalElement/*/extent/*"):
            _add_period(about, period)


def _add_places(about: Description, extent: Element, language: str) -> None:
    label = text(extent, "description")
    for box in extent.iterfind("geographicElement/EX_GeographicBoundingBox"):
        if _add_box(about, box, label, language):
            label = ""
    if label:
        about.node("dct:spatial", "dct:Location").text("skos:prefLabel", label, language)
    for value in values(extent, "geographicElement/EX_GeographicDescription/*/*/code"):
        key = _key(value.href) or _key(value.text)
        if key:
            _add_key(about, key)
            continue
        place = about.node("dct:spatial", "dct:Location", iri=value.href)
        place.text("skos:prefLabel", value.text, language)


def _key(written: str) -> str:
    """Return the official key (ARS, AGS, district …) that a text or a registry's address holds."""
    found = _REGISTRY.match(written)
    bare = found["key"] if found else written.strip()
    return bare if _KEY.match(bare) and len(bare) in _KINDS else ""


def _add_key(about: Description, key: str) -> None:
    name, level = _KINDS[len(key)]
    iri = f"{_GEOCODING}{name}/{key}"
    if key.endswith("0000000") and iri not in vocabulary("geocoding"):
        # The key of a whole district; but a town that is a district (Bielefeld) is listed so.
        iri, level = f"{_GEOCODING}districtKey/{key[:5]}", "administrativeDistrict"
    about.link("dct:spatial", iri)
    if level:
        about.link("dcatde:politicalGeocodingLevelURI", _LEVEL + level)


def _add_box(about: Description, box: Element, label: str, language: str) -> bool:
    written = [text(box, name) for name, _ in _BOUNDS]
    before = " ".join(filter(None, written))
    try:
        numbers = [float(value) for value in written]
    except ValueError:
        numbers = []
    name, wkt = _wkt(numbers)
    if not wkt:
        if before:
            note(Finding("iso.box", Severity.WRONG, "spatial_coverage", before=before))
        return False
    place = about.node("dct:spatial", "dct:Location").text("skos:prefLabel", label, language)
    place.typed(name, wkt, "gsp:wktLiteral")
    return True


def _wkt(numbers: list[float]) -> tuple[str, str]:
    """Return property and WKT of west, south, east, north; ("", "") of what is no box."""
    inside = all(abs(n) <= limit for n, (_, limit) in zip(numbers, _BOUNDS, strict=False))
    if len(numbers) != 4 or not inside:
        return "", ""
    west, south, east, north = numbers
    w, s, e, n = (f"{number:.10g}" for number in numbers)
    if (west, south) == (east, north):
        return "dcat:centroid", f"POINT ({w} {s})"
    if west >= east or south >= north:
        return "", ""
    return "dcat:bbox", f"POLYGON (({w} {s}, {e} {s}, {e} {n}, {w} {n}, {w} {s}))"


def _add_period(about: Description, period: Element) -> None:
    if period.tag == "TimeInstant":
        begin = end = text(period, "timePosition")
    else:
        begin = text(period, "beginPosition") or text(period, "begin/TimeInstant/timePosition")
        end = text(period, "endPosition") or text(period, "end/TimeInstant/timePosition")
    bounds = [
        (name, written)
        for name, written in (("dcat:startDate", begin), ("dcat:endDate", end))
        if written and _readable(written)
    ]
    if bounds:
        node = about.node("dct:temporal", "dct:PeriodOfTime")
        for name, written in bounds:
            add_date(node, name, written)


def _readable(written: str) -> bool:
    if read_date(written):
        return True
    note(Finding("date.unreadable", Severity.WRONG, "temporal_coverage", before=written))
    return False


def add_date(about: Description, name: str, written: str) -> None:
    """Say a date as it is written, with its datatype where it has one."""
    kind = date_type(written)
    if kind is None:
        about.text(name, written)
    else:
        about.typed(name, written, str(kind))
