"""Stored pieces: one query tells which datasets may be shown and whose piece is still true."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

import ckan.model as model
from ckan.model.group import group_table
from ckan.model.package import package_table

from ckanext.modellregion_owl.feed.formats import Format
from ckanext.modellregion_owl.feed.pieces import Piece, modified_of, organisation_of
from ckanext.modellregion_owl.feed.search import NOT_DATASETS
from ckanext.modellregion_owl.findings import Finding, Severity
from ckanext.modellregion_owl.model import finding, piece

RULE = "feed.not_written"

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


@dataclass(frozen=True)
class Stored:
    """A public dataset with its piece; `fresh`: the piece says what CKAN has now.

    `body`: in the format that was asked for, "" if there is none. `written`: None likewise.
    """

    dataset_id: str
    fresh: bool
    iri: str
    is_series: bool
    listed: dict[str, list[str]]
    series: tuple[str, ...]
    described: tuple[str, ...]
    hvd: bool
    digest: str
    written: datetime | None
    body: str


def read(ids: Collection[str], form: Format, version: str) -> dict[str, Stored]:
    """Return id → piece of those datasets that are public now, in one query.

    :param version: of `version.writing_version`.
    """
    fresh = sa.and_(
        piece.c.version == version,
        piece.c.modified == package.c.metadata_modified,
        piece.c.organisation == ORGANISATION,
    )
    names = ("iri", "is_series", "listed", "series", "described", "hvd", "digest", "written")
    query = (
        sa.select(
            package.c.id,
            sa.func.coalesce(fresh, False),
            *(piece.c[name] for name in names),
            piece.c[form.column],
        )
        .select_from(_TABLES)
        .where(package.c.id == sa.any_(sa.cast(list(ids), sa.ARRAY(sa.UnicodeText))), PUBLIC)
    )
    return {row[0]: _stored(row) for row in model.Session.execute(query)}


def _stored(row: Sequence[Any]) -> Stored:
    id_, fresh, iri, is_series, listed, series, described, hvd, digest, written, body = row
    return Stored(
        id_,
        bool(fresh),
        iri or "",
        bool(is_series),
        listed or {},
        tuple(series or ()),
        tuple(described or ()),
        bool(hvd),
        digest or "",
        written,
        body or "",
    )


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


def save(made: Piece, dataset: dict[str, Any], version: str) -> None:
    """Keep a piece with what it was made of, in a transaction of its own.

    Of its own, for two reasons: the transaction of a reader or of an edit may never be committed,
    and one that stays open would keep other processes waiting for the row. A piece that is there
    before its dataset's change is not served: the dates differ until that is committed.
    """
    values = asdict(made)
    values |= values.pop("bodies")
    values |= {"modified": modified_of(dataset), "organisation": organisation_of(dataset)}
    _upsert(values | {"version": version, "written": sa.func.clock_timestamp()})


def stamps(dataset_id: str) -> tuple[datetime | None, str] | None:
    """Return what a piece of the dataset must have been made of, None when it is gone."""
    query = sa.select(package.c.metadata_modified, ORGANISATION).select_from(_TABLES)
    row = model.Session.execute(query.where(package.c.id == dataset_id)).first()
    return (row[0], row[1]) if row else None


def keep_last_good(dataset: dict[str, Any], version: str, iri: str, reason: str) -> None:
    """Serve the piece that is there for a dataset that can't be written now, until it changes.

    One that never could be written gets an empty piece, which no page shows, and a finding.
    """
    values = {
        "dataset_id": dataset["id"],
        "version": version,
        "modified": modified_of(dataset),
        "organisation": organisation_of(dataset),
        "iri": iri,
        "digest": "",
    }
    told = ("version", "modified", "organisation")
    item = Finding(RULE, Severity.BLOCKS, before=reason, dataset_id=dataset["id"])
    with model.meta.engine.begin() as connection:
        statement = insert(piece).values(values)
        changes = {name: statement.excluded[name] for name in told}
        connection.execute(
            statement.on_conflict_do_update(index_elements=["dataset_id"], set_=changes)
        )
        connection.execute(_findings(dataset["id"]))
        connection.execute(sa.insert(finding), {**asdict(item), "severity": item.severity.value})


def _upsert(values: dict[str, Any]) -> None:
    statement = insert(piece).values(values)
    changes: dict[str, Any] = {
        name: statement.excluded[name] for name in values if name != "dataset_id"
    }
    # Equal statements keep their date: what a reader has read before is still true.
    changes["written"] = sa.case(
        (piece.c.digest == statement.excluded.digest, piece.c.written),
        else_=statement.excluded.written,
    )
    statement = statement.on_conflict_do_update(index_elements=["dataset_id"], set_=changes)
    with model.meta.engine.begin() as connection:
        # Derived data: made anew after a crash; nobody has to wait for the disk.
        connection.execute(sa.text("SET LOCAL synchronous_commit TO off"))
        connection.execute(statement)
        connection.execute(_findings(values["dataset_id"]))


def _findings(dataset_id: str) -> sa.Delete:
    return sa.delete(finding).where(finding.c.dataset_id == dataset_id, finding.c.rule == RULE)
