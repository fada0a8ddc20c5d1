"""Generations fix what is said of a dataset, too; datasets that left the feed wait for an answer.

Revision ID: f1a6c2d98b40
Revises: e7b40f9d6a58
Create Date: 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "f1a6c2d98b40"
down_revision = "e7b40f9d6a58"
branch_labels = None
depends_on = None

FORMATS = ("ttl", "rdf", "jsonld", "nt")
PIECE = "modellregion_piece"
BODY = "modellregion_piece_body"
PAGE = "modellregion_generation_page"
FILL = """
    INSERT INTO modellregion_piece_body (dataset_id, digest, listed, hvd, ttl, rdf, jsonld, nt)
    SELECT dataset_id, digest, listed, hvd, ttl, rdf, jsonld, nt
    FROM modellregion_piece WHERE digest != ''
"""
NAME = """
    UPDATE modellregion_generation_page g SET digests = (
        SELECT array_agg(coalesce(p.digest, '') ORDER BY u.n)
        FROM unnest(g.ids) WITH ORDINALITY AS u(id, n)
        LEFT JOIN modellregion_piece p ON p.dataset_id = u.id
    )
"""
BACK = """
    UPDATE modellregion_piece p SET listed = b.listed, hvd = b.hvd, ttl = b.ttl, rdf = b.rdf,
        jsonld = b.jsonld, nt = b.nt
    FROM modellregion_piece_body b WHERE b.dataset_id = p.dataset_id AND b.digest = p.digest
"""


def text(name, **options):
    return sa.Column(name, sa.UnicodeText, nullable=False, **options)


def moved():
    return (
        sa.Column("listed", JSONB, nullable=False, server_default="{}"),
        sa.Column("hvd", sa.Boolean, nullable=False, server_default=sa.false()),
        *(text(name, server_default="") for name in FORMATS),
    )


def upgrade():
    op.create_table(
        BODY, text("dataset_id", primary_key=True), text("digest", primary_key=True), *moved()
    )
    op.execute(FILL)
    for column in moved():
        op.drop_column(PIECE, column.name)
    op.add_column("modellregion_generation", sa.Column("fetched", sa.DateTime(timezone=True)))
    op.add_column(PAGE, sa.Column("digests", ARRAY(sa.UnicodeText)))
    op.execute(NAME)
    op.alter_column(PAGE, "digests", nullable=False)
    op.create_table(
        "modellregion_feed_leaver",
        text("dataset_id", primary_key=True),
        text("title"),
        sa.Column("held", sa.Boolean, nullable=False),
        sa.Column(
            "since", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
        text("answer", server_default=""),
        text("user_id", server_default=""),
    )


def downgrade():
    op.drop_table("modellregion_feed_leaver")
    op.drop_column(PAGE, "digests")
    op.drop_column("modellregion_generation", "fetched")
    for column in moved():
        op.add_column(PIECE, column)
    op.execute(BACK)
    op.drop_table(BODY)
