"""The nested extras of the old OGD schema (OGPD 1, 2013–2018), which some portals still deliver."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ckanext.modellregion_owl.findings import Finding, Severity, note

if TYPE_CHECKING:
    from ckanext.modellregion_owl.harvest.adapters.ckan_fields import Fields

# Role of a date or a contact → field.
DATES = {"erstellt": "issued", "veroeffentlicht": "issued", "aktualisiert": "modified"}
CONTACTS = {
    "ansprechpartner": "contact",
    "veroeffentlichende_stelle": "publisher",
    "autor": "creator",
}
PARTS = ("name", "email", "url")
# Category → EU themes, as GovData has moved its own datasets (ckanext-dcatde,
# examples/category_mapping.json). It leaves out `geo`, `infrastruktur_bauen_wohnen` and
# `verbraucher`, for which the EU's list has no one theme; these stay as they are written.
THEMES: Mapping[str, tuple[str, ...]] = {
    "bevoelkerung": ("SOCI",),
    "bildung_wissenschaft": ("EDUC", "TECH"),
    "gesetze_justiz": ("JUST",),
    "gesundheit": ("HEAL",),
    "kultur_freizeit_sport_tourismus": ("EDUC",),
    "politik_wahlen": ("GOVE",),
    "soziales": ("SOCI",),
    "transport_verkehr": ("TRAN",),
    "umwelt_klima": ("ENVI",),
    "verwaltung": ("GOVE",),
    "wirtschaft_arbeit": ("ECON",),
}


def themes(category: str) -> tuple[str, ...]:
    """Return the EU themes of an OGD category, () for none; each is a finding `theme.ogd`."""
    found = THEMES.get(category, ())
    if found:
        note(Finding("theme.ogd", Severity.IMPROVE, "theme", category, ", ".join(found)))
    return found


def unfold(extras: dict[str, Any], found: Fields) -> None:
    """Move what has a place from the extras to the fields; the rest stays in the extras."""
    _dates(extras, found)
    _contacts(extras, found)
    terms = _loaded(extras.get("terms_of_use"))
    if isinstance(terms, Mapping) and set(terms) <= {"license_id", "license_url", "is_free_to_use"}:
        del extras["terms_of_use"]
        licence = str(terms.get("license_url") or terms.get("license_id") or "")
        found.properties.append(("dct:license", licence))
    place = _loaded(extras.get("spatial_reference"))
    if isinstance(place, Mapping) and place.get("text"):
        found.put_part("spatial_coverage", "text", place["text"])
    area = _loaded(extras.get("spatial"))
    if isinstance(area, Mapping):
        # "polygon" is what the schema said; GeoJSON writes it with a capital.
        kind = str(area.get("type") or "")
        extras["spatial"] = json.dumps({**area, "type": kind[:1].upper() + kind[1:]})


def _dates(extras: dict[str, Any], found: Fields) -> None:
    dates = _loaded(extras.get("dates"))
    rest: list[Any] = []
    by_role: dict[str, str] = {}
    for entry in dates if isinstance(dates, list) else []:
        role = entry.get("role") if isinstance(entry, Mapping) else None
        if role in DATES and entry.get("date"):
            by_role[role] = str(entry["date"])
        else:
            rest.append(entry)
    # Published wins over made.
    found.put("issued", by_role.get("veroeffentlicht") or by_role.get("erstellt"))
    found.put("modified", by_role.get("aktualisiert"))
    _leave(extras, "dates", dates, rest)


def _contacts(extras: dict[str, Any], found: Fields) -> None:
    contacts = _loaded(extras.get("contacts"))
    rest: list[Any] = []
    for entry in contacts if isinstance(contacts, list) else []:
        name = CONTACTS.get(entry.get("role", "")) if isinstance(entry, Mapping) else None
        if name is None or found.values.get(name):
            rest.append(entry)
            continue
        node = {part: entry[part] for part in PARTS if entry.get(part)}
        if name == "contact" and entry.get("address"):
            node["street"] = entry["address"]  # one text there; taken apart by nobody
        found.put(name, [node])
    _leave(extras, "contacts", contacts, rest)


def _leave(extras: dict[str, Any], key: str, given: Any, rest: list[Any]) -> None:
    if not isinstance(given, list):
        return
    if rest:
        extras[key] = rest
    else:
        del extras[key]


def _loaded(value: Any) -> Any:
    """Return a value, its JSON text parsed."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
