"""What the feed says of a dataset, written once in every format.

Revision ID: d3e8a5c21f47
Revises: c94b1d7e8f25
Create Date: 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "d3e8a5c21f47"
down_revision = "c94b1d7e8f25"
branch_labels = None
depends_on = None


def text(name, **options):
    return sa.Column(name, sa.UnicodeText, nullable=False, **options)


def texts(name):
    return sa.Column(name, ARRAY(sa.UnicodeText), nullable=False, server_default="{}")


def flag(name):
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())


def upgrade():
    op.create_table(
        "modellregion_piece",
        text("dataset_id", primary_key=True),
        text("version"),
        sa.Column("modified", sa.DateTime),
        text("organisation", server_default=""),
        text("iri"),
        flag("is_series"),
        sa.Column("listed", JSONB, nullable=False, server_default="{}"),
        texts("series"),
        texts("described"),
        flag("hvd"),
        text("digest"),
        sa.Column(
            "written", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
        *(text(name, server_default="") for name in ("ttl", "rdf", "jsonld", "nt")),
    )
    op.create_index(
        "ix_modellregion_piece_series",
        "modellregion_piece",
        ["iri"],
        postgresql_where=sa.text("is_series"),
    )


def downgrade():
    op.drop_table("modellregion_piece")
