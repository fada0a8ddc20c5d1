"""The same answer as last time is not parsed, and hides nothing that has changed here."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

PARSE = "ckanext.modellregion_owl.harvest.adapters.dcat.parse_page"


def counts(**changed: int) -> dict[str, int]:
    return {"added": 0, "changed": 0, "unchanged": 0, "removed": 0, "failed": 0, **changed}


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the addresses of the pages that are parsed."""
    from ckanext.modellregion_owl.harvest.adapters import dcat

    urls: list[str] = []
    original = dcat.parse_page

    def spy(answer: Any, configured: str) -> Any:
        urls.append(answer.url)
        return original(answer, configured)

    monkeypatch.setattr(PARSE, spy)
    return urls


@pytest.fixture
def two_pages(feed: Any, turtle: Any, make_source: Any) -> dict[str, Any]:
    """Serve a source of two pages with two datasets each."""
    feed.put("/2", turtle.catalogue(turtle.dataset(3), turtle.dataset(4)))
    first = turtle.catalogue(turtle.dataset(1), turtle.dataset(2), next_page="/2")
    return make_source(feed.put("/1", first))


class TestSameBody:
    def test_no_page_is_parsed(self, feed, two_pages, run, parsed):
        """All pages are asked for, none is read; the records count as unchanged and as seen."""
        run(two_pages)
        parsed.clear()
        feed.requests.clear()
        report = run(two_pages)
        assert (report.counts(), report.complete) == (counts(unchanged=4), True)
        assert (feed.requests, parsed) == (["/1", "/2"], [])
        assert report.missing == 0

    def test_records_are_marked_in_place(self, two_pages, run, sql_queries):
        """What an unchanged run writes into each record is in no index of the table.

        Else PostgreSQL writes a new entry into every index, that of the keys too.
        """
        import sqlalchemy as sa

        from ckan import model

        run(two_pages)
        sql_queries.clear()
        run(two_pages)
        marks = [
            q for q in sql_queries if q.startswith("UPDATE modellregion_record SET last_run_id")
        ]
        assert len(marks) == 2  # one for each page
        written = set(re.findall(r"(\w+)=", marks[0].partition(" WHERE ")[0]))
        assert written == {"last_run_id", "missing_since", "missing_runs"}
        query = "SELECT indexdef FROM pg_indexes WHERE tablename = 'modellregion_record'"
        indexes = " ".join(model.Session.scalars(sa.text(query)))
        assert not [name for name in written if name in indexes]

    def test_only_the_changed_page_is_parsed(self, feed, turtle, two_pages, run, parsed):
        """Page by page, so that one edit does not cost the whole catalogue."""
        run(two_pages)
        parsed.clear()
        feed.put("/2", turtle.catalogue(turtle.dataset(3, title="Neu"), turtle.dataset(4)))
        assert run(two_pages).counts() == counts(changed=1, unchanged=3)
        assert parsed == [feed.url + "/2"]

    def test_record_that_left_a_page_is_missing(self, feed, turtle, two_pages, run):
        """The other page being the same does not make it a seen one."""
        run(two_pages)
        feed.put("/2", turtle.catalogue(turtle.dataset(3)))
        assert run(two_pages).missing == 1

    def test_record_that_moved_to_the_other_page_is_there(self, feed, turtle, two_pages, run):
        """A changed first page and a changed second one: nobody is missing."""
        run(two_pages)
        feed.put("/1", turtle.catalogue(turtle.dataset(1), next_page="/2"))
        feed.put("/2", turtle.catalogue(*(turtle.dataset(n) for n in (2, 3, 4))))
        report = run(two_pages)
        assert (report.counts(), report.missing) == (counts(unchanged=4), 0)

    @pytest.mark.parametrize("how", ["purged", "deleted"])
    def test_what_happened_here_is_not_overlooked(self, two_pages, run, packages, parsed, how):
        """A purged dataset comes back from the store; one that a person deleted stays deleted."""
        import sqlalchemy as sa

        import ckan.model as model
        import ckan.plugins.toolkit as tk

        run(two_pages)
        id_ = packages()["baumkataster-3"]["id"]
        parsed.clear()
        if how == "purged":
            model.Session.execute(sa.text("DELETE FROM harvest_object"))
            model.Session.commit()
            tk.get_action("dataset_purge")({"ignore_auth": True}, {"id": id_})
            assert run(two_pages).counts() == counts(added=1, unchanged=3)
            assert packages()["baumkataster-3"]["id"] == id_
        else:
            tk.get_action("package_delete")({"ignore_auth": True, "user": "quelle"}, {"id": id_})
            report = run(two_pages)
            assert report.counts() == counts(unchanged=4)
            assert report.notes
            assert "baumkataster-3" not in packages()
        assert parsed == []

    def test_value_that_was_only_stored_arrives(self, two_pages, run, packages, parsed):
        """A steward's value that came without a write (an import, a busy source) is written now."""
        import sqlalchemy as sa

        from ckan import model

        from ckanext.modellregion_owl.model import overlay

        run(two_pages)
        id_ = packages()["baumkataster-3"]["id"]
        row = {"dataset_id": id_, "field": "title", "value": "Bäume in Mitte"}
        base = {"base": "Baumkataster 3", "user_id": "", "why": ""}
        model.Session.execute(sa.insert(overlay).values({**row, **base}))
        model.Session.commit()
        parsed.clear()
        assert run(two_pages).counts() == counts(changed=1, unchanged=3)
        assert packages()["baumkataster-3"]["title"] == "Bäume in Mitte"
        assert run(two_pages).counts() == counts(unchanged=4)
        assert parsed == []

    def test_failed_record_is_tried_again(self, feed, turtle, make_source, run, parsed):
        """Its page is read anew in each run, and each run says that it failed."""
        page = turtle.catalogue(turtle.dataset(1), turtle.dataset(2, dct__issued='"x"'))
        source = make_source(feed.put("/1", page))
        import ckan.plugins.toolkit as tk

        from ckanext.modellregion_owl.harvest.write import apply

        original = apply.Writer._write_one

        def broken(self: Any, item: Any, *args: Any) -> Any:
            if item.mapped.record.guid.endswith("/2"):
                raise tk.ValidationError({"title": ["no"]})
            return original(self, item, *args)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(apply.Writer, "_write_one", broken)
            assert run(source).counts() == counts(added=1, failed=1)
            assert run(source).counts() == counts(unchanged=1, failed=1)
        assert run(source).counts() == counts(added=1, unchanged=1)
        parsed.clear()
        assert run(source).counts() == counts(unchanged=2)
        assert parsed == []

    def test_broken_record_is_reported_without_parsing(
        self, feed, turtle, make_source, run, parsed
    ):
        """What could not become a record is remembered with its reason."""
        page = turtle.catalogue(turtle.dataset(1), turtle.dataset(2, title=""))
        source = make_source(feed.put("/1", page))
        first = run(source)
        parsed.clear()
        second = run(source)
        assert second.counts() == counts(unchanged=1, failed=1)
        assert [str(o.reason) for o in second.reasons] == [str(o.reason) for o in first.reasons]
        assert parsed == []

    def test_other_configuration_reads_anew(self, two_pages, run, parsed):
        """A page is what code and configuration made of it; so a changed key reads it again."""
        import json

        run(two_pages)
        parsed.clear()
        config = json.loads(two_pages["config"]) | {"format": "turtle"}
        run({**two_pages, "config": json.dumps(config)})
        assert len(parsed) == 2


