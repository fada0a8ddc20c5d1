"""Which datasets stand on which page of the catalogue: the order that a crawl keeps.

Revision ID: e7b40f9d6a58
Revises: d3e8a5c21f47
Create Date: 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "e7b40f9d6a58"
down_revision = "d3e8a5c21f47"
branch_labels = None
depends_on = None


def moment(name):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


def upgrade():
    op.create_table(
        "modellregion_generation",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("digest", sa.UnicodeText, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("newest", sa.DateTime),
        moment("created"),
        moment("checked"),
    )
    op.create_table(
        "modellregion_generation_page",
        sa.Column(
            "generation_id",
            sa.BigInteger,
            sa.ForeignKey("modellregion_generation.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("ids", ARRAY(sa.UnicodeText), nullable=False),
    )


def downgrade():
    op.drop_table("modellregion_generation_page")
    op.drop_table("modellregion_generation")
