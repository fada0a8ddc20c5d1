"""Second harvests: nothing changed, the same answer, one per cent changed."""

from __future__ import annotations

from collections.abc import Callable
from urllib.request import urlopen

from benchmarks.feed import EVERY

Work = Callable[[], "int | None"]
Harvest = Callable[[], dict[str, int]]  # counts of a run, as far as the side tells them


def second(first: Harvest, url: str, variant: str, changed: Callable[[int], int] | None) -> Work:
    """Harvest once, let the source change to `variant` ("" for not at all), return the second run.

    :param first: harvests the source, each time it is called.
    :param changed: how many datasets of so many must have changed; None: the side can't tell.
    """
    first()
    if variant:
        urlopen(url.rpartition("/")[0] + f"/use/{variant}").close()  # noqa: S310

    def work() -> None:
        counts = first()
        if changed is None:
            return
        wanted = changed(sum(counts.values()))
        if counts["changed"] != wanted:
            raise SystemExit(f"{counts}, and {wanted} were to change")

    return work


def one_percent(size: int) -> int:
    """Return how many datasets the variant `edited` changes."""
    return -(-size // EVERY)


def none(_size: int) -> int:
    """Return that nothing changes."""
    return 0


# Name of the entry: variant of the source, and what must have changed.
SECOND = {
    "harvest_unchanged": ("again", none),
    "harvest_unchanged_304": ("", none),
    "harvest_1pct": ("edited", one_percent),
}
