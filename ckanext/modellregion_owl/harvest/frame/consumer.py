"""ckanext-harvest's consumers wait for work as long as it takes.

They wait without an end (`BLPOP`, version 1.6.3), and redis-py 8, which CKAN 2.12 installs, ends
every wait after five seconds: an idle consumer dies (ckanext-harvest, issue 581).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from redis.exceptions import RedisError, TimeoutError

from ckanext.harvest.queue import FakeMethod, RedisConsumer

log = logging.getLogger(__name__)

WAIT = 2  # seconds of one wait: below redis-py's five for an answer
PAUSE = 5.0  # seconds until Redis is asked again that could not be reached


def be_patient() -> None:
    """Let the consumers of this process wait in short turns; also those of other harvesters."""
    RedisConsumer.consume = messages


def messages(consumer: Any, queue: str) -> Iterator[tuple[FakeMethod, Any, str]]:
    """Yield the messages of a queue in Redis, for ever; a Redis that is away is waited for.

    Each is marked as being at work, by the key and the moment that `resubmit_jobs` looks for.

    :param consumer: a `RedisConsumer`. :param queue: ignored, as there.
    """
    while True:
        try:
            found = consumer.redis.blpop(consumer.routing_key, timeout=WAIT)
        except TimeoutError:
            continue
        except RedisError as err:
            log.warning("Redis can't be reached, asked again in %s s: %s", PAUSE, err)
            time.sleep(PAUSE)
            continue
        if found is None:
            continue
        body = found[1]
        try:
            # Local time without a zone: ckanext-harvest reads it so.
            consumer.redis.set(consumer.persistance_key(body), str(datetime.now()))  # noqa: DTZ005
        except RedisError as err:
            log.warning("message %s is not marked as being at work: %s", body, err)
        yield FakeMethod(body), consumer, body
