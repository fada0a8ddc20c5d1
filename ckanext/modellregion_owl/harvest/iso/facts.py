"""Dates, language, frequency, provenance, conformity, resolution; spec iso19139.md 2."""

from __future__ import annotations

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.harvest.iso.extent import add_date
from ckanext.modellregion_owl.harvest.iso.metadata import Metadata
from ckanext.modellregion_owl.harvest.iso.tree import Element, text, texts, values
from ckanext.modellregion_owl.harvest.records.describe import Description
from ckanext.modellregion_owl.vocabularies import vocabulary

# How metres and kilometres are written as a unit: symbol, word, EPSG's number.
_UNITS = {"m": 1, "meter": 1, "metre": 1, "9001": 1, "km": 1000, "kilometer": 1000, "9036": 1000}


def add_dates(about: Description, metadata: Metadata) -> None:
    """Say when the data were made (creation, else publication) and last changed.

    The date of the metadata counts as the last change (K40); a revision only without it.
    """
    by_kind: dict[str, str] = {}
    for date in metadata.info.iterfind("citation/*/date/CI_Date"):
        by_kind.setdefault(text(date, "dateType"), text(date, "date"))
    issued = by_kind.get("creation") or by_kind.get("publication")
    changed = text(metadata.element, "dateStamp") or by_kind.get("revision")
    for name, written in (("dct:issued", issued), ("dct:modified", changed)):
        if written:
            add_date(about, name, written)


def add_language(about: Description, metadata: Metadata) -> None:
    """Say the languages of the data; without one that of the metadata."""
    for code in texts(metadata.info, "language") or texts(metadata.element, "language"):
        about.link("dct:language", _known("languages", code))


def add_frequency(about: Description, metadata: Metadata) -> None:
    """Say how often the data are renewed."""
    path = "resourceMaintenance/*/maintenanceAndUpdateFrequency"
    for code in texts(metadata.info, path)[:1]:
        about.link("dct:accrualPeriodicity", _known("frequencies", code))


def _known(table: str, code: str) -> str:
    """Return the IRI of an ISO code; the code where the table lacks it."""
    term = vocabulary(table).find(code)
    return term.uri if term else code


def add_provenance(about: Description, metadata: Metadata) -> None:
    """Say where the data come from."""
    for statement in texts(metadata.element, "dataQualityInfo/*/lineage/*/statement"):
        node = about.node("dct:provenance", "dct:ProvenanceStatement")
        node.text("rdfs:label", statement, metadata.language)


def add_conformity(about: Description, metadata: Metadata) -> None:
    """Say what the data conform to: results that passed and name the act by its address."""
    for result in metadata.element.iterfind("dataQualityInfo/*/report/*/result/*"):
        if text(result, "pass").lower() not in ("true", "1"):
            continue
        for value in values(result, "specification/*/title"):
            about.link("dct:conformsTo", value.href)


def add_resolution(about: Description, metadata: Metadata) -> None:
    """Say the ground distance in metres; a scale can't be converted into one."""
    for distance in metadata.info.iterfind("spatialResolution/*/distance/Distance"):
        metres = _metres(distance)
        if metres:
            about.typed("dcat:spatialResolutionInMeters", metres, "xsd:decimal")


def _metres(distance: Element) -> str:
    written, unit = (distance.text or "").strip(), (distance.get("uom") or "").strip()
    factor = _UNITS.get(unit.replace(":", "#").replace("/", "#").rpartition("#")[2].casefold())
    try:
        number = float(written) * (factor or 0)
    except ValueError:
        number = 0
    after = f"{number:.10g}" if number > 0 else ""
    if factor != 1 or not after:
        before = f"{written} {unit}"
        field = "spatial_resolution_in_meters"
        note(Finding("iso.distance", Severity.IMPROVE, field, before=before, after=after))
    return after
