"""Reads what CKAN needs to show the datasets of a batch: seven queries, not six for each dataset.

`model_dictize.package_dictize` of CKAN 2.12 reads resources, tags, groups, the organisation and two
kinds of relationships by a query each, all through `_execute`. tests/harvest/test_inside_ckan.py
compares what both show, and fails when CKAN asks in another way.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData

import ckan.lib.dictization.model_dictize as model_dictize
import ckan.model as model

from ckanext.modellregion_owl.harvest.write.instead import Instead

_resource, _tag, _package_tag = model.resource_table, model.tag_table, model.package_tag_table
_member, _group, _related = (
    model.member_table,
    model.group_table,
    model.package_relationship_table,
)

# A column that CKAN compares with one dataset's id → what it reads by it, for any dataset.
_QUERIES = {
    _resource.c.package_id: sa.select(_resource),
    _package_tag.c.package_id: sa.select(_tag, _package_tag.c.state).join(
        _package_tag, _tag.c.id == _package_tag.c.tag_id
    ),
    _member.c.table_id: sa.select(_group, _member.c.capacity)
    .join(_member, _group.c.id == _member.c.group_id)
    .where(_member.c.state == "active", _group.c.is_organization == sa.false()),
    _related.c.subject_package_id: sa.select(_related),
    _related.c.object_package_id: sa.select(_related),
}
_ORGANISATION = sa.select(_group).where(_group.c.state == "active")

Rows = dict[str, list[Row[Any]]]


class _Here(threading.local):
    """What the thread's block has read: column → id → rows; empty outside of one."""

    rows: dict[Any, Rows] = {}


_here = _Here()


def _execute(original: Any) -> Any:
    def execute(query: Any, table: Any, context: Any) -> Any:
        column, value = _asked(query)
        rows = _here.rows.get(column, {}).get(value)
        return original(query, table, context) if rows is None else rows

    return execute


def _asked(query: Any) -> tuple[Any, Any]:
    """Return the column and the value of the query's first condition."""
    first = query.whereclause
    if isinstance(first, sa.BooleanClauseList):
        first = first.clauses[0]
    return first.left, getattr(first.right, "value", None)


_instead = Instead(model_dictize, "_execute", _execute)


@contextmanager
def shown_together(package_ids: Sequence[str]) -> Iterator[None]:
    """Read these datasets' parts at once; `package_show` in this thread takes them from memory.

    For a block in which nothing of them is written.
    """
    with _instead:
        outer, _here.rows = _here.rows, _read(package_ids)
        try:
            yield
        finally:
            _here.rows = outer


def _read(package_ids: Sequence[str]) -> dict[Any, Rows]:
    owners = sa.select(model.Package.owner_org).where(model.Package.id.in_(package_ids))
    organisations = model.Session.scalars(owners.distinct()).all()
    found = {c: _by_value(q, c, package_ids) for c, q in _QUERIES.items()}
    return {**found, _group.c.id: _by_value(_ORGANISATION, _group.c.id, organisations)}


def _by_value(query: sa.Select[Any], column: Any, values: Sequence[str | None]) -> Rows:
    """Return the rows for each value, as the query for one alone would give them."""
    known = [value for value in values if value is not None]
    result = model.Session.execute(query.add_columns(column).where(column.in_(known)))
    shape = SimpleResultMetaData(list(result.keys())[:-1])
    found: dict[str, list[tuple[Any, ...]]] = {value: [] for value in known}
    for row in result:
        found[row[-1]].append(tuple(row)[:-1])
    return {value: list(IteratorResult(shape, iter(rows))) for value, rows in found.items()}
