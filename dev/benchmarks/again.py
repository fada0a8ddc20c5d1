"""Second harvests: nothing changed, the same answer, one per cent changed."""

from __future__ import annotations

from collections.abc import Callable
from urllib.request import urlopen

from benchmarks.feed import EVERY

Work = Callable[[], "int | None"]
Harvest = Callable[[], dict[str, int]]  # counts of a run, as far as the side tells them


def again(side: str, name: str, harvest: Harvest, url: str) -> Work:
    """Let the source change as an entry of `SECOND` says; return the next run.

    :param harvest: harvests the source, each time it is called, and has done so before.
    """
    variant, changed = SECOND[name]
    if variant:
        urlopen(url.rpartition("/")[0] + f"/use/{variant}").close()  # noqa: S310

    def work() -> None:
        counts = harvest()
        if side == "peer":  # can't tell
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


# Name of the entry: variant of the source ("": not another one), and how many of so many datasets
# must have changed.
SECOND: dict[str, tuple[str, Callable[[int], int]]] = {
    "harvest_unchanged_304": ("", none),
    "harvest_unchanged": ("again", none),
    "harvest_1pct": ("edited", one_percent),
}
