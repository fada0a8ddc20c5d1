"""Which datasets might belong to a model project: kept from the last assignment of all.

To ask the rules about every dataset takes time that a page does not have. In Redis: it can be made
anew at any time.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable

from redis.exceptions import RedisError

import ckan.plugins.toolkit as tk
from ckan.lib.redis import connect_to_redis

from ckanext.modellregion_owl.projects.plan import Row, Step

log = logging.getLogger(__name__)

Suggestion = tuple[str, str]  # id of the dataset, name of the project


def keep(rows: Iterable[Row]) -> None:
    """Keep what the rows suggest; nothing happens when Redis does not answer."""
    found = [(r.dataset.id, r.project) for r in rows if r.step is Step.SUGGEST and r.match]
    _write(found)


def load() -> list[Suggestion]:
    """Return what was suggested and not decided since."""
    try:
        stored = connect_to_redis().get(_key())
    except RedisError:
        return []
    return [(str(dataset), str(project)) for dataset, project in json.loads(stored or "[]")]


def forget(dataset_id: str, project: str) -> None:
    """Take a suggestion away: somebody has decided."""
    known = load()
    left = [one for one in known if one != (dataset_id, project)]
    if len(left) < len(known):
        _write(left)


def _write(found: list[Suggestion]) -> None:
    try:
        connect_to_redis().set(_key(), json.dumps(found))
    except RedisError:
        log.warning("the suggestions of model projects could not be kept", exc_info=True)


def _key() -> str:
    return f"ckan:{tk.config['ckan.site_id']}:modellregion:suggestions"
