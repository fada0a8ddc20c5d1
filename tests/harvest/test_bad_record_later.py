"""A bad record among known ones: what the run has noted about the others stays (issue 5, speed)."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]


@pytest.fixture
def spoiled(monkeypatch):
    """CKAN refuses what the source calls “Kaputt”."""
    from ckanext.modellregion_owl.harvest.mapping import Mapper

    original = Mapper.map

    def spoil(self, record):
        mapped = original(self, record)
        if "Kaputt" in record.title:
            mapped.package["tags"] = [{"name": "nicht (erlaubt)"}]
        return mapped

    monkeypatch.setattr(Mapper, "map", spoil)


@pytest.mark.usefixtures("spoiled")
class TestBadRecordInALaterRun:
    def test_unchanged_neighbours_are_not_missing(self, feed, make_source, turtle, run):
        """The batch is rolled back, but not that the others of the page were seen."""
        source = make_source(feed.put("/1", turtle.catalogue(*map(turtle.dataset, range(6)))))
        run(source)
        others = [turtle.dataset(n) for n in range(1, 6)]
        feed.put("/1", turtle.catalogue(turtle.dataset(0, title="Kaputt"), *others))
        report = run(source)
        assert (report.failed, report.unchanged, report.missing) == (1, 5, 0)

    def test_what_was_set_aside_stays_stored(self, feed, make_source, turtle, run):
        """A duplicate in the same batch keeps its row."""
        import sqlalchemy as sa

        import ckan.model as model

        from ckanext.modellregion_owl.model import record

        run(make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))), name="eins"))
        both = turtle.catalogue(turtle.dataset(1), turtle.dataset(2, title="Kaputt"))
        report = run(make_source(feed.put("/2", both), name="zwei"))
        assert (report.message, report.failed, report.duplicates) == (None, 1, 1)
        rows = sa.select(sa.func.count()).where(record.c.duplicate_of.is_not(None))
        assert model.Session.scalar(rows) == 1
