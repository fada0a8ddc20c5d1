"""Tables of the checks: what is wrong with a dataset, its points, and sums day by day."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from ckan.model.meta import metadata

DIMENSIONS = (
    "findability",
    "accessibility",
    "interoperability",
    "reusability",
    "contextuality",
)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.UnicodeText, nullable=False, server_default="")


def _names(name: str) -> sa.Column:
    return sa.Column(name, ARRAY(sa.UnicodeText), nullable=False, server_default="{}")


# One row for each dataset that was checked. What was checked is the feed's text of it (`digest`, as
# in modellregion_piece), by rules that `version` stands for. Purging a dataset takes its row along.
check = sa.Table(
    "modellregion_check",
    metadata,
    sa.Column(
        "dataset_id",
        sa.UnicodeText,
        sa.ForeignKey("package.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("digest", sa.UnicodeText, nullable=False),
    sa.Column("version", sa.UnicodeText, nullable=False),
    sa.Column("checked", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    *(_number(name) for name in ("errors", "warnings", "hints")),
    # Points; `unknown` of the 405 hang on what nobody has found out yet.
    *(_number(name) for name in (*DIMENSIONS, "points", "unknown")),
    _names("missing"),  # names of metrics without points
    _names("open"),  # names of metrics of which nothing is known yet
    _names("govdata"),  # rules of GovData's dashboard that are not kept
    # Addresses on which points hang: {"access": [...], "download": [...]}.
    sa.Column("links", JSONB, nullable=False, server_default="{}"),
)

# What is wrong: validation.result.Result, one row each.
check_finding = sa.Table(
    "modellregion_check_finding",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column(
        "dataset_id",
        sa.UnicodeText,
        sa.ForeignKey("modellregion_check.dataset_id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    *(_text(name) for name in ("severity", "shape", "component", "path", "focus", "value")),
    _text("resource_id"),  # of the file that it is about
    sa.Column("messages", JSONB, nullable=False, server_default="{}"),
)

# Sums of a day; `points` of `datasets` public ones of an organisation ("" for none).
quality_day = sa.Table(
    "modellregion_quality_day",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("organisation_id", sa.UnicodeText, primary_key=True),
    *(_number(name) for name in ("datasets", "errors", "unknown", "points", *DIMENSIONS)),
)
