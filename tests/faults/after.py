"""What has to be true behind a fault: nothing lost, nothing doubled, nothing half-written."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa


def stored(title: str = "%") -> int:
    """Return how many datasets with such titles stand in the database, past CKAN's session."""
    import ckan.model as model

    package = model.Package.__table__
    query = sa.select(sa.func.count()).where(
        package.c.type == "dataset", package.c.state == "active", package.c.title.like(title)
    )
    with model.meta.engine.connect() as connection:
        return int(connection.scalar(query))


def whole(found: Iterable[dict[str, Any]]) -> None:
    """Check that each dataset has its file, keywords and row, and only one of each kind."""
    import ckan.model as model

    from ckanext.modellregion_owl.model import record

    found = list(found)
    rows = model.Session.scalars(sa.select(record.c.package_id)).all()
    assert sorted(rows) == sorted(p["id"] for p in found)
    for package in found:
        assert [r["name"] for r in package["resources"]] == [f"CSV {package['identifier']}"]
        assert len(package["tags"]) == 2
    model.Session.rollback()


def indexed() -> list[str]:
    """Return the titles that the search finds."""
    import ckan.plugins.toolkit as tk

    query = {"q": "*:*", "fq": "dataset_type:dataset", "rows": 100}
    found = tk.get_action("package_search")({"ignore_auth": True}, query)
    return sorted(p["title"] for p in found["results"])


def jobs_at_work() -> list[str]:
    """Return the ids of ckanext-harvest's jobs that are not finished: each holds up its source."""
    import ckan.model as model
    from ckanext.harvest.model import HarvestJob

    model.Session.expire_all()
    query = model.Session.query(HarvestJob.id).filter(HarvestJob.status != "Finished")
    return [id_ for (id_,) in query]


def wait_for(condition: Callable[[], Any], seconds: float = 60.0) -> None:
    """Wait until something is true, at most so many seconds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
