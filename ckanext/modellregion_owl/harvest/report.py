"""What a run did: counts, reasons, state."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from ckanext.modellregion_owl.harvest.exceptions import Message


class State(str, Enum):
    """How a run ended. Only `FINISHED` means that source and portal agree."""

    RUNNING = "running"
    CLOSING = "closing"  # all is written; what was missed is looked after
    FINISHED = "finished"
    INCOMPLETE = "incomplete"  # a page could not be read; nothing was removed
    HELD = "held"  # so much is missing that nothing was removed; a person decides
    FAILED = "failed"  # nothing could be read, or a mistake of ours
    LOCKED = "locked"  # another run is at work
    ABORTED = "aborted"  # killed; noticed by the next run


class Action(str, Enum):
    """What happened to one record."""

    ADDED = "added"
    CHANGED = "changed"
    TAKEN_OVER = "taken_over"  # stood in the portal before, and is the source's from now on
    REMOVED = "removed"
    FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    """What happened to one record, and why when it failed; `package_id` is "" without a dataset."""

    action: Action
    guid: str
    title: str
    package_id: str = ""
    reason: Message | None = None


# Columns of the run's row that the report of a run in the queue is made of again.
COLUMNS = (
    "added",
    "changed",
    "unchanged",
    "removed",
    "failed",
    "taken_over",
    "reidentified",
    "duplicates",
    "skipped",
)


@dataclass
class RunReport:
    """The result of a run of one source; filled while it goes on."""

    source: str
    source_id: str = ""
    run_id: str = ""
    state: State = State.RUNNING
    complete: bool = False
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    failed: int = 0
    taken_over: int = 0
    reidentified: int = 0
    duplicates: int = 0  # shown from another source
    skipped: int = 0  # not open, or this portal's own
    waiting: int = 0  # perhaps known under another GUID; the walk did not come to its end
    findings: int = 0
    missing: int = 0
    seen: int = -1  # records that a complete walk has seen; -1: it was none
    preview: bool = False
    seconds: float = 0.0
    message: Message | None = None
    reasons: list[Outcome] = field(default_factory=list)
    notes: list[tuple[str, Message]] = field(default_factory=list)

    def note(self, outcome: Outcome) -> None:
        """Count an outcome, and keep the reason of a failed one."""
        name = outcome.action.value
        setattr(self, name, getattr(self, name) + 1)
        if outcome.reason is not None:
            self.reasons.append(outcome)

    def counts(self) -> dict[str, int]:
        """Return the five numbers, as `--json` prints them (issue 3, part 6).

        A dataset that was taken over was there before: it counts as changed.
        """
        names = ("added", "changed", "unchanged", "removed", "failed")
        found = {name: getattr(self, name) for name in names}
        return {**found, "changed": self.changed + self.taken_over}

    @property
    def done(self) -> int:
        """Return the number of records that were dealt with."""
        aside = self.skipped + self.duplicates + self.waiting
        return sum(self.counts().values()) - self.removed + aside
