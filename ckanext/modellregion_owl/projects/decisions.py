"""What a person has decided on a dataset's model projects: it stands before every rule.

Rows `groups:<project>` of the stewards' values (true: pinned to it, false: kept out of it). The
harvester lays the same rows over each record that it writes (harvest/write/merge.py), so a decision
survives harvests and re-assignments. Nothing here commits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

import ckan.model as model

from ckanext.modellregion_owl.model import overlay as table

PREFIX = "groups:"


@dataclass(frozen=True)
class Decision:
    """`wanted`: pinned to the project, else kept out of it; `why`: a sentence or ""."""

    wanted: bool
    why: str


ByProject = dict[str, Decision]


def of_datasets(dataset_ids: Collection[str] | None = None) -> dict[str, ByProject]:
    """Return {dataset id: {project: decision}} of these datasets, None = of all; by one query."""
    query = sa.select(table).where(table.c.field.startswith(PREFIX), table.c.resource_key == "")
    if dataset_ids is not None:
        query = query.where(table.c.dataset_id.in_(dataset_ids))
    found: dict[str, ByProject] = defaultdict(dict)
    for row in model.Session.execute(query):
        project = str(row.field).removeprefix(PREFIX)
        found[row.dataset_id][project] = Decision(bool(row.value), row.why)
    return dict(found)


def put(dataset_id: str, project: str, decision: Decision, user_id: str) -> None:
    """Store a decision; an earlier one on the same project is replaced."""
    keys = {"dataset_id": dataset_id, "resource_key": "", "field": PREFIX + project}
    values = {
        "base": not decision.wanted,
        "value": decision.wanted,
        "user_id": user_id,
        "why": decision.why,
        "changed": sa.func.now(),
    }
    statement = insert(table).values(**keys, **values)
    model.Session.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=values))


def take_away(dataset_id: str, project: str) -> None:
    """Let the rules decide again."""
    model.Session.execute(
        sa.delete(table).where(
            table.c.dataset_id == dataset_id,
            table.c.resource_key == "",
            table.c.field == PREFIX + project,
        )
    )
