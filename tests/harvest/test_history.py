"""How long runs are kept, and what never goes with them (issue 5, pipeline 1)."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]


class TestPruneRuns:
    def test_identity_stays_without_its_run(
        self, feed, make_source, turtle, run, packages, reply, monkeypatch
    ):
        """The last finished runs and every failed one are kept; records are known as before."""
        import sqlalchemy as sa

        import ckan.model as model

        from ckanext.modellregion_owl import config
        from ckanext.modellregion_owl.model import record
        from ckanext.modellregion_owl.model import run as table

        monkeypatch.setattr(config, "harvest_keep_runs", lambda: 2)
        body = turtle.catalogue(*map(turtle.dataset, range(3)))
        source = make_source(feed.put("/1", body))
        first = run(source)
        before = packages()
        rows = sa.select(record.c.guid, record.c.package_id, record.c.digest)
        known = sorted(map(tuple, model.Session.execute(rows)))
        feed.routes["/1"] = reply(status=404)
        assert run(source).state.value == "failed"
        feed.put("/1", body)
        for _ in range(3):
            assert run(source).unchanged == 3
        states = model.Session.execute(sa.select(table.c.id, table.c.state)).all()
        assert sorted(state for _id, state in states) == ["failed", "finished", "finished"]
        assert first.run_id not in [id_ for id_, _state in states]
        assert sorted(map(tuple, model.Session.execute(rows))) == known
        assert packages() == before
