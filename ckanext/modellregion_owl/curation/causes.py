"""Causes for the desk: values that sources have changed, values without a file, open decisions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.curation.stored import CONFLICT
from ckanext.modellregion_owl.desk.cause import Affected, Cause, Scope, Step
from ckanext.modellregion_owl.desk.together import Rows
from ckanext.modellregion_owl.findings import Severity
from ckanext.modellregion_owl.harvest.store.sql import any_of
from ckanext.modellregion_owl.model import finding
from ckanext.modellregion_owl.texts import translate as _
from ckanext.modellregion_owl.texts import translate_plural as ngettext

PREFIX = "curation."
GONE = "overlay.resource_gone"
_package = model.Package.__table__


def queries(scope: Scope) -> dict[str, sa.Select]:
    """Return what asks for the number of values, by source and kind of question."""
    source = _package.alias("source")
    query = (
        sa.select(
            finding.c.rule,
            finding.c.source_id,
            source.c.title,
            source.c.owner_org,
            sa.func.count().label("number"),
        )
        .join(source, source.c.id == finding.c.source_id)
        .where(finding.c.rule.in_((CONFLICT, GONE)))
        .group_by(finding.c.rule, finding.c.source_id, source.c.title, source.c.owner_org)
    )
    wanted = scope.wanted()
    if wanted is not None:
        query = query.where(source.c.owner_org == any_of(wanted))
    return {"values": query}


def causes(_scope: Scope, rows: Rows) -> Iterator[Cause]:
    """Yield one line for each source and kind of question."""
    for row in rows["values"]:
        yield _changed(row) if row.rule == CONFLICT else _gone(row)


def affected(scope: Scope, key: str) -> Iterator[Affected]:
    """Yield the datasets of a line."""
    rule, _colon, source_id = key.removeprefix(PREFIX).partition(":")
    query = (
        sa.select(_package.c.name, _package.c.title, finding.c.field, finding.c.after)
        .join(_package, _package.c.id == finding.c.dataset_id)
        .where(finding.c.rule == rule, finding.c.source_id == source_id)
        .order_by(_package.c.title, _package.c.name)
    )
    for row in model.Session.execute(query):
        yield Affected(row.name, row.title, field=row.field, value=row.after)


def _changed(row: Any) -> Cause:
    n = row.number
    text = ngettext(
        "{n} value that was set here has changed at the source",
        "{n} values that were set here have changed at the source",
        n,
    )
    return Cause(
        f"{PREFIX}{CONFLICT}:{row.source_id}",
        Severity.WRONG,
        n,
        text.format(n=n),
        Step(_("Decide"), str(tk.url_for("modellregion_curation.questions"))),
        _("Source {source}. Until you decide, yours stays.").format(source=row.title),
        row.owner_org or "",
        row.source_id,
        question=True,
    )


def _gone(row: Any) -> Cause:
    n, key = row.number, f"{PREFIX}{GONE}:{row.source_id}"
    text = ngettext(
        "{n} value was set here for a file that no longer exists",
        "{n} values were set here for files that no longer exist",
        n,
    )
    return Cause(
        key,
        Severity.IMPROVE,
        n,
        text.format(n=n),
        Step(_("Open the list"), str(tk.url_for("modellregion_desk.cause", key=key))),
        _("Source {source}.").format(source=row.title),
        row.owner_org or "",
        row.source_id,
    )
