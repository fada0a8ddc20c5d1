"""“Sofort sperren”: out of everything at once, and it stays away (walk W3, steps 5 to 7)."""

from __future__ import annotations

import threading
from typing import Any

import pytest

pytestmark = [pytest.mark.stack]

NAME = "Sonnenschmidt"
TITLE = f"Akte {NAME}"
REASON = "Name in den Metadaten"
# Where the dataset itself waits for the administrator's decision, hidden from everybody else.
KEPT = ("package", "resource", "package_tag", "tag", "package_extra")
FORMATS = ("ttl", "rdf", "jsonld", "nt")


@pytest.fixture
def source(storage: Any, live_site: str, feed: Any, turtle: Any, make_source: Any, run: Any) -> Any:
    """Harvest three datasets, one of which names a person in its title."""
    texts = (turtle.dataset(1), turtle.dataset(2, title=TITLE), turtle.dataset(3))
    source = make_source(feed.put("/1", turtle.catalogue(*texts)))
    assert run(source).added == 3
    return source


@pytest.fixture
def named(source: Any, packages: Any) -> dict[str, Any]:
    """Give the dataset that is to be blocked."""
    return next(p for p in packages().values() if p["title"] == TITLE)


def generation(get: Any) -> str:
    """Let a client read the feed; return the number of the generation that it has read."""
    import ckan.model as model

    from ckanext.modellregion_owl.feed import generations

    assert TITLE in get("/catalog.ttl").text
    model.Session.rollback()
    return str(generations.newest().id)


def of_feed(get: Any, number: str = "") -> str:
    """Return the catalogue in all formats, of a generation or the newest."""
    query = f"?generation={number}&page=1" if number else ""
    answers = [get(f"/catalog.{form}{query}") for form in FORMATS]
    assert {answer.status_code for answer in answers} == {200}
    return "".join(answer.text for answer in answers)


