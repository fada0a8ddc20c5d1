"""Stored pieces: one query tells which datasets may be shown and whose piece is still true."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

import ckan.model as model
from ckan.model.group import group_table
from ckan.model.package import package_table

from ckanext.modellregion_owl.feed.formats import Format
from ckanext.modellregion_owl.feed.search import NOT_DATASETS
from ckanext.modellregion_owl.model import leaver, piece, piece_body

package = package_table
_group = group_table.alias("organisation")
# As pieces.organisation_of says it; CKAN shows no organisation that is not active.
ORGANISATION = sa.func.coalesce(
    _group.c.id + "|" + _group.c.name + "|" + sa.func.coalesce(_group.c.title, ""), ""
)
# Asked of CKAN's own table in the query that reads the pieces: what is private, deleted or purged
# is out of every page at once, whatever is stored.
PUBLIC = sa.and_(
    package.c.state == "active",
    package.c.private.isnot(True),
    package.c.type.notin_(NOT_DATASETS),
)
_TABLES = package.outerjoin(
    _group, sa.and_(_group.c.id == package.c.owner_org, _group.c.state == "active")
).outerjoin(piece, piece.c.dataset_id == package.c.id)
BODIES = _TABLES.outerjoin(
    piece_body,
    sa.and_(piece_body.c.dataset_id == piece.c.dataset_id, piece_body.c.digest == piece.c.digest),
)


@dataclass(frozen=True)
class Shown:
    """What a page needs of a dataset: `body` in the format that was asked for, "" if there is none.

    `listed`: property by which the catalogue lists a node → IRIs. `written`: since when it says
    that; None in a generation, which has a date of its own.
    """

    dataset_id: str
    listed: dict[str, list[str]]
    hvd: bool
    body: str
    written: datetime | None = None


@dataclass(frozen=True)
class Stored(Shown):
    """A public dataset with its piece; `fresh`: the piece says what CKAN has now."""

    fresh: bool = False
    iri: str = ""
    is_series: bool = False
    series: tuple[str, ...] = ()
    described: tuple[str, ...] = ()
    digest: str = ""


def is_fresh(version: str) -> sa.ColumnElement[bool]:
    """Return the condition that a piece was made of what CKAN has now, in this version."""
    return sa.func.coalesce(
        sa.and_(
            sa.or_(piece.c.digest == "", piece_body.c.digest.isnot(None)),
            piece.c.version == version,
            piece.c.modified == package.c.metadata_modified,
            piece.c.organisation == ORGANISATION,
        ),
        False,
    )


def read(ids: Collection[str], form: Format, version: str) -> dict[str, Stored]:
    """Return id → piece of those datasets that are public now, in one query.

    :param version: of `version.writing_version`.
    """
    named = ("iri", "is_series", "series", "described", "digest", "written")
    query = (
        sa.select(
            package.c.id,
            is_fresh(version),
            *(piece.c[name] for name in named),
            piece_body.c.listed,
            piece_body.c.hvd,
            piece_body.c[form.column],
        )
        .select_from(BODIES)
        .where(package.c.id == sa.any_(sa.cast(list(ids), sa.ARRAY(sa.UnicodeText))), PUBLIC)
    )
    return {row[0]: _stored(row) for row in model.Session.execute(query)}


def _stored(row: Sequence[Any]) -> Stored:
    id_, fresh, iri, is_series, series, described, digest, written, listed, hvd, body = row
    return Stored(
        id_,
        listed or {},
        bool(hvd),
        body or "",
        written,
        fresh=bool(fresh),
        iri=iri or "",
        is_series=bool(is_series),
        series=tuple(series or ()),
        described=tuple(described or ()),
        digest=digest or "",
    )


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


def public_id(name_or_id: str) -> str | None:
    """Return the id of a public dataset, None when there is none of that name or id."""
    either = sa.or_(package.c.id == name_or_id, package.c.name == name_or_id)
    found: str | None = model.Session.execute(
        sa.select(package.c.id).where(either, PUBLIC)
    ).scalar()
    return found


def find_series(names: Iterable[str]) -> dict[str, str]:
    """Return IRI → dataset id of those series that are public and have a piece."""
    wanted = sorted(set(names))
    if not wanted:
        return {}
    query = (
        sa.select(piece.c.iri, piece.c.dataset_id)
        .select_from(piece.join(package, package.c.id == piece.c.dataset_id))
        .where(piece.c.is_series, piece.c.iri.in_(wanted), PUBLIC)
        .order_by(piece.c.dataset_id.desc())
    )
    return {row[0]: row[1] for row in model.Session.execute(query)}


def stamps(dataset_id: str) -> tuple[datetime | None, str] | None:
    """Return what a piece of the dataset must have been made of, None when it is gone."""
    query = sa.select(package.c.metadata_modified, ORGANISATION).select_from(_TABLES)
    row = model.Session.execute(query.where(package.c.id == dataset_id)).first()
    return (row[0], row[1]) if row else None


def last_told(dataset_id: str) -> tuple[datetime | None, str] | None:
    """Return the date in CKAN of what a piece was made of, and its N-Triples; None without one."""
    query = (
        sa.select(piece.c.modified, piece_body.c.nt)
        .join(
            piece_body,
            sa.and_(
                piece_body.c.dataset_id == piece.c.dataset_id,
                piece_body.c.digest == piece.c.digest,
            ),
        )
        .where(piece.c.dataset_id == dataset_id)
    )
    # On a connection of its own: the session may be in the middle of a batch.
    with model.meta.engine.connect() as connection:
        row = connection.execute(query).first()
    return (row[0], row[1]) if row else None
