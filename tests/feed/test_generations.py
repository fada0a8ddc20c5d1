"""Generations: a crawl meets every dataset once, whatever happens meanwhile."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from rdflib import RDF, Graph

import ckan.model as model
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl.cli.feed import feed
from ckanext.modellregion_owl.feed import build, catalogue, generations, prune
from ckanext.modellregion_owl.feed.prune import KEPT
from ckanext.modellregion_owl.feed.remembered import Remembered
from ckanext.modellregion_owl.feed.status import status
from ckanext.modellregion_owl.model import generation, piece_body
from ckanext.modellregion_owl.rdf.namespaces import iri

pytestmark = [
    pytest.mark.stack,
    pytest.mark.usefixtures("clean_stack"),
    pytest.mark.ckan_config("ckanext.modellregion_owl.feed.page_size", 2),
    pytest.mark.ckan_config("ckanext.modellregion_owl.feed.refresh_seconds", 0),
]

BASE = "http://test.ckan.net"


@pytest.fixture
def make(clean_stack):
    organisation = factories.Organization(name="stadt-paderborn")["id"]

    def make_dataset(number: int) -> str:
        # The id decides the place.
        id_ = f"00000000-0000-4000-8000-{number:012d}"
        title = f"Satz {number}"
        factories.Dataset(id=id_, name=f"satz-{number}", title=title, owner_org=organisation)
        return id_

    return make_dataset


def read(app, url: str) -> tuple[list[str], str]:
    """Return the datasets' numbers on a page and the address of the next, "" for the last."""
    text = app.get(url.removeprefix(BASE)).get_data(as_text=True)
    graph = Graph().parse(data=text, format="turtle")
    found = sorted(
        str(graph.value(s, iri("dct:title"))).removeprefix("Satz ")
        for s in graph.subjects(RDF.type, iri("dcat:Dataset"))
    )
    return found, str(next(graph.objects(None, iri("hydra:next")), ""))


def count() -> int:
    return model.Session.execute(sa.select(sa.func.count()).select_from(generation)).scalar()


def texts() -> int:
    return model.Session.execute(sa.select(sa.func.count()).select_from(piece_body)).scalar()


def crawl(app, url: str = "/catalog.ttl") -> list[list[str]]:
    pages = []
    while url:
        found, url = read(app, url)
        pages.append(found)
    return pages


class TestCrawl:
    def test_new_and_deleted_datasets_move_no_other(self, app, make):
        """Deleted on a page that was read, added before the page to come: nothing is missed."""
        ids = {n: make(n) for n in (1, 3, 5, 7)}
        first, following = read(app, "/catalog.ttl")
        assert (first, "generation=" in following) == (["1", "3"], True)
        call_action("package_delete", id=ids[1])
        make(2)
        assert read(app, following)[0] == ["5", "7"]
        assert crawl(app) == [["2", "3"], ["5", "7"]]

    def test_is_not_changed_by_edits(self, app, make):
        """What a crawl has begun to read says the same on each page; the next one has the edit."""
        ids = {n: make(n) for n in (1, 2, 3, 4)}
        following = read(app, "/catalog.ttl")[1]
        before = app.get(following.removeprefix(BASE)).data
        call_action("package_patch", id=ids[3], title="Satz 33")
        assert crawl(app) == [["1", "2"], ["33", "4"]]
        assert app.get(following.removeprefix(BASE)).data == before

    @pytest.mark.parametrize(
        "take",
        [
            lambda id_: call_action("package_patch", id=id_, private=True),
            lambda id_: call_action("package_delete", id=id_),
            lambda id_: call_action("dataset_purge", id=id_),
        ],
    )
    def test_takedown_is_out_of_all_at_once(self, app, make, ckan_config, take):
        """Private, deleted, purged: gone from each generation that can be read, without waiting."""
        ids = {n: make(n) for n in (1, 2, 3, 4)}
        old = read(app, "/catalog.ttl")[1]
        call_action("package_patch", id=ids[4], title="Satz 44")
        new = read(app, "/catalog.ttl")[1]
        assert old != new
        ckan_config["ckanext.modellregion_owl.feed.refresh_seconds"] = 3600
        take(ids[3])
        assert (read(app, old)[0], read(app, new)[0]) == (["4"], ["44"])

    def test_a_page_is_put_together_once(self, app, make, monkeypatch):
        """HEAD, GET and the next crawl share it; a takedown, an edit, another size do not."""
        ids = [make(n) for n in range(4)]
        following = read(app, "/catalog.ttl")[1].removeprefix(BASE)
        before = app.get(following).data
        with monkeypatch.context() as patch:
            patch.setattr(catalogue, "read_kept", None)
            assert app.get(following).data == before
            assert read(app, "/catalog.ttl")[0] == ["0", "1"]
        call_action("package_patch", id=ids[2], private=True)
        assert read(app, following)[0] == ["3"]
        call_action("package_patch", id=ids[0], title="Satz 00")
        assert read(app, "/catalog.ttl")[0] == ["00", "1"]

    @pytest.mark.parametrize("name", ["least", "most"])
    def test_remembered_are_bounded(self, name):
        """The one that was not used for the longest time is forgotten."""
        found = Remembered(2)
        for key in ("a", "b"):
            found.put(key, key.upper())
        found.get("a" if name == "least" else "b")
        found.put("c", "C")
        kept = "a" if name == "least" else "b"
        assert [found.get(k) for k in ("a", "b", "c")].count(None) == 1
        assert found.get(kept) == kept.upper()

    @pytest.mark.parametrize("seconds", [0, 3600])
    def test_all_taken_down_is_no_empty_answer(self, app, make, ckan_config, seconds):
        """An empty catalogue deletes everything at GovData: on no page, in no file, at no time."""
        ids = [make(n) for n in range(3)]
        following = read(app, "/catalog.ttl")[1].removeprefix(BASE)
        ckan_config["ckanext.modellregion_owl.feed.refresh_seconds"] = seconds
        for id_ in ids:
            call_action("package_delete", id=id_)
        for _ in range(2):
            for address in ("/catalog.ttl", following, "/catalog.rdf?page=2", "/dump/catalog.ttl"):
                app.get(address, status=503)


