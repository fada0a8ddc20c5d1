"""Keeps pieces: the text by what it says, and of what it was made."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

import ckan.model as model

from ckanext.modellregion_owl.feed.pieces import Piece, modified_of, organisation_of
from ckanext.modellregion_owl.findings import Finding, Severity
from ckanext.modellregion_owl.model import finding, piece, piece_body

RULE = "feed.not_written"
# Of a piece's fields, what goes with the text.
TEXT = ("listed", "hvd")


def save(made: Piece, dataset: dict[str, Any], version: str) -> None:
    """Keep a piece with what it was made of, in a transaction of its own.

    Of its own, for two reasons: the transaction of a reader or of an edit may never be committed,
    and one that stays open would keep other processes waiting for the row. A piece that is there
    before its dataset's change is not served: the dates differ until that is committed.
    """
    values = asdict(made)
    text = values.pop("bodies") | {name: values.pop(name) for name in TEXT}
    values |= {"modified": modified_of(dataset), "organisation": organisation_of(dataset)}
    values |= {"version": version, "written": sa.func.clock_timestamp()}
    with model.meta.engine.begin() as connection:
        # Derived data: made anew after a crash; nobody has to wait for the disk.
        connection.execute(sa.text("SET LOCAL synchronous_commit TO off"))
        _keep_text(connection, {"dataset_id": made.dataset_id, "digest": made.digest, **text})
        _keep_piece(connection, values)
        connection.execute(_findings(made.dataset_id))


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


def _keep_text(connection: sa.Connection, values: dict[str, Any]) -> None:
    statement = insert(piece_body).values(values)
    key = ("dataset_id", "digest")
    # The same statements, perhaps by another version of the code: a page's head is of that, too.
    changes = {name: statement.excluded[name] for name in values if name not in key}
    connection.execute(statement.on_conflict_do_update(index_elements=key, set_=changes))


def _keep_piece(connection: sa.Connection, values: dict[str, Any]) -> None:
    statement = insert(piece).values(values)
    changes: dict[str, Any] = {
        name: statement.excluded[name] for name in values if name != "dataset_id"
    }
    # Equal statements keep their date: what a reader has read before is still true.
    changes["written"] = sa.case(
        (piece.c.digest == statement.excluded.digest, piece.c.written),
        else_=statement.excluded.written,
    )
    connection.execute(statement.on_conflict_do_update(index_elements=["dataset_id"], set_=changes))


def _findings(dataset_id: str) -> sa.Delete:
    return sa.delete(finding).where(finding.c.dataset_id == dataset_id, finding.c.rule == RULE)
