"""What the adapter noticed about a record, beside its original: a mapping without the network.

Revision ID: a27f3e5b6c04
Revises: 8d41c7a90e12
Create Date: 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "a27f3e5b6c04"
down_revision = "8d41c7a90e12"
branch_labels = None
depends_on = None


def upgrade():
    column = sa.Column("findings", JSONB, nullable=False, server_default="[]")
    op.add_column("modellregion_record", column)


def downgrade():
    op.drop_column("modellregion_record", "findings")
