"""Links of datasets, files and projects, and what their servers have answered.

Revision ID: 6f92c153e076
Revises: 5e81b042df65
Create Date: 2026-11-23
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "6f92c153e076"
down_revision = "5e81b042df65"
branch_labels = None
depends_on = None

LINK = "modellregion_link"
USE = "modellregion_link_use"


def _text(name: str, **more: bool) -> sa.Column[str]:
    return sa.Column(name, sa.UnicodeText, nullable=False, server_default="", **more)


def _moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True))


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        LINK,
        sa.Column("digest", sa.UnicodeText, primary_key=True),
        sa.Column("url", sa.UnicodeText, nullable=False),
        sa.Column("host", sa.UnicodeText, nullable=False),
        _text("fault"),
        sa.Column("status", sa.Integer, nullable=False, server_default="0"),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        _moment("failing_since"),
        _moment("checked"),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    op.create_index("ix_modellregion_link_due", LINK, ["due"])
    op.create_table(
        USE,
        sa.Column("digest", sa.UnicodeText, primary_key=True),
        sa.Column("owner_id", sa.UnicodeText, primary_key=True),
        _text("resource_id", primary_key=True),
        sa.Column("field", sa.UnicodeText, primary_key=True),
    )
    op.create_index("ix_modellregion_link_use_owner", USE, ["owner_id"])


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table(USE)
    op.drop_table(LINK)
