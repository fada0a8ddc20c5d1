"""What the reports show: runs, what became of records, findings by rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.harvest.exceptions import Message
from ckanext.modellregion_owl.model import finding, outcome, run

RUNS = 20  # on the page
ROWS = 50  # records on one page of a run


@dataclass(frozen=True)
class RunRow:
    """A run as it is listed; `values` are the columns of `modellregion_run`."""

    values: Mapping[str, Any]

    @property
    def message(self) -> str:
        """Return the run's message in the reader's language."""
        return sentence(self.values["message"])


@dataclass(frozen=True)
class Rule:
    """The findings of one rule: how many, in how many datasets, one of them."""

    rule: str
    severity: str
    field: str
    number: int
    datasets: int
    before: str
    after: str


def runs(source_id: str, limit: int = RUNS) -> list[RunRow]:
    """Return the latest runs of a source, the newest first."""
    query = sa.select(run).where(run.c.source_id == source_id).order_by(run.c.started.desc())
    return [RunRow(row._mapping) for row in model.Session.execute(query.limit(limit))]


def outcomes(run_id: str, offset: int = 0, limit: int | None = ROWS) -> Sequence[Any]:
    """Return what a run did: rows with guid, title, package_id, action, message and `name`.

    `name` is the dataset's, None when it is gone; `total` the number of all rows of the run.
    """
    package = model.Package.__table__
    query = (
        sa.select(outcome, package.c.name, sa.func.count().over().label("total"))
        .outerjoin(package, package.c.id == outcome.c.package_id)
        .where(outcome.c.run_id == run_id)
        .order_by(outcome.c.action != "failed", outcome.c.id)
        .offset(offset)
    )
    return model.Session.execute(query.limit(limit) if limit else query).all()


def rules(source_id: str) -> list[Rule]:
    """Return the findings that stand now, grouped by rule and field; the worst first."""
    columns = finding.c
    rank = sa.case({"blocks": 0, "wrong": 1}, value=columns.severity, else_=2)
    query = (
        sa.select(
            columns.rule,
            columns.severity,
            columns.field,
            sa.func.count().label("number"),
            sa.func.count(sa.distinct(columns.dataset_id)).label("datasets"),
            sa.func.min(columns.before).label("before"),
            sa.func.min(columns.after).label("after"),
        )
        .where(columns.source_id == source_id)
        .group_by(columns.rule, columns.severity, columns.field)
        .order_by(rank, sa.desc("number"), columns.rule)
    )
    return [Rule(**row._mapping) for row in model.Session.execute(query)]


def findings(source_id: str) -> Sequence[Any]:
    """Return all findings that stand now, each with its dataset's name and title."""
    package = model.Package.__table__
    query = (
        sa.select(finding, package.c.name, package.c.title)
        .outerjoin(package, package.c.id == finding.c.dataset_id)
        .where(finding.c.source_id == source_id)
        .order_by(finding.c.rule, package.c.name, finding.c.id)
    )
    return model.Session.execute(query).all()


def sentence(stored: Any) -> str:
    """Return a stored message `[msgid, parameters]` in the reader's language, "" of None."""
    return str(Message(stored[0], stored[1])) if stored else ""
