"""The services of a catalogue that work on its datasets, asked for in questions of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ckanext.modellregion_owl.findings import Finding, Severity, note
from ckanext.modellregion_owl.harvest.csw import request
from ckanext.modellregion_owl.harvest.csw.answer import Found, ServerSaysNo
from ckanext.modellregion_owl.harvest.csw.memory import Answers
from ckanext.modellregion_owl.harvest.csw.settings import Settings
from ckanext.modellregion_owl.harvest.csw.walk import Walk
from ckanext.modellregion_owl.harvest.exceptions import Message
from ckanext.modellregion_owl.harvest.iso.metadata import Metadata

ANSWERS = "answers"  # key of the facts
IDS_A_QUESTION = 40  # datasets whose services one question asks for


@dataclass(frozen=True)
class Coupled:
    """What was found for some datasets; parsed when it is asked for."""

    found: tuple[Found, ...] = ()
    unread: tuple[Message, ...] = ()

    @property
    def services(self) -> list[Metadata]:
        """Return the services, each once."""
        records = (record for found in self.found for record in found.records)
        return list({m.id: m for m in records if m.is_service}.values())


class Services:
    """Asks for the services of one walk.

    :param walk: begins a walk over conditions, whose answers are noted.
    :param all_answers: for `services: all`, whose answers belong to no page; its facts tell whether
        the server has answered such questions in an earlier walk.
    """

    def __init__(
        self,
        settings: Settings,
        walk: Callable[[Sequence[request.Condition], Answers], Walk],
        all_answers: Answers,
    ) -> None:
        self._settings = settings
        self._walk = walk
        self._ask = settings.services != "none"
        self._all: Coupled | None = None
        self.all_answers = all_answers
        self._answers = bool(all_answers.facts.get(ANSWERS))

    @property
    def facts(self) -> dict[str, bool]:
        """Return what the next walk has to know, {} if the server never answered."""
        return {ANSWERS: True} if self._answers else {}

    def of(self, keys: Sequence[str], answers: Answers) -> Coupled:
        """Return what works on the datasets that services may name by these keys.

        :raises SourceUnavailable: the server fails midway.
        """
        if not self._ask or not keys:
            return Coupled()
        if self._settings.services == "all":
            if self._all is None:
                self._all = self._collect(self._settings.owner(), self.all_answers)
            return self._all
        parts = []
        for start in range(0, len(keys), IDS_A_QUESTION):
            some = keys[start : start + IDS_A_QUESTION]
            coupled = request.AnyOf(tuple(request.Equal("OperatesOn", key) for key in some))
            parts.append(self._collect([coupled], answers))
        return _joined(parts)

    def _collect(self, conditions: Sequence[request.Condition], answers: Answers) -> Coupled:
        parts: list[Coupled] = []
        try:
            steps = self._walk([any_type(["service"]), *conditions], answers).steps()
            parts.extend(Coupled((s.found,) if s.found else (), s.unread) for s in steps)
        except ServerSaysNo as err:
            # What it has answered once it can answer: without their services the datasets would
            # be written without them.
            if self._answers or any(part.found for part in parts):
                raise
            # The server can't be asked so; then no walk gets services, and none are missing.
            self._ask = False
            note(Finding("csw.services", Severity.IMPROVE, "access_services", before=str(err)))
            return Coupled()
        self._answers = True
        return _joined(parts)


def any_type(names: Sequence[str]) -> request.Condition:
    """Return the condition that a record has one of these levels."""
    return request.AnyOf(tuple(request.Is("Type", name) for name in names))


def _joined(parts: Iterable[Coupled]) -> Coupled:
    parts = list(parts)
    found = tuple(found for part in parts for found in part.found)
    return Coupled(found, tuple(message for part in parts for message in part.unread))
