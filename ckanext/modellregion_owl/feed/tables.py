"""CKAN's tables and ours, joined: which datasets are public, and whose piece is still true."""

from __future__ import annotations

import sqlalchemy as sa

from ckan.model.group import group_table
from ckan.model.package import package_table

from ckanext.modellregion_owl.feed.search import NOT_DATASETS
from ckanext.modellregion_owl.model import piece, piece_body

package = package_table
_group = group_table.alias("organisation")
# As pieces.organisation_of says it; CKAN shows no organisation that is not active.
ORGANISATION = sa.func.coalesce(
    _group.c.id + "|" + _group.c.name + "|" + sa.func.coalesce(_group.c.title, ""), ""
)
# Asked of CKAN's own table in the query that reads the pieces: what is private, deleted or purged
# is out of every page at once, whatever is stored.
PUBLIC = sa.and_(
    package.c.state == "active",
    package.c.private.isnot(True),
    package.c.type.notin_(NOT_DATASETS),
)
TABLES = package.outerjoin(
    _group, sa.and_(_group.c.id == package.c.owner_org, _group.c.state == "active")
).outerjoin(piece, piece.c.dataset_id == package.c.id)
BODIES = TABLES.outerjoin(
    piece_body,
    sa.and_(piece_body.c.dataset_id == piece.c.dataset_id, piece_body.c.digest == piece.c.digest),
)


def is_fresh(version: str | sa.BindParameter[str]) -> sa.ColumnElement[bool]:
    """Return the condition that a piece was made of what CKAN has now, in this version."""
    return sa.func.coalesce(
        sa.and_(
            sa.or_(piece.c.digest == "", piece_body.c.digest.isnot(None)),
            piece.c.version == version,
            piece.c.modified == package.c.metadata_modified,
            piece.c.organisation == ORGANISATION,
        ),
        False,
    )
