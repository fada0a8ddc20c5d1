"""A function of CKAN replaced by one of ours for as long as any thread is inside the block."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

_ABSENT = object()


class Instead:
    """A context manager that puts `make(original)` in the place of the owner's function `name`.

    :param owner: a module or a class; a function that the class inherits is inherited again later.
    :param make: gets what stands there (CKAN's function, a bound class method, or what another
        extension has put there) and returns what is to stand there.

    Counted: two threads may overlap, and the one that leaves first must not take the other's away.
    What must hold for one thread only, `make`'s function has to ask for itself.
    """

    def __init__(self, owner: Any, name: str, make: Callable[[Any], Any]) -> None:
        self._owner, self._name, self._make = owner, name, make
        self._before: Any = _ABSENT
        self._lock = threading.Lock()
        self._users = 0

    def __enter__(self) -> None:
        with self._lock:
            if not self._users:
                self._before = vars(self._owner).get(self._name, _ABSENT)
                setattr(self._owner, self._name, self._make(getattr(self._owner, self._name)))
            self._users += 1

    def __exit__(self, *_error: object) -> None:
        with self._lock:
            self._users -= 1
            if self._users:
                return
            if self._before is _ABSENT:
                delattr(self._owner, self._name)
            else:
                setattr(self._owner, self._name, self._before)
