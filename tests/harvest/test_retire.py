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
        assert report.message.params["missing"] == "3"
        assert len(packages()) == 10

    @pytest.mark.parametrize("left", [8, 9])
    def test_few_missing(self, deliver, left):
        """Up to a fifth, or fewer than three, is an ordinary change."""
        assert deliver(*range(left)).state.value == "finished"

    def test_empty_catalogue(self, deliver, packages):
        """A source without a single dataset is never believed."""
        assert deliver().state.value == "held"
        assert len(packages()) == 10

    @pytest.mark.parametrize(("share", "state"), [(20, "held"), (40, "finished")])
    def test_share_of_the_source(self, feed, make_source, turtle, run, share, state):
        """A source may have its own share: 30 % missing are too many, or not."""
        feed.put("/1", turtle.catalogue(*(turtle.dataset(n) for n in range(10))))
        source = make_source(feed.url + "/1", shrink_share=share)
        run(source)
        feed.put("/1", turtle.catalogue(*(turtle.dataset(n) for n in range(7))))
        assert run(source).state.value == state


def confirm(**data: str):
    import ckan.plugins.toolkit as tk

    context = {"ignore_auth": True}
    return tk.get_action("modellregion_harvest_confirm")(context, {"id": "quelle", **data})


class TestConfirm:
    def test_shows_the_list_and_removes_it(self, deliver, packages):
        """The steward sees title and since when, says yes, and exactly these are withdrawn."""
        deliver(*range(6))
        asked = confirm()
        titles = [item["title"] for item in asked["missing"]]
        assert titles == [f"Baumkataster {n}" for n in range(6, 10)]
        assert asked["known"] == 10
        assert all(item["last_seen"] for item in asked["missing"])
        assert confirm(list=asked["list"])["removed"] == 4
        assert sorted(packages()) == [f"baumkataster-{n}" for n in range(6)]
        assert deliver(*range(6)).state.value == "finished"

    def test_bound_to_its_list(self, deliver, packages):
        """Another loss in between is another question."""
        import ckan.plugins.toolkit as tk

        deliver(*range(6))
        old = confirm()["list"]
        deliver(*range(5))
        with pytest.raises(tk.ValidationError):
            confirm(list=old)
        assert len(packages()) == 10
        assert len(confirm()["missing"]) == 5

    def test_back_again_answers_the_question(self, deliver, packages):
        """A later run that finds everything: nothing is left to confirm."""
        import ckan.plugins.toolkit as tk

        deliver(*range(6))
        old = confirm()["list"]
        deliver(*range(10))
        assert confirm() == {"list": "", "missing": []}
        with pytest.raises(tk.ValidationError):
            confirm(list=old)
        assert len(packages()) == 10

    def test_once(self, deliver):
        """A decision is good for one time; the next loss asks again."""
        deliver(*range(6))
        confirm(list=confirm()["list"])
        assert confirm()["list"] == ""
        assert deliver(*range(3)).state.value == "held"
        assert len(confirm()["missing"]) == 3

    def test_empty_source(self, deliver, packages):
        """Also when the source delivers nothing at all."""
        deliver()
        assert confirm(list=confirm()["list"])["removed"] == 10
        assert packages() == {}

    def test_back_in_time_is_the_same_dataset(self, deliver, packages):
        """Id, name and ids of resources."""

        def identity():
            package = packages()["baumkataster-9"]
            return package["id"], [r["id"] for r in package["resources"]]

        before = identity()
        deliver(*range(6))
        confirm(list=confirm()["list"])
        deliver(*range(10))
        assert identity() == before

    @pytest.mark.parametrize(("capacity", "allowed"), [("editor", True), ("member", False)])
    def test_who_may(self, deliver, organisation, capacity, allowed):
        """Editors of the source's organisation; nobody else."""
        import ckan.plugins.toolkit as tk
        from ckan.tests import factories, helpers

        user = factories.User()
        act("organization_member_create", organisation["id"], username=user["name"], role=capacity)
        context = {"user": user["name"], "ignore_auth": False}
        if allowed:
            assert helpers.call_auth("modellregion_harvest_confirm", context, id="quelle")
        else:
            with pytest.raises(tk.NotAuthorized):
                helpers.call_auth("modellregion_harvest_confirm", context, id="quelle")


