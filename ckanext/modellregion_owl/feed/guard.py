"""The guard: how many datasets may leave the feed at once, and who waits for an answer.

What leaves is out of every generation at once, up to a limit. More than that is taken for an
accident until a person has decided: those datasets stay in the feed, and nowhere else, as they were
last delivered, for GovData deletes what it can't see (spec govdata.md 1.7).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

import ckan.model as model
from ckan.model.package import package_table

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.feed.tables import PUBLIC
from ckanext.modellregion_owl.model import generation, leaver, piece

WINDOW = sa.text("interval '1 day'")  # those who left in slices are counted together
KEPT = "kept"
RELEASED = "released"


@dataclass(frozen=True)
class Leaver:
    """A dataset that is held in the feed: title, since when, what was answered ("" or "kept")."""

    id: str
    title: str
    since: datetime
    answer: str


def held() -> list[Leaver]:
    """Return the datasets that would be lost and wait for an answer, by title."""
    columns = (leaver.c.dataset_id, leaver.c.title, leaver.c.since, leaver.c.answer)
    query = sa.select(*columns).where(leaver.c.held).order_by(leaver.c.title, leaver.c.dataset_id)
    return [Leaver(*row) for row in model.Session.execute(query)]


def welcome_back(connection: sa.Connection) -> None:
    """Forget those that are public again: they need nobody's answer."""
    public = sa.select(package_table.c.id).where(PUBLIC)
    connection.execute(sa.delete(leaver).where(leaver.c.dataset_id.in_(public)))


def let_go(connection: sa.Connection, lost: Collection[str], of: int) -> set[str]:
    """Note datasets that have left; return the ids of all that are held.

    :param lost: ids that the last generation has and CKAN shows no more.
    :param of: how many the last generation has.
    """
    rows = connection.execute(sa.select(leaver)).all()
    known = {row.dataset_id: bool(row.held) for row in rows}
    lost = sorted(set(lost) - known.keys())
    if lost:
        known |= dict.fromkeys(lost, _note(connection, lost, of))
    return {id_ for id_, is_held in known.items() if is_held}


def _note(connection: sa.Connection, lost: Collection[str], of: int) -> bool:
    """Note datasets that have left just now; tell whether they are too many."""
    passed = _passed_lately(connection)
    number = len(lost) + passed
    many = number >= config.feed_shrink_least()
    many = many and number * 100 > config.feed_shrink_share() * (of + passed)
    titles = _titles(connection, lost)
    rows = [{"dataset_id": i, "title": titles.get(i, i), "held": many} for i in lost]
    connection.execute(sa.insert(leaver), rows)
    return many


def answer(text: str, user_id: str = "", only: Sequence[str] | None = None) -> int:
    """Answer for the datasets that are held, in a transaction of its own; return how many.

    :param text: `KEPT`: go on delivering them; `RELEASED`: they leave every generation at once.
    :param only: ids of some of them.
    """
    changed = sa.update(leaver).where(leaver.c.held)
    if only is not None:
        changed = changed.where(leaver.c.dataset_id.in_(list(only)))
    values = {"answer": text, "user_id": user_id, "held": text != RELEASED}
    with model.meta.engine.begin() as connection:
        return connection.execute(changed.values(values)).rowcount


def agree(connection: sa.Connection, ids: Collection[str], user_id: str) -> None:
    """Note that a person has said elsewhere that these leave, in that decision's transaction.

    One that is public again, and lost another time, is a new question (`welcome_back`).
    """
    titles = _titles(connection, ids)
    said = {"held": False, "answer": RELEASED, "user_id": user_id}
    rows = [{"dataset_id": i, "title": titles.get(i, i), **said} for i in ids]
    if rows:
        query = insert(leaver).values(rows)
        connection.execute(query.on_conflict_do_update(index_elements=["dataset_id"], set_=said))


def forget(connection: sa.Connection) -> None:
    """Delete notes of datasets that no generation lists and that count no more."""
    oldest = sa.select(sa.func.min(generation.c.created)).scalar_subquery()
    connection.execute(
        sa.delete(leaver).where(
            sa.not_(leaver.c.held),
            leaver.c.since < oldest,
            leaver.c.since < sa.func.now() - WINDOW,
        )
    )


def _passed_lately(connection: sa.Connection) -> int:
    query = sa.select(sa.func.count()).where(
        sa.not_(leaver.c.held),
        leaver.c.answer != RELEASED,
        leaver.c.since > sa.func.now() - WINDOW,
    )
    return int(connection.execute(query.select_from(leaver)).scalar() or 0)


def _titles(connection: sa.Connection, ids: Collection[str]) -> dict[str, str]:
    """Return id → title, of a purged one its address."""
    wanted = sa.cast(list(ids), sa.ARRAY(sa.UnicodeText))
    pieces = sa.select(piece.c.dataset_id, piece.c.iri).where(piece.c.dataset_id == sa.any_(wanted))
    title = sa.func.coalesce(sa.func.nullif(package_table.c.title, ""), package_table.c.name)
    packages = sa.select(package_table.c.id, title).where(package_table.c.id == sa.any_(wanted))
    return {row[0]: row[1] for query in (pieces, packages) for row in connection.execute(query)}
