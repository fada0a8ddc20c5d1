"""The whole catalogue in one document, written piece by piece: memory stays flat at any size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ckanext.modellregion_owl.feed import generations
from ckanext.modellregion_owl.feed.catalogue import UnavailableError, newest_generation
from ckanext.modellregion_owl.feed.envelope import between, closing, cut, opening
from ckanext.modellregion_owl.feed.formats import Format, Triple, serialise
from ckanext.modellregion_owl.feed.generations import Generation
from ckanext.modellregion_owl.feed.kept import still_shown
from ckanext.modellregion_owl.feed.pages import about, links
from ckanext.modellregion_owl.feed.settled import read_settled
from ckanext.modellregion_owl.feed.store import Shown

BATCH = 200  # datasets that are in memory at the same time


@dataclass(frozen=True)
class Whole:
    """A generation with its datasets (id, text), in order."""

    generation: Generation
    members: Sequence[tuple[str, str]]


def whole() -> Whole:
    """Return the newest generation.

    :raises UnavailableError: there is none, or all of it has been taken down since; LiveOnlyError:
        an operator's plugin allows none.
    """
    found = newest_generation()
    members = generations.members(found)
    if not still_shown([id_ for id_, _ in members]):
        raise UnavailableError
    return Whole(found, members)


def written(given: Whole, form: Format) -> Iterator[tuple[int, str]]:
    """Yield number of datasets and text, part by part.

    :raises UnavailableError: a dataset is missing, and nobody knows whether it may be.
    """
    newest = given.generation.newest
    head = list(about(newest.isoformat() if newest else ""))
    yield 0, opening(form)
    first = True
    for start in range(0, len(given.members), BATCH):
        batch = given.members[start : start + BATCH]
        text = _part(head, _pieces(batch, form), form)
        yield len(batch), text if first or not text else between(form) + text
        first, head = False, []
    yield 0, closing(form)


def _part(head: Sequence[Triple], pieces: Sequence[Shown], form: Format) -> str:
    about_it = [*head, *links(pieces)]
    lines = cut(serialise(about_it, form).decode(), form) if about_it else ""
    return between(form).join(text for text in (lines, *(p.body for p in pieces)) if text)


def _pieces(batch: Sequence[tuple[str, str]], form: Format) -> list[Shown]:
    ids, digests = [id_ for id_, _ in batch], [digest for _, digest in batch]
    return read_settled(ids, digests, form)
