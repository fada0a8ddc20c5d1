"""Which day it is where the site stands."""

from __future__ import annotations

from datetime import date, datetime


def today() -> date:
    """Return the day in the server's time zone."""
    return datetime.now().astimezone().date()
