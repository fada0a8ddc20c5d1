"""Datasets by what is the same on every machine: their source, and what the source calls them."""

from __future__ import annotations

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.model import record

_package = model.Package.__table__


def find(source: str, guid: str) -> str | None:
    """Return the id of the dataset that a source delivers by that GUID, None before its harvest."""
    query = (
        sa.select(record.c.package_id)
        .join(_package, _package.c.id == record.c.source_id)
        .where(_package.c.name == source, record.c.guid == guid)
    )
    found = model.Session.execute(query).scalar()
    return str(found) if found else None
