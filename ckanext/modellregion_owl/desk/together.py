"""The desk's questions to the database, all providers' in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

import ckan.model as model

Rows = Mapping[str, Sequence[Any]]  # name of the query → its rows, with the columns as attributes


def ask(queries: Sequence[Mapping[str, sa.Select]]) -> list[Rows]:
    """Return the rows of many queries, in their shape; one statement, none where there is nothing.

    Rows go over as JSON, since the queries have different columns: numbers, texts and truth values
    stay what they are, days and times become texts. The order of a query's rows is not kept.
    """
    found: list[dict[str, list[Any]]] = [{name: [] for name in one} for one in queries]
    names = [(part, name) for part, one in enumerate(queries) for name in one]
    parts = [
        _as_json(number, queries[part][name].subquery(f"part{number}"))
        for number, (part, name) in enumerate(names)
    ]
    if parts:
        for row in model.Session.execute(sa.union_all(*parts)):
            part, name = names[row.number]
            found[part][name].append(SimpleNamespace(**row.content))
    return list(found)


def _as_json(number: int, query: sa.Subquery) -> sa.Select:
    content = sa.func.to_jsonb(query.table_valued(), type_=JSONB)
    return sa.select(sa.literal(number).label("number"), content.label("content"))