class TestDataset:
    def test_gone_from_everything_at_once(self, named, get, api, everything):
        """Pages, search, API, each generation, file and every table but CKAN's own of it."""
        name = named["name"]
        crawled = generation(get)
        assert get("/dump/catalog.ttl.gz").status_code == 200
        assert api("modellregion_block", id=name, reason=REASON)[0] == 200
        page = get(f"/dataset/{name}")
        assert page.status_code == 410
        assert NAME not in page.text and REASON not in page.text
        assert "gesperrt" in page.text
        for path in (f"/api/3/action/package_show?id={name}", f"/dataset/{name}.ttl"):
            answer = get(path)
            assert answer.status_code == 410
            assert NAME not in answer.text
        assert get("/api/3/action/package_search").json()["result"]["count"] == 2
        assert NAME not in get("/dataset/").text
        newest = of_feed(get)
        assert NAME not in newest + of_feed(get, crawled)
        assert newest.count("Baumkataster 1") >= len(FORMATS)
        dump = get("/dump/catalog.ttl")
        assert dump.status_code == 200 and NAME not in dump.text
        assert NAME.casefold() not in everything(*KEPT, "modellregion_block")

    def test_editor_does_not_see_it_either(self, named, api):
        """Only administrators do."""
        api("modellregion_block", id=named["id"], reason=REASON)
        assert api("package_show", id=named["id"])[0] == 410
        assert api("package_patch", id=named["id"], title="x")[0] in (403, 404)
        assert api("package_show", "sysadmin", id=named["id"])[0] == 200

    @pytest.mark.parametrize("changed", [False, True], ids=["same", "under another number"])
    def test_does_not_come_back(self, named, source, feed, turtle, run, api, packages, changed):
        """Harvested twice, also when the server has changed its numbers meanwhile."""
        api("modellregion_block", id=named["id"], reason=REASON)
        text = turtle.dataset(2, title=TITLE)
        if changed:
            text = text.replace("dataset/2>", "dataset/neu>").replace('"2"', '"9"')
        feed.put("/1", turtle.catalogue(turtle.dataset(1, title="Neu"), text, turtle.dataset(3)))
        for _ in range(2):
            assert run(source).state.value == "finished"
        assert sorted(p["title"] for p in packages().values()) == ["Baumkataster 3", "Neu"]

    def test_purged_does_not_come_back(self, named, source, run, api, packages, get, everything):
        """The dataset is deleted for good; only the tombstone stays, and its page says 410."""
        api("modellregion_block", id=named["id"], reason=REASON)
        assert api("modellregion_blocked_purge", id=named["id"])[0] == 403
        assert api("modellregion_blocked_purge", "sysadmin", id=named["id"])[0] == 200
        assert run(source).added == 0
        assert len(packages()) == 2
        assert get(f"/dataset/{named['name']}").status_code == 410
        assert TITLE.casefold() not in everything("tag")

    def test_lifted(self, named, source, run, api, packages, get):
        """By an administrator only; the next run brings what the source says."""
        api("modellregion_block", id=named["id"], reason=REASON)
        number = api("modellregion_block_list", "sysadmin")[1]["results"][0]["id"]
        assert api("modellregion_unblock", block=number, why="Irrtum")[0] == 403
        assert api("modellregion_unblock", "sysadmin", block=number, why="Irrtum")[0] == 200
        assert get(f"/dataset/{named['name']}").status_code == 200
        assert run(source).changed == 1
        assert packages()[named["name"]]["organization"]["name"] == "stadt-paderborn"

    @pytest.mark.parametrize("who", ["stranger", "nobody"])
    def test_only_who_may_edit_the_dataset(self, named, api, who):
        """All actions are closed to others, and a reason is demanded."""
        assert api("modellregion_block", who, id=named["id"], reason=REASON)[0] == 403
        for action in ("unblock", "blocked_purge", "block_list"):
            data = {"id": named["id"], "block": 1, "why": "x"}
            assert api(f"modellregion_{action}", who, **data)[0] == 403
        assert api("modellregion_block", id=named["id"])[0] == 409

    @pytest.mark.parametrize("who", ["stranger", "nobody"])
    def test_refused_before_it_is_looked_for(self, named, api, who):
        """A refusal tells nobody whether there is such a dataset; administrators are told."""
        calls = {
            "modellregion_block": {"reason": REASON},
            "modellregion_question_answer": {"field": "title", "answer": "keep"},
            "modellregion_origin_list": {},
        }
        for action, data in calls.items():
            there = api(action, who, id=named["id"], **data)
            assert there[0] == 403
            assert api(action, who, id="gibt-es-nicht", **data) == there
            assert api(action, "sysadmin", id="gibt-es-nicht", **data)[0] == 404


class TestWhileARunWrites:
    def test_batch_that_was_read_before(self, named, source, feed, turtle, run, api, monkeypatch):
        """A batch has the dataset's row when it is blocked: the block comes behind it."""
        from ckanext.modellregion_owl.harvest.write import apply

        answers: list[Any] = []

        def block() -> None:
            answers.append(api("modellregion_block", id=named["id"], reason=REASON))

        thread = threading.Thread(target=block)
        known = apply.younger

        def slowly(ids: Any, blocks: Any) -> Any:
            if not thread.ident:
                thread.start()
                thread.join(1.0)  # it waits for the row that this transaction has changed
            return known(ids, blocks)

        monkeypatch.setattr(apply, "younger", slowly)
        feed.put("/1", turtle.catalogue(turtle.dataset(1), turtle.dataset(2, title=TITLE + " 2")))
        run(source)
        thread.join(30)
        assert answers[0][0] == 200
        assert api("package_show", id=named["id"])[0] == 410
        assert api("package_search")[1]["count"] == 2

    def test_block_that_came_between(
        self, named, source, feed, turtle, run, api, packages, monkeypatch
    ):
        """It was blocked after the batch was cleaned: the batch is written without it."""
        from ckanext.modellregion_owl.harvest.write import batch

        load = batch.Blocks.load

        def then_blocked() -> Any:
            monkeypatch.undo()
            found = load()
            api("modellregion_block", id=named["id"], reason=REASON)
            return found

        monkeypatch.setattr(batch.Blocks, "load", then_blocked)
        texts = (turtle.dataset(1, title="Neu"), turtle.dataset(2, title=TITLE + " 2"))
        feed.put("/1", turtle.catalogue(*texts, turtle.dataset(3)))
        run(source)
        assert sorted(p["title"] for p in packages().values()) == ["Baumkataster 3", "Neu"]


