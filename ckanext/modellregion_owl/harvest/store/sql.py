"""Lists as one parameter of a query."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY


def text_array(values: Iterable[str]) -> Any:
    """Return texts as one array parameter."""
    return sa.literal(list(values), ARRAY(sa.UnicodeText))


def any_of(values: Iterable[str]) -> Any:
    """Return the right side of `column == …` for any of the values.

    `IN` with a parameter for each value costs SQLAlchemy more than the query costs the database.
    """
    return sa.any_(text_array(values))
