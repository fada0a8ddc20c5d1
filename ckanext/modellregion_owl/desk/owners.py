"""Whose line it is: a source's or an organisation's; what rooms that look at datasets share.

A source may deliver to several organisations (rule of the municipality, datasets that were moved).
Each of them has a line of its own then: nobody sees the datasets of others in theirs.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.model import record

package = model.Package.__table__
source = sa.alias(package, "source")

# What a query selects and groups by, for `name`.
COLUMNS = (
    sa.func.coalesce(record.c.source_id, "").label("source_id"),
    source.c.title,
    package.c.owner_org,
    source.c.owner_org.label("source_owner"),
)
GROUPS = (record.c.source_id, source.c.title, package.c.owner_org, source.c.owner_org)


def joined(tables: Any) -> Any:
    """Return tables that hold `package`, with the dataset's record and source, if any."""
    delivered = sa.and_(
        record.c.package_id == package.c.id,
        record.c.duplicate_of.is_(None),
        record.c.removed.is_(None),
        record.c.skipped == "",
    )
    return tables.outerjoin(record, delivered).outerjoin(source, source.c.id == record.c.source_id)


def name(row: Any) -> str:
    """Return the end of a cause's key: the source, "@" and the organisation, or both.

    Both only where the organisation is not the source's own.
    """
    organisation = row.owner_org or ""
    if not row.source_id:
        return f"@{organisation}"
    if organisation == (row.source_owner or ""):
        return str(row.source_id)
    return f"{row.source_id}@{organisation}"


def of(owner: str) -> Any:
    """Return the condition of the datasets that `name` means."""
    source_id, mark, organisation = owner.partition("@")
    of_dataset = sa.func.coalesce(package.c.owner_org, "")
    if not source_id:
        return sa.and_(record.c.source_id.is_(None), of_dataset == organisation)
    own: Any = organisation if mark else sa.func.coalesce(source.c.owner_org, "")
    return sa.and_(record.c.source_id == source_id, of_dataset == own)
