"""The log of decisions: who has changed what, when and why. Nothing here commits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.model import curation_log as table


class Act(str, Enum):
    """What was decided."""

    EDIT = "edit"
    KEEP = "keep"  # mine stays although the source has another value
    TAKE = "take"  # the source's new value
    UNDO = "undo"  # the source's value again
    RULE = "rule"
    RULE_UNDO = "rule_undo"
    BLOCK = "block"
    UNBLOCK = "unblock"
    DELETE = "delete"


@dataclass(frozen=True)
class Line:
    """One decision; ids are "" where they do not apply, values as in the table `overlay`."""

    dataset_id: str
    act: Act
    field: str = ""
    resource_key: str = ""
    before: Any = None
    after: Any = None
    why: str = ""
    user_id: str = ""


def write(lines: Iterable[Line]) -> None:
    """Add decisions to the log."""
    rows = [{**asdict(line), "act": line.act.value} for line in lines]
    if rows:
        model.Session.execute(sa.insert(table), rows)


def read(dataset_id: str, limit: int = 100, offset: int = 0) -> Sequence[Any]:
    """Return the decisions about a dataset as rows with the user's name, the newest first."""
    user = model.User.__table__
    query = (
        sa.select(table, sa.func.coalesce(user.c.fullname, user.c.name, "").label("user"))
        .outerjoin(user, (user.c.id == table.c.user_id) & (user.c.state == "active"))
        .where(table.c.dataset_id == dataset_id)
        .order_by(table.c.id.desc())
    )
    return model.Session.execute(query.limit(limit).offset(offset)).all()
