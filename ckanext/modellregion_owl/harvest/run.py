"""The steps of one run, in their order; faults are left to the pipeline."""

from __future__ import annotations

from collections.abc import Iterator

import ckan.model as model

from ckanext.modellregion_owl import config, readonly
from ckanext.modellregion_owl.harvest.adapters import ADAPTERS
from ckanext.modellregion_owl.harvest.ending import end_run
from ckanext.modellregion_owl.harvest.exceptions import (
    N_,
    Message,
    SourceUnavailable,
)
from ckanext.modellregion_owl.harvest.frame.ledger import Ledger
from ckanext.modellregion_owl.harvest.identity.decide import Decider, Decision
from ckanext.modellregion_owl.harvest.intake import Intake
from ckanext.modellregion_owl.harvest.mapping import Mapper
from ckanext.modellregion_owl.harvest.owner import municipality
from ckanext.modellregion_owl.harvest.personal.page import masked, policy
from ckanext.modellregion_owl.harvest.queueing import Progress, Queue
from ckanext.modellregion_owl.harvest.records.record import Page, Record
from ckanext.modellregion_owl.harvest.report import RunReport, State
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store import batches, journal, overlay
from ckanext.modellregion_owl.harvest.store.difference import (
    OriginalMissing,
    Versions,
)
from ckanext.modellregion_owl.harvest.store.known import Known, chunks
from ckanext.modellregion_owl.harvest.store.pages import PageStore
from ckanext.modellregion_owl.harvest.transport.http import Client
from ckanext.modellregion_owl.harvest.version import mapping_version, reading_version
from ckanext.modellregion_owl.harvest.write.again import patiently
from ckanext.modellregion_owl.harvest.write.apply import Writer
from ckanext.modellregion_owl.harvest.write.batch import Written, write_batch
from ckanext.modellregion_owl.harvest.write.not_open import withdraw_skipped
from ckanext.modellregion_owl.harvest.write.solr import index_datasets


