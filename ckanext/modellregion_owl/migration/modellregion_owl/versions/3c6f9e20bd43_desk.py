"""The desk's decisions and notes, and its figures day by day.

Revision ID: 3c6f9e20bd43
Revises: 2b5e8d1fac32
Create Date: 2026-11-23
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "3c6f9e20bd43"
down_revision = "2b5e8d1fac32"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.UnicodeText, nullable=False, server_default="")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "modellregion_desk_log",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("key", sa.UnicodeText, nullable=False),
        _text("line"),
        sa.Column("kind", sa.UnicodeText, nullable=False),
        _text("organisation_id"),
        _text("source_id"),
        _text("reason"),
        sa.Column("until", sa.Date),
        sa.Column("number", sa.Integer, nullable=False, server_default="0"),
        _text("user_id"),
        sa.Column(
            "created", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
    )
    op.create_index("ix_modellregion_desk_log_key", "modellregion_desk_log", ["key", "id"])
    op.create_table(
        "modellregion_desk_figure",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("organisation_id", sa.UnicodeText, primary_key=True, server_default=""),
        sa.Column("source_id", sa.UnicodeText, primary_key=True, server_default=""),
        sa.Column("effect", sa.UnicodeText, primary_key=True),
        sa.Column("causes", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("modellregion_desk_figure")
    op.drop_table("modellregion_desk_log")
