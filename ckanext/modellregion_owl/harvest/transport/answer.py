"""What comes back from a source, and what is known of earlier answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ckanext.modellregion_owl.harvest.records.record import Remembered


@dataclass(frozen=True)
class Answer:
    """A page as it came: the address after redirects, the media type in lower case, the body.

    `status` is 200, or 304 (without a body) when it was asked for conditionally.
    """

    url: str
    content_type: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


class Memory(Protocol):
    """Knows what earlier runs have read; `version` is that of the code that reads."""

    version: str

    def recall(self, address: str) -> Remembered | None:
        """Return a page of an earlier run, None when it has to be read in any case."""

    def digests(self, guids: Sequence[str]) -> Mapping[str, str]:
        """Return the digests of the records that are stored whole, by GUID."""


class NoMemory:
    """Knows nothing."""

    version = ""

    def recall(self, address: str) -> Remembered | None:
        """Return nothing."""
        return None

    def digests(self, guids: Sequence[str]) -> Mapping[str, str]:
        """Return nothing."""
        return {}
