"""Validation results and scores of datasets.

Revision ID: 1a4d7c0e9b21
Revises: f1a6c2d98b40
Create Date: 2026-11-23
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "1a4d7c0e9b21"
down_revision = "f1a6c2d98b40"
branch_labels = None
depends_on = None

CHECK = "modellregion_check"
FINDING = "modellregion_check_finding"
DAY = "modellregion_quality_day"
DIMENSIONS = (
    "findability",
    "accessibility",
    "interoperability",
    "reusability",
    "contextuality",
)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.UnicodeText, nullable=False, server_default="")


def _names(name: str) -> sa.Column:
    return sa.Column(name, ARRAY(sa.UnicodeText), nullable=False, server_default="{}")


def _owner(name: str, key: str, **more: bool) -> sa.Column[str]:
    return sa.Column(name, sa.UnicodeText, sa.ForeignKey(key, ondelete="CASCADE"), **more)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        CHECK,
        _owner("dataset_id", "package.id", primary_key=True),
        sa.Column("digest", sa.UnicodeText, nullable=False),
        sa.Column("version", sa.UnicodeText, nullable=False),
        sa.Column(
            "checked", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
        *(_number(name) for name in ("errors", "warnings", "hints")),
        *(_number(name) for name in (*DIMENSIONS, "points", "unknown")),
        _names("missing"),
        _names("open"),
        _names("govdata"),
        sa.Column("links", JSONB, nullable=False, server_default="{}"),
    )
    op.create_table(
        FINDING,
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        _owner("dataset_id", f"{CHECK}.dataset_id", nullable=False),
        *(_text(name) for name in ("severity", "shape", "component", "path", "focus", "value")),
        _text("resource_id"),
        sa.Column("messages", JSONB, nullable=False, server_default="{}"),
    )
    op.create_index(f"ix_{FINDING}_dataset_id", FINDING, ["dataset_id"])
    op.create_table(
        DAY,
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("organisation_id", sa.UnicodeText, primary_key=True),
        *(_number(name) for name in ("datasets", "errors", "unknown", "points", *DIMENSIONS)),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table(DAY)
    op.drop_table(FINDING)
    op.drop_table(CHECK)
