"""Knows a record again whose server has given it another GUID (spec sources.md 2, no. 1).

A known record is a candidate while this run has not seen it. Whether it is missing shows at the end
of a complete walk only: until then the new record waits, its triples in the store of originals.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.modellregion_owl.findings import Finding, Severity, to_json
from ckanext.modellregion_owl.harvest.records.identity_keys import (
    CONTENT,
    IDENTIFIER,
    LASTING,
)
from ckanext.modellregion_owl.harvest.records.record import Record
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.harvest.store import originals
from ckanext.modellregion_owl.harvest.store.known import Known, stored
from ckanext.modellregion_owl.harvest.store.sql import text_array
from ckanext.modellregion_owl.model import record as table

# The surest first.
KINDS = (LASTING, IDENTIFIER, CONTENT)


@dataclass(frozen=True)
class Waiting:
    """A new record that may be a known one; all but its triples."""

    guid: str
    digest: str
    title: str
    lasting: str
    findings: list[dict[str, Any]]
    original: str
    keys: frozenset[str]


@dataclass(frozen=True)
class Candidate:
    """A known record that this run has not seen."""

    guid: str
    keys: frozenset[str]


Decided = tuple[Record, Known, tuple[Finding, ...]]


class Again:
    """The waiting records of one run."""

    def __init__(self, source: Source, run_id: str) -> None:
        self.source = source
        self.run_id = run_id
        self.waiting: list[Waiting] = []
        self._matches: tuple[dict[str, str], set[str]] | None = None

    def hold(self, new: Sequence[tuple[Record, Sequence[str]]]) -> set[str]:
        """Keep back the records that may be known ones; return their GUIDs.

        :param new: records without a row, with their keys.
        """
        known = self._candidates({key for _record, keys in new for key in keys})
        if not known:
            return set()
        possible = {key for candidate in known for key in candidate.keys}
        held = [(record, keys) for record, keys in new if possible & set(keys)]
        kept = originals.save([record for record, _keys in held])
        for record, keys in held:
            self.waiting.append(
                Waiting(
                    record.guid,
                    record.digest,
                    record.title,
                    record.lasting,
                    to_json(record.findings),
                    kept[record.guid],
                    frozenset(keys),
                )
            )
        return {record.guid for record, _keys in held}

    def decide(self, part: Sequence[Waiting]) -> list[Decided]:
        """Return waiting records with the known ones that they are, new ones without.

        To be called when all of the source has been read; `part` limits what is in memory.
        """
        # Once for all parts: what the first one writes is no candidate any more.
        self._matches = self._matches or self.matches()
        matches, doubtful = self._matches
        records = originals.by_key([vars(w) for w in part])
        guids = [matches.get(r.guid, r.guid) for r in records]
        known = stored(self.source, guids)
        return [
            (record, *self._known(record, known[guid], doubtful))
            for record, guid in zip(records, guids, strict=True)
        ]

    def matches(self) -> tuple[dict[str, str], set[str]]:
        """Return {new GUID: known GUID} and the new GUIDs of which it can't be told."""
        by_key: dict[str, set[Candidate]] = defaultdict(set)
        for candidate in self._candidates({key for w in self.waiting for key in w.keys}):
            for key in candidate.keys:
                by_key[key].add(candidate)
        found = {
            w.guid: match(w.keys, set().union(*(by_key[key] for key in w.keys if key in by_key)))
            for w in self.waiting
        }
        claims = Counter(guids[0] for guids in found.values() if len(guids) == 1)
        sure = {new: g[0] for new, g in found.items() if len(g) == 1 and claims[g[0]] == 1}
        return sure, {new for new, guids in found.items() if guids and new not in sure}

    def _known(
        self, record: Record, known: Known, doubtful: set[str]
    ) -> tuple[Known, tuple[Finding, ...]]:
        if known.guid != record.guid:
            note = Finding(
                "record.reidentified", Severity.IMPROVE, before=known.guid, after=record.guid
            )
            return replace(known, guid=record.guid, was=known.guid), (note,)
        if record.guid in doubtful:
            return known, (Finding("record.ambiguous", Severity.WRONG, after=record.guid),)
        return known, ()

    def _candidates(self, keys: Iterable[str]) -> list[Candidate]:
        """Return the source's records with one of the keys that this run has not seen so far."""
        wanted = sorted(keys)
        if not wanted:
            return []
        query = sa.select(table.c.guid, table.c["keys"]).where(
            table.c.source_id == self.source.id,
            table.c.last_run_id != self.run_id,
            table.c["keys"].op("&&")(text_array(wanted)),
            table.c.skipped == "",
        )
        return [Candidate(guid, frozenset(k)) for guid, k in model.Session.execute(query)]


def match(keys: frozenset[str], candidates: Collection[Candidate]) -> list[str]:
    """Return the GUIDs of the candidates that fit best; more than one: it can't be told."""
    left = sorted(candidates, key=lambda candidate: candidate.guid)
    found: list[str] = []
    for kind in KINDS:
        own = {key for key in keys if key.startswith(kind)}
        fitting = [c for c in left if own & c.keys]
        if fitting:
            left, found = fitting, [c.guid for c in fitting]
        if len(found) == 1:
            break
    return found
