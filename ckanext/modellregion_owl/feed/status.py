"""How the feed stands: for monitoring, the command line and the stewards' page."""

from __future__ import annotations

from typing import Any

from ckanext.modellregion_owl.feed import build, generations, guard


def status() -> dict[str, Any]:
    """Return number of the catalogue, since when, how many datasets, held back or not, readers.

    `lost`: how many datasets have left and are delivered on until a person has decided. `kept`:
    numbers that can still be read, newest first. `last_fetch`: when a client last read a page.
    `live`: a plugin's labels say who may see a dataset, so that there is no fixed catalogue.
    """
    live = not generations.usable()
    try:
        found = None if live else build.current()
    except build.NotBuilt:
        found = None
    lost = guard.held()
    fetched = generations.last_reader()
    return {
        "live": live,
        "generation": found.id if found else None,
        "since": found.created.isoformat() if found else None,
        "checked": found.checked.isoformat() if found else None,
        "count": found.count if found else 0,
        "held": bool(lost),
        "lost": len(lost),
        "kept": generations.kept(),
        "last_fetch": fetched.isoformat() if fetched else None,
    }


def release(only: list[str] | None = None, user_id: str = "") -> int:
    """Let datasets that are held leave every generation; return how many.

    :param only: ids of some of them; None: all.
    """
    number = guard.answer(guard.RELEASED, user_id, only)
    build.compare(budget=None, wait=True)
    return number


def keep(only: list[str] | None = None, user_id: str = "") -> int:
    """Answer that datasets which are held stay in the feed; return how many."""
    return guard.answer(guard.KEPT, user_id, only)
