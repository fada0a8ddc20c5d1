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
    # Withdrawn: no longer public; then deleted from CKAN's tables too. `name` is the dataset's,
    # for the page that says so.
    sa.Column("removed", sa.DateTime(timezone=True)),
    sa.Column("deleted", sa.DateTime(timezone=True)),
    sa.Column("name", sa.UnicodeText, nullable=False, server_default=""),
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
    sa.Index(
        "ix_modellregion_record_name", "name", postgresql_where=sa.text("removed IS NOT NULL")
    ),
    sa.Index("ix_modellregion_record_original", "original"),
    sa.Index("ix_modellregion_record_duplicate", "duplicate_of"),
    sa.Index("ix_modellregion_record_keys", "keys", postgresql_using="gin"),
    # No index names `last_run_id` and the missing_* columns, and pages keep room (fillfactor, see
    # the migration): what every run writes into every record is then written in place.
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
    # Records that the source no longer delivers, of how many; `loss` names exactly this list.
    sa.Column("missing", sa.Integer, nullable=False, server_default="0"),
    sa.Column("known", sa.Integer, nullable=False, server_default="0"),
    sa.Column("loss", sa.UnicodeText, nullable=False, server_default=""),
    sa.Column("confirmed", sa.DateTime(timezone=True)),
    sa.Column("confirmed_by", sa.UnicodeText, nullable=False, server_default=""),
    # Batches in ckanext-harvest's queue that are not written yet.
    sa.Column("open_batches", sa.Integer, nullable=False, server_default="0"),
    # Who is at work: {"host", "pid"}.
    sa.Column("holder", JSONB),
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


def _run_id() -> sa.Column:
    """Return the column of tables whose rows go with their run."""
    return sa.Column(
        "run_id", sa.UnicodeText, sa.ForeignKey(run.c.id, ondelete="CASCADE"), nullable=False
    )


# The records that a held run has missed: what a person is asked about.
loss = sa.Table(
    "modellregion_loss",
    metadata,
    _run_id(),
    sa.Column("guid", sa.UnicodeText, nullable=False),
    sa.Column("title", sa.UnicodeText, nullable=False),
    sa.Column("package_id", sa.UnicodeText, nullable=False),
    sa.Column("last_seen", sa.DateTime(timezone=True)),
    sa.PrimaryKeyConstraint("run_id", "guid"),
)

# What a run did to each record that did not stay as it was, and why.
outcome = sa.Table(
    "modellregion_outcome",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    _run_id(),
    sa.Column("guid", sa.UnicodeText, nullable=False),
    sa.Column("title", sa.UnicodeText, nullable=False, server_default=""),
    sa.Column("package_id", sa.UnicodeText, nullable=False, server_default=""),
    sa.Column("action", sa.UnicodeText, nullable=False),
    sa.Column("message", JSONB),
    sa.Index("ix_modellregion_outcome_run", "run_id", "id"),
)

# Changed records on their way to a process that writes them (records/packed.py).
batch = sa.Table(
    "modellregion_batch",
    metadata,
    sa.Column("id", sa.UnicodeText, primary_key=True),
    _run_id(),
    sa.Column("source_id", sa.UnicodeText, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("records", sa.LargeBinary, nullable=False),
    sa.Column("done", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("created", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    sa.Index("ix_modellregion_batch_run", "run_id", "number"),
)
