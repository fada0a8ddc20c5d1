"""What the developer reads: one short line per step, with its duration, and plain errors."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class StackError(Exception):
    """Something the developer must do or know; its text is the whole message."""


def say(text: str) -> None:
    """Print one line at once, also when the output is a pipe."""
    print(text, flush=True)


def fail(error: StackError) -> None:
    """Print the message of a failed step on standard error."""
    print(f"\n✗ {error}", file=sys.stderr, flush=True)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print `name` when the step begins and its duration in seconds when it has succeeded."""
    start = time.monotonic()
    say(f"→ {name} …")
    yield
    say(f"✓ {name} ({time.monotonic() - start:.1f} s)")
