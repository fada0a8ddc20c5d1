"""Causes of the desk: what the checks of datasets have found, one line for each rule and source."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask import current_app, has_app_context

import ckan.model as model

from ckanext.modellregion_owl.desk.cause import Affected, Cause, Scope
from ckanext.modellregion_owl.desk.steps import mend
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
# What could be better is told by the points: here it would be a line for each empty field.
EFFECTS = {VIOLATION: Severity.WRONG, WARNING: Severity.IMPROVE}
# Faults that one value for all datasets of a source can mend.
BY_RULE = ("min", "list", "outdated")

_source = sa.alias(package, "source")
_SOURCE_ID = sa.func.coalesce(record.c.source_id, "")


def causes(scope: Scope) -> Iterator[Cause]:
    """Yield what is wrong, by rule and source; of what was entered here, by organisation.

    One query.
    """
    group = (table.c.severity, table.c.shape, _SOURCE_ID, _source.c.title, package.c.owner_org)
    columns: dict[str, Any] = {
        "number": sa.func.count(),
        "datasets": sa.func.count(sa.distinct(package.c.id)),
        "messages": sa.func.min(sa.cast(table.c.messages, sa.UnicodeText)),
        "path": sa.func.min(table.c.path),
    }
    chosen = [value.label(name) for name, value in columns.items()]
    query = _joined(sa.select(*group[:2], _SOURCE_ID.label("source_id"), *group[3:], *chosen))
    wanted = scope.wanted()
    if wanted is not None:
        query = query.where(package.c.owner_org.in_(wanted))
    if scope.source:
        query = query.where(record.c.source_id == scope.source)
    query = query.where(table.c.severity.in_(list(EFFECTS)))
    for row in model.Session.execute(query.group_by(*group)):
        yield _cause(row)


def affected(_scope: Scope, key: str) -> Iterator[Affected]:
    """Yield the datasets of a cause, with field and value."""
    shape, _sep, owner = key.removeprefix(PREFIX).rpartition(":")
    columns = (table, package.c.name, package.c.title)
    query = _joined(sa.select(*columns)).where(table.c.shape == shape)
    if owner.startswith("@"):
        query = query.where(record.c.source_id.is_(None), package.c.owner_org == owner[1:])
    else:
        query = query.where(record.c.source_id == owner)
    query = query.order_by(package.c.title, table.c.id).execution_options(yield_per=1_000)
    for row in model.Session.execute(query).mappings():
        one = told(result_of(row))
        title = row["title"] or row["name"]
        yield Affected(row["name"], title, row["resource_id"], one.label, one.value)


def _joined(query: sa.Select) -> sa.Select:
    shown = sa.and_(
        record.c.package_id == package.c.id,
        record.c.duplicate_of.is_(None),
        record.c.removed.is_(None),
        record.c.skipped == "",
    )
    return (
        query.select_from(table)
        .join(package, package.c.id == table.c.dataset_id)
        .outerjoin(record, shown)
        .outerjoin(_source, _source.c.id == record.c.source_id)
        .where(PUBLIC)
    )


def _cause(row: Any) -> Cause:
    organisation = row.owner_org or ""
    # Stable: a source's line is one for each organisation it delivers to, nearly always one.
    key = f"{PREFIX}{row.shape}:{row.source_id or f'@{organisation}'}"
    _cls, field, _what = parts(row.shape)
    return Cause(
        key,
        EFFECTS[row.severity],
        row.number,
        _text(row),
        mend(key, row.source_id, field),
        " ".join(_detail(row)),
        organisation,
        row.source_id,
    )


def _text(row: Any) -> str:
    cls, _field, what = parts(row.shape)
    one = told(Result("", row.path, "", row.severity, "", row.shape, json.loads(row.messages)))
    if what != "min" or cls not in ("Dataset", "Distribution"):
        text = ngettext("{n} case: {what}", "{n} cases: {what}", row.number)
        return text.format(n=row.number, what=one.message)
    if cls == "Dataset":
        text = ngettext(
            "{n} dataset without “{field}”", "{n} datasets without “{field}”", row.number
        )
    else:
        text = ngettext("{n} file without “{field}”", "{n} files without “{field}”", row.number)
    return text.format(n=row.number, field=one.label)


def _detail(row: Any) -> Iterator[str]:
    if row.title:
        yield _("Source {source}.").format(source=row.title)
    if row.number != row.datasets:
        text = ngettext("In {n} dataset.", "In {n} datasets.", row.datasets)
        yield text.format(n=row.datasets)
    if row.source_id and parts(row.shape)[2] in BY_RULE and _has_rules():
        yield _("Can be solved with one rule.")


def _has_rules() -> bool:
    return has_app_context() and "modellregion_curation.rules" in current_app.view_functions
