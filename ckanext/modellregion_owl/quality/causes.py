"""Causes of the desk: what the checks of datasets have found, one line for each rule and source."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.desk import owners
from ckanext.modellregion_owl.desk.cause import Affected, Cause, Scope
from ckanext.modellregion_owl.desk.steps import by_rule, mend
from ckanext.modellregion_owl.desk.together import Rows
from ckanext.modellregion_owl.feed.tables import PUBLIC, package
from ckanext.modellregion_owl.findings import Severity
from ckanext.modellregion_owl.model import check_finding as table
from ckanext.modellregion_owl.model import record
from ckanext.modellregion_owl.quality.store import result_of
from ckanext.modellregion_owl.texts import translate as _
from ckanext.modellregion_owl.texts import translate_plural as ngettext
from ckanext.modellregion_owl.validation.result import VIOLATION, WARNING, Result
from ckanext.modellregion_owl.validation.told import parts, told

PREFIX = "check."
MISSING = "min"  # the shapes' word for "there are too few"
# What could be better is told by the points: here it would be a line for each empty field.
EFFECTS = {VIOLATION: Severity.WRONG, WARNING: Severity.IMPROVE}


def queries(scope: Scope) -> dict[str, sa.Select]:
    """Return what asks for the faults, by rule and source or organisation."""
    kinds = (table.c.severity, table.c.shape)
    columns: dict[str, Any] = {
        "number": sa.func.count(),
        "datasets": sa.func.count(sa.distinct(package.c.id)),
        "messages": sa.func.min(sa.cast(table.c.messages, sa.UnicodeText)),
        "path": sa.func.min(table.c.path),
    }
    chosen = [value.label(name) for name, value in columns.items()]
    query = _joined(sa.select(*kinds, *owners.COLUMNS, *chosen))
    wanted = scope.wanted()
    if wanted is not None:
        query = query.where(package.c.owner_org.in_(wanted))
    if scope.source:
        query = query.where(record.c.source_id == scope.source)
    query = query.where(table.c.severity.in_(list(EFFECTS)))
    return {"faults": query.group_by(*kinds, *owners.GROUPS)}


def causes(_scope: Scope, rows: Rows) -> Iterator[Cause]:
    """Yield what is wrong, by rule and source; of what was entered here, by organisation."""
    for row in rows["faults"]:
        yield _cause(row)


def affected(_scope: Scope, key: str) -> Iterator[Affected]:
    """Yield the datasets of a cause, with field and value."""
    shape, _sep, owner = key.removeprefix(PREFIX).rpartition(":")
    columns = (table, package.c.name, package.c.title)
    query = _joined(sa.select(*columns)).where(table.c.shape == shape)
    query = (
        query.where(owners.of(owner))
        .order_by(package.c.title, table.c.id)
        .execution_options(yield_per=1_000)
    )
    for row in model.Session.execute(query).mappings():
        one = told(result_of(row))
        title = row["title"] or row["name"]
        yield Affected(row["name"], title, row["resource_id"], one.label, one.value)


def _joined(query: sa.Select) -> sa.Select:
    tables = table.join(package, package.c.id == table.c.dataset_id)
    return query.select_from(owners.joined(tables)).where(PUBLIC)


def _cause(row: Any) -> Cause:
    organisation = row.owner_org or ""
    key = f"{PREFIX}{row.shape}:{owners.name(row)}"
    _cls, field, what = parts(row.shape)
    return Cause(
        key,
        EFFECTS[row.severity],
        row.number,
        _text(row),
        mend(key, row.source_id, field, missing=what == MISSING),
        " ".join(_detail(row, field, what)),
        organisation,
        row.source_id,
    )


def _text(row: Any) -> str:
    cls, _field, what = parts(row.shape)
    one = told(Result("", row.path, "", row.severity, "", row.shape, json.loads(row.messages)))
    if what != MISSING or cls not in ("Dataset", "Distribution"):
        text = ngettext("{n} case: {what}", "{n} cases: {what}", row.number)
        return text.format(n=row.number, what=one.message)
    if cls == "Dataset":
        text = ngettext(
            "{n} dataset without “{field}”", "{n} datasets without “{field}”", row.number
        )
    else:
        text = ngettext("{n} file without “{field}”", "{n} files without “{field}”", row.number)
    return text.format(n=row.number, field=one.label)


def _detail(row: Any, field: str, what: str) -> Iterator[str]:
    if row.title:
        yield _("Source {source}.").format(source=row.title)
    if row.number != row.datasets:
        text = ngettext("In {n} dataset.", "In {n} datasets.", row.datasets)
        yield text.format(n=row.datasets)
    if by_rule(row.source_id, field, missing=what == MISSING):
        yield _("Can be solved with one rule.")
