"""The books that others keep of a run; the pipeline knows only this shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ckanext.modellregion_owl.harvest.report import Outcome, RunReport


class Ledger(Protocol):
    """Is told what happens, inside of the same transaction; must not commit in `written`."""

    def begun(self) -> None:
        """Close what earlier runs of the source have left open: none of them is at work."""

    def written(self, outcomes: Sequence[Outcome]) -> None:
        """Enter records that were added, changed, removed or have failed."""

    def finished(self, report: RunReport) -> None:
        """Close the books; may commit."""


class NoLedger:
    """Keeps no books."""

    def begun(self) -> None:
        """Do nothing."""

    def written(self, outcomes: Sequence[Outcome]) -> None:
        """Do nothing."""

    def finished(self, report: RunReport) -> None:
        """Do nothing."""
