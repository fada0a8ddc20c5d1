"""Memory of a harvest by pages does not grow with the number of its datasets (issue 5, Speed)."""

from __future__ import annotations

import gc
import sys
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
SIZE, PAGE = 1000, 50


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
    def test_keeps_less_than_twenty_objects_for_a_dataset(self, feed, make_source, reply, capsys):
        """Between 500 and 1,000 datasets that are written, whatever CKAN itself keeps included.

        Counted in blocks of Python's memory: 80 for each once, 11 now. The resident size, which
        is printed too, moves with the machine.
        """
        from ckanext.modellregion_owl.harvest.frame.books import HarvestBooks
        from ckanext.modellregion_owl.harvest.pipeline import harvest

        pages = SIZE // PAGE
        for number in range(pages):
            made = reply(page(number, pages, feed.url), headers={"Content-Type": "text/turtle"})
            feed.routes[f"/{number}"] = made
        source = make_source(f"{feed.url}/0")
        held: dict[int, int] = {}

        def progress(done: int, _total: int | None) -> None:
            if done in (SIZE // 2, SIZE):
                gc.collect()
                held[done] = sys.getallocatedblocks()
                with capsys.disabled():
                    print(f"{done} datasets: {held[done]} blocks, {resident_mib():.0f} MiB")

        report = harvest(source, HarvestBooks(source["id"]), progress)
        assert (report.added, report.message) == (SIZE, None)
        assert held[SIZE] - held[SIZE // 2] < 20 * SIZE // 2


def resident_mib() -> float:
    """Return the memory that this process holds."""
    text = Path("/proc/self/status").read_text(encoding="ascii")
    return int(text.partition("VmRSS:")[2].split()[0]) / 1024
