"""The log of decisions: accepted, noted, told the office, answered; who, when, why.

Nothing here commits, but `enter` of the web's actions does by its caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.desk.cause import Cause, Scope
from ckanext.modellregion_owl.model.desk import desk_log as table
from ckanext.modellregion_owl.texts import translate as _

ROWS = 50  # on a page
REASON_LENGTH = 1000


class Kind(str, Enum):
    """What somebody has done with a cause."""

    ACCEPTED = "accepted"  # with a reason, until a day
    REOPENED = "reopened"  # taken back
    NOTED = "noted"
    REPORTED = "reported"  # told the office
    REMOVED = "removed"  # answered: the datasets go
    KEPT = "kept"  # answered: the old state stays
    DECIDED = "decided"  # about a dataset: the line says what


@dataclass(frozen=True)
class Entry:
    """One row of the log; `who` is "" where the setting or a deleted account hides it."""

    id: int
    key: str
    line: str
    kind: Kind
    reason: str
    until: date | None
    number: int
    who: str
    created: datetime

    @property
    def kind_text(self) -> str:
        """Return the word for what was done."""
        return {
            Kind.ACCEPTED: _("Accepted"),
            Kind.REOPENED: _("Acceptance taken back"),
            Kind.NOTED: _("Note"),
            Kind.REPORTED: _("Reported to the office"),
            Kind.REMOVED: _("Decided: remove"),
            Kind.KEPT: _("Decided: keep the old state"),
            Kind.DECIDED: _("Decided"),
        }[self.kind]


@dataclass(frozen=True)
class Standing:
    """What holds of a cause now: the acceptance, if one stands, and the last note."""

    accepted: Entry | None = None
    note: Entry | None = None

    def covers(self, cause: Cause, today: date) -> bool:
        """Tell whether the cause is accepted today, and is not larger than what was accepted."""
        accepted = self.accepted
        if accepted is None or accepted.until is None:
            return False
        return today <= accepted.until and cause.count <= accepted.number


def enter(
    cause: Cause, kind: Kind, user_id: str, reason: str = "", until: date | None = None
) -> None:
    """Add an entry; the caller commits."""
    values = {
        "key": cause.key,
        "line": cause.text,
        "kind": kind.value,
        "organisation_id": cause.organisation,
        "source_id": cause.source,
        "reason": reason.strip()[:REASON_LENGTH],
        "until": until,
        "number": cause.count,
        "user_id": user_id,
    }
    model.Session.execute(sa.insert(table).values(values))


def decided(topic: str, package: Any, line: str, user_id: str, reason: str = "") -> None:
    """Add what was decided about a dataset; the caller commits.

    :param topic: of the key, e.g. "duplicate". :param package: id, owner_org of the dataset.
    :param line: what was decided, in a sentence with the dataset's title.
    """
    values = {
        "key": f"dataset.{topic}:{package.id}",
        "line": line,
        "kind": Kind.DECIDED.value,
        "organisation_id": package.owner_org or "",
        "reason": reason.strip()[:REASON_LENGTH],
        "user_id": user_id,
    }
    model.Session.execute(sa.insert(table).values(values))


def answered(key: str, line: str, kind: Kind, organisation: str, number: int, user_id: str) -> None:
    """Add the answer to a question of one organisation; the caller commits.

    :param key: of the question's cause. :param organisation: id, "" for none.
    """
    values = {"key": key, "line": line, "kind": kind.value, "organisation_id": organisation}
    row = {**values, "number": number, "user_id": user_id}
    model.Session.execute(sa.insert(table).values(row))


def standing(keys: Iterable[str]) -> Mapping[str, Standing]:
    """Return what holds of causes, by key; one query. A key without entries is not in it."""
    group = sa.case((table.c.kind == Kind.NOTED.value, "note"), else_="accepted").label("topic")
    kinds = [k.value for k in (Kind.ACCEPTED, Kind.REOPENED, Kind.NOTED)]
    query = (
        _query()
        .add_columns(group)
        .distinct(table.c.key, group)
        .where(table.c.key.in_(list(keys)), table.c.kind.in_(kinds))
        .order_by(table.c.key, group, table.c.id.desc())
    )
    found: dict[str, dict[str, Entry]] = {}
    for row in model.Session.execute(query):
        if row.kind != Kind.REOPENED.value:
            found.setdefault(row.key, {})[row.topic] = _entry(row)
    return {key: Standing(**entries) for key, entries in found.items()}


def entries(
    scope: Scope, key: str = "", offset: int = 0, limit: int | None = ROWS
) -> Sequence[Entry]:
    """Return the log of those organisations, the newest first; of one cause, or of all."""
    query = _query().order_by(table.c.id.desc()).offset(offset)
    if key:
        query = query.where(table.c.key == key)
    wanted = scope.wanted()
    if wanted is not None:
        query = query.where(table.c.organisation_id.in_(wanted))
    if scope.source:
        query = query.where(table.c.source_id == scope.source)
    return [_entry(row) for row in model.Session.execute(query.limit(limit) if limit else query)]


def _query() -> sa.Select:
    user = model.User.__table__
    name = sa.func.coalesce(sa.func.nullif(user.c.fullname, ""), user.c.name)
    columns = (*table.c, name.label("user_name"), user.c.state.label("user_state"))
    return sa.select(*columns).outerjoin(user, user.c.id == table.c.user_id)


def _entry(row: Any) -> Entry:
    return Entry(
        row.id,
        row.key,
        row.line,
        Kind(row.kind),
        row.reason,
        row.until,
        row.number,
        _who(row.user_name, row.user_state),
        row.created,
    )


def _who(name: str | None, state: str | None) -> str:
    shown = config.desk_names()
    if not name or shown == "never" or (shown == "active" and state != "active"):
        return ""
    return name
