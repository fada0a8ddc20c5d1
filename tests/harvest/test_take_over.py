"""A portal that has datasets: they are taken over and never doubled; echoes; two sources."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import pytest

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

IRI = "https://daten.example/dataset"


def counts(**changed: int) -> dict[str, int]:
    return {"added": 0, "changed": 0, "unchanged": 0, "removed": 0, "failed": 0, **changed}


@pytest.fixture
def existing(organisation: dict[str, Any]) -> Any:
    """Create a dataset as a person or another harvester has left it."""
    from ckan.tests import factories

    def create(name: str = "alter-name", **fields: Any) -> dict[str, Any]:
        resources = [{"url": f"{IRI}/1.csv", "name": "CSV 1", "format": "CSV"}]
        values = {"title": "Alter Titel", "owner_org": organisation["id"], "resources": resources}
        return factories.Dataset(**values | {"name": name} | fields)

    return create


class TestTakeOver:
    @pytest.mark.parametrize(
        "sign",
        [
            {"uri": f"{IRI}/1"},
            {"identifier": f"{IRI}/1"},
            {"extras": [{"key": "guid", "value": f"{IRI}/1"}]},
            {"title": "Baumkataster 1"},
        ],
        ids=["IRI", "identifier", "guid of another harvester", "title and file"],
    )
    def test_dataset_stays_itself(self, feed, turtle, make_source, run, packages, existing, sign):
        """Id, name and the ids of the files stay; the report counts it apart, the next run not."""
        old = existing(**sign)
        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1), turtle.dataset(2))))
        report = run(source)
        assert (report.counts(), report.taken_over) == (counts(added=1, changed=1), 1)
        new = packages()
        assert set(new) == {"alter-name", "baumkataster-2"}
        assert new["alter-name"]["id"] == old["id"]
        assert new["alter-name"]["title"] == "Baumkataster 1"
        assert new["alter-name"]["resources"][0]["id"] == old["resources"][0]["id"]
        assert run(source).counts() == counts(unchanged=2)

    def test_preview_says_so(self, feed, turtle, make_source, existing, packages, app, cli):
        """Before anything happens: on the page, and on the command line."""
        from ckan.tests import factories

        from ckanext.modellregion_owl.cli.harvest import harvest

        existing(uri=f"{IRI}/1")
        make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))))
        headers = {"Authorization": factories.SysadminWithToken()["token"]}
        page = app.post("/abruf/quelle/vorschau", headers=headers).text
        assert "Übernommen: 1" in " ".join(page.split())
        told = cli.invoke(harvest, ["quelle", "--dry-run"]).output
        assert "taken over: 1" in told or "übernommen: 1" in told
        assert packages()["alter-name"]["title"] == "Alter Titel"

    def test_object_of_another_harvester(
        self, feed, turtle, make_source, run, packages, existing, organisation
    ):
        """Its GUID counts although the dataset itself does not hold it."""
        import ckan.model as model
        import ckan.plugins.toolkit as tk
        from ckanext.harvest.model import HarvestJob, HarvestObject, HarvestSource

        old = existing(name="von-dem-anderen", resources=[])
        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))))
        other = make_source(feed.url + "/alt", name="andere")
        stored = model.Session.get(HarvestSource, other["id"])
        stored.type, stored.active = "dcat_rdf", False
        job = HarvestJob(source=stored)
        model.Session.add(job)
        model.Session.add(
            HarvestObject(
                guid=f"{IRI}/1",
                current=True,
                package_id=old["id"],
                job=job,
                harvest_source_id=other["id"],
            )
        )
        model.Session.commit()
        assert run(source).taken_over == 1
        assert packages()["von-dem-anderen"]["id"] == old["id"]
        status = tk.get_action("harvest_source_show_status")(
            {"ignore_auth": True}, {"id": other["id"]}
        )
        assert status["total_datasets"] == 0

    def test_same_title_with_other_files_is_another_dataset(
        self, feed, turtle, make_source, run, packages, existing
    ):
        """A title alone proves nothing."""
        existing(title="Baumkataster 1", resources=[{"url": "https://anderswo.example/x"}])
        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))))
        assert run(source).counts() == counts(added=1)

    def test_two_that_fit_are_left_alone(self, feed, turtle, make_source, run, packages, existing):
        """It can't be told which one it is."""
        for name in ("a-eins", "a-zwei"):
            existing(name=name, title="Baumkataster 1")
        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))))
        assert run(source).counts() == counts(added=1)
        assert len(packages()) == 3

    def test_private_dataset_is_not_made_public(
        self, feed, turtle, make_source, run, packages, existing
    ):
        """A person keeps it private for a reason."""
        existing(uri=f"{IRI}/1", private=True)
        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))))
        assert run(source).counts() == counts(added=1)
        assert packages()["alter-name"]["private"]

    def test_projects_of_before_stay(self, feed, turtle, make_source, run, packages, existing):
        """A person has assigned them."""
        from ckan.tests import factories

        factories.Group(name="hand", type="modellprojekt", title="Hand")
        existing(uri=f"{IRI}/1", groups=[{"name": "hand"}])
        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))))
        assert run(source).taken_over == 1
        assert [g["name"] for g in packages()["alter-name"]["groups"]] == ["hand"]

    def test_dataset_of_another_source_of_ours(self, feed, turtle, make_source, run, packages):
        """Is never taken over while that source is active; of one that is switched off it is."""
        import ckan.model as model
        from ckanext.harvest.model import HarvestSource

        page = turtle.catalogue(turtle.dataset(1))
        first = make_source(feed.put("/1", page), name="eins")
        second = make_source(feed.put("/2", page), name="zwei")
        run(first)
        report = run(second)
        assert (report.counts(), report.duplicates) == (counts(), 1)
        model.Session.get(HarvestSource, first["id"]).active = False
        model.Session.commit()
        from ckanext.modellregion_owl.model import record

        model.Session.execute(record.delete().where(record.c.source_id == second["id"]))
        model.Session.commit()
        assert run(second).taken_over == 1
        assert set(packages()) == {"baumkataster-1"}