class TestGeneration:
    def test_an_edit_makes_one(self, app, make):
        """Nothing new makes none; texts that have not changed are stored once."""
        ids = [make(1), make(2)]
        crawl(app)
        crawl(app)
        before = generations.newest()
        call_action("package_patch", id=ids[0], title="Satz 1a")
        crawl(app)
        after = generations.newest()
        assert (after.id > before.id, count(), texts()) == (True, 2, 3)
        assert after.newest > before.newest

    def test_is_compared_once_in_a_while(self, app, make, ckan_config):
        """A new dataset waits until then; no reader pays for the comparison twice."""
        ckan_config["ckanext.modellregion_owl.feed.refresh_seconds"] = 3600
        make(1)
        assert crawl(app) == [["1"]]
        make(2)
        assert crawl(app) == [["1"]]

    def test_the_last_ones_stay_readable(self, app, make, monkeypatch):
        """Five, also when they are old; an older one is 404, never another list."""
        monkeypatch.setattr(prune, "KEPT_HOURS", 0)
        numbers = []
        for number in range(1, KEPT + 3):
            make(number)
            crawl(app)
            numbers.append(generations.newest().id)
        assert count() == KEPT
        app.get(f"/catalog.ttl?generation={numbers[-KEPT]}&page=1", status=200)
        app.get(f"/catalog.ttl?generation={numbers[0]}&page=1", status=404)

    def test_one_that_is_read_stays(self, app, make, monkeypatch):
        """A long crawl finds its pages, however many edits there are meanwhile."""
        monkeypatch.setattr(generations, "NOTED_SECONDS", 0)
        id_ = make(1)
        make(2), make(3)
        following = read(app, "/catalog.ttl")[1]
        for n in range(KEPT + 2):
            call_action("package_patch", id=id_, title=f"Satz {n}")
            build.current()
        assert read(app, following)[0] == ["3"]
        assert count() == KEPT + 1

    def test_texts_that_nobody_names_are_deleted(self, app, make):
        """What is stored stays bounded, and nothing of a purged dataset is left."""
        id_ = make(1)
        make(2)
        for n in range(KEPT + 4):
            call_action("package_patch", id=id_, title=f"Satz {n}")
            build.current()
        assert (count(), texts()) == (KEPT, KEPT + 1)
        call_action("dataset_purge", id=id_)
        crawl(app)
        assert texts() == 1

    def test_a_lost_text_is_no_lost_dataset(self, app, make, monkeypatch):
        """A page whose text is not there is made again, or is 503, never a page without it."""
        make(1), make(2)
        crawl(app)
        with model.meta.engine.begin() as connection:
            connection.execute(sa.delete(piece_body))
        monkeypatch.setattr(catalogue, "PAGES", Remembered())
        assert crawl(app) == [["1", "2"]]

    def test_stale_texts_are_no_lost_catalogue(self, app, make, ckan_config, monkeypatch):
        """After an upgrade the catalogue is served as it was until all is written anew."""
        make(1)
        crawl(app)
        ckan_config["ckanext.modellregion_owl.feed.compat"] = False
        monkeypatch.setattr(build, "BUDGET", -1.0)
        monkeypatch.setattr(build.compare, "__defaults__", (-1.0, False))
        before = generations.newest().id
        assert (crawl(app), generations.newest().id) == ([["1"]], before)
        monkeypatch.undo()
        assert (crawl(app), generations.newest().id > before) == ([["1"]], True)

    def test_before_the_first_one_it_is_503(self, app, make, monkeypatch):
        """Not yet written is not empty."""
        make(1)
        monkeypatch.setattr(build, "_write", lambda *_args: False)
        assert app.get("/catalog.ttl", status=503).headers["Retry-After"]

    @pytest.mark.parametrize("given", ["0", "-1", "x", "²"])
    def test_that_is_no_number(self, app, make, given):
        """400, as for a page."""
        make(1)
        app.get("/catalog.ttl", params={"generation": given}, status=400)


