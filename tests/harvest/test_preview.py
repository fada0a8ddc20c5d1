"""The preview: what a run would do, through the real pipeline; nothing is written (issue 5, 8)."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]


def whole_database() -> dict[str, list[str]]:
    """Every row of every table, as text."""
    import sqlalchemy as sa

    import ckan.model as model

    def plain(value: object) -> str:
        return repr(bytes(value) if isinstance(value, memoryview) else value)

    engine = model.meta.engine
    found = {}
    with engine.connect() as connection:
        for name in sa.inspect(engine).get_table_names():
            rows = connection.execute(sa.select(sa.text("*")).select_from(sa.table(name)))
            found[name] = sorted(" | ".join(map(plain, row)) for row in rows)
    return found


def whole_index() -> list[str]:
    import ckan.plugins.toolkit as tk

    found = tk.get_action("package_search")({"ignore_auth": True}, {"rows": 1000})["results"]
    return sorted(str(sorted(p.items(), key=str)) for p in found)


def everything() -> dict[str, object]:
    return {**whole_database(), "the index": whole_index()}


def differing(before: dict[str, object]) -> dict[str, object]:
    """What is another than before: nothing, if all is well."""
    after = everything()
    return {name: (before.get(name), rows) for name, rows in after.items() if before[name] != rows}


@pytest.fixture
def changed_source(feed, make_source, turtle, run):
    """Ten datasets, harvested; then one changed, one new, one broken, one missing."""
    feed.put("/1", turtle.catalogue(*(turtle.dataset(n) for n in range(10))))
    source = make_source(feed.url + "/1")
    run(source)
    feed.put(
        "/1",
        turtle.catalogue(
            turtle.dataset(0, title="Bäume der Stadt"),
            *(turtle.dataset(n) for n in range(1, 9)),
            turtle.dataset(10),
            turtle.dataset(11, title=""),
        ),
    )
    return source


class TestPreview:
    def test_shows_the_difference_and_writes_nothing(self, changed_source, run):
        """New, changed, missing, failed; every table and the index are as before."""
        from ckanext.modellregion_owl.harvest.preview import preview

        before = everything()
        shown = preview(changed_source)
        assert differing(before) == {}
        counts = shown.report.counts()
        assert counts == {"added": 1, "changed": 1, "unchanged": 8, "removed": 0, "failed": 1}
        assert [title for _guid, title in shown.missing] == ["Baumkataster 9"]
        (changes,) = shown.changes.values()
        assert ("title", "Baumkataster 0", "Bäume der Stadt") in [
            (c.field, c.before, c.after) for c in changes
        ]
        assert run(changed_source).counts() == counts

    def test_withdrawal_too(self, feed, changed_source, turtle, run):
        """Also what would be withdrawn only shows."""
        import sqlalchemy as sa

        import ckan.model as model

        from ckanext.modellregion_owl.harvest.preview import preview
        from ckanext.modellregion_owl.model import record

        run(changed_source)
        past = sa.func.now() - sa.text("interval '8 days'")
        lost = record.c.missing_since.is_not(None)
        model.Session.execute(
            sa.update(record).where(lost).values(missing_since=past, missing_runs=2)
        )
        model.Session.commit()
        before = everything()
        assert preview(changed_source).report.removed == 1
        assert differing(before) == {}
        assert run(changed_source).removed == 1

    def test_source_that_can_not_be_read(self, feed, make_source):
        """The reason stands in the report."""
        from ckanext.modellregion_owl.harvest.preview import preview

        shown = preview(make_source(feed.url + "/nothing"))
        assert shown.report.state.value == "failed"
        assert shown.report.message is not None


class TestShortPreview:
    def test_ends_in_time_and_names_the_command(self, changed_source, monkeypatch):
        """A web page must not hold datasets for minutes: it shows a part and says so."""
        from ckanext.modellregion_owl.harvest import preview

        monkeypatch.setattr(preview, "WEB_SECONDS", -1.0)
        before = everything()
        found = preview.short_preview(changed_source)
        assert differing(before) == {}
        assert (found.report.state.value, found.report.changed) == ("incomplete", 0)
        assert "harvest run --dry-run quelle" in str(found.report.message)
        assert found.report.missing == 0


class TestOneTransaction:
    def test_commit_inside_is_none(self, organisation):
        """CKAN's own commits end nothing while the block is open."""
        import ckan.model as model

        from ckanext.modellregion_owl.harvest.write.transaction import one_transaction

        before = model.Group.get("stadt-paderborn").title
        with one_transaction(keep=False):
            model.Group.get("stadt-paderborn").title = "anders"
            model.repo.commit()
            assert model.Group.get("stadt-paderborn").title == "anders"
        assert model.Group.get("stadt-paderborn").title == before

    def test_kept_whole(self, organisation):
        """With keep=True it counts, and the session outside sees it."""
        import ckan.model as model

        from ckanext.modellregion_owl.harvest.write.transaction import one_transaction

        assert model.Group.get("stadt-paderborn").title
        with one_transaction(keep=True):
            model.Group.get("stadt-paderborn").title = "anders"
        assert model.Group.get("stadt-paderborn").title == "anders"


class TestCollected:
    def test_two_threads(self):
        """One thread's end does not take away the other's collecting, nor leave anything behind."""
        import threading

        import ckan.lib.search.index as ckan_index

        from ckanext.modellregion_owl.harvest.write.solr import collected

        original = ckan_index.make_connection
        inside, leave = threading.Event(), threading.Event()

        def other() -> None:
            with collected():
                inside.set()
                leave.wait(5)

        thread = threading.Thread(target=other)
        thread.start()
        inside.wait(5)
        with collected() as mine:
            leave.set()
            thread.join()
            ckan_index.make_connection().add(docs=[{"id": "x"}])
            assert mine.docs == [{"id": "x"}]
        assert ckan_index.make_connection is original
