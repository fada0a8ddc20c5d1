"""Tables of the harvester: record, run, finding.

Revision ID: 5c0f1a7d2b31
Revises:
Create Date: 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "5c0f1a7d2b31"
down_revision = None
branch_labels = None
depends_on = None


def text(name, **options):
    return sa.Column(name, sa.UnicodeText, nullable=False, **options)


def moment(name, **options):
    return sa.Column(name, sa.DateTime(timezone=True), **options)


def count(name):
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")


def upgrade():
    op.create_table(
        "modellregion_record",
        sa.Column("source_id", sa.UnicodeText, primary_key=True),
        sa.Column("guid", sa.UnicodeText, primary_key=True),
        text("package_id"),
        text("title", server_default=""),
        text("digest"),
        text("version"),
        text("first_run_id"),
        text("last_run_id"),
        sa.Column("indexed", sa.Boolean, nullable=False, server_default=sa.true()),
        moment("missing_since"),
        count("missing_runs"),
        moment("removed"),
    )
    op.create_index("ix_modellregion_record_package", "modellregion_record", ["package_id"])
    op.create_index(
        "ix_modellregion_record_last_run", "modellregion_record", ["source_id", "last_run_id"]
    )
    op.create_table(
        "modellregion_run",
        sa.Column("id", sa.UnicodeText, primary_key=True),
        text("source_id"),
        moment("started", nullable=False),
        moment("finished"),
        text("state"),
        sa.Column("complete", sa.Boolean, nullable=False, server_default=sa.false()),
        count("added"),
        count("changed"),
        count("unchanged"),
        count("removed"),
        count("failed"),
        sa.Column("message", JSONB),
    )
    op.create_index("ix_modellregion_run_source", "modellregion_run", ["source_id", "started"])
    op.create_table(
        "modellregion_finding",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        text("rule"),
        text("severity"),
        *(text(name, server_default="") for name in ("field", "before", "after")),
        *(
            text(name, server_default="")
            for name in ("source_id", "dataset_id", "resource_id", "run_id")
        ),
        sa.Column("params", JSONB, nullable=False, server_default="{}"),
        moment("created", nullable=False, server_default=sa.func.now()),
    )
    op.create_index(
        "ix_modellregion_finding_source", "modellregion_finding", ["source_id", "dataset_id"]
    )
    op.create_index("ix_modellregion_finding_dataset", "modellregion_finding", ["dataset_id"])
    op.create_index("ix_modellregion_finding_rule", "modellregion_finding", ["rule"])


def downgrade():
    op.drop_table("modellregion_finding")
    op.drop_table("modellregion_run")
    op.drop_table("modellregion_record")
