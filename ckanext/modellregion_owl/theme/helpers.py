"""Template helpers of header, footer and home."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def all_helpers() -> dict[str, Callable[..., Any]]:
    """Return the helpers by the name that templates use."""
    return {}
