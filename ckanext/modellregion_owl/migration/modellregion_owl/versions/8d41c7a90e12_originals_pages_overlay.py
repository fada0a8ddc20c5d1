"""Originals, pages, overlay; what tells a record again when its GUID changes.

Revision ID: 8d41c7a90e12
Revises: 5c0f1a7d2b31
Create Date: 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "8d41c7a90e12"
down_revision = "5c0f1a7d2b31"
branch_labels = None
depends_on = None

RECORD = ("original", "lasting", "keys", "duplicate_of", "duplicate_by", "skipped")
RUN = ("taken_over", "reidentified", "duplicates", "skipped")


def text(name, **options):
    return sa.Column(name, sa.UnicodeText, nullable=False, **options)


def texts(name):
    return sa.Column(name, ARRAY(sa.UnicodeText), nullable=False, server_default="{}")


def moment(name):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


def upgrade():
    for name in ("original", "lasting", "duplicate_by", "skipped"):
        op.add_column("modellregion_record", text(name, server_default=""))
    op.add_column("modellregion_record", texts("keys"))
    op.add_column("modellregion_record", sa.Column("duplicate_of", sa.UnicodeText))
    op.create_index("ix_modellregion_record_original", "modellregion_record", ["original"])
    op.create_index("ix_modellregion_record_duplicate", "modellregion_record", ["duplicate_of"])
    op.create_index(
        "ix_modellregion_record_keys", "modellregion_record", ["keys"], postgresql_using="gin"
    )
    for name in RUN:
        count = sa.Column(name, sa.Integer, nullable=False, server_default="0")
        op.add_column("modellregion_run", count)
    op.create_table(
        "modellregion_original",
        sa.Column("digest", sa.UnicodeText, primary_key=True),
        text("subject"),
        sa.Column("body", sa.LargeBinary, nullable=False),
        moment("created"),
    )
    op.create_table(
        "modellregion_page",
        sa.Column("source_id", sa.UnicodeText, primary_key=True),
        sa.Column("address", sa.UnicodeText, primary_key=True),
        text("version"),
        text("etag", server_default=""),
        text("modified", server_default=""),
        text("body"),
        texts("guids"),
        texts("digests"),
        sa.Column("content", JSONB, nullable=False, server_default="{}"),
        text("last_run_id"),
    )
    op.create_table(
        "modellregion_overlay",
        sa.Column("dataset_id", sa.UnicodeText, primary_key=True),
        sa.Column("resource_key", sa.UnicodeText, primary_key=True, server_default=""),
        sa.Column("field", sa.UnicodeText, primary_key=True),
        sa.Column("base", JSONB),
        sa.Column("value", JSONB),
        text("user_id", server_default=""),
        text("why", server_default=""),
        moment("changed"),
    )


def downgrade():
    for name in ("overlay", "page", "original"):
        op.drop_table(f"modellregion_{name}")
    for name in RUN:
        op.drop_column("modellregion_run", name)
    for name in RECORD:
        op.drop_column("modellregion_record", name)
