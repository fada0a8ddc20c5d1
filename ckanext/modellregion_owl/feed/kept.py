"""What a generation says of its datasets, without those that were taken down since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.feed.formats import Format
from ckanext.modellregion_owl.feed.store import Shown
from ckanext.modellregion_owl.feed.tables import PUBLIC, package
from ckanext.modellregion_owl.model import leaver, piece_body


@dataclass(frozen=True)
class Kept:
    """A generation's pieces in its order.

    `unknown`: some are no longer public, and the guard has not seen it yet. `missing`: a text that
    should be there is not.
    """

    pieces: list[Shown]
    unknown: bool
    missing: bool


def read_kept(ids: Sequence[str], digests: Sequence[str], form: Format) -> Kept:
    """Return what a generation says of datasets, without those that were taken down since.

    One that left with too many others (`leaver.held`) is still there.

    :param digests: of the texts, in the order of the ids.
    """
    texts = sa.ARRAY(sa.UnicodeText)
    wanted = (
        sa.func.unnest(sa.cast(list(ids), texts), sa.cast(list(digests), texts))
        .table_valued("id", "digest", with_ordinality="place", name="wanted")
        .render_derived()
    )
    body = piece_body.c
    public = sa.func.coalesce(PUBLIC, False)
    tables = (
        wanted.outerjoin(
            piece_body, sa.and_(body.dataset_id == wanted.c.id, body.digest == wanted.c.digest)
        )
        .outerjoin(package, package.c.id == wanted.c.id)
        .outerjoin(leaver, leaver.c.dataset_id == wanted.c.id)
    )
    columns = (public, leaver.c.held, body.digest, wanted.c.id, body.listed, body.hvd)
    query = sa.select(*columns, body[form.column]).select_from(tables).order_by(wanted.c.place)
    rows = model.Session.execute(query).all()
    shown = [row for row in rows if row[0] or row[1]]
    return Kept(
        [Shown(*row[3:]) for row in shown if row[2]],
        any(not row[0] and row[1] is None for row in rows),
        not all(row[2] for row in shown),
    )


def still_shown(ids: Sequence[str]) -> list[str]:
    """Return those of the datasets that readers of a generation may see: public, or held."""
    texts = sa.ARRAY(sa.UnicodeText)
    function = sa.func.unnest(sa.cast(list(ids), texts))
    wanted = function.table_valued("id", name="wanted").render_derived()
    tables = wanted.outerjoin(package, package.c.id == wanted.c.id).outerjoin(
        leaver, leaver.c.dataset_id == wanted.c.id
    )
    shown = sa.or_(sa.func.coalesce(PUBLIC, False), sa.func.coalesce(leaver.c.held, False))
    query = sa.select(wanted.c.id).select_from(tables).where(shown).order_by(wanted.c.id)
    return list(model.Session.execute(query).scalars())
