"""What can go wrong in a run; the class decides the effect (only `pipeline` catches)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ckanext.modellregion_owl.texts import translate


@dataclass(frozen=True)
class Message:
    """A sentence for people: an English msgid and the values in it; `str()` gives it translated."""

    msgid: str
    params: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return translate(self.msgid).format(**self.params)


class HarvestError(Exception):
    """Base of all: says in one sentence what happened and what to do.

    :param msgid: the sentence in English, a literal inside `_N`, with `{names}` for the values.
    """

    def __init__(self, msgid: str, **params: object) -> None:
        self.message = Message(msgid, {k: str(v) for k, v in params.items()})
        super().__init__(msgid, params)

    def __str__(self) -> str:
        return str(self.message)


class SourceInvalid(HarvestError):
    """A source's configuration is wrong: the run does not start."""


class SourceBusy(HarvestError):
    """Another run of the same source holds the lock: the run does not start."""


class SourceUnavailable(HarvestError):
    """The source can't be read, from the start or midway: the walk is incomplete.

    What came before stays, nothing is removed.
    """


class SourceMissing(SourceUnavailable):
    """There is nothing at the address (HTTP 404, 410): another one may be the right one."""


class SourceSilent(SourceUnavailable):
    """There is no answer at all (no connection, no byte in time): a smaller page won't help."""


class SourceRefused(SourceUnavailable):
    """The source's address, or one that it leads to, must not be read (safety)."""


class RecordInvalid(HarvestError):
    """One record can't become a dataset: it is counted as failed, the others go on.

    `guid` tells which, "" when it has none; a known record that has become invalid is still there.
    """

    def __init__(self, msgid: str, guid: str = "", title: str = "", **params: object) -> None:
        super().__init__(msgid, **params)
        self.guid = guid
        self.title = title


def N_(msgid: str) -> str:  # noqa: N802 - the name that the extraction of messages knows
    """Mark a sentence for translation; it is translated when it is shown."""
    return msgid
