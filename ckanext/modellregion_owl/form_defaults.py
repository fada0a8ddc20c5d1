"""What the form of a new dataset holds already: the municipality's own row (municipalities.yaml).

The region's content is the one place where these stand; nothing here knows a municipality.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.region import load_region
from ckanext.modellregion_owl.region.content import Municipality

Defaults = dict[str, list[str]]  # name of the control → values


def by_organisation() -> dict[str, Defaults]:
    """Return the defaults of each organisation for which the user may make datasets, by its id."""
    region = load_region()
    found = {
        row["id"]: region.municipality(row["name"])
        for row in tk.h.organizations_available("create_dataset")
    }
    return {key: of_dataset(row) for key, row in found.items() if row}


def of_dataset(row: Municipality) -> Defaults:
    """Return the values of a new dataset's controls; what the row does not say is left out."""
    place = row.geocoding[:1]
    said: dict[str, tuple[str, ...]] = {
        "publisher-0-name": (row.publisher_name,),
        "publisher-0-type": (row.publisher_type,),
        "publisher-0-url": (row.homepage,),
        "publisher-0-uri": (row.uri,),
        "contributor_id": (row.contributor_id,),
        "political_geocoding_level_uri": (row.level,),
        "spatial_coverage-0-uri": tuple(place),
    }
    return {name: [v for v in values if v] for name, values in said.items() if any(values)}


def fill_dataset(data: dict[str, Any]) -> None:
    """Fill a form that was not sent yet, in place, for the organisation that will be chosen.

    That is the one given in the address (`?group=…`), else the first of the list. A new dataset is
    public: who is not ready yet saves a draft (CKAN's own form begins with "private").
    """
    if data.get("id") or "title" in data:
        return
    data.setdefault("private", "False")
    known = by_organisation()
    available = [row["id"] for row in tk.h.organizations_available("create_dataset")]
    chosen = data.get("group_id") or next(iter(available), "")
    for name, values in known.get(chosen, {}).items():
        _put(data, name, values)


def _put(data: dict[str, Any], name: str, values: list[str]) -> None:
    field, _, rest = name.partition("-")
    if not rest:
        data.setdefault(field, values)
        return
    entry = data.setdefault(field, [{}])[0]
    entry.setdefault(rest.partition("-")[2], values[0])


def fill_resource(data: dict[str, Any], package_id: str) -> None:
    """Give a new file the municipality's licence, where its row names one."""
    if data.get("id") or "license" in data or not package_id:
        return
    package = tk.get_action("package_show")({}, {"id": package_id})
    row = load_region().municipality((package.get("organization") or {}).get("name", ""))
    if row and row.licence_default:
        data["license"] = row.licence_default