class TestEcho:
    @pytest.mark.parametrize(
        "change",
        [
            lambda text, site: text.replace(IRI, f"{site}/dataset"),
            lambda text, site: text.replace('identifier "1"', f'identifier "{site}/dataset/x"'),
            lambda text, site: text.replace(
                "a dcat:Dataset", f"a dcat:Dataset ; dct:publisher <{site}/organization/x>"
            ),
            lambda text, site: text.replace(f"<{IRI}/1/csv>", f"<{site}/dataset/x/resource/y>"),
        ],
        ids=["IRI", "identifier", "publisher", "file"],
    )
    def test_own_dataset_is_not_taken_in(
        self, feed, turtle, make_source, run, packages, ckan_config, change
    ):
        """Through Open.NRW or GDI-DE it comes back: skipped with a reason, and not failed."""
        site = ckan_config["ckan.site_url"]
        text = change(turtle.dataset(1), site)
        source = make_source(feed.put("/1", turtle.catalogue(text, turtle.dataset(2))))
        report = run(source)
        assert (report.counts(), report.skipped) == (counts(added=1), 1)
        assert any(site in str(message) for _guid, message in report.notes)
        assert set(packages()) == {"baumkataster-2"}
        assert run(source).counts()["added"] == 0

    def test_identifier_is_the_id_of_a_dataset(
        self, feed, turtle, make_source, run, packages, existing
    ):
        """Another catalogue has kept our id and given the dataset an IRI of its own."""
        old = existing(title="Etwas anderes", resources=[])
        text = turtle.dataset(1).replace('identifier "1"', f'identifier "{old["id"]}"')
        report = run(make_source(feed.put("/1", turtle.catalogue(text))))
        assert (report.counts(), report.skipped) == (counts(), 1)


