"""Tables of the link check: what servers have answered, and where each link stands."""

from __future__ import annotations

import sqlalchemy as sa

from ckan.model.meta import metadata

link = sa.Table(
    "modellregion_link",
    metadata,
    # Of the address: an index of PostgreSQL takes no text above 2,700 bytes.
    sa.Column("digest", sa.UnicodeText, primary_key=True),
    sa.Column("url", sa.UnicodeText, nullable=False),
    sa.Column("host", sa.UnicodeText, nullable=False),
    # Of the last answer: links.ask.Fault ("" for none) and HTTP's status (0 for no answer).
    sa.Column("fault", sa.UnicodeText, nullable=False, server_default=""),
    sa.Column("status", sa.Integer, nullable=False, server_default="0"),
    # In a row, up to now.
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("failing_since", sa.DateTime(timezone=True)),
    sa.Column("checked", sa.DateTime(timezone=True)),
    sa.Column("due", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    sa.Index("ix_modellregion_link_due", "due"),
)

# Written anew with each look at the catalogue. `owner_id` is a dataset's or a project's.
link_use = sa.Table(
    "modellregion_link_use",
    metadata,
    sa.Column("digest", sa.UnicodeText, primary_key=True),
    sa.Column("owner_id", sa.UnicodeText, primary_key=True),
    sa.Column("resource_id", sa.UnicodeText, primary_key=True, server_default=""),
    sa.Column("field", sa.UnicodeText, primary_key=True),
    sa.Index("ix_modellregion_link_use_owner", "owner_id"),
)
