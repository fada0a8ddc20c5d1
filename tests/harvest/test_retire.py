"""Datasets that a source no longer delivers (issue 5, pipeline 5)."""

from __future__ import annotations

from datetime import timedelta

import pytest

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]


@pytest.fixture
def harvested(feed, make_source, turtle, run):
    """A source of ten datasets, harvested once."""
    feed.put("/1", turtle.catalogue(*(turtle.dataset(n) for n in range(10))))
    source = make_source(feed.url + "/1")
    assert run(source).added == 10
    return source


@pytest.fixture
def deliver(feed, turtle, run, harvested):
    """Let the source deliver only these numbers, and run."""

    def once(*numbers: int):
        feed.put("/1", turtle.catalogue(*(turtle.dataset(n) for n in numbers)))
        return run(harvested)

    return once


def age(days: int) -> None:
    """Let the missing ones have been missing for so many days."""
    import sqlalchemy as sa

    import ckan.model as model

    from ckanext.modellregion_owl.harvest.store.journal import now
    from ckanext.modellregion_owl.model import record

    missing = record.c.missing_since.is_not(None)
    model.Session.execute(
        sa.update(record).where(missing).values(missing_since=now() - timedelta(days=days))
    )
    model.Session.commit()


def act(action: str, id_: str, **more: str) -> None:
    """Do what a person does on a dataset's page."""
    import ckan.plugins.toolkit as tk

    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    tk.get_action(action)({"ignore_auth": True, "user": user}, {"id": id_, **more})


class TestGrace:
    def test_missing_dataset_stays_at_first(self, deliver, packages):
        """One, two, three runs on the same day remove nothing."""
        for _run in range(4):
            report = deliver(*range(9))
            assert (report.missing, report.removed) == (1, 0)
        assert len(packages()) == 10

    def test_long_but_seldom_looked_at(self, deliver, packages):
        """Many days alone remove nothing either: it takes three complete runs."""
        deliver(*range(9))
        age(30)
        assert deliver(*range(9)).removed == 0

    def test_removed_after_three_runs_and_seven_days(self, deliver, packages):
        """Then it goes, once; and back at the source it is the same dataset."""
        before = packages()["baumkataster-9"]["id"]
        deliver(*range(9))
        deliver(*range(9))
        age(8)
        assert deliver(*range(9)).removed == 1
        assert len(packages()) == 9
        assert deliver(*range(9)).removed == 0
        assert deliver(*range(10)).added == 1
        assert packages()["baumkataster-9"]["id"] == before

    def test_back_in_time_starts_anew(self, deliver):
        """A dataset that came back has its whole grace again."""
        deliver(*range(9))
        deliver(*range(9))
        deliver(*range(10))
        age(8)
        assert deliver(*range(9)).removed == 0


class TestAnnounced:
    def test_fewer_than_announced(self, feed, turtle, run, harvested, packages):
        """A walk that ends before the announced number makes no dataset a missing one."""
        paging = "[] a hydra:PartialCollectionView ; hydra:totalItems 10 ."
        rest = turtle.catalogue(*(turtle.dataset(n) for n in range(9)), paging)
        for _run in range(3):
            feed.put("/1", rest)
            report = run(harvested)
            age(8)
        assert (report.state.value, report.missing, report.removed) == ("finished", 0, 0)
        assert "10" in str(report.notes[0][1])
        assert len(packages()) == 10


class TestDeletedByAPerson:
    def test_stays_deleted_when_the_source_pauses(self, deliver, packages):
        """Away at the source for long and back again: what a person deleted here stays deleted."""
        act("package_delete", packages()["baumkataster-9"]["id"])
        for _run in range(3):
            deliver(*range(9))
            age(8)
        assert deliver(*range(9)).removed == 0
        report = deliver(*range(10))
        assert (report.added, report.changed) == (0, 0)
        assert len(packages()) == 9

    def test_restored_counts_as_there(self, deliver, packages):
        """A dataset that the harvester removed and a person restored is looked after again."""
        package = packages()["baumkataster-9"]["id"]
        deliver(*range(9))
        deliver(*range(9))
        age(8)
        assert deliver(*range(9)).removed == 1
        act("package_patch", package, state="active")
        assert deliver(*range(10)).unchanged == 10
        deliver(*range(9))
        deliver(*range(9))
        age(8)
        assert deliver(*range(9)).removed == 1


class TestShrinkGuard:
    def test_too_many_missing(self, deliver, packages):
        """More than a fifth missing: nothing is removed, nothing noted, the run says so."""
        report = deliver(*range(7))
        assert report.state.value == "held"
        assert "3 von 10" in str(report.message)
        assert len(packages()) == 10

    @pytest.mark.parametrize("left", [8, 9])
    def test_few_missing(self, deliver, left):
        """Up to a fifth, or fewer than three, is an ordinary change."""
        assert deliver(*range(left)).state.value == "finished"

    def test_empty_catalogue(self, deliver, packages):
        """A source without a single dataset is never believed."""
        assert deliver().state.value == "held"
        assert len(packages()) == 10
