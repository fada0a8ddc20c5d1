"""The portal in numbers, in the text format of Prometheus (exposition format 0.0.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

import ckan.model as model
from ckan.lib.jobs import get_all_queues

from ckanext.modellregion_owl.feed.status import status as feed_status
from ckanext.modellregion_owl.harvest.report import State
from ckanext.modellregion_owl.harvest.web.report import COUNTS
from ckanext.modellregion_owl.links.store import state_of
from ckanext.modellregion_owl.model import run

PREFIX = "modellregion_"


@dataclass(frozen=True)
class Metric:
    """One number: a gauge with labels."""

    name: str
    help: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)

    def line(self) -> str:
        """Return the line of the exposition format."""
        labels = ",".join(f'{key}="{_escaped(value)}"' for key, value in self.labels.items())
        return f"{PREFIX}{self.name}{f'{{{labels}}}' if labels else ''} {self.value:g}"


def text(services: Mapping[str, bool]) -> str:
    """Return all numbers; those behind a service that does not answer are left out.

    :param services: name → whether it answers.
    """
    lines: list[str] = []
    last = ""
    for metric in _all(services):
        if metric.name != last:
            lines += [
                f"# HELP {PREFIX}{metric.name} {metric.help}",
                f"# TYPE {PREFIX}{metric.name} gauge",
            ]
            last = metric.name
        lines.append(metric.line())
    return "\n".join(lines) + "\n"


def _all(services: Mapping[str, bool]) -> Iterator[Metric]:
    for name, answers in services.items():
        yield Metric("up", "Whether a service answers.", float(answers), {"service": name})
    if services["redis"]:
        waiting = float(sum(len(queue) for queue in get_all_queues()))
        yield Metric("jobs_waiting", "Jobs of CKAN's queues that wait.", waiting)
    if services["database"]:
        yield from _feed()
        yield from _harvest()
        yield from _links()


def _feed() -> Iterator[Metric]:
    found = feed_status()
    yield Metric("feed_datasets", "Datasets of the feed.", float(found["count"]))
    yield Metric("feed_held", "Datasets that wait for an answer.", float(found["lost"]))
    for name, what in (
        ("since", "When the feed last changed."),
        ("checked", "When the feed was last compared with the catalogue."),
        ("last_fetch", "When a client last read a page."),
    ):
        if found[name]:
            seconds = datetime.fromisoformat(found[name]).timestamp()
            yield Metric(f"feed_{name}_timestamp_seconds", what, seconds)


def _harvest() -> Iterator[Metric]:
    rows = list(model.Session.execute(_last_runs()).mappings())
    for row in rows:
        state = {"source": row["name"], "state": row["state"]}
        yield Metric("harvest_last_run", "The last run of a source, by its state.", 1.0, state)
    for name in COUNTS:
        for row in rows:
            labels = {"source": row["name"], "what": name}
            yield Metric("harvest_records", "Records of the last run.", float(row[name]), labels)
    for row in rows:
        if row["success"]:
            yield Metric(
                "harvest_success_timestamp_seconds",
                "When a source was last harvested without a fault.",
                row["success"].timestamp(),
                {"source": row["name"]},
            )


def _last_runs() -> sa.Select:
    """Query the last run of each source, and when one last ended well."""
    package = model.Package.__table__
    success = sa.func.max(run.c.finished).filter(run.c.state == State.FINISHED.value)
    last = (
        sa.select(
            run.c.source_id,
            run.c.state,
            *(run.c[name] for name in COUNTS),
            success.over(partition_by=run.c.source_id).label("success"),
            sa.func.row_number()
            .over(partition_by=run.c.source_id, order_by=run.c.started.desc())
            .label("place"),
        )
    ).subquery()
    return (
        sa.select(package.c.name, *last.c)
        .join(package, package.c.id == last.c.source_id)
        .where(last.c.place == 1, package.c.state == "active")
        .order_by(package.c.name)
    )


def _links() -> Iterator[Metric]:
    state = state_of()
    for row in model.Session.execute(sa.select(state, sa.func.count()).group_by(state)):
        labels = {"state": row[0]}
        yield Metric("links", "Links of the catalogue by what is known.", float(row[1]), labels)


def _escaped(value: Any) -> str:
    return str(value).replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
