"""Tables of the stewards' desk: what was decided and noted, and how many causes there were."""

from __future__ import annotations

import sqlalchemy as sa

from ckan.model.meta import metadata


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.UnicodeText, nullable=False, server_default="")


# Only added to, never changed: who comes after reads what was decided, and why. Of people only the
# account's id: how it is shown is a setting, and a deleted account takes its name along.
desk_log = sa.Table(
    "modellregion_desk_log",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    # The cause's name (desk/cause.py) and its line at that time.
    sa.Column("key", sa.UnicodeText, nullable=False),
    _text("line"),
    # desk/log.Kind
    sa.Column("kind", sa.UnicodeText, nullable=False),
    _text("organisation_id"),
    _text("source_id"),
    _text("reason"),
    # Of an acceptance: up to and with which day, and up to which number.
    sa.Column("until", sa.Date),
    sa.Column("number", sa.Integer, nullable=False, server_default="0"),
    _text("user_id"),
    sa.Column("created", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    sa.Index("ix_modellregion_desk_log_key", "key", "id"),
)

# How many causes, with how many faults, there were on a day.
desk_figure = sa.Table(
    "modellregion_desk_figure",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("organisation_id", sa.UnicodeText, primary_key=True, server_default=""),
    sa.Column("source_id", sa.UnicodeText, primary_key=True, server_default=""),
    sa.Column("effect", sa.UnicodeText, primary_key=True),
    sa.Column("causes", sa.Integer, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
)
