"""One round of the link check: several servers at a time, each slowly, stopped at any moment."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

import ckan.model as model

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.links import store
from ckanext.modellregion_owl.links.ask import Asker, Told
from ckanext.modellregion_owl.links.places import places
from ckanext.modellregion_owl.locks import held

HOSTS = 8  # servers that are asked at the same time; each is asked one by one
SLICE = 20  # links of one server between two looks at the clock; what is done is kept then
TAKEN = 2_000  # links that are taken from the table at a time
_LOCK = "modellregion_links"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Round:
    """What a round has done; `left` are the links that are still to be asked now."""

    asked: int = 0
    failed: int = 0
    left: int = 0
    busy: bool = False  # another process is at it


def look() -> int:
    """Read anew from the catalogue which links there are; return their number. Commits."""
    found = store.register(places())
    model.Session.commit()
    return found


def check(seconds: float | None = None, progress: Progress | None = None) -> Round:
    """Ask the links that are due, until all are done or the time is over. Commits as it goes.

    :param seconds: time after which no further links are asked; None: no limit.
    """
    with held(_LOCK) as alone:
        if not alone:
            return Round(busy=True, left=store.count_due())
        return _Rounds(seconds, progress).run()


class _Rounds:
    def __init__(self, seconds: float | None, progress: Progress | None) -> None:
        self._until = time.monotonic() + (float("inf") if seconds is None else seconds)
        self._progress = progress or (lambda done, total: None)
        # Read here: the threads that ask have no application around them.
        self._pause = config.links_pause()
        self._allow_private = config.harvest_allow_private_addresses()
        self._asked = 0
        self._failed = 0

    def run(self) -> Round:
        total = store.count_due()
        model.Session.commit()
        while not self._over() and (part := store.due(TAKEN)):
            model.Session.commit()  # no transaction stays open while servers are asked
            self._part(part, total)
        left = store.count_due()
        model.Session.commit()
        return Round(self._asked, self._failed, left)

    def _over(self) -> bool:
        return time.monotonic() >= self._until

    def _part(self, part: Sequence[tuple[str, str]], total: int) -> None:
        waiting: dict[str, list[str]] = defaultdict(list)
        for url, host in part:
            waiting[host].append(url)
        with ThreadPoolExecutor(HOSTS) as pool:
            running = {pool.submit(self._slice, urls): urls for urls in waiting.values()}
            while running:
                done, _rest = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    left = running.pop(future)[SLICE:]
                    if self._keep(future, total) and left and not self._over():
                        running[pool.submit(self._slice, left)] = left

    def _keep(self, future: Future[dict[str, Told]], total: int) -> bool:
        """Store the answers of a slice; tell whether its server may be asked for more."""
        told = future.result()
        store.save(told)
        for url, answer in told.items():
            if answer.wait is not None:
                store.postpone(url, answer.wait)
        model.Session.commit()
        self._asked += len(told)
        self._failed += sum(bool(t.fault) and t.wait is None for t in told.values())
        self._progress(self._asked, max(total, self._asked))
        return not any(t.wait is not None for t in told.values())

    def _slice(self, urls: Sequence[str]) -> dict[str, Told]:
        """Ask the first links of a server; ends early when it is busy. Not with the database."""
        found: dict[str, Told] = {}
        asker = Asker(self._allow_private)
        try:
            for url in urls[:SLICE]:
                if self._over():
                    break
                if found:
                    time.sleep(self._pause)
                found[url] = asker.ask(url)
                if found[url].wait is not None:
                    break
        finally:
            asker.close()
        return found
