"""Deletes generations that no crawl can still be reading, and the texts that only they had."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import sqlalchemy as sa

from ckan.model.package import package_table

from ckanext.modellregion_owl.feed import guard
from ckanext.modellregion_owl.model import generation, generation_page, leaver, piece, piece_body

KEPT = 5  # generations that stay readable at least
KEPT_HOURS = 24  # those that were read later stay too: a crawl takes as long as its validator needs
KEPT_MOST = 100


def forget(connection: sa.Connection) -> None:
    """Delete old generations and what nobody names any more."""
    _generations(connection)
    guard.forget(connection)
    _pieces(connection)
    _texts(connection)


def _generations(connection: sa.Connection) -> None:
    columns = (generation.c.id, generation.c.fetched)
    rows = connection.execute(sa.select(*columns).order_by(generation.c.id.desc())).all()
    limit = datetime.now(timezone.utc) - timedelta(hours=KEPT_HOURS)
    read = {id_ for id_, fetched in rows if fetched and fetched >= limit}
    # What the last client has read tells what the next one will find changed (govdata/changes.py).
    last = max(((fetched, id_) for id_, fetched in rows if fetched), default=(None, 0))[1]
    gone = [
        id_
        for place, (id_, _) in enumerate(rows)
        if place >= KEPT and id_ != last and (id_ not in read or place >= KEPT_MOST)
    ]
    if gone:
        connection.execute(sa.delete(generation).where(generation.c.id.in_(gone)))


def _pieces(connection: sa.Connection) -> None:
    """Delete what was stored of purged datasets; those that are held keep their texts."""
    known = sa.select(package_table.c.id).where(package_table.c.id == piece.c.dataset_id)
    connection.execute(sa.delete(piece).where(~known.exists()))


def _texts(connection: sa.Connection) -> None:
    """Delete texts that are no dataset's present one and stand in no generation.

    Texts of a purged dataset that is not held go at once, whatever generation named them.
    """
    body, page = piece_body.c, generation_page.c
    present = sa.select(piece.c.dataset_id).where(
        piece.c.dataset_id == body.dataset_id, piece.c.digest == body.digest
    )
    named = sa.select(
        sa.func.unnest(page.ids).label("id"), sa.func.unnest(page.digests).label("digest")
    ).subquery()
    listed = sa.select(named.c.id, named.c.digest)
    known = sa.select(package_table.c.id).where(package_table.c.id == body.dataset_id)
    waits = sa.select(leaver.c.dataset_id).where(
        leaver.c.dataset_id == body.dataset_id, leaver.c.held
    )
    unused = sa.and_(~present.exists(), sa.tuple_(body.dataset_id, body.digest).notin_(listed))
    purged = sa.and_(~known.exists(), ~waits.exists())
    connection.execute(sa.delete(piece_body).where(sa.or_(unused, purged)))
