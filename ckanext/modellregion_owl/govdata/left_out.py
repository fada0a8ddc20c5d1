"""What the feed for GovData leaves out, and why: it reaches GovData on another way."""

from __future__ import annotations

from ckanext.modellregion_owl.feed import generations
from ckanext.modellregion_owl.feed.selections import elsewhere
from ckanext.modellregion_owl.govdata import names


def left_out() -> list[dict[str, str]]:
    """Return [{dataset, title, reason}] of the catalogue's datasets that are not ours to deliver.

    Sorted by reason and title.
    """
    newest = generations.newest()
    reasons = elsewhere() if newest else {}
    if newest is None or not reasons:
        return []
    ids = [id_ for id_, _ in generations.members(newest) if id_ in reasons]
    known = names.by_id(ids)
    rows = [
        {"dataset": known[id_].name, "title": known[id_].title, "reason": reasons[id_]}
        for id_ in ids
        if id_ in known
    ]
    return sorted(rows, key=lambda row: (row["reason"], row["title"]))
