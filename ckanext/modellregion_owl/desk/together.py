"""The desk's questions to the database, all providers' in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

import ckan.model as model

Rows = Mapping[str, Sequence[Any]]  # name of the query → its rows, with the columns as attributes
Queries = Mapping[str, "sa.Select | Sequence[Any]"]  # … or what is known without the database


def ask(queries: Sequence[Queries]) -> list[Rows]:
    """Return the rows of many queries, in their shape; one statement, none where there is nothing.

    What is no query comes back as it is.

    Rows go over as JSON, since the queries have different columns: numbers, texts and truth values
    stay what they are, days and times become texts. The order of a query's rows is not kept.
    """
    found: list[dict[str, Any]] = [dict(one) for one in queries]
    places: list[tuple[dict[str, Any], str]] = []
    parts: list[sa.Select] = []
    for one in found:
        for name, query in one.items():
            if isinstance(query, sa.Select):
                parts.append(_as_json(len(parts), query.subquery(f"part{len(parts)}")))
                places.append((one, name))
                one[name] = []
    if parts:
        for row in model.Session.execute(sa.union_all(*parts)):
            one, name = places[row.number]
            one[name].append(SimpleNamespace(**row.content))
    return list(found)


def _as_json(number: int, query: sa.Subquery) -> sa.Select:
    content = sa.func.to_jsonb(query.table_valued(), type_=JSONB)
    return sa.select(sa.literal(number).label("number"), content.label("content"))
