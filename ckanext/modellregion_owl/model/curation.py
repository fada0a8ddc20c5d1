"""Tables of curation: rules for a whole source, what is blocked, and who has decided what."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from ckan.model.meta import metadata


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.UnicodeText, nullable=False, server_default="")


def _moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


def _later(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True))


# "Files of this source without a licence get this one." Its values are entries of the table
# `overlay` (layers.py), whose column `rule_id` names it.
curation_rule = sa.Table(
    "modellregion_curation_rule",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("source_id", sa.UnicodeText, nullable=False),
    # Of a file; `matches` is the source's value, "" for none.
    sa.Column("field", sa.UnicodeText, nullable=False),
    _text("matches"),
    # Field → value: the licence, and what it demands beside it.
    sa.Column("sets", JSONB, nullable=False),
    _text("why"),
    _text("proof"),  # an address or a sentence
    # queued, active, ending, ended; `failed` while one of both could not be done to its end.
    _text("state"),
    sa.Column("done", sa.Integer, nullable=False, server_default="0"),
    sa.Column("total", sa.Integer, nullable=False, server_default="0"),
    sa.Column("message", JSONB),
    _text("user_id"),
    _moment("created"),
    _later("ended"),
    sa.Index("ix_modellregion_curation_rule_source", "source_id"),
)

# What a person has said about one file that a rule meets and that differs from the others.
curation_choice = sa.Table(
    "modellregion_curation_choice",
    metadata,
    sa.Column(
        "rule_id",
        sa.BigInteger,
        sa.ForeignKey(curation_rule.c.id, ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("dataset_id", sa.UnicodeText, primary_key=True),
    sa.Column("resource_key", sa.UnicodeText, primary_key=True),
    sa.Column("applies", sa.Boolean, nullable=False),
    _text("user_id"),
    _moment("created"),
)

# What must not be shown, and must not come back: the tombstone. No foreign keys: it outlives all.
block = sa.Table(
    "modellregion_block",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("dataset_id", sa.UnicodeText, nullable=False),
    # "" for the whole dataset; else one field of it, or of its file `resource_key`.
    _text("field"),
    _text("resource_key"),
    _text("name"),  # the dataset's address, by which its page is asked for
    _text("organisation_id"),  # whose it was
    # By what a source's record is told again: its GUIDs and keys (records/keys.py).
    sa.Column("guids", ARRAY(sa.UnicodeText), nullable=False, server_default="{}"),
    sa.Column("keys", ARRAY(sa.UnicodeText), nullable=False, server_default="{}"),
    _text("reason"),
    _text("user_id"),
    _moment("created"),
    _later("lifted"),
    _text("lifted_by"),
    sa.Index(
        "ix_modellregion_block_dataset", "dataset_id", postgresql_where=sa.text("lifted IS NULL")
    ),
)

# Who has decided what, when and why; what the successor reads.
curation_log = sa.Table(
    "modellregion_curation_log",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("dataset_id", sa.UnicodeText, nullable=False),
    _text("resource_key"),
    _text("field"),
    # edit, keep, take, undo, rule, rule_undo, block, unblock, delete, move
    sa.Column("act", sa.UnicodeText, nullable=False),
    sa.Column("before", JSONB),
    sa.Column("after", JSONB),
    _text("why"),
    _text("user_id"),
    _moment("created"),
    sa.Index("ix_modellregion_curation_log_dataset", "dataset_id", "id"),
)
