"""Texts without a language, or in a country's form of German: the feed says German of all of them.

GovData takes a title only if it is German (spec govdata.md 5), and the sources are German
authorities. One finding per dataset and spelling: nearly every text of a source is alike in this.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from ckanext.modellregion_owl.findings import Finding, Severity, note

RULE = "text.language"
GERMAN = "de"

# Language as the source wrote it → the field where that was met first.
_met: ContextVar[dict[str, str] | None] = ContextVar("modellregion_languages", default=None)


@contextmanager
def noted_once() -> Iterator[None]:
    """Gather what `taken_as_german` meets inside the block; note each spelling once at its end."""
    with met() as found:
        yield
    for written, field in sorted(found.items()):
        note(Finding(RULE, Severity.IMPROVE, field, before=written, after=GERMAN))


@contextmanager
def met() -> Iterator[dict[str, str]]:
    """Gather what `taken_as_german` meets inside the block: language as written → first field."""
    found: dict[str, str] = {}
    token = _met.set(found)
    try:
        yield found
    finally:
        _met.reset(token)


def taken_as_german(written: str, field: str) -> None:
    """Remember that a text in a language written so ("" for none) counts as German."""
    if written == GERMAN or written.lower() == GERMAN:
        return
    found = _met.get()
    if found is not None:
        found.setdefault(written, field)
