"""Keeps Python's garbage collector from looking through the same objects again and again.

CKAN's process holds about half a million objects that live for ever, and a page makes hundreds of
thousands that live as long as it does; each full collection visits all of them and frees none.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def settled() -> Iterator[None]:
    """Leave out of all collections what there is now, until the block ends."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def no_collections() -> Iterator[None]:
    """Collect nothing within the block: for work that makes much, and no rings."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
