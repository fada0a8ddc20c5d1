"""Tables of the feed: what it says of a dataset, written once in every format; its generations."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from ckan.model.meta import metadata


def _body(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.UnicodeText, nullable=False, server_default="")


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())


def _iris(name: str) -> sa.Column:
    return sa.Column(name, ARRAY(sa.UnicodeText), nullable=False, server_default="{}")


# No foreign key: purging a dataset must not be refused. Whether a piece may be served is asked of
# CKAN's own tables in the very query that reads it (feed/store.py).
piece = sa.Table(
    "modellregion_piece",
    metadata,
    sa.Column("dataset_id", sa.UnicodeText, primary_key=True),
    # What it was made by and of: code and settings, the dataset's and its organisation's state.
    sa.Column("version", sa.UnicodeText, nullable=False),
    sa.Column("modified", sa.DateTime),
    _body("organisation"),
    sa.Column("iri", sa.UnicodeText, nullable=False),
    _flag("is_series"),
    # IRIs of the series that the dataset names, and those of them that it calls a series.
    _iris("series"),
    _iris("described"),
    # Names the text in `piece_body`; "" for a dataset that never could be written.
    sa.Column("digest", sa.UnicodeText, nullable=False),
    # Since when it is that text.
    sa.Column("written", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    sa.Index("ix_modellregion_piece_series", "iri", postgresql_where=sa.text("is_series")),
)

# The texts, by what they say: generations share those that have not changed. Never changed in what
# they say; deleted when neither a piece nor a generation names them (feed/prune.py).
piece_body = sa.Table(
    "modellregion_piece_body",
    metadata,
    sa.Column("dataset_id", sa.UnicodeText, primary_key=True),
    sa.Column("digest", sa.UnicodeText, primary_key=True),  # of the N-Triples
    # Property by which the catalogue lists a node → IRIs: {"dcat:dataset": [...]}.
    sa.Column("listed", JSONB, nullable=False, server_default="{}"),
    _flag("hvd"),
    # Without what stands once on a page (prefixes, root element, brackets).
    *(_body(name) for name in ("ttl", "rdf", "jsonld", "nt")),
)


def _moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


# A crawl's catalogue: which datasets, in which order, and what is said of each. Never changed but
# for `checked` and `fetched`.
generation = sa.Table(
    "modellregion_generation",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("digest", sa.UnicodeText, nullable=False),  # of ids, texts and size
    sa.Column("size", sa.Integer, nullable=False),  # datasets on a page
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("newest", sa.DateTime),  # change of one of its datasets
    _moment("created"),
    _moment("checked"),  # when it was last compared with CKAN's tables
    sa.Column("fetched", sa.DateTime(timezone=True)),  # when a client last read a page of it
)

generation_page = sa.Table(
    "modellregion_generation_page",
    metadata,
    sa.Column(
        "generation_id",
        sa.BigInteger,
        sa.ForeignKey(generation.c.id, ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("number", sa.Integer, primary_key=True),
    # The page's datasets, then the series that it describes too; `digests` in the same order.
    sa.Column("ids", ARRAY(sa.UnicodeText), nullable=False),
    sa.Column("digests", ARRAY(sa.UnicodeText), nullable=False),
)

# Datasets that are no longer public while a generation lists them. Held: they left with too many
# others and are delivered on until a person has decided.
leaver = sa.Table(
    "modellregion_feed_leaver",
    metadata,
    sa.Column("dataset_id", sa.UnicodeText, primary_key=True),
    sa.Column("title", sa.UnicodeText, nullable=False),
    sa.Column("held", sa.Boolean, nullable=False),
    _moment("since"),
    _body("answer"),  # "", "kept" or "released"
    _body("user_id"),  # who answered
)