class TestGuard:
    def test_a_loss_is_held_until_it_is_released(self, app, make, cli):
        """Six of eight are gone: they are delivered on, as they were, until a person says yes."""
        ids = [make(n) for n in range(8)]
        pages = crawl(app)
        old = read(app, "/catalog.ttl")[1]
        for id_ in ids[:6]:
            call_action("package_patch", id=id_, private=True, title="Geheim")
        assert (crawl(app), read(app, old)[0]) == (pages, pages[1])
        app.get("/dataset/satz-0.ttl", status=404)  # nowhere else
        stands = app.get("/feed-status.json").json
        assert (stands["held"], stands["lost"], stands["count"]) == (True, 6, 8)
        assert stands["last_fetch"] and stands["generation"] in stands["kept"]
        told = cli.invoke(feed, ["status"])
        assert (told.exit_code, "Geheim" in told.output) == (1, True)
        assert cli.invoke(feed, ["release"]).exit_code == 0
        assert crawl(app) == [["6", "7"]]
        assert read(app, old)[0] == []
        assert cli.invoke(feed, ["status"]).exit_code == 0

    def test_counts_before_a_page_is_without_them(self, app, make, ckan_config):
        """Also between two comparisons no page lacks what the guard has not seen."""
        ids = [make(n) for n in range(8)]
        pages = crawl(app)
        ckan_config["ckanext.modellregion_owl.feed.refresh_seconds"] = 3600
        for id_ in ids[:6]:
            call_action("package_delete", id=id_)
        assert crawl(app) == pages

    def test_slices_are_counted_together(self, app, make):
        """Four have gone, then a fifth: too many within a day, whoever looked in between."""
        ids = [make(n) for n in range(8)]
        crawl(app)
        for id_ in ids[:6]:
            call_action("package_patch", id=id_, private=True)
            crawl(app)
        assert (crawl(app), status()["lost"]) == ([["4", "5"], ["6", "7"]], 2)

    def test_one_of_those_held_can_go_alone(self, app, make, cli):
        """A takedown among them does not wait for the others."""
        ids = [make(n) for n in range(8)]
        crawl(app)
        for id_ in ids[:6]:
            call_action("dataset_purge", id=id_)
        assert len(crawl(app)) == 4
        cli.invoke(feed, ["release", ids[0]])
        assert (crawl(app)[0], status()["lost"]) == (["1", "2"], 5)

    def test_kept_ones_stay(self, app, make, cli):
        """The answer "keep": the old feed; edits of the others go on."""
        ids = [make(n) for n in range(6)]
        crawl(app)
        for id_ in ids[:5]:
            call_action("package_patch", id=id_, private=True)
        assert cli.invoke(feed, ["keep"]).exit_code == 0
        call_action("package_patch", id=ids[5], title="Satz 55")
        assert crawl(app) == [["0", "1"], ["2", "3"], ["4", "55"]]

    def test_a_small_loss_goes_out(self, app, make):
        """Four are never too many; a fifth is, where it is more than a tenth."""
        ids = [make(n) for n in range(6)]
        crawl(app)
        for id_ in ids[:4]:
            call_action("package_delete", id=id_)
        assert crawl(app) == [["4", "5"]]

    def test_a_loss_that_comes_back(self, app, make):
        """What is public again needs no one's release."""
        ids = [make(n) for n in range(6)]
        crawl(app)
        for private in (True, False):
            for id_ in ids[:5]:
                call_action("package_patch", id=id_, private=private)
            assert sum(map(len, crawl(app))) == 6
            assert status()["held"] is private
