"""A generation's texts after the guard has seen who left: for whoever reads more than one page."""

from __future__ import annotations

from collections.abc import Sequence

from ckanext.modellregion_owl.feed import build
from ckanext.modellregion_owl.feed.catalogue import UnavailableError
from ckanext.modellregion_owl.feed.formats import Format
from ckanext.modellregion_owl.feed.kept import read_kept
from ckanext.modellregion_owl.feed.store import Shown


def read_settled(ids: Sequence[str], digests: Sequence[str], form: Format) -> list[Shown]:
    """Return what a generation says of datasets, without those that were taken down since.

    :raises UnavailableError: some have left, and the guard has not seen it.
    """
    kept = read_kept(ids, digests, form)
    if kept.unknown or kept.missing:
        # Before a text is without them the guard must have seen that they are gone.
        build.compare(wait=True)
        kept = read_kept(ids, digests, form)
    if kept.unknown or kept.missing:
        raise UnavailableError
    return kept.pieces
