"""What was taken down at once: a dataset or a field must not come back on another machine either.

Only the marks by which it is told again; why, by whom and under which address is not carried.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.model import block
from ckanext.modellregion_owl.region.setup import BLOCK, SetupReport

NAME = "blocks"


def export() -> list[dict[str, Any]]:
    """Return what is blocked now, in a fixed order."""
    query = sa.select(block).where(block.c.lifted.is_(None))
    rows = [
        {
            "guids": sorted(row.guids),
            "keys": sorted(row._mapping["keys"]),
            "field": row.field,
            "file": row.resource_key,
        }
        for row in model.Session.execute(query)
    ]
    rows = [row for row in rows if row["guids"] or row["keys"]]  # made here: stays here
    return sorted(rows, key=repr)


def put(row: dict[str, Any], overwrite: bool, report: SetupReport) -> None:
    """Block the same here; a block that is there stays, whatever the file says."""
    name = " ".join(filter(None, (next(iter(row["guids"]), ""), row["file"], row["field"])))
    if row in export():
        report.kept(BLOCK, name)
        return
    values = {
        # No dataset of this machine: its source will be told by guids and keys.
        "dataset_id": str(uuid4()),
        "guids": row["guids"],
        "keys": row["keys"],
        "field": row["field"],
        "resource_key": row["file"],
    }
    model.Session.execute(sa.insert(block).values(values))
    model.Session.commit()
    report.created(BLOCK, name)
