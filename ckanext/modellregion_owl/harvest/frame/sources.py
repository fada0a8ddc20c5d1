"""Harvest sources as they stand in ckanext-harvest's tables."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.harvest.source import TYPE
from ckanext.modellregion_owl.texts import translate as _


def source_dict(id_or_name: str) -> dict[str, Any]:
    """Return a harvest source as `Source.from_dict` reads it; read from the tables, not the index.

    :raises tk.ObjectNotFound: there is no such source.
    """
    from ckanext.harvest.model import HarvestSource

    package = model.Package.get(id_or_name)
    stored = model.Session.get(HarvestSource, package.id) if package is not None else None
    if package is None or stored is None:
        raise tk.ObjectNotFound(_("There is no harvest source “{name}”.").format(name=id_or_name))
    return {
        "id": stored.id,
        "name": package.name,
        "title": package.title,
        "url": stored.url,
        "config": stored.config,
        "owner_org": package.owner_org,
        "type": stored.type,
        "active": stored.active and package.state == "active",
    }


def source_names() -> list[str]:
    """Return the names of the active sources of our type, in alphabetical order."""
    from ckanext.harvest.model import HarvestSource

    query = (
        model.Session.query(model.Package.name)
        .join(HarvestSource, HarvestSource.id == model.Package.id)
        .filter(HarvestSource.type == TYPE, HarvestSource.active.is_(True))
        .filter(model.Package.state == "active")
        .order_by(model.Package.name)
    )
    return [name for (name,) in query]
