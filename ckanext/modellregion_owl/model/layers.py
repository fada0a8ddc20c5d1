"""Tables of what a dataset is made of: the source's original, its page, the steward's values."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from ckan.model.meta import metadata


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.UnicodeText, nullable=False, server_default="")


def _moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


# What a source has said of a dataset, kept once for equal content; a record's column `original`
# refers to it (no foreign key: a record may be newer than its original for the time of a batch).
original = sa.Table(
    "modellregion_original",
    metadata,
    sa.Column("digest", sa.UnicodeText, primary_key=True),
    # The dataset's node as N-Triples write it.
    sa.Column("subject", sa.UnicodeText, nullable=False),
    # N-Triples, packed by zlib.
    sa.Column("body", sa.LargeBinary, nullable=False),
    _moment("created"),
)

# An answer of a source and the records that were read from it.
page = sa.Table(
    "modellregion_page",
    metadata,
    sa.Column("source_id", sa.UnicodeText, primary_key=True),
    sa.Column("address", sa.UnicodeText, primary_key=True),
    # Of the code and the configuration that read it.
    sa.Column("version", sa.UnicodeText, nullable=False),
    _text("etag"),
    _text("modified"),
    sa.Column("body", sa.UnicodeText, nullable=False),  # its hash
    # Two columns of one list: the GUIDs and their digests.
    sa.Column("guids", ARRAY(sa.UnicodeText), nullable=False, server_default="{}"),
    sa.Column("digests", ARRAY(sa.UnicodeText), nullable=False, server_default="{}"),
    # Total, address of the next page, findings, problems.
    sa.Column("content", JSONB, nullable=False, server_default="{}"),
    sa.Column("last_run_id", sa.UnicodeText, nullable=False),
)

# A steward's value of a field: stands before the source's, whose value of that time is `base`.
overlay = sa.Table(
    "modellregion_overlay",
    metadata,
    sa.Column("dataset_id", sa.UnicodeText, primary_key=True),
    # "" for the dataset itself; else the resource's URI, or its id where it has none.
    sa.Column("resource_key", sa.UnicodeText, primary_key=True, server_default=""),
    sa.Column("field", sa.UnicodeText, primary_key=True),
    sa.Column("base", JSONB),
    sa.Column("value", JSONB),
    _text("user_id"),
    _text("why"),
    _moment("changed"),
    # The rule for a whole source that has set it (model/curation.py), None for a person.
    sa.Column("rule_id", sa.BigInteger),
    sa.Index(
        "ix_modellregion_overlay_rule", "rule_id", postgresql_where=sa.text("rule_id IS NOT NULL")
    ),
)
