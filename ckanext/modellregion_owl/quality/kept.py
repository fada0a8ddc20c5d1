"""What is kept of all public datasets, as reports for the command line."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.feed.tables import PUBLIC, package
from ckanext.modellregion_owl.govdata.names import Named, by_id
from ckanext.modellregion_owl.model import check
from ckanext.modellregion_owl.quality import store
from ckanext.modellregion_owl.validation.result import Report

BATCH = 200


def reports() -> Iterator[tuple[Named, Report]]:
    """Yield datasets with what is wrong with them; some hundred in memory."""
    after = ""
    while ids := _ids(after):
        names, results = by_id(ids), store.results(ids)
        for id_ in ids:
            yield names[id_], Report(tuple(results[id_]), "")
        after = ids[-1]


def _ids(after: str) -> list[str]:
    query = (
        sa.select(check.c.dataset_id)
        .select_from(check.join(package, package.c.id == check.c.dataset_id))
        .where(PUBLIC, check.c.dataset_id > after)
        .order_by(check.c.dataset_id)
    )
    return list(model.Session.scalars(query.limit(BATCH)))
