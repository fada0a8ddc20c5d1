"""Stored pieces: one query tells which datasets may be shown and whose piece is still true."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.feed.formats import Format
from ckanext.modellregion_owl.feed.tables import (
    BODIES,
    ORGANISATION,
    PUBLIC,
    TABLES,
    is_fresh,
    package,
)
from ckanext.modellregion_owl.model import piece, piece_body


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


def read(ids: Collection[str], form: Format, version: str) -> dict[str, Stored]:
    """Return id → piece of those datasets that are public now, in one query.

    :param version: of `version.writing_version`.
    """
    wanted = sa.any_(sa.cast(list(ids), sa.ARRAY(sa.UnicodeText)))
    query = _pieces(form.column, version).where(package.c.id == wanted)
    return {row[0]: _stored(row) for row in model.Session.execute(query)}


def read_one(name_or_id: str, form: Format, version: str) -> Stored | None:
    """Return the piece of a dataset that is public now, None for none of that name or id.

    The statement is compiled once: a dataset's own document is little more than this question.
    """
    if "\0" in name_or_id:
        return None  # PostgreSQL has no text with it
    statement, values = _one(form.column)
    given = {**values, "version": version, "wanted": name_or_id}
    row = model.Session.connection().exec_driver_sql(statement, given).first()
    return _stored(row) if row else None


def _pieces(column: str, version: str | sa.BindParameter[str]) -> sa.Select[Any]:
    """Return the question for pieces of public datasets, as `_stored` reads its rows."""
    named = ("iri", "is_series", "series", "described", "digest", "written")
    text = (piece_body.c.listed, piece_body.c.hvd, piece_body.c[column])
    columns = (is_fresh(version), *(piece.c[name] for name in named), *text)
    return sa.select(package.c.id, *columns).select_from(BODIES).where(PUBLIC)


@lru_cache
def _one(column: str) -> tuple[str, dict[str, Any]]:
    """Return the statement for one dataset, as the driver takes it, and its constant values."""
    wanted: sa.BindParameter[str] = sa.bindparam("wanted", "", type_=sa.UnicodeText)
    either = sa.or_(package.c.id == wanted, package.c.name == wanted)
    version: sa.BindParameter[str] = sa.bindparam("version", "", type_=sa.UnicodeText)
    query = _pieces(column, version).where(either)
    rendered = query.compile(
        dialect=model.meta.engine.dialect, compile_kwargs={"render_postcompile": True}
    )
    return str(rendered), dict(rendered.params)


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
    query = sa.select(package.c.metadata_modified, ORGANISATION).select_from(TABLES)
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