class TestGone:
    @pytest.fixture
    def withdrawn(self, deliver, packages):
        """The dataset number 9, withdrawn."""
        package = packages()["baumkataster-9"]
        deliver(*range(6))
        confirm(list=confirm()["list"])
        return package

    def test_pages(self, withdrawn, app):
        """410 by name and id, in both languages, with title, source and a way on."""
        for address in ("baumkataster-9", withdrawn["id"]):
            page = app.get(f"/dataset/{address}", status=410)
            assert "Baumkataster 9" in page.text
            assert "Quelle quelle" in page.text
            assert ".css" in page.text  # it is rendered behind CKAN's page, with its own styles
            assert "Benutzerrechte" not in page.text  # nor does that one's message stand above
        assert "no longer available" in app.get("/en/dataset/baumkataster-9", status=410).text
        resource = withdrawn["resources"][0]["id"]
        app.get(f"/dataset/baumkataster-9/resource/{resource}", status=410)
        app.get("/dataset/baumkataster-9.ttl", status=410)

    def test_api(self, withdrawn, app):
        """The API says the same in JSON."""
        for options in (
            {"query_string": {"id": "baumkataster-9"}},
            {"json": {"id": "baumkataster-9"}},
        ):
            call = app.get if "query_string" in options else app.post
            answer = call("/api/3/action/package_show", status=410, **options)
            assert answer.json["error"]["title"] == "Baumkataster 9"
            assert answer.json["success"] is False

    def test_private_one_says_nothing(self, deliver, packages, app, monkeypatch):
        """What a person has made private was nobody's business: not now, not when it is purged."""
        import sqlalchemy as sa

        import ckan.model as model

        from ckanext.modellregion_owl import config
        from ckanext.modellregion_owl.harvest.store.journal import now
        from ckanext.modellregion_owl.model import record

        package = packages()["baumkataster-9"]
        act("package_patch", package["id"], private=True)
        deliver(*range(6))
        confirm(list=confirm()["list"])
        monkeypatch.setattr(config, "harvest_delete_days", lambda: 1)
        past = {"removed": now() - timedelta(days=2)}
        model.Session.execute(sa.update(record).where(record.c.removed.is_not(None)).values(past))
        model.Session.commit()
        deliver(*range(6))
        assert model.Package.get(package["id"]).state == "deleted"
        for address in ("baumkataster-9", package["id"], "baumkataster-9.ttl"):
            assert "Baumkataster 9" not in app.get(f"/dataset/{address}", status=404).text
        answer = app.get("/api/3/action/package_show?id=baumkataster-9", status=403)  # CKAN's own
        assert "Baumkataster 9" not in answer.text
        deliver(*range(10))
        assert model.Package.get(package["id"]).private
        act("dataset_purge", package["id"])
        app.get("/dataset/baumkataster-9", status=404)

    def test_out_of_feed_and_search(self, withdrawn, app):
        """Neither the search nor the feed knows it."""
        found = app.get("/api/3/action/package_search").json["result"]
        assert found["count"] == 6
        assert "Baumkataster 9" not in app.get("/catalog.ttl").text

    def test_others_are_not_touched(self, withdrawn, app):
        """What never was is 404, what is there is there, a person's deletion is no withdrawal."""
        app.get("/dataset/gibt-es-nicht", status=404)
        app.get("/dataset/baumkataster-1", status=200)
        act("package_delete", "baumkataster-2")
        app.get("/dataset/baumkataster-2", status=404)

    def test_deleted_later(self, withdrawn, deliver, app, monkeypatch):
        """After its days it goes from CKAN's tables; address and id stay."""
        import sqlalchemy as sa

        import ckan.model as model

        from ckanext.modellregion_owl.harvest.store.journal import now
        from ckanext.modellregion_owl.model import record

        past = now() - timedelta(days=91)
        these = record.c.removed.is_not(None)
        model.Session.execute(sa.update(record).where(these).values(removed=past))
        model.Session.commit()
        deliver(*range(6))
        assert model.Package.get(withdrawn["id"]) is None
        assert "Baumkataster 9" in app.get("/dataset/baumkataster-9", status=410).text
        deliver(*range(10))
        assert model.Package.get("baumkataster-9").id == withdrawn["id"]

    def test_note_while_missing(self, deliver, app):
        """Before, the dataset's page says that the source has stopped to deliver it."""
        sentence = "The source has not delivered this dataset"
        assert sentence not in app.get("/en/dataset/baumkataster-9").text
        deliver(*range(9))
        assert sentence in app.get("/en/dataset/baumkataster-9").text
        assert sentence not in app.get("/en/dataset/baumkataster-8").text
