"""The pipeline on the stack: what a run writes, and what it leaves alone."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]


def counts(**changed: int) -> dict[str, int]:
    return {"added": 0, "changed": 0, "unchanged": 0, "removed": 0, "failed": 0, **changed}


def stamps(packages: dict[str, Any]) -> dict[str, str]:
    return {name: p["metadata_modified"] for name, p in packages.items()}


class TestFirstRun:
    def test_every_dataset_arrives(self, feed, make_source, turtle, run, packages):
        """All records become datasets of the source's organisation, over several pages."""
        feed.put("/2", turtle.catalogue(*(turtle.dataset(n) for n in range(3, 6))))
        url = feed.put(
            "/1", turtle.catalogue(*(turtle.dataset(n) for n in range(3)), next_page="/2")
        )
        source = make_source(url)
        report = run(source)
        assert (report.message, report.reasons) == (None, [])
        assert report.counts() == counts(added=6)
        found = packages()
        assert sorted(found) == [f"baumkataster-{n}" for n in range(6)]
        assert {p["owner_org"] for p in found.values()} == {source["owner_org"]}

    def test_screens_of_ckanext_harvest_are_true(self, feed, make_source, turtle, run):
        """Its source page counts the datasets, its job is finished and has the numbers."""
        import ckan.plugins.toolkit as tk

        url = feed.put("/1", turtle.catalogue(turtle.dataset(1), turtle.dataset(2, title="")))
        source = make_source(url)
        run(source)
        status = tk.get_action("harvest_source_show_status")(
            {"ignore_auth": True}, {"id": source["id"]}
        )
        assert status["total_datasets"] == 1
        assert status["last_job"]["status"] == "Finished"
        assert status["last_job"]["stats"]["added"] == 1
        assert status["last_job"]["stats"]["errored"] == 1

    def test_search_knows_the_source(self, feed, make_source, turtle, run, packages):
        """ckanext-harvest's page of a source searches by `harvest_source_id`."""
        import ckan.plugins.toolkit as tk

        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))))
        run(source)
        query = {"fq": f'harvest_source_id:"{source["id"]}"'}
        assert tk.get_action("package_search")({"ignore_auth": True}, query)["count"] == 1

    def test_the_feed_has_them_before_a_reader_comes(self, feed, make_source, turtle, run):
        """What the feed says of a dataset is stored with its batch."""
        import sqlalchemy as sa

        import ckan.model as model

        from ckanext.modellregion_owl.model import piece, piece_body

        run(make_source(feed.put("/1", turtle.catalogue(*(turtle.dataset(n) for n in range(3))))))
        same = (
            piece.c.dataset_id == piece_body.c.dataset_id,
            piece.c.digest == piece_body.c.digest,
        )
        query = sa.select(model.Package.title, piece_body.c.ttl).select_from(
            sa.join(piece, piece_body, sa.and_(*same)).join(
                model.Package.__table__, model.Package.id == piece.c.dataset_id
            )
        )
        found = dict(model.Session.execute(query).all())
        assert len(found) == 3
        assert all(title in text for title, text in found.items())

    def test_defaults_are_filled_in_and_noted(self, feed, make_source, turtle, run, packages):
        """What the source leaves out comes from the municipality, each as a finding."""
        import sqlalchemy as sa

        import ckan.model as model

        from ckanext.modellregion_owl.model import finding

        run(make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1)))))
        package = packages()["baumkataster-1"]
        assert package["contributor_id"] == ["http://dcat-ap.de/def/contributors/openNRW"]
        query = sa.select(finding.c.rule).where(finding.c.dataset_id == package["id"])
        assert "default.contributor_id" in set(model.Session.scalars(query))


