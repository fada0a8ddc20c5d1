"""How far a run is, for those who watch it; in Redis: nothing depends on it."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import dataclass

from redis.exceptions import RedisError

import ckan.plugins.toolkit as tk
from ckan.lib.redis import connect_to_redis

from ckanext.modellregion_owl.harvest.queueing import Progress

EVERY = 1.0  # seconds between two notes
KEPT = 600  # seconds for which a note of a killed run stays
WAITS = 3600  # seconds after which a job that was lost does not hold up the next one


@dataclass(frozen=True)
class Live:
    """Records done, and announced (None: the source does not say); `waiting` for the queue."""

    waiting: bool = False
    done: int = 0
    total: int | None = None


def telling(source_id: str, also: Progress | None) -> Progress:
    """Return a progress that notes how far the run is, at most once a second, and calls `also`."""
    last = 0.0

    def tell(done: int, total: int | None) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= EVERY:
            last = now
            _set(_key(source_id), json.dumps({"done": done, "total": total}), KEPT)
        if also is not None:
            also(done, total)

    return tell


def look(source_id: str) -> Live:
    """Return how far the run of a source is; zeros when none tells."""
    with suppress(RedisError):
        redis = connect_to_redis()
        waiting, stored = redis.mget(_key(source_id, "waits"), _key(source_id))
        return Live(waiting is not None, **json.loads(stored or "{}"))
    return Live()


def wait(source_id: str) -> bool:
    """Note that a run waits in the queue; False when one does already.

    :raises RedisError: Redis does not answer, and so there is no queue.
    """
    return bool(connect_to_redis().set(_key(source_id, "waits"), "1", nx=True, ex=WAITS))


def begin(source_id: str) -> None:
    """Note that the waiting run begins."""
    _forget(_key(source_id, "waits"), _key(source_id))


def end(source_id: str) -> None:
    """Forget how far the run was."""
    _forget(_key(source_id))


def _set(key: str, value: str, seconds: int) -> None:
    with suppress(RedisError):
        connect_to_redis().set(key, value, ex=seconds)


def _forget(*keys: str) -> None:
    with suppress(RedisError):
        connect_to_redis().delete(*keys)


def _key(source_id: str, what: str = "done") -> str:
    return f"ckan:{tk.config['ckan.site_id']}:modellregion:run:{source_id}:{what}"
