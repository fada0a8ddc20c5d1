"""Tables of the harvester: what a source has delivered, how its runs went, what was noticed.

Core tables and not mapped classes: the harvester reads and writes them in bulk, a page or a batch
at a time; one row at a time through the ORM is what makes the peers slow (spec performance.md 1).
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from ckan.model.meta import metadata

record = sa.Table(
    "modellregion_record",
    metadata,
    # Identity is (source, guid): two sources may deliver the same IRI.
    sa.Column("source_id", sa.UnicodeText, primary_key=True),
    sa.Column("guid", sa.UnicodeText, primary_key=True),
    # No foreign key: purging a dataset must not be refused, and the join notices that it is gone.
    sa.Column("package_id", sa.UnicodeText, nullable=False),
    sa.Column("title", sa.UnicodeText, nullable=False, server_default=""),
    sa.Column("digest", sa.UnicodeText, nullable=False),
    sa.Column("version", sa.UnicodeText, nullable=False),
    sa.Column("first_run_id", sa.UnicodeText, nullable=False),
    sa.Column("last_run_id", sa.UnicodeText, nullable=False),
    # False between the commit to the database and the commit to the index.
    sa.Column("indexed", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("missing_since", sa.DateTime(timezone=True)),
    sa.Column("missing_runs", sa.Integer, nullable=False, server_default="0"),
    sa.Column("removed", sa.DateTime(timezone=True)),
    # Digest of the stored original (layers.original), and what it does not hold itself.
    sa.Column("original", sa.UnicodeText, nullable=False, server_default=""),
    sa.Column("lasting", sa.UnicodeText, nullable=False, server_default=""),
    sa.Column("findings", JSONB, nullable=False, server_default="[]"),
    # What tells the same data again under another GUID or at another source (records/keys.py).
    sa.Column("keys", ARRAY(sa.UnicodeText), nullable=False, server_default="{}"),
    # The dataset that shows the same data from another source; decided by: "rule", "join",
    # "separate" (a person wants them apart: `duplicate_of` is empty).
    sa.Column("duplicate_of", sa.UnicodeText),
    sa.Column("duplicate_by", sa.UnicodeText, nullable=False, server_default=""),
    # Why the record never becomes a dataset: "echo" of this portal, or "".
    sa.Column("skipped", sa.UnicodeText, nullable=False, server_default=""),
    sa.Index("ix_modellregion_record_package", "package_id"),
    sa.Index("ix_modellregion_record_original", "original"),
    sa.Index("ix_modellregion_record_duplicate", "duplicate_of"),
    sa.Index("ix_modellregion_record_keys", "keys", postgresql_using="gin"),
    sa.Index("ix_modellregion_record_last_run", "source_id", "last_run_id"),
)

run = sa.Table(
    "modellregion_run",
    metadata,
    sa.Column("id", sa.UnicodeText, primary_key=True),
    sa.Column("source_id", sa.UnicodeText, nullable=False),
    sa.Column("started", sa.DateTime(timezone=True), nullable=False),
    sa.Column("finished", sa.DateTime(timezone=True)),
    sa.Column("state", sa.UnicodeText, nullable=False),
    sa.Column("complete", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("added", sa.Integer, nullable=False, server_default="0"),
    sa.Column("changed", sa.Integer, nullable=False, server_default="0"),
    sa.Column("unchanged", sa.Integer, nullable=False, server_default="0"),
    sa.Column("removed", sa.Integer, nullable=False, server_default="0"),
    sa.Column("failed", sa.Integer, nullable=False, server_default="0"),
    sa.Column("taken_over", sa.Integer, nullable=False, server_default="0"),
    sa.Column("reidentified", sa.Integer, nullable=False, server_default="0"),
    sa.Column("duplicates", sa.Integer, nullable=False, server_default="0"),
    sa.Column("skipped", sa.Integer, nullable=False, server_default="0"),
    # The message as [msgid, parameters]: it is translated where it is read.
    sa.Column("message", JSONB),
    sa.Index("ix_modellregion_run_source", "source_id", "started"),
)

finding = sa.Table(
    "modellregion_finding",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("rule", sa.UnicodeText, nullable=False),
    sa.Column("severity", sa.UnicodeText, nullable=False),
    sa.Column("field", sa.UnicodeText, nullable=False, server_default=""),
    sa.Column("before", sa.UnicodeText, nullable=False, server_default=""),
    sa.Column("after", sa.UnicodeText, nullable=False, server_default=""),
    sa.Column("source_id", sa.UnicodeText, nullable=False, server_default=""),
    sa.Column("dataset_id", sa.UnicodeText, nullable=False, server_default=""),
    sa.Column("resource_id", sa.UnicodeText, nullable=False, server_default=""),
    sa.Column("run_id", sa.UnicodeText, nullable=False, server_default=""),
    sa.Column("params", JSONB, nullable=False, server_default="{}"),
    sa.Column("created", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    sa.Index("ix_modellregion_finding_source", "source_id", "dataset_id"),
    sa.Index("ix_modellregion_finding_dataset", "dataset_id"),
    sa.Index("ix_modellregion_finding_rule", "rule"),
)