class TestConditional:
    @pytest.mark.parametrize(
        ("validator", "condition", "value"),
        [
            ("ETag", "If-None-Match", '"abc"'),
            ("Last-Modified", "If-Modified-Since", "Sat, 21 Nov 2026 10:00:00 GMT"),
        ],
    )
    def test_not_modified_is_not_sent_again(
        self, feed, turtle, make_source, run, reply, validator, condition, value
    ):
        """The second question carries what the first answer named; 304 counts as the same page."""
        body = turtle.catalogue(turtle.dataset(1), turtle.dataset(2))
        asked: list[str | None] = []

        def answer() -> Any:
            asked.append(feed.headers.get(condition))
            if feed.headers.get(condition) == value:
                return reply(b"", 304)
            return reply(body, headers={"Content-Type": "text/turtle", validator: value})

        feed.routes["/1"] = answer
        source = make_source(feed.url + "/1")
        assert run(source).counts() == counts(added=2)
        assert run(source).counts() == counts(unchanged=2)
        assert asked == [None, value]

    def test_not_asked_conditionally_when_something_is_doubtful(
        self, feed, turtle, make_source, run, reply
    ):
        """Lost records must be read: a 304 would leave us without them."""
        import sqlalchemy as sa

        import ckan.model as model

        from ckanext.modellregion_owl.model import record

        asked: list[str | None] = []

        def answer() -> Any:
            asked.append(feed.headers.get("If-None-Match"))
            body = turtle.catalogue(turtle.dataset(1))
            return reply(body, headers={"Content-Type": "text/turtle", "ETag": '"a"'})

        feed.routes["/1"] = answer
        source = make_source(feed.url + "/1")
        run(source)
        model.Session.execute(sa.delete(record))
        model.Session.commit()
        run(source)
        assert asked == [None, None]
