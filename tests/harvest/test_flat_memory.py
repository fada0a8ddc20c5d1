"""Memory of a harvest by pages does not grow with the number of its datasets (issue 5, Speed)."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest
from benchmarks.catalogue import HEAD
from benchmarks.catalogue import dataset as turtle_dataset

from ckanext.modellregion_owl.harvest.adapters.dcat import DcatAdapter
from ckanext.modellregion_owl.harvest.records.graph import statements
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.transport.answer import Answer, NoMemory

HYDRA = "http://www.w3.org/ns/hydra/core#"
PAGE = 50


def page(number: int, pages: int, root: str) -> bytes:
    """Return a page of the catalogue, with a link to the next one."""
    first = number * PAGE
    text = HEAD + "\n".join(turtle_dataset(n) for n in range(first, first + PAGE))
    if number + 1 < pages:
        text += f'[] a <{HYDRA}PagedCollection> ; <{HYDRA}next> "{root}/{number + 1}" .\n'
    return text.encode()


@pytest.mark.unit
class TestReadAndMap:
    def test_the_second_half_keeps_nothing(self):
        """Neither records nor addresses: after 600 datasets 1,200 take no more memory.

        5 KiB for each, as it once was, would be 3,000.
        """
        tracemalloc.start()
        try:
            kept = dict(read(24))
        finally:
            tracemalloc.stop()
        assert kept[24] - kept[12] < 300


def read(pages: int) -> Iterator[tuple[int, int]]:
    """Read pages as a run does; yield after each its number, and the KiB that are held."""
    root = "https://daten.example"
    client = Mock(memory=NoMemory())
    client.get = lambda url, accept: Answer(
        url, "text/turtle", page(int(url.rpartition("/")[2]), pages, root)
    )
    source = Source("1", "probe", "Probe", f"{root}/0", "dcat")
    for number, one in enumerate(DcatAdapter().pages(source, client, pages), start=1):
        for record in one.records:
            statements(record)
        del one
        gc.collect()
        yield number, tracemalloc.get_traced_memory()[0] // 1024


@pytest.mark.long
@pytest.mark.usefixtures("clean_stack")
class TestFirstHarvest:
    def test_grows_by_less_than_2_kib_for_a_dataset(self, feed, make_source, reply, capsys):
        """Between 1,000 and 2,000 datasets that are written, with all of CKAN's own memory."""
        from ckanext.modellregion_owl.harvest.frame.books import HarvestBooks
        from ckanext.modellregion_owl.harvest.pipeline import harvest

        pages = 2000 // PAGE
        for number in range(pages):
            made = reply(page(number, pages, feed.url), headers={"Content-Type": "text/turtle"})
            feed.routes[f"/{number}"] = made
        source = make_source(f"{feed.url}/0")
        resident: dict[int, float] = {}

        def progress(done: int, _total: int | None) -> None:
            if done % 500 == 0:
                gc.collect()
                resident[done] = resident_mib()

        report = harvest(source, HarvestBooks(source["id"]), progress)
        assert (report.added, report.message) == (2000, None)
        with capsys.disabled():
            print({done: f"{mib:.0f} MiB" for done, mib in resident.items()})
        assert resident[2000] - resident[1000] < 2 * 1000 / 1024


def resident_mib() -> float:
    """Return the memory that this process holds."""
    text = Path("/proc/self/status").read_text(encoding="ascii")
    return int(text.partition("VmRSS:")[2].split()[0]) / 1024
