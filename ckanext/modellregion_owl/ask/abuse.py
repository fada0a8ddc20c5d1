"""Against machines that fill in forms: a time that is signed, and a limit per hour in Redis.

Of a network address only a keyed checksum is kept, for an hour; of questions only their number by
day and reason.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from datetime import date, datetime, timedelta, timezone

from flask import current_app
from itsdangerous import BadSignature, TimestampSigner

from ckan.lib.redis import connect_to_redis

from ckanext.modellregion_owl import config

LEAST_SECONDS, MOST_SECONDS = 3, 86_400
HOUR = 3_600
COUNT_DAYS = 400
_PREFIX = "modellregion:ask"


def stamp() -> str:
    """Return the signed moment at which the form was shown."""
    return _signer().sign("form").decode()


def timely(text: str) -> bool:
    """Tell whether a form was shown by us, some seconds and at most a day ago."""
    try:
        _, shown = _signer().unsign(text, max_age=MOST_SECONDS, return_timestamp=True)
    except BadSignature:
        return False
    return (datetime.now(timezone.utc) - shown).total_seconds() >= LEAST_SECONDS


def too_many(address: str) -> bool:
    """Count a question from a network address; tell whether there were too many in this hour."""
    redis, key = connect_to_redis(), f"{_PREFIX}:from:{_digest(address)}"
    number = redis.incr(key)
    if number == 1:
        redis.expire(key, HOUR)
    return int(number) > config.ask_per_hour()


def count(reason: str) -> None:
    """Count a question that was sent, by day and reason: the only thing kept of it."""
    redis, key = connect_to_redis(), f"{_PREFIX}:sent:{datetime.now(timezone.utc):%Y-%m-%d}"
    redis.hincrby(key, reason, 1)
    redis.expire(key, COUNT_DAYS * 24 * HOUR)


def counts(day: str) -> dict[str, int]:
    """Return the numbers of a day (ISO date) by reason."""
    found = connect_to_redis().hgetall(f"{_PREFIX}:sent:{day}")
    return {key.decode(): int(value) for key, value in found.items()}


def totals(today: date, days: int) -> dict[str, int]:
    """Return the numbers of the last `days` days, today's with them, by reason; one round trip."""
    asked = connect_to_redis().pipeline(transaction=False)
    for back in range(days):
        asked.hgetall(f"{_PREFIX}:sent:{(today - timedelta(days=back)).isoformat()}")
    found: Counter[str] = Counter()
    for row in asked.execute():
        found.update({key.decode(): int(value) for key, value in row.items()})
    return dict(found)


def _signer() -> TimestampSigner:
    return TimestampSigner(str(current_app.secret_key), salt=_PREFIX)


def _digest(address: str) -> str:
    key = str(current_app.secret_key).encode()
    return hmac.new(key, address.encode(), hashlib.sha256).hexdigest()[:24]
