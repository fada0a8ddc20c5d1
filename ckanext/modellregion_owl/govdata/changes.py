"""What has changed since a client read the feed last: what GovData will add, change and delete."""

from __future__ import annotations

from typing import Any

from ckanext.modellregion_owl.feed import generations
from ckanext.modellregion_owl.feed.selections import ours
from ckanext.modellregion_owl.govdata import names


def changes() -> dict[str, Any]:
    """Return {since, added, changed, removed: [title]}, {} when nobody has read the feed yet.

    By the generation that was read last, with today's rule of what is ours. Our own check is no
    reader.
    """
    read, newest = generations.last_read(), generations.newest()
    if read is None or read.fetched is None or newest is None:
        return {}
    before, now = dict(ours().members(read)), dict(ours().members(newest))
    gone = names.by_id(before.keys() - now.keys())
    return {
        "since": read.fetched.isoformat(timespec="seconds"),
        "added": len(now.keys() - before.keys()),
        "changed": sum(before[id_] != now[id_] for id_ in before.keys() & now.keys()),
        "removed": sorted(gone[i].title if i in gone else i for i in before.keys() - now.keys()),
    }
