"""Takes a portal's own datasets over, in steps that can be stopped, continued and taken back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.adoption import images
from ckanext.modellregion_owl.adoption.explain import Fate
from ckanext.modellregion_owl.adoption.plan import Plan, planned
from ckanext.modellregion_owl.adoption.reading import packages
from ckanext.modellregion_owl.harvest.write.solr import index_datasets
from ckanext.modellregion_owl.model import adopted, adoption, record

TYPE = "dataset"
STEP = 50  # datasets of one transaction

Told = Callable[[int], None]  # called with the number of datasets that are done


class NoSuchRun(LookupError):
    """There is no run of that number, or it was taken back already."""


@dataclass
class Report:
    """What was found: datasets looked at and changed, and (name, fate) → number and an example."""

    looked: int = 0
    changed: int = 0
    run: int = 0
    fates: Counter[tuple[str, Fate]] = field(default_factory=Counter)
    examples: dict[tuple[str, Fate], str] = field(default_factory=dict)

    def add(self, plan: Plan) -> None:
        """Count what becomes of a dataset's values."""
        self.looked += 1
        for name, fate, text in plan.fates:
            self.fates[name, fate] += 1
            self.examples.setdefault((name, fate), text)


def preview(organisation: str = "", told: Told | None = None) -> Report:
    """Return what would happen; nothing is written."""
    report = Report()
    for ids in _steps(_wanted(organisation)):
        for _id, before, plan in _plans(ids, lock=False):
            report.add(plan)
            report.changed += plan.after != before
        model.Session.rollback()
        if told:
            told(len(ids))
    return report


def adopt(organisation: str = "", told: Told | None = None) -> Report:
    """Take the datasets over; a run that was stopped is continued, done ones change no more.

    :param organisation: id of an organisation, "" for all.
    """
    report = Report(run=_begun(organisation))
    for step in _steps(_done(report.run)):  # the index may not have heard of the last ones
        index_datasets(step)
    for ids in _steps(_wanted(organisation)):
        changed = []
        for id_, before, plan in _plans(ids, lock=True):
            report.add(plan)
            if plan.after != before:
                images.store(id_, before, plan.after)
                changed.append(
                    {"run_id": report.run, "dataset_id": id_, "before": before, "after": plan.after}
                )
        if changed:
            model.Session.execute(adopted.insert(), changed)
        model.Session.commit()
        report.changed += len(changed)
        index_datasets([str(row["dataset_id"]) for row in changed])
        if told:
            told(len(ids))
    _mark(report.run, "finished")
    return report


def undo(run: int, told: Told | None = None) -> int:
    """Take a run back and return how many datasets; what a person has changed since stays.

    :raises NoSuchRun: there is none that could be taken back.
    """
    found = sa.select(adoption.c.id).where(adoption.c.id == run, adoption.c.undone.is_(None))
    if model.Session.execute(found).scalar() is None:
        raise NoSuchRun(str(run))
    ids = _done(run)
    for step in _steps(ids):
        now = images.load(step, lock=True)
        rows = sa.select(adopted).where(adopted.c.run_id == run, adopted.c.dataset_id.in_(step))
        for row in model.Session.execute(rows).all():
            if row.dataset_id in now:
                current = now[row.dataset_id]
                before = images.restored(row.before, row.after, current)
                images.store(row.dataset_id, current, before)
        model.Session.commit()
        index_datasets([id_ for id_ in step if id_ in now])
        if told:
            told(len(step))
    _mark(run, "undone")
    return len(ids)


def count(organisation: str = "") -> int:
    """Return how many datasets will be looked at."""
    return len(_wanted(organisation))


def _plans(ids: Sequence[str], lock: bool) -> Iterator[tuple[str, images.Image, Plan]]:
    found = images.load(ids, lock)
    for package in packages(found):
        before = found[package["id"]]
        yield package["id"], before, planned(package, before)


def _wanted(organisation: str) -> list[str]:
    """Return the ids of the portal's own datasets: those of our sources are in order already."""
    package = model.Package.__table__
    ours = sa.select(record.c.package_id).where(record.c.removed.is_(None))
    query = sa.select(package.c.id).where(
        package.c.type == TYPE, package.c.state != "deleted", package.c.id.not_in(ours)
    )
    if organisation:
        query = query.where(package.c.owner_org == organisation)
    return list(model.Session.execute(query.order_by(package.c.id)).scalars())


def _steps(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), STEP):
        yield ids[start : start + STEP]


def _done(run: int) -> list[str]:
    query = sa.select(adopted.c.dataset_id).where(adopted.c.run_id == run)
    return list(model.Session.execute(query.order_by(adopted.c.dataset_id)).scalars())


def _begun(organisation: str) -> int:
    """Return the number of the run of this organisation that was stopped, else of a new one."""
    stopped = sa.select(adoption.c.id).where(
        adoption.c.organisation == organisation,
        adoption.c.finished.is_(None),
        adoption.c.undone.is_(None),
    )
    found = model.Session.execute(stopped.order_by(adoption.c.id.desc())).scalars().first()
    if found is None:
        insert = sa.insert(adoption).values(organisation=organisation).returning(adoption.c.id)
        found = model.Session.execute(insert).scalar_one()
        model.Session.commit()
    return int(found)


def _mark(run: int, column: str) -> None:
    update = sa.update(adoption).where(adoption.c.id == run)
    model.Session.execute(update.values({column: sa.func.now()}))
    model.Session.commit()


def by_name(report: Report) -> dict[str, dict[Fate, int]]:
    """Return the report's numbers by name, in the order of their sum."""
    found: dict[str, dict[Fate, int]] = defaultdict(dict)
    for (name, fate), number in report.fates.items():
        found[name][fate] = number
    return dict(sorted(found.items(), key=lambda item: (-sum(item[1].values()), item[0])))
