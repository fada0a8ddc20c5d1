"""Knows the answers of a catalogue again, and single records in those that are others.

Every answer bears the time at which it was made; without it, the same question of an unchanged
catalogue has the same answer. What a walk needs of such a one (`answer.Facts`) stands with the
page that it belongs to, so that it is not even parsed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from hashlib import blake2b
from typing import Any

from ckanext.modellregion_owl.harvest.csw.answer import Facts, Found, known_answer, read_answer
from ckanext.modellregion_owl.harvest.iso.metadata import Metadata
from ckanext.modellregion_owl.harvest.records.record import Remembered, Trace
from ckanext.modellregion_owl.harvest.transport.answer import Answer

# Attributes of SearchStatus and SearchResults that are other ones in each answer (CSW 2.0.2,
# 10.8.4.3 and 10.8.4.4).
_VOLATILE = re.compile(rb"\s(?:timestamp|expires|resultSetId)\s*=\s*(?:\"[^\"]*\"|'[^']*')")


class Answers:
    """The answers from which one page is made: its records', and those of their services.

    :param address: what the page is remembered by.
    :param known: the page of an earlier run; its `next` is what `notes` has written.
    """

    def __init__(self, address: str, known: Remembered | None) -> None:
        self.address = address
        self.known = known
        stored = json.loads(known.page.next) if known else {"answers": {}, "facts": {}}
        self.facts: dict[str, Any] = stored["facts"]
        self._last: dict[str, tuple[str, Facts]] = {
            question: (hashed, Facts(came, tuple(ids), *numbers))
            for question, (hashed, (came, ids, *numbers)) in stored["answers"].items()
        }
        self._heard: dict[str, tuple[str, Facts]] = {}

    def read(self, question: bytes, answer: Answer) -> Found:
        """Return what an answer says; one that is the same as last time is not parsed.

        :raises SourceUnavailable: it can't be read, or is an exception report.
        """
        asked, hashed = mark(question), fingerprint(answer.body)
        last = self._last.get(asked)
        same = last is not None and last[0] == hashed
        found = known_answer(answer, last[1]) if last and same else read_answer(answer)
        self._heard[asked] = hashed, found.facts
        return found

    @property
    def same_so_far(self) -> bool:
        """Tell whether all that was heard is the same as last time."""
        return all(self._last.get(q, ("",))[0] == hashed for q, (hashed, _) in self._heard.items())

    def trace(self, *context: Any) -> Trace:
        """Return by what the page is known again: all answers, and what else it depends on."""
        heard = sorted((question, hashed) for question, (hashed, _) in self._heard.items())
        return Trace(self.address, mark(json.dumps([heard, *context], sort_keys=True).encode()))

    def notes(self, facts: Mapping[str, Any]) -> str:
        """Return what the next run has to know; `facts` it finds again under that name."""
        answers = {q: [hashed, astuple(found)] for q, (hashed, found) in self._heard.items()}
        return json.dumps({"answers": answers, "facts": facts})


def mark(text: bytes) -> str:
    """Return 32 hexadecimal digits over a text."""
    return blake2b(text, digest_size=16).hexdigest()


def fingerprint(body: bytes) -> str:
    """Return 32 hexadecimal digits over an answer without its times."""
    end = body.find(b">", body.find(b"SearchResults") + 1)
    return mark(_VOLATILE.sub(b"", body[:end]) + body[end:])


def record_digest(
    metadata: Metadata, services: Sequence[Metadata], parent: str, version: str
) -> str:
    """Return 32 hexadecimal digits over all that a dataset is made of, before it is described.

    :param services: those that are joined to it.
    :param parent: IRI of its series, "" for none.
    :param version: of the code and configuration that describe it (`Memory.version`).
    """
    joined = sorted({mark(service.canonical) for service in services})
    return mark(json.dumps([mark(metadata.canonical), joined, parent, version]).encode())
