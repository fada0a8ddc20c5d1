"""Whole-source rules, blocked datasets and their tombstones, the log of decisions.

Revision ID: 2b5e8d1fac32
Revises: 1a4d7c0e9b21
Create Date: 2026-11-23
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "2b5e8d1fac32"
down_revision = "1a4d7c0e9b21"
branch_labels = None
depends_on = None

RULE = "modellregion_curation_rule"
CHOICE = "modellregion_curation_choice"
BLOCK = "modellregion_block"
LOG = "modellregion_curation_log"
OVERLAY = "modellregion_overlay"


def _text(name: str, default: str | None = "", **more: bool) -> sa.Column[str]:
    return sa.Column(name, sa.UnicodeText, nullable=False, server_default=default, **more)


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")


def _moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


def _later(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True))


def _id() -> sa.Column:
    return sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True)


def _texts(name: str) -> sa.Column:
    return sa.Column(name, ARRAY(sa.UnicodeText), nullable=False, server_default="{}")


def upgrade() -> None:
    """Create the tables."""
    op.add_column(OVERLAY, sa.Column("rule_id", sa.BigInteger))
    given = sa.text("rule_id IS NOT NULL")
    op.create_index("ix_modellregion_overlay_rule", OVERLAY, ["rule_id"], postgresql_where=given)
    op.create_table(
        RULE,
        _id(),
        _text("source_id", None),
        _text("field", None),
        _text("matches"),
        sa.Column("sets", JSONB, nullable=False),
        _text("why"),
        _text("proof"),
        _text("state"),
        _number("done"),
        _number("total"),
        sa.Column("message", JSONB),
        _text("user_id"),
        _moment("created"),
        _later("ended"),
    )
    op.create_index("ix_modellregion_curation_rule_source", RULE, ["source_id"])
    op.create_table(
        CHOICE,
        sa.Column(
            "rule_id",
            sa.BigInteger,
            sa.ForeignKey(f"{RULE}.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        _text("dataset_id", None, primary_key=True),
        _text("resource_key", None, primary_key=True),
        sa.Column("applies", sa.Boolean, nullable=False),
        _text("user_id"),
        _moment("created"),
    )
    op.create_table(
        BLOCK,
        _id(),
        _text("dataset_id", None),
        *(_text(name) for name in ("field", "resource_key", "name", "organisation_id")),
        _texts("guids"),
        _texts("keys"),
        _text("reason"),
        _text("user_id"),
        _moment("created"),
        _later("lifted"),
        _text("lifted_by"),
    )
    standing = sa.text("lifted IS NULL")
    op.create_index(
        "ix_modellregion_block_dataset", BLOCK, ["dataset_id"], postgresql_where=standing
    )
    op.create_table(
        LOG,
        _id(),
        _text("dataset_id", None),
        _text("resource_key"),
        _text("field"),
        _text("act", None),
        sa.Column("before", JSONB),
        sa.Column("after", JSONB),
        _text("why"),
        _text("user_id"),
        _moment("created"),
    )
    op.create_index("ix_modellregion_curation_log_dataset", LOG, ["dataset_id", "id"])


def downgrade() -> None:
    """Drop the tables."""
    for name in (LOG, BLOCK, CHOICE, RULE):
        op.drop_table(name)
    op.drop_index("ix_modellregion_overlay_rule", OVERLAY)
    op.drop_column(OVERLAY, "rule_id")
