"""Tables of taking over a portal's own datasets: each run, and what each dataset was before it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ckan.model.meta import metadata

adoption = sa.Table(
    "modellregion_adoption",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("organisation", sa.UnicodeText, nullable=False, server_default=""),
    sa.Column("started", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    sa.Column("finished", sa.DateTime(timezone=True)),
    sa.Column("undone", sa.DateTime(timezone=True)),
)

# Images of a dataset's free fields (adoption/images.py).
adopted = sa.Table(
    "modellregion_adoption_dataset",
    metadata,
    sa.Column(
        "run_id", sa.BigInteger, sa.ForeignKey(adoption.c.id, ondelete="CASCADE"), nullable=False
    ),
    sa.Column("dataset_id", sa.UnicodeText, nullable=False),
    sa.Column("before", JSONB, nullable=False),
    sa.Column("after", JSONB, nullable=False),
    sa.PrimaryKeyConstraint("run_id", "dataset_id"),
)
