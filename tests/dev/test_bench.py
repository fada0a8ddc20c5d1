"""The bench itself: both sides do the whole work that is compared."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import bench
import load
import pytest
from benchmarks import portal, report
from benchmarks.catalogue import catalogue
from benchmarks.entries import BENCHES

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.unit
class TestCatalogue:
    def test_is_the_same_every_time(self):
        """The synthetic feed depends on its size only; an edit changes just the edited datasets."""
        assert catalogue(20) == catalogue(20)
        before, after = catalogue(20).split("\n"), catalogue(20, changed_every=10).split("\n")
        assert sum(a != b for a, b in zip(before, after, strict=True)) == 2


@pytest.mark.unit
class TestSummary:
    def test_ratio_is_that_of_the_medians(self):
        """One slow round does not move the result."""
        rounds = [{"seconds": s, "cpu": s / 2, "peak_mib": 100} for s in (2.0, 1.0, 9.0)]
        assert bench.summary(rounds, 10) == {
            "seconds": 2.0,
            "per_second": 5.0,
            "cpu": 1.0,
            "peak_mib": 100,
        }


@pytest.mark.unit
class TestPortal:
    def test_is_read_whole_behind_each_last_id(self):
        """Asked behind the last id each time, as by numbers, it tells every dataset once."""
        ids, behind = [], ""
        while True:
            query = f'id:{{"{behind}" TO *]' if behind else ""
            page = json.loads(portal.answer(f"{portal.SEARCH}?fq={quote(query)}&rows=3", 8))
            if not page["result"]["results"]:
                break
            ids += [package["id"] for package in page["result"]["results"]]
            behind = ids[-1]
        by_number = json.loads(portal.answer(f"{portal.SEARCH}?rows=10&start=0", 8))["result"]
        assert ids == [package["id"] for package in by_number["results"]] == sorted(ids)
        assert len(ids) == by_number["count"] == 8


@pytest.mark.unit
class TestReport:
    def test_the_documents_show_the_kept_figures(self):
        """Table and picture of the docs are those that the kept results make."""
        kept = json.loads((report.DOCS / "bench.json").read_text())
        document = (report.DOCS / "bench.md").read_text("utf-8")
        assert document == report.page(document, kept)
        assert (report.DOCS / "bench.svg").read_text("utf-8") == report.picture(kept)

    def test_every_aim_has_a_figure(self):
        """No entry with an aim is left out of the documents."""
        kept = json.loads((report.DOCS / "bench.json").read_text())
        measured = {name for name, _row in report.rows(kept)}
        assert {entry.name for entry in BENCHES if entry.aim} <= measured

    def test_says_where_an_aim_is_missed(self):
        """A ratio below its aim is called missed, and its bar has another colour."""
        side = {"per_second": 2.0, "peak_mib": 1}
        row = {"ratio": 2.5, "spread": [2.5, 2.5], "ours": side, "peer": side}
        results = {"harvest_first/20": row | {"datasets": 20, "rounds": 1}}
        assert "**missed**" in report.table(results)
        drawn = ElementTree.fromstring(report.picture(results))  # noqa: S314 - our own text
        assert "#9c5a00" in {part.get("fill") for part in drawn}


@pytest.mark.stack
class TestWorker:
    @pytest.mark.parametrize("entry", ["harvest_first", "harvest_ckan"])
    @pytest.mark.parametrize("side", ["ours", "peer"])
    def test_harvests_every_dataset(self, side, entry, clean_db, tmp_path):
        """A round ends with an error unless all datasets arrived; it tells time and memory."""
        (tmp_path / "catalog.ttl").write_text(catalogue(4), encoding="utf-8")
        with bench.served(tmp_path, 4) as address:
            command = [sys.executable, str(ROOT / "dev/benchmarks/worker.py"), side]
            done = subprocess.run(
                [*command, entry, f"{address}/catalog.ttl", "4"],
                capture_output=True,
                text=True,
                check=False,
            )
        assert done.returncode == 0, done.stderr[-2000:]
        result = json.loads(done.stdout.splitlines()[-1])
        assert result["seconds"] > 0
        assert result["peak_mib"] > 20


@pytest.mark.unit
class TestLoad:
    def test_reads_what_wrk_says(self):
        """Rate, times in milliseconds, and every request that was not answered well."""
        report = """Running 10s test @ http://127.0.0.1:1/dataset/
  Latency Distribution
     50%   12.50ms
     75%   20.00ms
     99%    1.20s
  346 requests in 10.02s, 9.61MB read
  Socket errors: connect 0, read 1, write 0, timeout 2
  Non-2xx or 3xx responses: 4
Requests/sec:     34.53
"""
        assert load.read(report) == {
            "per_second": 34.53,
            "p50": 12.5,
            "p99": 1200.0,
            "requests": 346,
            "errors": 7,
        }
