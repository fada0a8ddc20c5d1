"""Which records a complete walk has missed, and whether that is to be believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store import journal
from ckanext.modellregion_owl.model import loss, record, run


@dataclass(frozen=True)
class Missing:
    """A record that is no longer delivered; `due`: its time of grace is over."""

    guid: str
    title: str
    package_id: str
    due: bool
    last_seen: datetime | None = None


def missing(source_id: str, run_id: str) -> list[Missing]:
    """Return the records that the run has not seen.

    Not those whose dataset a person has deleted here: marked as withdrawn by us, it would come back
    with the source. Not those that never had a dataset of their own (echo, other source's).
    """
    package = model.Package
    query = (
        sa.select(record, run.c.started.label("last_seen"))
        .outerjoin(package.__table__, package.id == record.c.package_id)
        .outerjoin(run, run.c.id == record.c.last_run_id)
        .where(
            sa.or_(package.state.is_(None), package.state == "active"),
            record.c.source_id == source_id,
            record.c.last_run_id != run_id,
            record.c.removed.is_(None),
        )
        .order_by(record.c.guid)
    )
    limit = journal.now() - timedelta(days=config.harvest_grace_days())
    return [
        Missing(
            row.guid,
            row.title,
            row.package_id if not (row.duplicate_of or row.skipped) else "",
            # This run is the next one that misses it.
            row.missing_since is not None
            and row.missing_since <= limit
            and row.missing_runs + 1 >= config.harvest_grace_runs(),
            row.last_seen,
        )
        for row in model.Session.execute(query)
    ]


def known(source: Source) -> int:
    """Return how many records of the source are there and not withdrawn."""
    query = sa.select(sa.func.count()).where(
        record.c.source_id == source.id, record.c.removed.is_(None)
    )
    return int(model.Session.scalar(query) or 0)


def too_many(source: Source, lost: int, of: int) -> bool:
    """Tell whether so many missing records are not believed (the shrink guard).

    Temporary losses are real (spec sources.md 2, no. 2: 15 → 4 → 4 → 15 within four months).
    """
    share = source.setting("shrink_share")
    least = source.setting("shrink_least")
    share = config.harvest_shrink_share() if share is None else share
    least = config.harvest_shrink_least() if least is None else least
    return lost >= least and lost * 100 > share * of


def name_of(lost: Sequence[Missing]) -> str:
    """Return a short name of exactly this list; a confirmation is good for it alone."""
    text = "\n".join(sorted(item.guid for item in lost))
    return blake2b(text.encode(), digest_size=8).hexdigest()


def note_missing(source: Source, guids: Sequence[str]) -> None:
    """Count one more complete run that has missed these records."""
    model.Session.execute(
        sa.update(record)
        .where(record.c.source_id == source.id, record.c.guid.in_(guids))
        .values(
            missing_since=sa.func.coalesce(record.c.missing_since, journal.now()),
            missing_runs=record.c.missing_runs + 1,
        )
    )


def ask(run_id: str, lost: Sequence[Missing], of: int) -> None:
    """Keep the list of a held run for the person who decides."""
    model.Session.execute(
        sa.update(run).where(run.c.id == run_id).values(loss=name_of(lost), known=of)
    )
    rows = [
        {
            "run_id": run_id,
            "guid": item.guid,
            "title": item.title,
            "package_id": item.package_id,
            "last_seen": item.last_seen,
        }
        for item in lost
    ]
    if rows:
        model.Session.execute(sa.insert(loss), rows)
