"""Generations: a crawl meets every dataset once, whatever happens meanwhile."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from rdflib import RDF, Graph

import ckan.model as model
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.modellregion_owl.cli.feed import feed
from ckanext.modellregion_owl.feed import generations
from ckanext.modellregion_owl.feed.generations import KEPT
from ckanext.modellregion_owl.model import generation
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

    def test_shows_edits_and_takedowns_at_once(self, app, make):
        """A generation fixes the list, not what is said; who is gone is gone from all of them."""
        ids = {n: make(n) for n in (1, 2, 3, 4)}
        following = read(app, "/catalog.ttl")[1]
        call_action("package_patch", id=ids[3], title="Satz 33")
        call_action("package_patch", id=ids[4], private=True)
        assert read(app, following)[0] == ["33"]

    def test_all_taken_down_is_no_empty_answer(self, app, make):
        """An empty page 1 deletes everything at GovData."""
        call_action("package_delete", id=make(1))
        app.get("/catalog.ttl", status=503)


class TestGeneration:
    def test_an_edit_makes_none(self, app, make):
        """Only another list is another generation; the catalogue's date changes all the same."""
        id_ = make(1)
        crawl(app)
        before = generations.current()
        call_action("package_patch", id=id_, title="Satz 1a")
        after = generations.current()
        assert (after.id, count()) == (before.id, 1)
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
        monkeypatch.setattr(generations, "KEPT_HOURS", 0)
        numbers = []
        for number in range(1, KEPT + 3):
            make(number)
            crawl(app)
            numbers.append(generations.current().id)
        assert count() == KEPT
        app.get(f"/catalog.ttl?generation={numbers[-KEPT]}&page=1", status=200)
        app.get(f"/catalog.ttl?generation={numbers[0]}&page=1", status=404)

    @pytest.mark.parametrize("given", ["0", "-1", "x", "²"])
    def test_that_is_no_number(self, app, make, given):
        """400, as for a page."""
        make(1)
        app.get("/catalog.ttl", params={"generation": given}, status=400)


class TestGuard:
    def test_a_loss_is_held_until_it_is_released(self, app, make, cli):
        """Six of eight are gone: nobody is told, nobody sees them, until a person says yes."""
        ids = [make(n) for n in range(8)]
        following = read(app, "/catalog.ttl")[1].removeprefix(BASE)
        for id_ in ids[:6]:
            call_action("package_patch", id=id_, private=True)
        for address in ("/catalog.ttl", following):
            assert app.get(address, status=503).headers["Retry-After"]
        assert app.get("/feed-status.json").json == {
            **generations.status(),
            "held": True,
            "lost": 6,
            "count": 8,
        }
        told = cli.invoke(feed, ["status"])
        assert (told.exit_code, "satz-0" in told.output) == (1, True)
        assert cli.invoke(feed, ["release"]).exit_code == 0
        assert crawl(app) == [["6", "7"]]

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
            app.get("/catalog.ttl", status=503 if private else 200)
        assert sum(map(len, crawl(app))) == 6
