"""The order of test files for several processes."""

from __future__ import annotations

from collections import Counter

import pytest

# About what a test of the kind takes, in seconds. Only the order of the sums matters.
COSTS = {"browser": 6.0, "stack": 1.0, "unit": 0.05}


def costly_first(items: list[pytest.Item]) -> None:
    """Put the files that take long at the start; within a file nothing moves.

    A process that is done with its files takes the next one: with a long file at the end the others
    would wait for it. (xdist's own order counts tests, whatever they take.)
    """
    costs: Counter[str] = Counter()
    for item in items:
        costs[_file(item)] += _cost(item)  # type: ignore[assignment]
    items.sort(key=lambda item: -costs[_file(item)])


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def _cost(item: pytest.Item) -> float:
    return max((COSTS.get(mark.name, 0.0) for mark in item.iter_markers()), default=0.0)