class TestSameDataFromTwoSources:
    @pytest.fixture
    def sources(self, feed: Any, turtle: Any, make_source: Any) -> Any:
        """Serve the same dataset from two sources; the second has one of its own too."""

        def make(first: int = 0, second: int = 0) -> tuple[dict[str, Any], dict[str, Any]]:
            feed.put("/1", turtle.catalogue(turtle.dataset(1)))
            copy = turtle.dataset(1, title="Baumkataster, Kopie")
            feed.put("/2", turtle.catalogue(copy, turtle.dataset(2)))
            return (
                make_source(feed.url + "/1", name="eins", precedence=first),
                make_source(feed.url + "/2", name="zwei", precedence=second),
            )

        return make

    def prefer(self, source: dict[str, Any], precedence: int) -> dict[str, Any]:
        """Give a source another precedence, as saving its form does."""
        import ckan.model as model
        from ckanext.harvest.model import HarvestSource

        config = json.dumps(json.loads(source["config"]) | {"precedence": precedence})
        model.Session.get(HarvestSource, source["id"]).config = config
        model.Session.commit()
        return {**source, "config": config}

    def test_published_once_and_told(self, run, packages, sources):
        """With equal precedence the first stays; the other is stored, told, and unchanged later."""
        from ckanext.modellregion_owl.harvest.web.duplicates import modellregion_also_in

        first, second = sources()
        run(first)
        report = run(second)
        assert (report.counts(), report.duplicates) == (counts(added=1), 1)
        assert any("Quelle eins" in str(message) for _guid, message in report.notes)
        found = packages()
        assert {n: p["title"] for n, p in found.items()} == {
            "baumkataster-1": "Baumkataster 1",
            "baumkataster-2": "Baumkataster 2",
        }
        also = modellregion_also_in(found["baumkataster-1"]["id"])
        assert [(o["title"], o["url"]) for o in also] == [("Quelle zwei", f"{IRI}/1")]
        assert run(second).counts() == counts(unchanged=2)
        assert packages() == found

    def test_higher_precedence_takes_the_dataset(self, run, packages, sources):
        """Id and address stay; the first source lets it be, run after run."""
        first, second = sources(second=5)
        run(first)
        before = packages()["baumkataster-1"]
        report = run(second)
        assert report.counts() == counts(added=1, changed=1)
        after = packages()["baumkataster-1"]
        assert (after["id"], after["title"]) == (before["id"], "Baumkataster, Kopie")
        assert run(first).counts() == counts(unchanged=1)
        assert packages()["baumkataster-1"] == after

    def test_changed_precedence(self, run, packages, sources):
        """The dataset changes hands and stays one, whichever source is harvested first."""
        first, second = sources()
        run(first)
        run(second)
        id_ = packages()["baumkataster-1"]["id"]
        second = self.prefer(second, 9)
        run(second)
        assert packages()["baumkataster-1"]["title"] == "Baumkataster, Kopie"
        second = self.prefer(second, 0)
        first = self.prefer(first, 9)
        run(second)
        run(first)
        package = packages()["baumkataster-1"]
        assert (package["title"], package["id"]) == ("Baumkataster 1", id_)
        assert len(packages()) == 2

    def test_person_separates_and_joins(self, run, packages, sources, app):
        """Separated, both stand and stay so; joined again, one goes, its address leads on."""
        import ckan.plugins.toolkit as tk

        first, second = sources()
        run(first)
        run(second)
        context = {"ignore_auth": True, "user": "quelle"}
        data = {"id": "baumkataster-1", "source": second["id"], "guid": f"{IRI}/1"}
        result = tk.get_action("modellregion_duplicate_separate")(dict(context), data)
        assert result == {"also_in": [], "written": True}
        assert set(packages()) == {"baumkataster-1", "baumkataster-2", "baumkataster-kopie"}
        assert run(second).counts() == counts(unchanged=2)
        assert run(first).counts() == counts(unchanged=1)
        joined = tk.get_action("modellregion_duplicate_join")(
            dict(context), {"id": "baumkataster-kopie", "into": "baumkataster-1"}
        )
        assert [o["source"] for o in joined["also_in"]] == [second["id"]]
        assert set(packages()) == {"baumkataster-1", "baumkataster-2"}
        assert run(second).counts() == counts(unchanged=2)
        assert set(packages()) == {"baumkataster-1", "baumkataster-2"}
        old = app.get("/dataset/baumkataster-kopie", follow_redirects=False)
        assert (old.status_code, urlsplit(old.location).path) == (302, "/dataset/baumkataster-1")
        tk.get_action("modellregion_duplicate_separate")(dict(context), data)
        assert set(packages()) == {"baumkataster-1", "baumkataster-2", "baumkataster-kopie"}
        log = tk.get_action("modellregion_desk_log")({"ignore_auth": True}, {})
        lines = [entry["line"] for entry in log if entry["key"].startswith("dataset.duplicate:")]
        assert len(lines) == 3
        assert all("Baumkataster" in line for line in lines)

    def test_waits_for_a_run(self, run, packages, sources, monkeypatch):
        """Both sources are held: a run would write the dataset that goes. Who has them is told."""
        import threading

        import ckan.plugins.toolkit as tk

        from ckanext.modellregion_owl.harvest.identity import together
        from ckanext.modellregion_owl.harvest.lock import source_lock
        from ckanext.modellregion_owl.harvest.source import Source

        first, second = sources()
        run(first)
        run(second)
        context = {"ignore_auth": True, "user": "quelle"}
        other = {"id": "baumkataster-1", "source": second["id"], "guid": f"{IRI}/1"}
        pair = {"id": "baumkataster-2", "into": "baumkataster-1"}
        before = packages()
        monkeypatch.setattr(together, "WAIT", 0.0)
        for source, action, data in (
            (first, "join", pair),
            (second, "join", pair),
            (second, "separate", other),
        ):
            with source_lock(Source.from_dict(source)), pytest.raises(tk.ValidationError) as told:
                tk.get_action(f"modellregion_duplicate_{action}")(dict(context), data)
            assert source["name"] in str(told.value.error_dict)
        assert packages() == before
        monkeypatch.setattr(together, "WAIT", 5.0)
        held = source_lock(Source.from_dict(first))
        held.__enter__()
        threading.Timer(0.3, held.__exit__, (None, None, None)).start()
        tk.get_action("modellregion_duplicate_join")(dict(context), pair)
        assert set(packages()) == {"baumkataster-1"}

    def test_only_who_may_edit_both(self, run, packages, sources):
        """An editor of another organisation can't make a dataset go."""
        import ckan.plugins.toolkit as tk
        from ckan.tests import factories

        first, _second = sources()
        run(first)
        context = {"user": factories.User()["name"], "ignore_auth": False}
        for action in ("join", "separate"):
            with pytest.raises(tk.NotAuthorized):
                tk.get_action(f"modellregion_duplicate_{action}")(
                    dict(context),
                    {"id": "baumkataster-1", "into": "baumkataster-1", "source": "x", "guid": "x"},
                )

    def test_page_says_where_else(self, run, sources, app):
        """In words that a citizen understands, with a link to the other catalogue."""
        first, second = sources()
        run(first)
        run(second)
        page = app.get("/dataset/baumkataster-1").body
        assert "Quelle zwei" in page
        assert f'href="{IRI}/1"' in page


