"""What a run makes of each page before anything is written: known, changed, skipped, broken."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import ckan.model as model

from ckanext.modellregion_owl.findings import Finding
from ckanext.modellregion_owl.harvest.exceptions import N_, Message
from ckanext.modellregion_owl.harvest.personal.page import clean_record, clean_rest
from ckanext.modellregion_owl.harvest.personal.work import Policy
from ckanext.modellregion_owl.harvest.records.record import Page, Record, Skipped
from ckanext.modellregion_owl.harvest.report import Action, Outcome, RunReport
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store import journal
from ckanext.modellregion_owl.harvest.store.difference import (
    Difference,
    Versions,
    compare,
    compare_same,
    is_stored,
)
from ckanext.modellregion_owl.harvest.store.known import Known
from ckanext.modellregion_owl.harvest.store.pages import PageStore
from ckanext.modellregion_owl.harvest.write.again import patiently


class Intake:
    """Takes in the pages of one run, one after the other.

    `seen` are the GUIDs so far, `total` is what the source has announced, `findings` are those on
    the source itself, `unread` its parts that could not be read, `skipped` what is not to be shown.

    :param fail: enters records that are broken.
    :param at_source: the pages come from the source: what stands on them is there.
    """

    def __init__(
        self,
        source: Source,
        report: RunReport,
        versions: Versions,
        rule: Policy,
        pages: PageStore,
        fail: Callable[[Sequence[Outcome]], None],
        at_source: bool = True,
    ) -> None:
        self.source = source
        self.report = report
        self.seen: set[str] = set()
        self.total: int | None = None
        self.findings: list[Finding] = []
        self.unread: list[Message] = []
        self.skipped: list[Skipped] = []
        self._versions = versions
        self._policy = rule
        self._pages = pages
        self._fail = fail
        self._at_source = at_source

    def take(self, page: Page) -> list[tuple[Record, Known]]:
        """Note what the page holds; return what has to be written, without persons. Commits.

        :raises OriginalMissing: our store has lost something that the page does not tell again.
        """
        page = clean_rest(page, self._policy)
        self.findings += page.findings
        self.unread += page.unread
        if page.total is not None or self.total is not None:
            self.total = max(page.total or 0, self.total or 0)
        guids, difference = self._difference(page)
        self._skip(page)
        known = [*guids, *(p.guid for p in page.problems), *(s.guid for s in page.skipped)]
        self.seen.update(known)
        patiently(lambda: self._remember(page, known))
        self._outcomes(page, difference)
        write = [(clean_record(r, self._policy), k) for r, k in difference.write]
        return self._really_changed(write)

    @property
    def announced_more(self) -> int:
        """Return how many more records the source has announced than delivered."""
        return max(0, (self.total or 0) - len(self.seen))

    def _remember(self, page: Page, guids: list[str]) -> None:
        """Note page and records at once: while the next page is read, no row is held."""
        self._pages.save(page)
        if self._at_source:
            journal.touch(self.source, guids, self.report.run_id)
        model.Session.commit()

    def _difference(self, page: Page) -> tuple[list[str], Difference]:
        """Return the GUIDs that have not come on an earlier page, and what to do with each."""
        found = {r.guid: r for r in page.records if r.guid not in self.seen}
        difference = compare(self.source, list(found.values()), self._versions)
        if page.same is None:
            return list(found), difference
        same = page.same.without(self.seen)
        both = difference + compare_same(self.source, same, self._versions)
        return [*found, *same.guids], both

    def _skip(self, page: Page) -> None:
        new = [item for item in page.skipped if item.guid not in self.seen]
        self.skipped += new
        self.report.skipped += len(new)
        for item in new:
            text = N_("“{title}” is not shown. {reason}")
            reason = {"title": item.title, "reason": str(item.reason)}
            self.report.notes.append((item.guid, Message(text, reason)))

    def _outcomes(self, page: Page, difference: Difference) -> None:
        failed = [Outcome(Action.FAILED, p.guid, p.title, "", p.message) for p in page.problems]
        if failed:
            self._fail(failed)
        for outcome in failed:
            self.report.note(outcome)
        self.report.unchanged += difference.unchanged + len(difference.left_alone)
        for guid, title in difference.left_alone:
            text = N_("“{title}” was deleted in this portal and stays so.")
            self.report.notes.append((guid, Message(text, {"title": title})))

    def _really_changed(self, write: list[tuple[Record, Known]]) -> list[tuple[Record, Known]]:
        """Leave out records that differ only in what was removed from them: persons.

        Their digest is noted, so that the next run need not look so closely.
        """
        left: list[tuple[Record, Known]] = []
        for record, known in write:
            if is_stored(record, known, self._versions):
                journal.set_digest(self.source, record.guid, record.digest)
                self.report.unchanged += 1
            else:
                left.append((record, known))
        return left
