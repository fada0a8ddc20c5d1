"""What a run did to each record, losses that wait for a person, batches, withdrawn datasets.

Revision ID: c94b1d7e8f25
Revises: a27f3e5b6c04
Create Date: 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "c94b1d7e8f25"
down_revision = "a27f3e5b6c04"
branch_labels = None
depends_on = None

RUN = ("missing", "open_batches", "known")


def text(name, **options):
    return sa.Column(name, sa.UnicodeText, nullable=False, **options)


def moment(name, **options):
    return sa.Column(name, sa.DateTime(timezone=True), **options)


def run_id():
    return sa.Column(
        "run_id",
        sa.UnicodeText,
        sa.ForeignKey("modellregion_run.id", ondelete="CASCADE"),
        nullable=False,
    )


def upgrade():
    op.add_column("modellregion_record", text("name", server_default=""))
    op.add_column("modellregion_record", moment("deleted"))
    op.create_index(
        "ix_modellregion_record_name",
        "modellregion_record",
        ["name"],
        postgresql_where=sa.text("removed IS NOT NULL"),
    )
    for name in RUN:
        column = sa.Column(name, sa.Integer, nullable=False, server_default="0")
        op.add_column("modellregion_run", column)
    op.add_column("modellregion_run", text("loss", server_default=""))
    op.add_column("modellregion_run", moment("confirmed"))
    op.add_column("modellregion_run", text("confirmed_by", server_default=""))
    op.add_column("modellregion_run", sa.Column("holder", JSONB))
    op.create_table(
        "modellregion_loss",
        run_id(),
        text("guid"),
        text("title"),
        text("package_id"),
        moment("last_seen"),
        sa.PrimaryKeyConstraint("run_id", "guid"),
    )
    op.create_table(
        "modellregion_outcome",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        run_id(),
        text("guid"),
        text("title", server_default=""),
        text("package_id", server_default=""),
        text("action"),
        sa.Column("message", JSONB),
    )
    op.create_index("ix_modellregion_outcome_run", "modellregion_outcome", ["run_id", "id"])
    op.create_table(
        "modellregion_batch",
        sa.Column("id", sa.UnicodeText, primary_key=True),
        run_id(),
        text("source_id"),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("records", sa.LargeBinary, nullable=False),
        sa.Column("done", sa.Boolean, nullable=False, server_default=sa.false()),
        moment("created", nullable=False, server_default=sa.func.now()),
    )
    op.create_index("ix_modellregion_batch_run", "modellregion_batch", ["run_id", "number"])


def downgrade():
    for name in ("batch", "outcome", "loss"):
        op.drop_table(f"modellregion_{name}")
    for name in (*RUN, "loss", "confirmed", "confirmed_by", "holder"):
        op.drop_column("modellregion_run", name)
    op.drop_index("ix_modellregion_record_name", "modellregion_record")
    op.drop_column("modellregion_record", "name")
    op.drop_column("modellregion_record", "deleted")
