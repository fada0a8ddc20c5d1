"""`ckan modellregion harvest` and the real catalogues through it."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]

ROOT = Path(__file__).resolve().parents[2]
HTML = b"<!DOCTYPE html><html><title>Wartung</title></html>"


def command(ini: Path, *arguments: str) -> list[str]:
    """Return the command line of a process of its own, on the slot's database."""
    ckan = Path(sys.executable).parent / "ckan"
    return [str(ckan), "-c", str(ini), "modellregion", "harvest", *arguments]


@pytest.fixture
def harvest(cli):
    """Run the command in this process: `harvest("--json")` gives click's result."""
    from ckanext.modellregion_owl.cli.harvest import harvest as command_

    return lambda *arguments: cli.invoke(command_, list(arguments))


class TestCommand:
    def test_json_is_all_on_stdout(self, feed, make_source, turtle, harvest):
        """`--json` prints the five counts of each source, and nothing else."""
        make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))), name="eins")
        make_source(feed.put("/2", turtle.catalogue(turtle.dataset(2))), name="zwei")
        result = harvest("--json")
        assert result.exit_code == 0
        expected = {"added": 1, "changed": 0, "unchanged": 0, "removed": 0, "failed": 0}
        assert json.loads(result.stdout) == {"eins": expected, "zwei": expected}

    def test_only_the_named_source(self, feed, make_source, turtle, harvest):
        """Sources are named by name or id."""
        make_source(feed.put("/1", turtle.catalogue(turtle.dataset(1))), name="eins")
        make_source(feed.put("/2", turtle.catalogue(turtle.dataset(2))), name="zwei")
        assert list(json.loads(harvest("zwei", "--json").stdout)) == ["zwei"]

    def test_failed_source_and_failed_record(self, feed, make_source, turtle, harvest):
        """The exit code is 1, the reasons stand below the table, the other source is harvested."""
        make_source(feed.put("/1", HTML, "text/html"), name="a-webseite")
        page = turtle.catalogue(turtle.dataset(1), turtle.dataset(2, title=""))
        make_source(feed.put("/2", page), name="b-katalog")
        result = harvest()
        assert result.exit_code == 1
        assert re.search(r"b-katalog +1 +0 +0 +0 +1 ", result.stdout)
        assert "Webseite statt Daten" in result.stdout
        assert "https://daten.example/dataset/2: Der Datensatz hat keinen Titel." in result.stdout

    def test_unknown_source(self, harvest):
        """A name that nobody knows is an error and not an empty success."""
        result = harvest("gibt-es-nicht")
        assert result.exit_code == 1
        assert "gibt-es-nicht" in result.output


class TestKilled:
    def test_next_run_finishes(self, feed, make_source, turtle, packages, reply, tmp_path):
        """Killed between two batches: whole batches are there, nothing half; the rest comes."""
        from ckanext.modellregion_owl.harvest.source import Source
        from ckanext.modellregion_owl.harvest.store.journal import not_indexed

        feed.put("/2", turtle.catalogue(*(turtle.dataset(n) for n in range(6, 9))))
        slow = reply(turtle.catalogue(*(turtle.dataset(n) for n in range(6, 9))), delay=60)
        feed.routes["/2"] = [slow, reply(slow.body)]
        url = feed.put(
            "/1", turtle.catalogue(*(turtle.dataset(n) for n in range(6)), next_page="/2")
        )
        source = make_source(url)
        ini = tmp_path / "small.ini"
        ini.write_text(
            f"[app:main]\nuse = config:{ROOT / 'test.ini'}\n"
            "ckanext.modellregion_owl.harvest.batch_size = 2\n"
        )
        with subprocess.Popen(command(ini, "--json"), stdout=subprocess.PIPE) as process:
            wait_for(lambda: "/2" in feed.requests)
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert len(packages()) == 6
        assert not_indexed(Source.from_dict(source)) == []
        done = subprocess.run(command(ini, "--json"), capture_output=True, text=True, check=True)
        assert json.loads(done.stdout)["quelle"] == {
            "added": 3,
            "changed": 0,
            "unchanged": 6,
            "removed": 0,
            "failed": 0,
        }
        assert len(packages()) == 9


REAL = {
    "brandenburg": ("dcat_ap_de/brandenburg_catalog.rdf", 112),
    "schleswig-holstein": ("dcat_ap_de/schleswig-holstein_rdf_catalog.xml", 38),
}


class TestRealCatalogue:
    @pytest.mark.parametrize("name", REAL)
    def test_arrives_whole_and_second_run_changes_nothing(
        self, feed, make_source, catalogues, harvest, packages, name
    ):
        """Every dataset arrives; the second run writes nothing (issue 3, part 7)."""
        path, number = REAL[name]
        url = feed.put(f"/{name}", (catalogues / path).read_bytes(), "application/rdf+xml")
        make_source(url, name=name)
        first = harvest("--json")
        assert json.loads(first.stdout)[name] == {
            "added": number,
            "changed": 0,
            "unchanged": 0,
            "removed": 0,
            "failed": 0,
        }
        before = packages()
        assert len(before) == number
        second = harvest("--json")
        assert json.loads(second.stdout)[name] == {
            "added": 0,
            "changed": 0,
            "unchanged": number,
            "removed": 0,
            "failed": 0,
        }
        assert packages() == before


def wait_for(condition, seconds: float = 60.0) -> None:
    """Wait until something is true, at most so many seconds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
