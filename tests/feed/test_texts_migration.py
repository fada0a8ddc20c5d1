"""The migration that gave the texts a table of their own keeps what is stored, both ways."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

import ckan.model as model
from ckan.tests import factories

BEFORE = "e7b40f9d6a58"


@pytest.mark.stack
@pytest.mark.usefixtures("clean_stack")
def test_down_and_up(app):
    """Texts move to their datasets and back; the pages that were made are the same."""
    from ckan.cli.db import _run_migrations

    organisation = factories.Organization()["id"]
    for n in range(3):
        factories.Dataset(owner_org=organisation, title=f"Satz {n}")
    page = app.get("/catalog.ttl").data
    number = rows("SELECT max(id) FROM modellregion_generation")[0][0]
    texts = rows("SELECT dataset_id, digest, nt FROM modellregion_piece_body ORDER BY 1")
    model.Session.remove()
    _run_migrations("modellregion_owl", BEFORE, False)
    try:
        old = rows("SELECT dataset_id, digest, nt FROM modellregion_piece ORDER BY 1")
    finally:
        _run_migrations("modellregion_owl", "head", True)
    assert old == texts
    assert rows("SELECT dataset_id, digest, nt FROM modellregion_piece_body ORDER BY 1") == texts
    assert app.get(f"/catalog.ttl?generation={number}").data == page


def rows(query):
    """Return the rows of a query on a connection of its own."""
    with model.meta.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]