class Run:
    """One walk over one source; the caller holds the source's lock.

    With a `queue` other processes write the batches. One that `takes_over` compares anew what the
    waiting batches of earlier runs hold, so that these may go.
    """

    takes_over = True
    at_source = True  # what it reads is there; else it comes from our store

    def __init__(
        self,
        source: Source,
        report: RunReport,
        ledger: Ledger,
        client: Client,
        progress: Progress | None = None,
        queue: Queue | None = None,
    ) -> None:
        self.source = source
        self.report = report
        self.ledger = ledger
        self.client = client
        self._progress = progress or (lambda done, total: None)
        self._queue = queue
        self._batches = 0

    def execute(self) -> None:
        """Do the run; the report has the counts also when an exception passes through.

        :raises SourceInvalid: the configuration can't be used.
        """
        self._prepare()
        self._walk()
        self._wait()
        withdraw_skipped(self.source, self._intake.skipped, self.report, self.ledger)
        missed = self.report.complete and self._all_announced()
        if missed:
            self._pages.prune()
        self.report.seen = len(self._intake.seen) if missed else -1
        if self._queue and self._queue.later and self._batches:
            # The last batch ends the run; a message tells it that the walk was not a good one.
            self.report.state = State.RUNNING
            return
        end_run(self.source, self.report, self.ledger, self.report.seen)

    def _all_announced(self) -> bool:
        """Tell whether the source delivered what it announced; else nothing counts as missing.

        A server may lose the link to the next page and so look read to the end (spec sources.md 3,
        core-geonetwork#9183: records lost in paging).
        """
        if not self._intake.announced_more or not self._intake.seen:  # empty: the shrink guard's
            return True
        text = N_("The source announces {total} datasets and delivered {seen}: none was retired.")
        counts = {"total": str(self._intake.total), "seen": str(len(self._intake.seen))}
        self.report.notes.append(("", Message(text, counts)))
        return False

    def _prepare(self) -> None:
        self._municipality = municipality(self.source)
        version = mapping_version(self.source, self._municipality)
        self._versions = Versions(version, overlay.versions(self.source))
        self._policy = policy(self.source, self._municipality)
        self._mapper = Mapper(self.source, self._municipality)
        self._writer = Writer(self.source, self.report.run_id, self._versions, self.ledger)
        self._pages = PageStore(self.source, self.report.run_id, reading_version(self.source))
        self.client.memory = self._pages
        self._decider = Decider(self.source, self.report.run_id, self._versions)
        self._intake = Intake(
            self.source,
            self.report,
            self._versions,
            self._policy,
            self._pages,
            self._writer.fail,
            self.at_source,
        )
        # What a killed run has committed but not indexed.
        if left := journal.not_indexed(self.source):
            refused = index_datasets(left)
            indexed = [id_ for id_ in left if id_ not in refused]
            patiently(lambda: journal.mark_indexed(self.source, indexed))
        model.Session.commit()

    def _walk(self) -> None:
        size = config.harvest_batch_size()
        changed: list[tuple[Record, Known]] = []
        try:
            for page in self._read():
                changed += self._intake.take(page)
                self._progress(self.report.done, self._intake.total)
                while len(changed) >= size:
                    self._write(changed[:size])
                    del changed[:size]
            self.report.complete = not self._intake.unread
        except OriginalMissing as err:
            self._original_missing(err)
        except SourceUnavailable as err:
            # The walk did not reach its end; what came before is written and stays.
            self.report.state = State.INCOMPLETE if self._intake.seen else State.FAILED
            self.report.message = err.message if self._policy.keep else masked(err.message)
        if self._intake.unread and self.report.message is None:
            self.report.state = State.INCOMPLETE if self._intake.seen else State.FAILED
            self.report.message = self._intake.unread[0]
            self.report.notes += [("", message) for message in self._intake.unread[1:]]
        self._write(changed)
        self._write_waiting()
        for written in self._queue.wait() if self._queue else ():
            self._took(written)
            self._progress(self.report.done, self._intake.total)
        self._note_source()
        model.Session.commit()

    def _note_source(self) -> None:
        """Store what was noticed about the source itself and not about one of its datasets."""
        journal.save_findings(self.source, self.report.run_id, [""], self._intake.findings)
        self.report.findings += len(self._intake.findings)

    def _read(self) -> Iterator[Page]:
        adapter = ADAPTERS[self.source.protocol]()
        yield from adapter.pages(self.source, self.client, config.harvest_max_pages())

    def _original_missing(self, err: OriginalMissing) -> None:
        """End the walk: our store has lost something (restored backup?); the next run reads all."""
        model.Session.rollback()
        self._pages.forget()
        self.report.state = State.INCOMPLETE if self._intake.seen else State.FAILED
        self.report.message = Message(
            N_("The stored copy of {guid} is missing. The next run reads the source anew."),
            {"guid": err.guid},
        )

    def _write(self, batch: list[tuple[Record, Known]]) -> None:
        if batch:
            self._apply(self._decider.decide(batch))

    def _write_waiting(self) -> None:
        """Write the records that may be known ones, when it can be told: all has been read."""
        waiting = range(len(self._decider.again.waiting))
        if not waiting:
            return
        if not self.report.complete or self._intake.announced_more:
            self.report.waiting = len(waiting)
            text = N_("{number} new datasets wait until the source can be read to its end.")
            self.report.notes.append(("", Message(text, {"number": str(len(waiting))})))
            return
        for part in chunks(waiting, config.harvest_batch_size()):
            self._apply(self._decider.finish(part))

    def _apply(self, decision: Decision) -> None:
        self.report.skipped += decision.skipped
        self.report.duplicates += decision.duplicates
        self.report.unchanged += decision.left_alone
        self.report.notes += decision.notes
        # What was seen and set aside stays, also when CKAN refuses a record of the batch and with
        # it the whole transaction.
        model.Session.commit()
        self._wait()
        if self._queue is None:
            self._took(write_batch(decision.write, self._mapper, self._writer))
        elif decision.write:
            self._batches += 1
            id_ = batches.put(self.report.run_id, self.source.id, self._batches, decision.write)
            model.Session.commit()
            self._queue.put(id_)
            for written in self._queue.ready():
                self._took(written)
        self._progress(self.report.done, self._intake.total)

    def _wait(self) -> None:
        """Wait while nothing may be written; a preview writes nothing."""
        if not self.report.preview:
            readonly.wait()

    def _took(self, written: Written) -> None:
        written.count(self.report)
