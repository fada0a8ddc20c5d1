"""Moments as ckanext-harvest stores them."""

from __future__ import annotations

from datetime import datetime, timezone


def now() -> datetime:
    """Return the present moment in UTC, without saying so."""
    return datetime.now(timezone.utc).replace(tzinfo=None)
