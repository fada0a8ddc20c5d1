"""Whether the services answer on which the portal stands."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

import sqlalchemy as sa
from redis.exceptions import RedisError

import ckan.model as model
from ckan.lib import search
from ckan.lib.redis import connect_to_redis

log = logging.getLogger(__name__)


def answering() -> dict[str, bool]:
    """Ask each service once; return its name → whether it answers. Raises nothing."""
    return {name: ask() for name, ask in SERVICES.items()}


def _database() -> bool:
    try:
        with model.meta.engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))
    except sa.exc.SQLAlchemyError:
        log.warning("the database does not answer")
        return False
    return True


def _search() -> bool:
    return bool(search.is_available())


def _redis() -> bool:
    try:
        return bool(connect_to_redis().ping())
    except RedisError:
        log.warning("Redis does not answer")
        return False


SERVICES: Mapping[str, Callable[[], bool]] = {
    "database": _database,
    "search": _search,
    "redis": _redis,
}
