"""Takes over what the link check has found out: points hang on it, the text need not be read."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.links.store import states
from ckanext.modellregion_owl.model import check
from ckanext.modellregion_owl.quality.score import score
from ckanext.modellregion_owl.quality.store import score_columns

BATCH = 1_000


def rescore() -> int:
    """Count the points of all datasets anew where links tell something else; return how many.

    Commits each batch.
    """
    number, after = 0, ""
    while rows := _rows(after):
        changed = _changed(rows)
        if changed:
            model.Session.execute(_update(), changed)
        model.Session.commit()
        number += len(changed)
        after = rows[-1]["dataset_id"]
    return number


def _rows(after: str) -> list[Any]:
    query = sa.select(check).where(check.c.dataset_id > after).order_by(check.c.dataset_id)
    return list(model.Session.execute(query.limit(BATCH)).mappings())


def _changed(rows: list[Any]) -> list[dict[str, Any]]:
    known = states(url for row in rows for urls in row["links"].values() for url in urls)
    found = []
    for row in rows:
        columns = score_columns(score(row["missing"], row["links"], known))
        if any(row[name] != value for name, value in columns.items()):
            found.append({**columns, "of": row["dataset_id"]})
    return found


def _update() -> sa.Update:
    names = ("findability", "accessibility", "interoperability", "reusability", "contextuality")
    values = (*names, "points", "unknown", "missing", "open")
    return (
        sa.update(check)
        .where(check.c.dataset_id == sa.bindparam("of"))
        .values({name: sa.bindparam(name) for name in values})
    )