class TestOrigin:
    def test_identifier_and_modified_pass_through(self, feed, turtle, make_source, run, packages):
        """GovData tells duplicates by them (govdata.md 2): not to be replaced by our own."""
        text = turtle.dataset(1, dct__modified='"2024-02-03T04:05:06+01:00"^^xsd:dateTime').replace(
            'identifier "1"', 'identifier "urn:quelle:77"'
        )
        run(make_source(feed.put("/1", turtle.catalogue(text))))
        package = packages()["baumkataster-1"]
        assert package["identifier"] == "urn:quelle:77"
        assert package["modified"].startswith("2024-02-03T04:05:06")


class TestWrittenHook:
    def test_batch_in_its_transaction(self, feed, turtle, make_source, run, monkeypatch):
        """Called once for a batch with what CKAN got, before the commit; its fault undoes it."""
        import sqlalchemy as sa

        import ckan.model as model
        import ckan.plugins as p

        from ckanext.modellregion_owl.interfaces import IModellregion

        seen: list[list[str]] = []
        plugin = next(iter(p.PluginImplementations(IModellregion)))

        def written(packages: list[dict[str, Any]]) -> None:
            with model.meta.engine.connect() as outside:
                query = sa.select(sa.func.count()).select_from(model.Package.__table__)
                ids = [p["id"] for p in packages]
                assert outside.scalar(query.where(model.Package.id.in_(ids))) == 0
            assert all(r["id"] for p in packages for r in p["resources"])
            seen.append([p["name"] for p in packages])

        monkeypatch.setattr(plugin, "modellregion_written", written, raising=False)
        source = make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1), turtle.dataset(2))))
        assert run(source).counts() == counts(added=2)
        assert sorted(seen[0]) == ["baumkataster-1", "baumkataster-2"]
