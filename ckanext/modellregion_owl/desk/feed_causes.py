"""Causes of the desk that the delivery to other portals knows: held datasets, GovData's rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.desk.cause import Affected, Cause, Scope, Step
from ckanext.modellregion_owl.desk.together import Queries, Rows
from ckanext.modellregion_owl.findings import Severity
from ckanext.modellregion_owl.govdata import dashboard, last
from ckanext.modellregion_owl.govdata.report import Told
from ckanext.modellregion_owl.govdata.rules import PREFIX as RULE_PREFIX
from ckanext.modellregion_owl.govdata.rules import RULES, fix_of, message_of
from ckanext.modellregion_owl.model import leaver
from ckanext.modellregion_owl.texts import translate as _
from ckanext.modellregion_owl.texts import translate_plural as ngettext

PREFIX = "feed."
HELD = f"{PREFIX}held:"
# The feed's own question is told here at first hand; what each dataset lacks for GovData's
# dashboard is told by the stored checks (quality/causes.py), by source and up to date.
_TOLD_OTHERWISE = {"held", *dashboard.NAMES} - {"licence_many", "licence_closed"}

_package = model.Package.__table__


def queries(scope: Scope) -> Queries:
    """Return what asks for held datasets, what the check found, and what asks for its owners."""
    if scope.source:
        return {}
    kept = _kept()
    owners = {"owners": _owners(kept)} if kept else {}
    return {"held": _held(), "told": kept, **owners}


def causes(_scope: Scope, rows: Rows) -> Iterator[Cause]:
    """Yield the datasets that wait for an answer, and what the last check for GovData found."""
    yield from map(_question, rows.get("held", ()))
    yield from _checked(_told(rows.get("told", ()), rows.get("owners", ())))


def affected(scope: Scope, key: str) -> Iterator[Affected]:
    """Yield the datasets that are held, or those of a rule of the check."""
    if key.startswith(HELD):
        for row in model.Session.execute(_leavers(key.removeprefix(HELD))):
            yield Affected(row.name or "", row.title)
        return
    rule, _colon, organisation = key.removeprefix(PREFIX).partition(":")
    kept = _kept()
    owners = model.Session.execute(_owners(kept)).all() if kept else ()
    for told, owner in _told(kept, owners):
        if (told.rule, owner) == (rule, organisation):
            yield Affected(told.dataset, told.title, field=told.field, value=told.before)


def _held() -> sa.Select:
    owner = sa.func.coalesce(_package.c.owner_org, "")
    return (
        sa.select(owner.label("organisation"), sa.func.count().label("number"))
        .select_from(leaver.outerjoin(_package, _package.c.id == leaver.c.dataset_id))
        .where(leaver.c.held, leaver.c.answer == "")
        .group_by(owner)
    )


def _question(row: Any) -> Cause:
    n = row.number
    text = ngettext(
        "{n} dataset has left the delivery to GovData and waits for your decision",
        "{n} datasets have left the delivery to GovData and wait for your decision",
        n,
    )
    return Cause(
        f"{HELD}{row.organisation}",
        Severity.BLOCKS,
        n,
        text.format(n=n),
        Step(_("Decide"), str(tk.url_for("modellregion_feed_desk.show"))),
        _("Other portals still get them as they were last."),
        row.organisation,
        question=True,
    )


def _leavers(organisation: str) -> sa.Select:
    owner = sa.func.coalesce(_package.c.owner_org, "")
    return (
        sa.select(_package.c.name, leaver.c.title)
        .select_from(leaver.outerjoin(_package, _package.c.id == leaver.c.dataset_id))
        .where(leaver.c.held, leaver.c.answer == "", owner == organisation)
        .order_by(leaver.c.title)
    )


def _checked(told: Iterable[tuple[Told, str]]) -> Iterator[Cause]:
    groups = Counter((one.rule, one.severity, organisation) for one, organisation in told)
    for (rule, severity, organisation), number in groups.items():
        key = f"{PREFIX}{rule}:{organisation}"
        yield Cause(
            key,
            Severity(severity),
            number,
            _line(rule, number if organisation else 0),
            Step(_("Look"), _address(key, organisation)),
            fix_of(rule),
            organisation,
        )


def _line(rule: str, datasets: int) -> str:
    what = message_of(rule).rstrip(".")
    if not datasets:
        return what
    text = ngettext("{n} dataset: {what}", "{n} datasets: {what}", datasets)
    return text.format(n=datasets, what=what)


def _address(key: str, organisation: str) -> str:
    """Return the list of datasets; of a rule about the feed itself the page of the check."""
    if organisation:
        return str(tk.url_for("modellregion_desk.cause", key=key))
    return str(tk.url_for("modellregion_govdata.show"))


def _kept() -> list[Told]:
    """Return what the last check found and is told here."""
    report = last.load()
    # A result that was kept before an update may name rules that are no more.
    known = {RULE_PREFIX + rule for rule in set(RULES) - _TOLD_OTHERWISE}
    return [one for one in report.told if one.rule in known] if report else []


def _told(kept: Iterable[Told], rows: Iterable[Any]) -> Iterator[tuple[Told, str]]:
    """Yield what the last check found, with the id of the dataset's organisation ("" for none).

    :param rows: of `_owners`; datasets that are gone since are not in it.
    """
    owners = {row.name: row.owner_org or "" for row in rows}
    for one in kept:
        if not one.dataset or one.dataset in owners:
            yield one, owners.get(one.dataset, "")


def _owners(kept: Iterable[Told]) -> sa.Select:
    """Return what asks for name and organisation of the datasets that are still there."""
    names = {one.dataset for one in kept if one.dataset}
    return sa.select(_package.c.name, _package.c.owner_org).where(
        _package.c.name == sa.any_(sa.cast(sorted(names), sa.ARRAY(sa.UnicodeText))),
        _package.c.state == "active",
    )