class TestField:
    def test_gone_and_stays_gone(self, source, named, feed, turtle, run, api, get, everything):
        """The title says something else everywhere; what the source says of it is never stored."""
        crawled = generation(get)
        data = {"id": named["id"], "field": "title", "reason": REASON}
        assert api("modellregion_block", **data)[0] == 409
        assert api("modellregion_block", **data, instead="Eine Akte")[0] == 200
        assert "Eine Akte" in of_feed(get, crawled)
        assert NAME not in of_feed(get) + of_feed(get, crawled) + get("/dataset/").text
        assert "Eine Akte" in get(f"/dataset/{named['name']}").text
        changed = turtle.dataset(2, title=TITLE).replace("Standorte", "Orte")
        feed.put("/1", turtle.catalogue(turtle.dataset(1), changed, turtle.dataset(3)))
        for _ in range(2):
            assert run(source).state.value == "finished"
        _status, package = api("package_show", id=named["id"])
        assert (package["title"], package["notes"][:4]) == ("Eine Akte", "Orte")
        # Its address was made of the title.
        assert NAME.casefold() not in everything().replace(named["name"], "")

    def test_of_a_file(self, source, named, run, feed, turtle, api, everything):
        """A file's field, by the file's id."""
        file = named["resources"][0]["id"]
        data = {"id": named["id"], "resource": file, "field": "name", "reason": REASON}
        assert api("modellregion_block", **data)[0] == 200
        feed.put("/1", turtle.catalogue(turtle.dataset(2, title=TITLE + " 2")))
        run(source)
        assert not api("package_show", id=named["id"])[1]["resources"][0].get("name")
        assert "csv 2" not in everything()


class TestPages:
    def test_button_and_list(self, named, live_site, people, app, get):
        """An editor finds the button on the dataset's page; an administrator lifts the block."""
        import re

        headers = {"Authorization": people["editor"]["token"]}
        page = app.get(f"/dataset/{named['name']}", headers=headers).body
        address = re.search(r'href="(/[^"]*sperren[^"]*)"', page)
        assert address
        form = app.get(address[1], headers=headers)
        assert "Sofort sperren" in form.body
        empty = app.post(address[1], data={"reason": ""}, headers=headers)
        assert "alert-danger" in empty.body
        app.post(address[1], data={"reason": REASON}, headers=headers)
        assert get(f"/dataset/{named['name']}").status_code == 410
        admin = {"Authorization": people["sysadmin"]["token"]}
        listed = app.get("/datenpflege/gesperrt", headers=admin).body
        assert REASON in listed
        number = re.search(r'name="block" value="(\d+)"', listed)[1]
        data = {"block": number, "why": "Irrtum"}
        app.post("/datenpflege/gesperrt/aufheben", data=data, headers=admin)
        assert get(f"/dataset/{named['name']}").status_code == 200
        refused = app.get("/datenpflege/gesperrt", headers=headers, expect_errors=True)
        assert refused.status_code == 403

    def test_command_line(self, named, cli):
        """`block`, `blocked` and `unblock` do the same."""
        from ckanext.modellregion_owl.cli import curation

        done = cli.invoke(curation.block, [named["name"], "--reason", REASON])
        assert done.exit_code == 0, done.output
        listed = cli.invoke(curation.blocked).output
        assert REASON in listed
        number = listed.split("\t")[0]
        lift = [number, "--why", "Irrtum"]
        assert cli.invoke(curation.unblock, lift).exit_code == 0
        assert cli.invoke(curation.unblock, lift).exit_code == 1
