"""A database of our first landed revision is brought to the newest one, and nothing is lost."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from owltests import revisions, tables
from owltests.revisions import NAME, VERSION_TABLE, nobody_reads

from ckan import model
from ckan.cli.db import _run_migrations, downgrade, upgrade
from ckan.lib.search import rebuild

from ckanext.modellregion_owl.cli.init import init
from ckanext.modellregion_owl.doctor import services
from ckanext.modellregion_owl.doctor import tables as revision

sys.path.append(str(Path(__file__).parent))
from make_dump import FILE, IRI, REVISION, SOURCE, dataset_id

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

THEIRS = ("package", "resource", "package_tag", "member", "harvest_source", "harvest_object")


@pytest.fixture
def newest(clean_stack) -> Iterator[dict[str, list[str]]]:
    """Give the tables of a new installation; load the dump; bring our tables back in the end."""
    nobody_reads()
    fresh = revisions.shape(model.meta.engine)
    try:
        revisions.drop(model.meta.engine)
        with model.meta.engine.begin() as connection:
            connection.exec_driver_sql(FILE.read_text(encoding="utf-8").replace("%", "%%"))
        yield fresh
    finally:
        nobody_reads()
        tables.empty(model.meta.engine)
        revisions.drop(model.meta.engine)
        _run_migrations(NAME)


def rows(*names: str) -> dict[str, list[dict]]:
    """Return the rows of the tables as dicts."""
    found = tables.content(model.meta.engine, *names)
    return {name: [json.loads(row) for row in values] for name, values in found.items()}


def kept(before: list[dict], after: list[dict]) -> bool:
    """Tell whether every row is there still, with each of its values."""
    return len(before) == len(after) and all(
        any(old.items() <= new.items() for new in after) for old in before
    )


def ran(cli, command, *options: str) -> str:
    """Run a command of CKAN's or ours; return what it says."""
    nobody_reads()
    answer = cli.invoke(command, options)
    assert answer.exit_code == 0, (answer.output, answer.exception)
    return answer.output


class TestFromFirstRevision:
    def test_up_and_down(self, newest, cli):
        """Up: every row with its values, tables as if installed today; twice changes nothing; down.

        Down to the first revision again the tables are the dump's to the byte; then none is left.
        """
        engine = model.meta.engine
        names = revisions.ours(engine)
        assert (revision.stored(), names) == (
            REVISION,
            ["modellregion_finding", "modellregion_record", "modellregion_run"],
        )
        first, dump = revisions.shape(engine), tables.content(engine)
        before = rows(*names)
        assert services.migrations().state.value == "wrong"

        ran(cli, upgrade, "-p", NAME)
        assert services.migrations().state.value == "ok"
        assert revisions.shape(engine) == newest
        after = rows(*names)
        assert [name for name in names if not kept(before[name], after[name])] == []
        for name in (*THEIRS, "group", "tag"):
            assert tables.content(engine, name)[name] == dump[name]

        whole = tables.content(engine)
        ran(cli, upgrade, "-p", NAME)
        assert (tables.content(engine), revisions.shape(engine)) == (whole, newest)

        ran(cli, downgrade, "-p", NAME, "-v", REVISION)
        assert revisions.shape(engine) == first
        assert tables.content(engine) == dump
        ran(cli, downgrade, "-p", NAME)
        assert revisions.ours(engine) == []

    def test_dump_is_of_the_landed_migration(self, newest, cli):
        """The migration that has landed makes the dump's tables still: nobody has edited it."""
        engine = model.meta.engine
        dump = revisions.shape(engine)
        revisions.drop(engine)
        ran(cli, upgrade, "-p", NAME, "-v", REVISION)
        assert revisions.shape(engine) == dump

    def test_portal_goes_on(self, newest, cli, app, feed, turtle, run, packages):
        """Behind the upgrade `init`, pages, catalogue and the next harvest work on what was there.

        What a person has edited stays; the harvest knows its datasets again and doubles none.
        """
        ran(cli, upgrade, "-p", NAME)
        before = tables.content(model.meta.engine, *THEIRS)
        said = ran(cli, init)
        found = tables.content(model.meta.engine, *THEIRS)
        assert all(set(before[name]) <= set(found[name]) for name in THEIRS)
        assert re.search(r"abweichend .*stadt-paderborn .*title", said), said
        assert model.Group.get("stadt-paderborn").title.endswith("von Hand umbenannt")

        rebuild()
        for number in (1, 2, 4):
            page = app.get(f"/dataset/baumkataster-{number}")
            assert f"Baumkataster {number}" in page.text
        assert "61-4" in page.text
        assert "Baumkataster 4" in app.get("/dataset/").text
        crawled = app.get("/catalog.ttl").text
        assert all(f"<{IRI}/{number}>" in crawled for number in (1, 2))
        assert dataset_id(4) in crawled
        assert app.get("/dataset/baumkataster-3", status=None).status_code in (404, 410)

        stored = packages()
        source = self.moved(feed.put("/1", turtle.catalogue(*map(turtle.dataset, (1, 2)))))
        report = run(source)
        assert report.state.value == "finished"
        assert (report.counts()["added"], report.counts()["removed"], report.failed) == (0, 0, 0)
        again = packages()
        assert {n: p["id"] for n, p in again.items()} == {n: p["id"] for n, p in stored.items()}
        assert run(source).counts()["unchanged"] == 2

    def moved(self, address: str) -> dict:
        """Give the source of the dump another address, as its form does."""
        from ckanext.harvest.model import HarvestSource

        from ckanext.modellregion_owl.harvest.frame.ckan_harvester import source_dict

        model.Session.get(HarvestSource, SOURCE).url = address
        model.Session.get(model.Package, SOURCE).url = address
        model.Session.commit()
        return source_dict(SOURCE)


class TestOrder:
    def test_one_line(self):
        """Migrations form one line from the first to the newest: no branch, nothing left out."""
        from alembic.config import Config
        from alembic.script import ScriptDirectory

        config = Config()
        root = Path(__file__).resolve().parents[2] / "ckanext/modellregion_owl/migration"
        config.set_main_option("script_location", str(root / NAME))
        scripts = ScriptDirectory.from_config(config)
        (head,) = scripts.get_heads()
        line = [script.revision for script in scripts.iterate_revisions(head, "base")]
        assert (line[0], line[-1]) == (revision.newest(), REVISION)
        assert len(line) == len(list((root / NAME / "versions").glob("*.py")))
        assert sa.inspect(model.meta.engine).has_table(VERSION_TABLE)
