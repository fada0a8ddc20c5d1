"""Several processes: for the batches of one source, and for sources of different servers."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import Any
from urllib.parse import urlsplit

import ckan.model as model

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.harvest.frame.books import HarvestBooks
from ckanext.modellregion_owl.harvest.frame.queue import write_queued
from ckanext.modellregion_owl.harvest.pipeline import harvest
from ckanext.modellregion_owl.harvest.queueing import Progress
from ckanext.modellregion_owl.harvest.report import RunReport
from ckanext.modellregion_owl.harvest.write.batch import Written

log = logging.getLogger(__name__)
Row = Mapping[str, Any]
_inherited: list[object] = []


class Pool:
    """Processes that write batches; a run hands them over and waits at its end."""

    later = False

    def __init__(self, processes: int, job_id: Callable[[], str]) -> None:
        self._job_id = job_id
        self._open: list[Future[Written]] = []
        # Forked and not started anew: CKAN takes seconds to load.
        self._executor = ProcessPoolExecutor(processes, get_context("fork"), _fresh)

    def put(self, batch_id: str) -> None:
        """Hand over a batch that is committed."""
        self._open.append(self._executor.submit(write_queued, batch_id, self._job_id()))

    def ready(self) -> list[Written]:
        """Return what has been written since the last call, without waiting."""
        ended = [f for f in self._open if f.done()]
        self._open = [f for f in self._open if f not in ended]
        return [future.result() for future in ended]

    def wait(self) -> list[Written]:
        """Return the rest, when all of it is written.

        :raises concurrent.futures.process.BrokenProcessPool: a process was killed.
        """
        results = [future.result() for future in self._open]
        self._open = []
        return results

    def close(self) -> None:
        """End the processes."""
        self._executor.shutdown(cancel_futures=True)


def _fresh() -> None:
    """Leave the parent's connections alone, and open own ones (SQLAlchemy, "forked processes")."""
    registry = model.Session.registry
    # Kept, not closed: closing would speak on the parent's connection.
    _inherited.append(registry() if registry.has() else None)
    registry.clear()
    model.meta.engine.dispose(close=False)


def harvest_one(row: Row, processes: int = 1, progress: Progress | None = None) -> RunReport:
    """Harvest a source; with more than one process they share its batches."""
    books = HarvestBooks(row["id"])
    if processes == 1:
        return harvest(row, books, progress)
    pool = Pool(processes, books.job)
    try:
        return harvest(row, books, progress, queue=pool)
    finally:
        pool.close()


def harvest_many(
    rows: Sequence[Row], processes: int, ended: Callable[[RunReport], None]
) -> list[RunReport]:
    """Harvest sources; those of different servers at the same time, so that a slow one is alone.

    :param ended: called with each report as it comes.
    """
    servers = _by_server(rows)
    found: dict[str, RunReport] = {}
    most = min(config.harvest_parallel_sources(), len(servers))
    if most < 2:
        for row in rows:
            found[row["id"]] = harvest_one(row, processes)
            ended(found[row["id"]])
        return [found[row["id"]] for row in rows]
    model.Session.commit()
    with ProcessPoolExecutor(most, get_context("fork"), _fresh) as executor:
        started = [executor.submit(_server, group, processes) for group in servers.values()]
        for future in as_completed(started):
            for id_, report in zip(*future.result(), strict=True):
                found[id_] = report
                ended(report)
    return [found[row["id"]] for row in rows]


def _server(rows: Sequence[Row], processes: int) -> tuple[list[str], list[RunReport]]:
    """Harvest the sources of one server, one after the other."""
    return [row["id"] for row in rows], [harvest_one(row, processes) for row in rows]


def _by_server(rows: Sequence[Row]) -> dict[str, list[Row]]:
    servers: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        servers[urlsplit(str(row.get("url") or "")).hostname or ""].append(row)
    return servers
