"""Runs of taking over a portal's own datasets.

Revision ID: 4d70af31ce54
Revises: 3c6f9e20bd43
Create Date: 2026-11-23
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "4d70af31ce54"
down_revision = "3c6f9e20bd43"
branch_labels = None
depends_on = None

RUN = "modellregion_adoption"
DATASET = "modellregion_adoption_dataset"


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        RUN,
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("organisation", sa.UnicodeText, nullable=False, server_default=""),
        sa.Column(
            "started", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
        sa.Column("finished", sa.DateTime(timezone=True)),
        sa.Column("undone", sa.DateTime(timezone=True)),
    )
    op.create_table(
        DATASET,
        sa.Column(
            "run_id", sa.BigInteger, sa.ForeignKey(f"{RUN}.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("dataset_id", sa.UnicodeText, nullable=False),
        sa.Column("before", JSONB, nullable=False),
        sa.Column("after", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "dataset_id"),
    )


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table(DATASET)
    op.drop_table(RUN)
