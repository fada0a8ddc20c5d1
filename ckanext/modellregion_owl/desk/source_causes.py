"""Causes of the desk that lie in a source: it waits for an answer, is broken, overdue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask import g, has_request_context

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.desk.cause import Affected, Cause, Scope, Step
from ckanext.modellregion_owl.desk.together import Rows
from ckanext.modellregion_owl.findings import Severity
from ckanext.modellregion_owl.harvest.report import State
from ckanext.modellregion_owl.harvest.sources_state import BROKEN, SourceState, states
from ckanext.modellregion_owl.texts import translate as _
from ckanext.modellregion_owl.texts import translate_plural as ngettext

PREFIX = "source."


def queries(_scope: Scope) -> dict[str, sa.Select]:
    """Return none: the sources are asked for once for the whole page, see `of_scope`."""
    return {}


def causes(scope: Scope, _rows: Rows) -> Iterator[Cause]:
    """Yield what is to be done about sources; one query."""
    for source in of_scope(scope):
        yield from of_source(source)


def of_scope(scope: Scope) -> list[SourceState]:
    """Return the sources of this user's organisations; asked for once in a request."""
    if not has_request_context():
        return states(scope.organisations)
    known: dict[Any, list[SourceState]] = g.setdefault("modellregion_source_states", {})
    if scope.organisations not in known:
        known[scope.organisations] = states(scope.organisations)
    return known[scope.organisations]


def of_source(source: SourceState) -> Iterator[Cause]:
    """Yield the causes of one source: a question, a broken run, refused records, overdue."""
    if source.missing:
        yield _held(source)
    if not source.state:
        yield _never(source)
    elif source.state in BROKEN:
        yield _broken(source)
    elif source.state == State.INCOMPLETE.value:
        yield _incomplete(source)
    if source.refused:
        yield _refused(source)
    if source.overdue:
        yield _overdue(source)


def affected(scope: Scope, key: str) -> Iterator[Affected]:
    """Yield the datasets that wait for an answer, or that were refused."""
    from ckanext.modellregion_owl.harvest.store import reports
    from ckanext.modellregion_owl.harvest.write.confirm import question

    what, _colon, source_id = key.removeprefix(PREFIX).partition(":")
    if what == "held":
        asked = question(source_id)
        for item in asked.missing if asked else ():
            yield Affected(item.package_id, item.title or item.guid)
    elif what == "refused":
        runs = reports.runs(source_id, 1)
        for row in reports.outcomes(runs[0].values["id"], limit=None) if runs else ():
            if row.action == "failed":
                title = row.title or row.guid
                yield Affected(row.name or "", title, value=reports.sentence(row.message))


def _held(source: SourceState) -> Cause:
    text = ngettext(
        "{n} dataset waits for your decision", "{n} datasets wait for your decision", source.missing
    )
    detail = _("{source} has not delivered them, of {known}. Nothing has been changed.")
    return Cause(
        f"{PREFIX}held:{source.id}",
        Severity.BLOCKS,
        source.missing,
        text.format(n=source.missing),
        Step(_("Decide"), _page(source)),
        detail.format(source=source.title, known=source.known),
        source.organisation,
        source.id,
        question=True,
    )


def _broken(source: SourceState) -> Cause:
    text = _("{source} could not be read").format(source=source.title)
    return _cause(source, "failed", Severity.BLOCKS, text, f"{_last(source)} {source.message}")


def _incomplete(source: SourceState) -> Cause:
    text = _("{source} was not read to its end").format(source=source.title)
    return _cause(source, "incomplete", Severity.WRONG, text, source.message)


def _overdue(source: SourceState) -> Cause:
    text = _("{source} has not been harvested for long").format(source=source.title)
    return _cause(source, "overdue", Severity.WRONG, text, _last(source))


def _never(source: SourceState) -> Cause:
    text = _("{source} has not been harvested yet").format(source=source.title)
    return _cause(source, "never", Severity.IMPROVE, text, "")


def _refused(source: SourceState) -> Cause:
    n = source.refused
    text = ngettext("{n} dataset was refused", "{n} datasets were refused", n)
    detail = _("Source {source}. The run says why.").format(source=source.title)
    return _cause(source, "refused", Severity.WRONG, text.format(n=n), detail, n)


def _cause(
    source: SourceState, what: str, effect: Severity, text: str, detail: str, count: int = 1
) -> Cause:
    return Cause(
        f"{PREFIX}{what}:{source.id}",
        effect,
        count,
        text,
        Step(_("Look"), _page(source)),
        detail.strip(),
        source.organisation,
        source.id,
    )


def _last(source: SourceState) -> str:
    if source.good is None:
        return _("No run has succeeded yet.")
    day = tk.h.render_datetime(source.good, date_format="%d.%m.%Y")
    return _("What is shown here is of {date}.").format(date=day)


def _page(source: SourceState) -> str:
    return str(tk.url_for("modellregion_harvest.runs", source=source.name))
