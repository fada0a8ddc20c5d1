"""Does a transaction again that PostgreSQL has ended in favour of another one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

import sqlalchemy.exc

import ckan.model as model

log = logging.getLogger(__name__)

DEADLOCKS = 3  # in a row
AGAIN = ("40P01", "40001")  # PostgreSQL: deadlock_detected, serialization_failure

T = TypeVar("T")


def patiently(work: Callable[[], T]) -> T:
    """Return what the work returns, which is one transaction and commits at its end.

    What the session holds before is committed first: only the work itself is ever undone. It may
    be called several times, so it must change nothing but the database.

    :raises sqlalchemy.exc.OperationalError: it met others each time, or something else is wrong.
    """
    model.Session.commit()
    for _attempt in range(DEADLOCKS):
        try:
            return work()
        except sqlalchemy.exc.OperationalError as err:
            if getattr(err.orig, "pgcode", "") not in AGAIN:
                raise
            log.info("met another process in the database, once more: %s", err.orig)
            model.Session.rollback()
    return work()
