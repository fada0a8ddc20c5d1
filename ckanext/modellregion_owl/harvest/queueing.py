"""How a run hands its batches to other processes, and tells how far it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from ckanext.modellregion_owl.harvest.write.batch import Written

Progress = Callable[[int, "int | None"], None]


class Queue(Protocol):
    """Takes batches to other processes; `later`: they are written when the walk has ended."""

    later: bool

    def put(self, batch_id: str) -> None:
        """Hand over a stored batch."""

    def ready(self) -> list[Written]:
        """Return what was written since the last call."""

    def wait(self) -> list[Written]:
        """Return the rest, when it is written."""
