"""Puts down a generation: which datasets and texts stand on which page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from ckanext.modellregion_owl.feed import prune
from ckanext.modellregion_owl.feed.generations import Generation
from ckanext.modellregion_owl.feed.members import Member
from ckanext.modellregion_owl.model import generation, generation_page

MAX_DEPTH = 5  # series of series


def still(connection: sa.Connection, known: Generation) -> Generation:
    """Note that the newest generation says what CKAN has; return it."""
    changed = (
        sa.update(generation)
        .where(generation.c.id == known.id)
        .values(checked=sa.func.clock_timestamp())
        .returning(generation)
    )
    return Generation(*connection.execute(changed).one())


def add(
    connection: sa.Connection,
    values: dict[str, object],
    texts: Mapping[str, str],
    rows: Sequence[Member],
) -> Generation:
    """Make the next generation and return it; those that nobody reads any more are forgotten.

    :param values: of the table `modellregion_generation`. :param texts: id → digest.
    """
    inserted = sa.insert(generation).values(values).returning(generation)
    added = Generation(*connection.execute(inserted).one())
    ids = sorted(texts)
    named = {m.id: m.series for m in rows}
    known = {m.iri: m.id for m in rows if m.is_series and m.id in texts}
    pages = []
    for start in range(0, len(ids), added.size):
        listed = _with_series(ids[start : start + added.size], named, known)
        digests = [texts[id_] for id_ in listed]
        number = start // added.size + 1
        pages.append(
            {"generation_id": added.id, "number": number, "ids": listed, "digests": digests}
        )
    connection.execute(sa.insert(generation_page), pages)
    prune.forget(connection)
    return added


def _with_series(
    ids: Sequence[str], named: Mapping[str, tuple[str, ...]], known: Mapping[str, str]
) -> list[str]:
    """Return a page's ids and those of their series, which it describes in full."""
    found = list(ids)
    fresh = found
    for _ in range(MAX_DEPTH):
        wanted = {known[name] for id_ in fresh for name in named.get(id_, ()) if name in known}
        fresh = sorted(wanted.difference(found))
        if not fresh:
            break
        found = found + fresh
    return found
