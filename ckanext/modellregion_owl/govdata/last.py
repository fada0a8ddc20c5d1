"""The result of the last check, kept for the page; in Redis: it can be made anew at any time."""

from __future__ import annotations

import gzip
import json
import logging

from redis.exceptions import RedisError

import ckan.plugins.toolkit as tk
from ckan.lib.redis import connect_to_redis

from ckanext.modellregion_owl.govdata.report import Report

log = logging.getLogger(__name__)

DAYS = 30


def keep(report: Report) -> None:
    """Keep a result; nothing happens when Redis does not answer."""
    text = json.dumps(report.as_dict(), ensure_ascii=False).encode()
    try:
        connect_to_redis().set(key(), gzip.compress(text, 3), ex=DAYS * 86_400)
    except RedisError:
        log.warning("the result of the check could not be kept", exc_info=True)


def load() -> Report | None:
    """Return the last result, None when there is none."""
    try:
        stored = connect_to_redis().get(key())
    except RedisError:
        return None
    return Report.from_dict(json.loads(gzip.decompress(stored))) if stored else None


def key() -> str:
    """Return the name in Redis."""
    return f"ckan:{tk.config['ckan.site_id']}:modellregion:govdata-check"
