"""Causes of the desk that the last harvest has found: one for each rule, field and source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.desk.cause import Affected, Cause, Scope
from ckanext.modellregion_owl.desk.steps import mend
from ckanext.modellregion_owl.desk.together import Rows
from ckanext.modellregion_owl.findings import Severity
from ckanext.modellregion_owl.harvest import messages
from ckanext.modellregion_owl.model import finding as table
from ckanext.modellregion_owl.rdf import lacks
from ckanext.modellregion_owl.texts import translate as _
from ckanext.modellregion_owl.texts import translate_plural as ngettext

PREFIX = "finding."
# Somebody must say what it is: not one that is false.
QUESTIONS = ("record.ambiguous", "record.reidentified", "overlay.", "personal.")
# Other rooms' own: they tell the desk of them themselves.
ELSEWHERE = ("overlay.conflict", "overlay.resource_gone")
EXAMPLE = 60  # characters of a value

_package = model.Package.__table__
# A finding is a source's, or the feed's on a dataset; the row of that id has the organisation.
_OWNER = sa.case((table.c.source_id == "", table.c.dataset_id), else_=table.c.source_id)
_SOURCE_TITLE = sa.case((table.c.source_id == "", ""), else_=_package.c.title)


def queries(scope: Scope) -> dict[str, sa.Select]:
    """Return what asks for the rules, with how many datasets each has."""
    return {"rules": _grouped(scope)}


def causes(_scope: Scope, rows: Rows) -> Iterator[Cause]:
    """Yield the rules that somebody can do something about."""
    for row in rows["rules"]:
        if _is_work(row.rule):
            yield _cause(row)


def affected(scope: Scope, key: str) -> Iterator[Affected]:
    """Yield the datasets of a rule, field and source, with the value that was found."""
    rule, field, owner = _parts(key)
    query = (
        sa.select(_package.c.name, _package.c.title, table.c.before, table.c.resource_id)
        .outerjoin(_package, _package.c.id == table.c.dataset_id)
        .where(table.c.rule == rule, table.c.field == field)
        .order_by(_package.c.title, table.c.id)
    )
    if owner.startswith("@"):
        query = query.where(table.c.source_id == "", _package.c.owner_org == owner[1:])
    else:
        query = query.where(table.c.source_id == owner)
    label = messages.field(field)
    for row in model.Session.execute(query.execution_options(yield_per=1000)):
        yield Affected(row.name or "", row.title or "", row.resource_id, label, row.before)


def _grouped(scope: Scope) -> sa.Select:
    groups = (
        table.c.rule,
        table.c.severity,
        table.c.field,
        table.c.source_id,
        _package.c.owner_org,
        _SOURCE_TITLE,
    )
    *plain, title = groups
    query = (
        sa.select(
            *plain,
            title.label("title"),
            sa.func.count(sa.distinct(table.c.dataset_id)).label("datasets"),
            sa.func.min(sa.func.nullif(table.c.before, "")).label("example"),
        )
        .join(_package, _package.c.id == _OWNER)
        .where(_package.c.state == "active", table.c.rule.notin_(ELSEWHERE))
        .group_by(*groups)
    )
    wanted = scope.wanted()
    if wanted is not None:
        query = query.where(_package.c.owner_org.in_(wanted))
    if scope.source:
        query = query.where(table.c.source_id == scope.source)
    if scope.effect is not None:
        query = query.where(table.c.severity == scope.effect.value)
    return query


def _is_work(rule: str) -> bool:
    return rule == "record.reidentified" or messages.asks(rule)


def _cause(row: Any) -> Cause:
    owner = row.source_id or f"@{row.owner_org or ''}"
    key = f"{PREFIX}{row.rule}/{row.field}:{owner}"
    text = ngettext("{n} dataset: {what}", "{n} datasets: {what}", row.datasets)
    what = messages.message(row.rule)
    if row.field:
        what = f"{what.rstrip('.')} ({messages.field(row.field)})"
    return Cause(
        key,
        Severity(row.severity),
        row.datasets,
        text.format(n=row.datasets, what=what.rstrip(".")),
        mend(key, row.source_id, row.field, missing=row.rule == lacks.RULE),
        _detail(row),
        row.owner_org or "",
        row.source_id,
        question=row.rule.startswith(QUESTIONS),
    )


def _detail(row: Any) -> str:
    parts = [_("Source {source}.").format(source=row.title)] if row.title else []
    if row.example and not row.rule.startswith("personal."):
        example = str(row.example)
        shown = example if len(example) <= EXAMPLE else example[: EXAMPLE - 1] + "…"
        parts.append(_("For example “{value}”.").format(value=shown))
    return " ".join(parts) or messages.advice(row.rule)


def _parts(key: str) -> tuple[str, str, str]:
    """Return rule, field and owner (a source's id, or "@" and an organisation's) of a key."""
    rule, _slash, rest = key.removeprefix(PREFIX).partition("/")
    field, _colon, owner = rest.partition(":")
    return rule, field, owner
