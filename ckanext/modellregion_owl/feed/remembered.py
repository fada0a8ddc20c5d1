"""Pages of generations that this process has put together lately.

A client asks HEAD, then GET, and comes again tomorrow: a page that names its texts never says
anything else. What is remembered is only served after CKAN's tables were asked whether all of its
datasets may still be seen.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

MOST = 48  # pages of some 300 kB


Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """The values that were used last, by key; for several threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Value | None:
        """Return a value, None when it is not there any more."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: Hashable, value: Value) -> None:
        """Remember a value; the one that was not used for the longest time is forgotten."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
