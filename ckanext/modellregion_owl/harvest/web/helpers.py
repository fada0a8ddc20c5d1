"""Template helpers of the harvester."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.model import record


def modellregion_missing_since(package_id: str) -> datetime | None:
    """Return since when the dataset's source no longer delivers it, None while it does."""
    query = sa.select(record.c.missing_since).where(
        record.c.package_id == package_id,
        record.c.missing_since.is_not(None),
        record.c.removed.is_(None),
    )
    return model.Session.scalar(query.limit(1))