class TestSecondRun:
    def test_nothing_changed_writes_nothing(self, feed, make_source, turtle, run, packages):
        """Same content in another order: no dataset is touched, no harvest object made."""
        import ckan.model as model
        from ckanext.harvest.model import HarvestObject

        datasets = [turtle.dataset(n) for n in range(4)]
        source = make_source(feed.put("/1", turtle.catalogue(*datasets)))
        run(source)
        before, objects = packages(), model.Session.query(HarvestObject).count()
        feed.put("/1", turtle.catalogue(*reversed(datasets)))
        assert run(source).counts() == counts(unchanged=4)
        assert packages() == before
        assert model.Session.query(HarvestObject).count() == objects

    def test_only_the_changed_record_is_written(self, feed, make_source, turtle, run, packages):
        """Id, name and resource ids stay; the others' modification dates too."""
        source = make_source(feed.put("/1", turtle.catalogue(*(turtle.dataset(n) for n in (1, 2)))))
        run(source)
        before = packages()
        feed.put(
            "/1", turtle.catalogue(turtle.dataset(1, title="Bäume der Stadt"), turtle.dataset(2))
        )
        assert run(source).counts() == counts(changed=1, unchanged=1)
        after = packages()
        assert after["baumkataster-1"]["title"] == "Bäume der Stadt"
        assert after["baumkataster-1"]["id"] == before["baumkataster-1"]["id"]
        ids = [[r["id"] for r in p["baumkataster-1"]["resources"]] for p in (before, after)]
        assert ids[0] == ids[1]
        assert after["baumkataster-2"] == before["baumkataster-2"]

    def test_another_mapping_version_maps_again(self, feed, make_source, turtle, run, monkeypatch):
        """A changed rule or default reaches datasets whose source has not changed."""
        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))))
        run(source)
        monkeypatch.setattr(
            "ckanext.modellregion_owl.harvest.run.mapping_version", lambda *a: "another"
        )
        assert run(source).counts() == counts(changed=1)

    @pytest.mark.parametrize("lost", ["dataset", "table"])
    def test_what_was_lost_comes_back_under_its_id(
        self, feed, make_source, turtle, run, packages, lost
    ):
        """Neither a purge nor a lost table of ours hides a dataset or doubles it."""
        import sqlalchemy as sa

        import ckan.model as model
        import ckan.plugins.toolkit as tk

        from ckanext.modellregion_owl.model import record

        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))))
        run(source)
        before = packages()["baumkataster-1"]["id"]
        if lost == "dataset":
            # As `harvester source clear` does: objects first.
            model.Session.execute(sa.text("DELETE FROM harvest_object"))
            model.Session.commit()
            tk.get_action("dataset_purge")({"ignore_auth": True}, {"id": before})
        else:
            model.Session.execute(sa.delete(record))
            model.Session.commit()
        report = run(source)
        assert report.added + report.changed == 1
        assert {name: p["id"] for name, p in packages().items()} == {"baumkataster-1": before}

    def test_what_a_person_deleted_stays_deleted(self, feed, make_source, turtle, run, packages):
        """And the report says so; restored by hand it is harvested again."""
        import ckan.plugins.toolkit as tk

        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))))
        run(source)
        context = {"ignore_auth": True, "user": "quelle"}
        tk.get_action("package_delete")(dict(context), {"id": "baumkataster-1"})
        feed.put("/1", turtle.catalogue(turtle.dataset(1, title="Neu")))
        report = run(source)
        assert report.counts() == counts(unchanged=1)
        assert [str(m) for _guid, m in report.notes]
        assert packages() == {}


class TestBrokenRecord:
    def test_one_bad_record_costs_only_itself(
        self, feed, make_source, turtle, run, packages, monkeypatch
    ):
        """A ValidationError inside of a batch rolls it all back: the others are written anew."""
        from ckanext.modellregion_owl.harvest.mapping import Mapper

        original = Mapper.map

        def spoil(self, record):
            mapped = original(self, record)
            if record.title.endswith("3"):
                mapped.package["tags"] = [{"name": "nicht (erlaubt)"}]
            return mapped

        monkeypatch.setattr(Mapper, "map", spoil)
        source = make_source(
            feed.put("/1", turtle.catalogue(*(turtle.dataset(n) for n in range(1, 7))))
        )
        report = run(source)
        assert report.counts() == counts(added=5, failed=1)
        assert "tags" in str(report.reasons[0].reason)
        assert sorted(packages()) == [f"baumkataster-{n}" for n in (1, 2, 4, 5, 6)]

    def test_record_without_title(self, feed, make_source, turtle, run):
        """It is reported by its address; a known one that loses its title stays."""
        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1), turtle.dataset(2))))
        run(source)
        feed.put("/1", turtle.catalogue(turtle.dataset(1, title=""), turtle.dataset(2)))
        report = run(source)
        assert report.counts() == counts(failed=1, unchanged=1)
        assert report.reasons[0].guid == "https://daten.example/dataset/1"
        assert report.missing == 0

    def test_equal_titles_get_different_names(self, feed, make_source, turtle, run, packages):
        """The second one has a suffix that does not depend on the order."""
        source = make_source(
            feed.put(
                "/1",
                turtle.catalogue(turtle.dataset(1, title="Wege"), turtle.dataset(2, title="Wege")),
            )
        )
        assert run(source).counts() == counts(added=2)
        names = sorted(packages())
        assert names[0] == "wege"
        assert names[1].startswith("wege-")


class TestLock:
    def test_second_run_says_so(self, feed, make_source, turtle, run):
        """While one run holds the source, another one leaves it alone."""
        from ckanext.modellregion_owl.harvest.lock import source_lock
        from ckanext.modellregion_owl.harvest.source import Source

        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))))
        with source_lock(Source.from_dict(source)):
            report = run(source)
        assert report.state.value == "locked"
        assert report.message is not None
        assert run(source).counts() == counts(added=1)

    def test_who_holds_it(self, feed, make_source, turtle, run):
        """The second run says host, process and since when."""
        import os
        import socket

        from ckanext.modellregion_owl.harvest.adapters.dcat import DcatAdapter
        from ckanext.modellregion_owl.harvest.pipeline import harvest

        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))))
        second = []
        original = DcatAdapter.pages

        def pages(self, *arguments):
            if not second:
                second.append(harvest(source))
            return original(self, *arguments)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(DcatAdapter, "pages", pages)
            assert run(source).added == 1
        params = second[0].message.params
        assert (params["host"], params["pid"]) == (socket.gethostname(), str(os.getpid()))
        assert params["since"]
