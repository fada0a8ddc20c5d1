"""Decides for the records of a batch which dataset each one is, before anything is mapped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import ckan.model as model

from ckanext.modellregion_owl.curation.blocks import Blocks, marks
from ckanext.modellregion_owl.curation.strip import stripped
from ckanext.modellregion_owl.findings import Finding, Severity
from ckanext.modellregion_owl.harvest.exceptions import N_, Message
from ckanext.modellregion_owl.harvest.frame.others import active_sources
from ckanext.modellregion_owl.harvest.identity.again import Again, Decided
from ckanext.modellregion_owl.harvest.identity.duplicates import Duplicate, Duplicates
from ckanext.modellregion_owl.harvest.identity.echo import Echo
from ckanext.modellregion_owl.harvest.identity.existing import Existing
from ckanext.modellregion_owl.harvest.identity.owners import give_up, hand_over
from ckanext.modellregion_owl.harvest.records.identity_keys import Traits, traits
from ckanext.modellregion_owl.harvest.records.record import Record
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store import journal, originals
from ckanext.modellregion_owl.harvest.store.difference import Verdict, Versions, verdict
from ckanext.modellregion_owl.harvest.store.known import Known
from ckanext.modellregion_owl.harvest.store.rows import record_row

ECHO = "echo"


@dataclass
class Decision:
    """What becomes of a batch; `notes` are (GUID, sentence) for the report."""

    write: list[Decided] = field(default_factory=list)
    skipped: int = 0
    duplicates: int = 0
    left_alone: int = 0
    notes: list[tuple[str, Message]] = field(default_factory=list)


class Decider:
    """Decides for one run of one source. Writes rows of records that get no dataset."""

    def __init__(self, source: Source, run_id: str, versions: Versions) -> None:
        self.source = source
        self.run_id = run_id
        self.versions = versions
        self.seen = True
        self.sources = active_sources()
        self._blocks = Blocks.load()
        self.again = Again(source, run_id)
        self._echo = Echo()
        self._existing = Existing(source, self.sources)
        self._duplicates = Duplicates(source, self.sources)

    def decide(self, batch: Sequence[tuple[Record, Known]]) -> Decision:
        """Return what to write; records that may be known under another GUID wait (`finish`)."""
        keyed = [(record, known, traits(record)) for record, known in batch]
        if self._blocks:
            keyed = self._without_blocked(keyed)
        fresh = [(r, t) for r, known, t in keyed if _is_new(known)]
        waiting = self.again.hold([(record, t.keys) for record, t in fresh])
        decision = self._decide([((r, k, ()), t) for r, k, t in keyed if r.guid not in waiting])
        decision.left_alone += len(batch) - len(keyed)
        return decision

    def _without_blocked(
        self, keyed: Sequence[tuple[Record, Known, Traits]]
    ) -> list[tuple[Record, Known, Traits]]:
        """Leave out what is blocked: nothing of it is stored, and no report names it."""
        return [
            (stripped(r, self._blocks.of(k.package_id, r.guid)), k, t)
            for r, k, t in keyed
            if not self._blocks.stops(k.package_id, r.guid, marks(t))
        ]

    def finish(self, part: Sequence[int]) -> Decision:
        """Return what to write of the waiting records; the whole source has been read.

        :param part: their positions, so that only some are in memory.
        """
        waiting = [self.again.waiting[i] for i in part]
        decided = self.again.decide(waiting)
        return self._decide([(d, traits(d[0])) for d in decided])

    def _decide(self, batch: Sequence[tuple[Decided, Traits]]) -> Decision:
        decision = Decision()
        rest = self._without_echoes(batch, decision)
        taken = self._existing.found([(d[0], t) for d, t in rest if _is_new(d[1])])
        found: list[tuple[Decided, Traits]] = []
        for (record, known, notes), t in rest:
            dataset = taken.get(record.guid)
            if dataset is not None:
                known = replace(
                    known, package_id=dataset.id, name=dataset.name, state="active", taken=True
                )
                notes = (*notes, take_over_finding(known))
            found.append(((record, known, notes), t))
        self._without_duplicates(found, decision)
        model.Session.flush()
        return decision

    def _without_echoes(
        self, batch: Sequence[tuple[Decided, Traits]], decision: Decision
    ) -> list[tuple[Decided, Traits]]:
        asking = [(d[0], t) for d, t in batch if _is_new(d[1]) or d[1].skipped]
        echoes = self._echo.found(asking)
        out = [d for d, _t in batch if d[0].guid in echoes]
        self._set_aside(out, [{"skipped": ECHO}] * len(out))
        decision.skipped += len(out)
        decision.notes += echoes.items()
        return [(d, t) for d, t in batch if d[0].guid not in echoes]

    def _without_duplicates(
        self, batch: Sequence[tuple[Decided, Traits]], decision: Decision
    ) -> None:
        answers = self._duplicates.decide([(d[1], t.keys) for d, t in batch])
        rivals = self._duplicates.rivals(
            d[1].package_id for d, _t in batch if d[1].state == "active" and not d[1].duplicate_of
        )
        aside: list[tuple[Decided, Duplicate]] = []
        for (record, _known, notes), answer in zip((d for d, _t in batch), answers, strict=True):
            if isinstance(answer, Duplicate):
                aside.append(((record, _known, notes), answer))
            elif answer.package_id in rivals and not answer.instead_of:
                source_id, guid = rivals[answer.package_id]
                hand_over(source_id, guid, answer.package_id)
                aside.append(
                    ((record, _known, notes), Duplicate(answer.package_id, "rule", source_id))
                )
            elif answer.was and verdict(answer, "", "") is Verdict.LEFT_ALONE:
                journal.rename(self.source, {answer.was: record.guid})
                decision.left_alone += 1
            else:
                decision.write.append((record, answer, notes))
        self._set_aside(
            [d for d, _a in aside],
            [{"duplicate_of": a.package_id, "duplicate_by": a.by} for _d, a in aside],
        )
        decision.duplicates += len(aside)
        decision.notes += [(d[0].guid, self._also(d[0], a)) for d, a in aside if d[1].new]

    def _also(self, record: Record, duplicate: Duplicate) -> Message:
        other = self.sources.get(duplicate.source_id)
        text = N_("“{title}” is shown from the source “{source}” already.")
        return Message(text, {"title": record.title, "source": other.title if other else ""})

    def _set_aside(self, decided: Sequence[Decided], more: Sequence[dict[str, str]]) -> None:
        """Store records that get no dataset: nothing of a source is dropped in silence."""
        if not decided:
            return
        kept = originals.save([d[0] for d in decided])
        empty = {"duplicate_of": None, "duplicate_by": "", "skipped": "", "indexed": True}
        rows = [
            record_row(self.source, self.run_id, record, self.versions.of(known.package_id), kept)
            | empty
            | {"package_id": known.package_id}
            | values
            for (record, known, _notes), values in zip(decided, more, strict=True)
        ]
        journal.save_records(rows, self.seen)


def settle(items: Iterable[tuple[str, Known]], source: Source) -> None:
    """Make room for the rows of records that are about to be written, in the same transaction.

    :param items: (GUID, known) of each.
    """
    knowns = [known for _guid, known in items]
    journal.rename(source, {k.was: k.guid for k in knowns if k.was})
    journal.release(source, [k.package_id for k in knowns if k.taken])
    for known in knowns:
        if known.instead_of:
            give_up(*known.instead_of, known.package_id)


def take_over_finding(known: Known) -> Finding:
    """Return the finding of a dataset that stood in the portal before."""
    return Finding("record.taken_over", Severity.IMPROVE, after=known.guid, before=known.name or "")


def _is_new(known: Known) -> bool:
    return known.new and known.state is None and not known.was
