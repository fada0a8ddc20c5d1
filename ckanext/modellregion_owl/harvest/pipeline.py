"""A run: source → adapter → record → package → difference → apply. The only place that catches."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

import ckan.model as model

from ckanext.modellregion_owl import config, readonly
from ckanext.modellregion_owl.harvest import live
from ckanext.modellregion_owl.harvest.credentials import authorise
from ckanext.modellregion_owl.harvest.ending import end_run
from ckanext.modellregion_owl.harvest.exceptions import (
    N_,
    HarvestError,
    Message,
    SourceBusy,
)
from ckanext.modellregion_owl.harvest.frame.ledger import Ledger, NoLedger
from ckanext.modellregion_owl.harvest.heap import settled
from ckanext.modellregion_owl.harvest.lock import source_lock
from ckanext.modellregion_owl.harvest.queueing import Progress, Queue
from ckanext.modellregion_owl.harvest.report import RunReport, State
from ckanext.modellregion_owl.harvest.run import Run
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store import batches, journal
from ckanext.modellregion_owl.harvest.store.outcomes import Recorded
from ckanext.modellregion_owl.harvest.transport.http import Client
from ckanext.modellregion_owl.health.logs import about

log = logging.getLogger(__name__)

CLOSE_WAIT = 60.0  # seconds for a steward's decision, which holds the source for a moment


def harvest(
    source: Source | Mapping[str, Any],
    ledger: Ledger | None = None,
    progress: Progress | None = None,
    client: Client | None = None,
    kind: Callable[..., Run] = Run,
    preview: bool = False,
    queue: Queue | None = None,
) -> RunReport:
    """Harvest one source and return what was done; let no exception out.

    :param source: a source, or its dict from ckanext-harvest (`Source.from_dict`).
    :param ledger: whose books are kept along (ckanext-harvest's job and objects).
    :param progress: called with (records done, records announced or None).
    :param client: transport; default: one with the site's settings.
    :param preview: the caller rolls everything back (preview.py); nothing is deleted for good.
    :param queue: other processes that write the batches.
    :param kind: what is done: a walk over the source (default), or `remap.Remap`.
    """
    name = source.name if isinstance(source, Source) else str(source.get("name") or "")
    report = RunReport(name, preview=preview)
    ledger = ledger or NoLedger()
    started = time.monotonic()
    with settled():
        _guarded(report, lambda: _harvest(source, report, ledger, progress, client, kind, queue))
    report.seconds = time.monotonic() - started
    if report.state is not State.RUNNING:  # else the last batch closes the books
        _guarded(report, lambda: ledger.finished(report))
    return report


def close(source: Source, report: RunReport, ledger: Ledger, seen: int) -> None:
    """End a run whose batches other processes have written; let no exception out.

    :param report: with the counts of the run's row.
    :param seen: number of records that the walk has seen; what it missed is looked after now.
    """

    def work() -> None:
        with source_lock(source, wait=CLOSE_WAIT):
            _guarded(report, lambda: end_run(source, report, Recorded(report.run_id, ledger), seen))
            journal.finish_run(report)
            model.Session.commit()

    _guarded(report, work)
    _guarded(report, lambda: ledger.finished(report))


def _harvest(
    source: Source | Mapping[str, Any],
    report: RunReport,
    ledger: Ledger,
    progress: Progress | None,
    client: Client | None,
    kind: Callable[..., Run],
    queue: Queue | None,
) -> None:
    if not isinstance(source, Source):
        source = Source.from_dict(source)
    report.source_id = source.id
    report.run_id = str(uuid4())
    books = Recorded(report.run_id, ledger)
    client = client or site_client()
    authorise(source, client)
    told = progress if report.preview else live.telling(source.id, progress)
    run = kind(source, report, books, client, told, queue)
    if not report.preview:  # which writes nothing
        readonly.wait()
    with source_lock(source), about(source=source.name, run=report.run_id):
        if not run.takes_over:
            batches.check_none_waits(source)
        elif not report.preview:  # they are deleted outside of what a preview takes back
            batches.forget(source.id)
            books.begun()
        journal.start_run(source, report.run_id)
        model.Session.commit()
        # Guarded inside too: the run's row must tell how it ended, and under the lock.
        _guarded(report, run.execute)
        books.note(report)
        if report.state is State.RUNNING:
            batches.walked(report)
        else:
            journal.finish_run(report)
        model.Session.commit()


def _guarded(report: RunReport, work: Callable[[], None]) -> None:
    """Do the work; what goes wrong becomes the report's state and message."""
    try:
        work()
    except SourceBusy as err:
        report.state, report.message = State.LOCKED, err.message
    except HarvestError as err:
        model.Session.rollback()
        report.state, report.message = State.FAILED, err.message
    except Exception as err:
        # The one boundary: a bug or a lost database in one source must not stop the next source,
        # and in ckanext-harvest's consumer would end the process (spec ckan-2.12.md d).
        log.exception("harvest of %s failed", report.source)
        model.Session.rollback()
        report.state = State.FAILED
        report.message = Message(
            N_("The run broke off by a fault ({error}). The log has the details."),
            {"error": f"{type(err).__name__}: {err}"[:300]},
        )


def site_client() -> Client:
    """Return a transport with the site's settings."""
    return Client(
        timeout=config.harvest_timeout(),
        max_bytes=config.harvest_max_page_bytes(),
        allow_private=config.harvest_allow_private_addresses(),
    )
